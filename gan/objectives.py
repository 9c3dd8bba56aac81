"""Adversarial losses: pure functions of a critic's logits for real and for fake examples.

Every logit is float32 [n, 1]. A sigmoid that a publication puts on the discriminator is part of
the loss here, where it is numerically stable. A row of `gan.catalog.OBJECTIVES` names each.
"""

from collections.abc import Callable
from dataclasses import dataclass

import tensorflow as tf

OfOne = Callable[[tf.Tensor], tf.Tensor]
OfBoth = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]


@dataclass(frozen=True)
class Parts:
    """A loss in which real and fake logits are judged apart, for schedules that step on each."""

    critic_real: OfOne
    """Real logits -> scalar."""
    critic_fake: OfOne
    """Fake logits -> scalar."""
    generator: OfOne
    """Fake logits -> scalar."""


@dataclass(frozen=True)
class Objective:
    """What each side minimises; both see the logits of both, as relativistic losses need it."""

    critic: OfBoth
    """Real and fake logits -> scalar."""
    generator: OfBoth
    """Real and fake logits -> scalar."""
    parts: Parts | None = None
    """None: the two kinds of logits cannot be judged apart."""
    slope_ratio: OfOne | None = None
    """Fake logits -> slope of `generator` over that of `critic` at each of them, [n, 1]; None:
    there is no such finite number, or real logits play a part in it."""


def objective_of(parts: Parts, slope_ratio: OfOne | None = None) -> Objective:
    """The objective of two kinds of logits that are judged apart.

    Args:
        parts: The critic's loss is the sum of its two.
        slope_ratio: As in `Objective`.
    """
    return Objective(
        critic=lambda real, fake: parts.critic_real(real) + parts.critic_fake(fake),
        generator=lambda real, fake: parts.generator(fake),
        parts=parts,
        slope_ratio=slope_ratio,
    )


def cross_entropy_real(logits: tf.Tensor) -> tf.Tensor:
    """Mean of -log sigmoid(logits): the cross-entropy of calling these examples real."""
    return tf.reduce_mean(tf.nn.softplus(-logits))


def cross_entropy_fake(logits: tf.Tensor) -> tf.Tensor:
    """Mean of -log(1 - sigmoid(logits)): the cross-entropy of calling these examples fake."""
    return tf.reduce_mean(tf.nn.softplus(logits))


def cross_entropy_slope_ratio(logits: tf.Tensor) -> tf.Tensor:
    """-sigmoid(-logits) over sigmoid(logits), the slopes of the two functions above."""
    # A critic as sure as that gives no slopes that float32 could tell from 0.
    return -tf.exp(-tf.maximum(logits, -50.0))


# Goodfellow et al. 2014, section 3: the generator maximises log D(G(z)). Binary cross-entropy on a
# sigmoid output is the same function.
non_saturating = objective_of(
    Parts(
        critic_real=cross_entropy_real,
        critic_fake=cross_entropy_fake,
        generator=cross_entropy_real,
    ),
    slope_ratio=cross_entropy_slope_ratio,
)

# Arjovsky, Chintala, Bottou 2017, algorithm 1: the critic's means apart; some penalty must hold its
# slope (Gulrajani et al. 2017). A fake logit that one side lowers the other raises as fast.
wasserstein = objective_of(
    Parts(
        critic_real=lambda logits: -tf.reduce_mean(logits),
        critic_fake=tf.reduce_mean,
        generator=lambda logits: -tf.reduce_mean(logits),
    ),
    slope_ratio=lambda logits: -tf.ones_like(logits),
)

# Miyato et al. 2018, equations 16 and 17. Beyond the hinge the critic's loss is flat and the
# generator's is not, so there is no ratio of their slopes.
hinge = objective_of(
    Parts(
        critic_real=lambda logits: tf.reduce_mean(tf.nn.relu(1.0 - logits)),
        critic_fake=lambda logits: tf.reduce_mean(tf.nn.relu(1.0 + logits)),
        generator=lambda logits: -tf.reduce_mean(logits),
    )
)

# Jolicoeur-Martineau 2019, section 3.1, in the form of Huang et al. 2024, equation 2: a real
# example is to be more real than the fake one of its pair.
relativistic = Objective(
    critic=lambda real, fake: tf.reduce_mean(tf.nn.softplus(fake - real)),
    generator=lambda real, fake: tf.reduce_mean(tf.nn.softplus(real - fake)),
)
