"""Adversarial losses: pure functions of the discriminator's logits, as a table."""

from collections.abc import Callable
from dataclasses import dataclass

import tensorflow as tf


@dataclass(frozen=True)
class AdversarialLoss:
    """What each network minimises.

    The discriminator's loss is the sum of a part on real and a part on fake images, so that a
    training schedule can take them in one step or in two.
    """

    discriminator_real: Callable[[tf.Tensor], tf.Tensor]
    """Real logits [n, 1] -> scalar."""
    discriminator_fake: Callable[[tf.Tensor], tf.Tensor]
    """Fake logits [n, 1] -> scalar."""
    generator: Callable[[tf.Tensor], tf.Tensor]
    """Fake logits [n, 1] -> scalar."""
    slope_ratio: Callable[[tf.Tensor], tf.Tensor] | None = None
    """Fake logits [n, 1] -> slope of `generator` over that of `discriminator_fake` at each of
    them, [n, 1]; None: there is no such finite number."""


def cross_entropy_real(logits: tf.Tensor) -> tf.Tensor:
    """Mean of -log sigmoid(logits): the cross-entropy of calling these images real."""
    return tf.reduce_mean(tf.nn.softplus(-logits))


def cross_entropy_fake(logits: tf.Tensor) -> tf.Tensor:
    """Mean of -log(1 - sigmoid(logits)): the cross-entropy of calling these images fake."""
    return tf.reduce_mean(tf.nn.softplus(logits))


def cross_entropy_slope_ratio(logits: tf.Tensor) -> tf.Tensor:
    """-sigmoid(-logits) over sigmoid(logits), the slopes of the two functions above."""
    # A discriminator as sure as that gives no slopes that float32 could tell from 0.
    return -tf.exp(-tf.maximum(logits, -50.0))


LOSSES: dict[str, AdversarialLoss] = {
    # Goodfellow et al. 2014, section 3: the generator maximises log D(G(z)). Binary cross-entropy
    # on a sigmoid output is the same function.
    "non_saturating": AdversarialLoss(
        discriminator_real=cross_entropy_real,
        discriminator_fake=cross_entropy_fake,
        generator=cross_entropy_real,
        slope_ratio=cross_entropy_slope_ratio,
    ),
}
