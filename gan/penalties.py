"""Penalties on a critic's slope."""

from collections.abc import Callable
from dataclasses import dataclass

import tensorflow as tf

# From examples float32 [n, *shape] to logits [n, 1]: a critic that knows of what class they are.
Judge = Callable[..., tf.Tensor]

_SHARES = 6
"""The purpose of the draw, among those of `gan.steps`."""
_TINY = 1e-12


@dataclass(frozen=True)
class Penalty:
    """A part of the critic's loss that is taken in some updates only.

    Lazy regularisation (Karras et al. 2020, section 3.1): every `interval`-th update, with a weight
    that is larger by that factor.
    """

    of: Callable[[Judge, tf.Tensor, tf.Tensor, tf.Tensor], tf.Tensor]
    """Critic, real and fake examples float32 [n, *shape] as the critic sees them, seed int32 [2]
    -> scalar."""
    weight: float
    interval: int = 1
    sees_fake: bool = False
    """Whether fake examples play a part: then they have a slope from here, too."""

    def __call__(
        self, critic: Judge, real: tf.Tensor, fake: tf.Tensor, seed: tf.Tensor
    ) -> tf.Tensor:
        """The weighted penalty where the update is due for it, else 0.

        Args:
            critic: From examples to logits [n, 1].
            real: float32 [n, *shape], as the critic sees them.
            fake: Likewise, as many.
            seed: int32 [2], the unit's seed and the number of the update.
        """
        weight = self.weight * self.interval
        return tf.cond(
            tf.equal(seed[1] % self.interval, 0),
            lambda: weight * self.of(critic, real, fake, seed),
            lambda: tf.constant(0.0),
        )


def squared_slopes(critic: Judge, examples: tf.Tensor, pack: int = 1) -> tf.Tensor:
    """Squared norm of the logit's gradient at each example or pack; float32 [n / pack], >= 0.

    Args:
        critic: float32 [n, *shape] -> logits [n, 1], equal within a pack.
        examples: float32 [n, *shape], encoded.
        pack: How many neighbours it judges together; it divides n.
    """
    with tf.GradientTape() as tape:
        tape.watch(examples)
        logits = critic(examples, training=True)[::pack]
    slopes = tape.gradient(logits, examples)
    squares = tf.reduce_sum(tf.square(slopes), axis=list(range(1, len(examples.shape))))
    return squares if pack == 1 else tf.reduce_sum(tf.reshape(squares, (-1, pack)), axis=1)


def zero_centred(critic: Judge, examples: tf.Tensor, pack: int = 1) -> tf.Tensor:
    """Mean squared norm of the logit's gradient, halved: R1 at real examples, R2 at fake ones.

    Args and Returns as for `squared_slopes`, a scalar, to be multiplied by the penalty's weight.

    Reference:
        Mescheder, Geiger, Nowozin 2018, equation 9, and the one of R2 after it.
    """
    return 0.5 * tf.reduce_mean(squared_slopes(critic, examples, pack))


def one_centred(
    critic: Judge, real: tf.Tensor, fake: tf.Tensor, seed: tf.Tensor, pack: int = 1
) -> tf.Tensor:
    """Mean squared distance from 1 of the slope's norm, on the way between real and fake examples.

    Args:
        critic: As for `squared_slopes`.
        real: float32 [n, *shape].
        fake: float32 [n, *shape]; pair i is mixed by a share of its own, uniform in [0, 1), those
            of a pack by the same.
        seed: int32 [2].
        pack: As for `squared_slopes`.

    Reference:
        Gulrajani et al. 2017, equation 3 and algorithm 1.
    """
    folded = tf.random.experimental.stateless_fold_in(seed, _SHARES)
    each = (tf.shape(real)[0] // pack, *[1] * (len(real.shape) - 1))
    share = tf.random.stateless_uniform(each, folded)
    share = share if pack == 1 else tf.repeat(share, pack, axis=0)
    # The root has no slope at 0, where a critic that is flat would make it infinite.
    mixed = share * real + (1.0 - share) * fake
    norms = tf.sqrt(squared_slopes(critic, mixed, pack) + _TINY)
    return tf.reduce_mean(tf.square(norms - 1.0))
