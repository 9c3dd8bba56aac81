import numpy as np
import pytest
import tensorflow as tf

from foundation.errors import UserError
from gan.checks import check_config
from gan.networks import build_networks
from gan.options import GanConfig
from gan.remedies.label_smoothing import smoothed_real
from tests import references
from tests.gan.families import pixels

LOGITS = np.random.default_rng(0).normal(0, 3, (40, 1)).astype(np.float32)


def test_it_is_the_cross_entropy_of_the_label_below_1():
    expected = 0.9 * references.mean_cross_entropy_real(LOGITS)
    expected += 0.1 * references.mean_cross_entropy_fake(LOGITS)
    assert float(smoothed_real(tf.constant(LOGITS), 0.1)) == pytest.approx(expected, rel=1e-5)


def test_a_discriminator_is_best_where_it_is_as_sure_as_the_label():
    """sigmoid(log 9) = 0.9: there the slope is 0."""
    logit = tf.constant([[np.log(9.0)]], tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(logit)
        loss = smoothed_real(logit, 0.1)
    assert tape.gradient(loss, logit).numpy() == pytest.approx(0, abs=1e-6)


def test_real_examples_alone_are_smoothed():
    plain, smoothed = (
        build_networks(pixels(8, 8, 1), GanConfig(**fields), seed=0).objective
        for fields in ({"width": 4}, {"width": 4, "label_smoothing": 0.2})
    )
    logits = tf.constant(LOGITS)
    assert float(smoothed.parts.critic_fake(logits)) == float(plain.parts.critic_fake(logits))
    assert float(smoothed.generator(logits, logits)) == float(plain.generator(logits, logits))
    change = float(smoothed.critic(logits, logits)) - float(plain.critic(logits, logits))
    real, fake = (
        reference(LOGITS)
        for reference in (references.mean_cross_entropy_real, references.mean_cross_entropy_fake)
    )
    assert change == pytest.approx(0.2 * (fake - real), rel=1e-4)


def test_a_loss_without_labels_refuses_it():
    with pytest.raises(UserError, match="label_smoothing: expected 0 with any loss but non_sat"):
        check_config(GanConfig(loss="hinge", label_smoothing=0.1))
