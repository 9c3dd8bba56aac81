from functools import partial

import numpy as np
import pytest
import tensorflow as tf

from gan.catalog import OBJECTIVES
from tests import references

# The critic's part of real logits, that of fake ones, the generator's of fake ones.
PARTS = {
    "non_saturating": (
        references.mean_cross_entropy_real,
        references.mean_cross_entropy_fake,
        references.mean_cross_entropy_real,
    ),
    "wasserstein": (
        references.mean_negative,
        lambda logits: -references.mean_negative(logits),
        references.mean_negative,
    ),
    "hinge": (
        lambda logits: references.mean_hinge(logits, 1),
        lambda logits: references.mean_hinge(logits, -1),
        references.mean_negative,
    ),
}
# The critic's loss of pairs; the generator's is that of the pairs turned round.
OF_PAIRS = {"relativistic": references.mean_pairing_loss}
LOSSES = {name: row.load(name) for name, row in OBJECTIVES.items()}
LOGITS = {
    "ordinary": np.random.default_rng(0).normal(0, 3, (64, 1)),
    "one": np.array([[0.25]]),
    "large": np.array([[-1e4], [1e4], [-88.0], [88.0], [0.0]]),
}


def test_every_loss_has_a_reference():
    assert {*PARTS, *OF_PAIRS} == set(LOSSES)


@pytest.mark.parametrize("logits", LOGITS.values(), ids=LOGITS)
@pytest.mark.parametrize("name", PARTS)
def test_values_equal_the_plain_formula(name, logits):
    loss = LOSSES[name]
    functions = (loss.parts.critic_real, loss.parts.critic_fake, loss.parts.generator)
    for function, reference in zip(functions, PARTS[name]):
        value = float(function(tf.constant(logits, tf.float32)))
        assert np.isfinite(value)
        assert value == pytest.approx(reference(logits.astype(np.float32)), rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("logits", LOGITS.values(), ids=LOGITS)
@pytest.mark.parametrize("name", OF_PAIRS)
def test_values_of_pairs_equal_the_plain_formula(name, logits):
    loss, other = LOSSES[name], logits[::-1].copy()
    real, fake = tf.constant(logits, tf.float32), tf.constant(other, tf.float32)
    expected = OF_PAIRS[name](logits, other)
    assert float(loss.critic(real, fake)) == pytest.approx(expected, rel=1e-5)
    assert float(loss.generator(fake, real)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("name", [name for name, row in OBJECTIVES.items() if row.has_parts])
def test_the_whole_is_the_sum_of_its_parts(name):
    loss, logits = LOSSES[name], tf.constant(LOGITS["ordinary"], tf.float32)
    real, fake = logits[:40], logits[24:]
    parts = float(loss.parts.critic_real(real)) + float(loss.parts.critic_fake(fake))
    assert float(loss.critic(real, fake)) == pytest.approx(parts, rel=1e-6)
    assert float(loss.generator(real, fake)) == float(loss.parts.generator(fake))


def _of_both(function, logits):
    return float(function(*logits))


@pytest.mark.parametrize("name", LOSSES)
def test_slopes_equal_central_differences(name):
    loss = LOSSES[name]
    real, fake = np.random.default_rng(1).normal(0, 2, (2, 6, 1)).astype(np.float32)
    both = np.stack([real, fake])
    for function in (loss.critic, loss.generator):
        with tf.GradientTape() as tape:
            logits = tf.constant(both)
            tape.watch(logits)
            value = function(*tf.unstack(logits))
        expected = references.numeric_gradient(partial(_of_both, function), both, 1e-2)
        assert tape.gradient(value, logits).numpy() == pytest.approx(expected, abs=2e-4)


def test_beyond_its_margin_the_hinge_is_flat():
    loss, sure = LOSSES["hinge"], tf.constant([[1.5], [7.0]])
    assert float(loss.critic(sure, -sure)) == 0.0
    assert float(loss.generator(sure, -sure)) == pytest.approx(4.25)


def test_a_discriminator_that_cannot_tell_pays_log_2_twice():
    loss = LOSSES["non_saturating"]
    undecided = tf.zeros((5, 1))
    assert float(loss.critic(undecided, undecided)) == pytest.approx(2 * np.log(2))


@pytest.mark.parametrize("name", LOSSES)
def test_large_logits_have_finite_gradients(name):
    logits = tf.constant(LOGITS["large"], tf.float32)
    for function in (LOSSES[name].critic, LOSSES[name].generator):
        with tf.GradientTape() as tape:
            tape.watch(logits)
            value = function(logits, tf.reverse(logits, [0]))
        assert np.isfinite(tape.gradient(value, logits).numpy()).all()


def test_a_rejected_fake_still_pulls_on_the_generator():
    """The point of the non-saturating form: -1/n per logit where the discriminator is sure."""
    logits = tf.constant([[-50.0], [-60.0]])
    with tf.GradientTape() as tape:
        tape.watch(logits)
        value = LOSSES["non_saturating"].generator(logits, logits)
    assert tape.gradient(value, logits).numpy() == pytest.approx(np.full((2, 1), -0.5))


@pytest.mark.parametrize("name", [name for name, loss in LOSSES.items() if loss.slope_ratio])
def test_the_ratio_of_slopes_is_what_tapes_find(name):
    loss = LOSSES[name]
    logits = tf.reshape(tf.linspace(-40.0, 40.0, 41), (-1, 1))
    slopes = []
    for function in (loss.parts.generator, loss.parts.critic_fake):
        with tf.GradientTape() as tape:
            tape.watch(logits)
            value = function(logits)
        slopes.append(tape.gradient(value, logits).numpy())
    of_generator, of_discriminator = slopes
    ratio = loss.slope_ratio(logits).numpy()
    assert ratio * of_discriminator == pytest.approx(of_generator, rel=1e-4)
    assert np.isfinite(loss.slope_ratio(tf.constant([[-1e4], [1e4]])).numpy()).all()
