"""What networks see of rows, against values worked out by hand, and what comes back."""

import numpy as np
import pytest
from scipy.stats import norm

from datasets.kinds import Span
from datasets.tables.encoding import (
    ENCODINGS,
    TableEncoding,
    fit_encoding,
)
from datasets.tables.scales import SCALES, QuantileScale
from foundation.errors import UserError
from plan.encodings import keep_encoding, kept_encoding
from tests.datasets.tables.made import dataset

COLUMNS = {
    "size": [f"{value / 4:g}" for value in range(1, 41)],
    "gain": ["0"] * 14 + [None] * 6 + [str(n * n) for n in range(20)],
    "kind": ["u", "v", "v", None] * 10,
    "day": [f"2024-01-{day:02d}" for day in range(1, 31)] + ["2024-02-29"] * 10,
}


@pytest.fixture(scope="module")
def rows():
    return dataset(COLUMNS)


@pytest.mark.parametrize("name", ["standard", "quantile"])
def test_the_parts_of_an_encoding(rows, name):
    encoding = fit_encoding(rows.kind.schema, rows.examples, name)
    linear, softmax = Span(1, "linear"), "softmax"
    assert encoding.spans == (
        *(linear, linear, Span(3, softmax)),
        *(Span(3, softmax), linear),
    )
    assert [len(column.spans) for column in encoding.columns] == [1, 2, 1, 1]
    assert encoding.features == (
        *("size", "gain", "gain: number", "gain=0", "gain: missing"),
        *("kind=v", "kind=u", "kind: missing", "day"),
    )
    assert encoding.shape == (9,)


def test_values_by_hand(rows):
    encoded = fit_encoding(rows.kind.schema, rows.examples).encode(rows.examples)
    size = np.arange(1, 41) / 4
    np.testing.assert_allclose(encoded[:, 0], (size - size.mean()) / size.std(), rtol=1e-5)
    gains = np.arange(1, 20) ** 2  # 0 is special
    np.testing.assert_allclose(encoded[21:, 1], (gains - gains.mean()) / gains.std(), rtol=1e-4)
    assert (encoded[:21, 1] == 0).all()
    states = encoded[[0, 14, 20, 21], 2:5]
    np.testing.assert_array_equal(states, [[0, 1, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]])
    np.testing.assert_array_equal(encoded[:4, 5:8], [[0, 1, 0], [1, 0, 0], [1, 0, 0], [0, 0, 1]])


@pytest.mark.parametrize("name", ENCODINGS)
def test_rows_come_back_exactly(rows, name):
    encoding = fit_encoding(rows.kind.schema, rows.examples, name)
    assert (encoding.errors == 0).all()
    back = encoding.decode(encoding.encode(rows.examples))
    np.testing.assert_array_equal(back, rows.examples)


@pytest.mark.parametrize("name", ENCODINGS)
def test_it_is_kept_without_pickles(rows, name, tmp_path):
    encoding = fit_encoding(rows.kind.schema, rows.examples, name)
    assert keep_encoding(encoding, tmp_path) == [tmp_path / "encoding.npz"]
    again = kept_encoding(rows.kind, tmp_path)
    assert again == encoding and hash(again) == hash(encoding)
    drawn = np.random.default_rng(0).normal(size=(50, *encoding.shape)).astype(np.float32)
    np.testing.assert_array_equal(again.decode(drawn), encoding.decode(drawn))
    with pytest.raises(UserError, match="Expected an encoding of rows"):
        TableEncoding.from_arrays({"settings": np.zeros(3, np.uint8)})


def test_what_training_never_had_is_other_and_is_never_drawn(rows):
    training = rows.examples[:14]  # no gap and no number but 0 in gain
    without_u = training[training[:, 2] != 0]
    encoding = fit_encoding(rows.kind.schema, without_u)
    assert encoding.features == ("size", "gain", "kind=v", "kind: missing", "day")
    encoded = encoding.encode(rows.examples)
    other = rows.examples[:, 2] == 0
    assert (encoded[other, 2:4] == 0).all() and (encoded[~other, 2:4].sum(axis=1) == 1).all()
    assert (encoded[:, 1] == 0).all()
    drawn = np.random.default_rng(0).normal(size=(200, 5)).astype(np.float32) * 50
    decoded = encoding.decode(drawn)
    assert set(decoded[~np.isnan(decoded[:, 2]), 2]) == {1.0} and (decoded[:, 1] == 0).all()
    assert without_u[:, 0].min() <= decoded[:, 0].min()
    assert decoded[:, 0].max() <= without_u[:, 0].max()


def test_a_gap_that_training_never_had_is_in_the_middle():
    data = dataset({"size": [str(n) for n in (1, 5, 6, 2, 4, 9, 12)] * 3 + [None]})
    encoding = fit_encoding(data.kind.schema, data.examples[:-1])
    assert encoding.encode(data.examples[-1:]).tolist() == [[0.0]]


@pytest.mark.parametrize("name", ENCODINGS)
def test_whatever_is_drawn_fits_the_schema(rows, name):
    encoding = fit_encoding(rows.kind.schema, rows.examples, name)
    drawn = np.random.default_rng(1).standard_cauchy((300, *encoding.shape)).astype(np.float32)
    decoded = encoding.decode(drawn)
    rows.kind.check(decoded)
    assert np.nanmin(decoded[:, 0]) >= 0.25 and np.nanmax(decoded[:, 0]) <= 10
    assert (np.mod(decoded[:, 3], 1) == 0).all()  # whole days
    drawn[3, 0] = np.nan
    with pytest.raises(ValueError, match="not finite"):
        encoding.decode(drawn)
    with pytest.raises(ValueError, match="got float32"):
        encoding.decode(drawn[:, 1:])


def test_normal_scores_against_scipy():
    values = np.array([3.0, 1.0, 2.0, 10.0])
    scale = QuantileScale.fit(values)
    expected = norm.ppf((np.array([3, 1, 2, 4]) - 0.5) / 4)
    np.testing.assert_allclose(scale.encode(values), expected)
    np.testing.assert_allclose(scale.decode(expected), values)
    np.testing.assert_array_equal(scale.decode(np.array([-9.0, 9.0])), [1, 10])


def test_normal_numbers_come_back_as_the_training_rows_are_distributed():
    rng = np.random.default_rng(0)
    values = np.where(rng.random(5000) < 0.2, 7.0, rng.exponential(10, 5000))
    scale = QuantileScale.fit(values)
    np.testing.assert_allclose(scale.decode(scale.encode(values)), values, atol=1e-9)
    drawn = scale.decode(rng.normal(size=20_000))
    assert (drawn == 7).mean() == pytest.approx(0.2, abs=0.02)
    for share in (0.05, 0.5, 0.95):
        assert np.quantile(drawn, share) == pytest.approx(np.quantile(values, share), rel=0.1)
    assert abs(scale.encode(values).std() - 1) < 0.03


def test_a_single_value():
    for kind in SCALES.values():
        scale = kind.fit(np.array([4.0, 4.0]))
        assert scale.encode(np.array([4.0])).tolist() == [0.0]
        assert scale.decode(np.array([0.0])).tolist() == [4.0]


def test_an_unknown_encoding(rows):
    with pytest.raises(UserError, match="Did you mean 'quantile'"):
        fit_encoding(rows.kind.schema, rows.examples, "quantiles")
