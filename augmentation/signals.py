"""What the augmented arm does to recordings, in compiled code: changes that keep what was said."""

import keras
import tensorflow as tf

from augmentation.sound_policy import SoundPolicy
from foundation.seeds import derive_seed


class SoundTransform:
    """Changes batches at random, each from the random state that the one before has left.

    Args:
        policy: The ranges.
        seed: Of all draws.
    """

    def __init__(self, policy: SoundPolicy, seed: int) -> None:
        self._policy = policy
        self._seeds = keras.random.SeedGenerator(derive_seed(seed, "sound"))
        self.variables = [self._seeds.state]
        """The random state, for a training that is to go on as if it had not been stopped."""

    def __call__(self, waves: tf.Tensor) -> tf.Tensor:
        """float32 [n, samples] in the range of int16 to the same."""
        policy, samples = self._policy, waves.shape[1]
        places = tf.range(samples, dtype=tf.float32)[tf.newaxis]
        start = self._uniform(waves, -policy.shift, policy.shift) * samples
        speed = 1.0 + self._uniform(waves, -policy.speed, policy.speed)
        waves = _read_at(waves, (places - start) * speed)
        level = tf.reduce_max(tf.abs(waves), axis=1, keepdims=True)
        noise = keras.random.normal(tf.shape(waves), seed=self._seeds)
        waves += noise * level * self._uniform(waves, 0.0, policy.noise)
        begin = self._uniform(waves, 0.0, 1.0) * samples
        length = self._uniform(waves, 0.0, policy.pause) * samples
        return tf.where((places >= begin) & (places < begin + length), 0.0, waves)

    def _uniform(self, waves: tf.Tensor, low: float, high: float) -> tf.Tensor:
        """A number for each recording, float32 [n, 1]."""
        return keras.random.uniform((tf.shape(waves)[0], 1), low, high, seed=self._seeds)


def _read_at(waves: tf.Tensor, places: tf.Tensor) -> tf.Tensor:
    """Waves [n, samples] between their samples; silence outside.

    Args:
        places: float32 [n, samples], counted in samples from the first one.
    """
    samples = waves.shape[1]
    padded = tf.pad(waves, [[0, 0], [1, 1]])
    places = tf.clip_by_value(places + 1.0, 0.0, float(samples + 1))
    whole = tf.minimum(tf.cast(places, tf.int32), samples)
    part = places - tf.cast(whole, tf.float32)
    before = tf.gather(padded, whole, batch_dims=1)
    after = tf.gather(padded, whole + 1, batch_dims=1)
    return before + part * (after - before)
