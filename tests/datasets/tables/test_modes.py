"""Mode-specific normalisation beside loops over Gaussian densities."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from datasets.kinds import Span
from datasets.tables.encoding import fit_encoding
from datasets.tables.modes import ModesScale
from tests.datasets.tables.made import dataset

RNG = np.random.default_rng(0)
HILLS = np.concatenate([RNG.normal(-5, 0.5, 1400), RNG.normal(20, 2, 600)])
MODES = ((0.7, -5.0, 0.5), (0.3, 20.0, 2.0))
BY_HAND = ModesScale(10.0, MODES)


def test_numbers_are_scaled_by_their_likeliest_mode():
    values = np.linspace(-12, 40, 400)
    found, part = BY_HAND.encode(values), BY_HAND.part_of(values)
    for value, number, place in zip(values, found, part, strict=True):
        densities = [weight * norm.pdf(value, mean, sd) for weight, mean, sd in MODES]
        assert place == int(np.argmax(densities))
        _, mean, sd = MODES[place]
        assert number == pytest.approx((value - mean) / (4 * sd))
    np.testing.assert_allclose(BY_HAND.decode(found, part), values)
    np.testing.assert_allclose(BY_HAND.decode(np.array([0.25, 0.25])), [-4.5, -4.5])


def test_far_numbers_have_a_mode_too_though_no_density_is_left():
    assert BY_HAND.part_of(np.array([-1e6, 1e6])).tolist() == [1, 1]  # of the wider one
    back = BY_HAND.decode(BY_HAND.encode(np.array([1e6])), np.array([1]))
    assert back == pytest.approx([1e6])


def test_hills_are_found():
    scale = ModesScale.fit(HILLS)
    of_left = {int(part) for part in scale.part_of(HILLS[:1400])}
    of_right = {int(part) for part in scale.part_of(HILLS[1400:])}
    assert not of_left & of_right and of_left | of_right == set(range(scale.parts))
    assert scale.parts <= 10
    table = np.array(scale.modes)
    assert (np.diff(table[:, 1]) >= 0).all() and (table[:, 0] >= 0.005).all()
    assert table[-1, 1] == pytest.approx(20, abs=0.3)
    assert table[-1, 2] == pytest.approx(2, rel=0.3)
    # Each hill is about as wide as a quarter: four standard deviations are 1.
    assert np.abs(scale.encode(HILLS)).max() < 1.5


def test_a_fit_is_a_function_of_its_numbers_and_looks_at_a_bounded_part():
    many = np.random.default_rng(1).exponential(3, 20_000)
    one, other = ModesScale.fit(many), ModesScale.fit(many)
    assert one == other and ModesScale.of(one.numbers) == one
    _, means, _ = np.array(one.modes).T
    assert one.farthest == pytest.approx(np.abs(many - means[one.part_of(many)]).max())
    chosen = np.random.default_rng(0).choice(many, 5000, replace=False)
    assert set(ModesScale.fit(chosen).modes) == set(one.modes)


def test_what_comes_back_is_within_the_stated_error():
    values = np.concatenate([HILLS, [1e4]])
    scale = ModesScale.fit(values)
    kept = scale.encode(values).astype(np.float32).astype(np.float64)
    apart = np.abs(scale.decode(kept, scale.part_of(values)) - values)
    assert 0 < apart.max() <= scale.error < 1e-2


@pytest.fixture(scope="module")
def rows():
    texts = [f"{value:.2f}" for value in HILLS[::10]]
    return dataset({"plain": texts, "gain": ["0"] * 80 + [None] * 20 + texts[100:]})


def test_modes_special_values_and_gaps_share_a_span(rows):
    encoding = fit_encoding(rows.kind.schema, rows.examples, "modes")
    plain, gain = encoding.columns
    assert plain.spans == (Span(1, "linear"), Span(plain.scale.parts, "softmax"))
    assert gain.spans == (Span(1, "linear"), Span(gain.scale.parts + 2, "softmax"))
    modes = [f"gain: mode {place + 1}" for place in range(gain.scale.parts)]
    assert gain.features == ("gain", *modes, "gain=0", "gain: missing")
    encoded = encoding.encode(rows.examples)
    states = encoded[:, -(gain.scale.parts + 2) :]
    assert (states.sum(axis=1) == 1).all()
    assert (states[:80, -2] == 1).all() and (states[80:100, -1] == 1).all()
    number = encoded[:, 1 + plain.scale.parts]
    assert (number[:100] == 0).all() and (number[100:] != 0).any()
    values = rows.examples[100:, 1]
    np.testing.assert_array_equal(states[100:].argmax(axis=1), gain.scale.part_of(values))
    assert states[100:, :-2].any(axis=0).all()  # every mode has rows of training
    np.testing.assert_array_equal(encoding.decode(encoded), rows.examples)


def test_one_mode_alone_needs_no_span(rows):
    plain = fit_encoding(rows.kind.schema, rows.examples, "modes").columns[0]
    column = replace(plain, scale=ModesScale(9.0, MODES[:1]))
    assert column.spans == (Span(1, "linear"),) and column.features == ("plain",)
    encoded = np.zeros((2, 1), np.float32)
    column.encode(np.array([-5.0, -3.0]), encoded)
    assert encoded.tolist() == [[0.0], [1.0]]
    assert column.decode(encoded).tolist() == [-5.0, -3.0]
