"""A layer that hears: from sound to the spectrogram that ears go by, inside a network."""

import keras
import tensorflow as tf

from datasets.signals.spectra import FLOOR_DB, FRAMES_PER_COLUMN, TINY, Frames, mel_filters


@keras.saving.register_keras_serializable(package="hearing")
class Hearing(keras.layers.Layer):
    """Levels of a recording's bands over time, as `datasets.signals.encodings` has them.

    Args:
        samples: Length of a recording.
        sample_rate: Hz.
        bands: Of the mel scale.
        each_alike: Whether the greatest power of each recording is 1; else the loudest tone that
            int16 holds is.
    """

    def __init__(
        self, samples: int, sample_rate: int, bands: int, each_alike: bool, **options
    ) -> None:
        super().__init__(**options)
        self._settings = {
            "samples": samples, "sample_rate": sample_rate, "bands": bands,
            "each_alike": each_alike,
        }  # fmt: skip
        self._frames, self._bands = Frames(samples, sample_rate), bands
        self._reference = None if each_alike else self._frames.full_scale

    def call(self, waves):
        """float32 [n, samples] in the range of int16 to [n, bands, columns, 1] in [-1, 1], low
        notes in the last row."""
        frames = self._frames
        after = frames.padded - frames.before - frames.samples
        padded = tf.pad(tf.cast(waves, tf.float32) / 32768.0, [[0, 0], [frames.before, after]])
        cut = tf.signal.frame(padded, frames.window_length, frames.hop) * frames.window
        power = tf.square(tf.abs(tf.signal.rfft(cut, [frames.fft_length])))
        power = tf.tensordot(power, tf.constant(mel_filters(frames, self._bands)), 1)
        columns = frames.count // FRAMES_PER_COLUMN
        power = tf.reduce_mean(
            tf.reshape(power, (-1, columns, FRAMES_PER_COLUMN, self._bands)), axis=2
        )
        upright = tf.reverse(tf.transpose(self._levels(power), (0, 2, 1)), [1])
        return upright[..., tf.newaxis]

    def _levels(self, power):
        greatest = tf.reduce_max(power, axis=(1, 2), keepdims=True)
        reference = greatest if self._reference is None else self._reference
        decibels = 10.0 / tf.math.log(10.0) * tf.math.log((power + TINY) / (reference + TINY))
        floor = tf.fill(tf.shape(power), FLOOR_DB)
        decibels = tf.where(greatest > 0, tf.clip_by_value(decibels, FLOOR_DB, 0.0), floor)
        return 1.0 - 2.0 * decibels / FLOOR_DB

    def compute_output_shape(self, input_shape) -> tuple[int | None, ...]:
        return (input_shape[0], self._bands, self._frames.count // FRAMES_PER_COLUMN, 1)

    def get_config(self) -> dict:
        return {**super().get_config(), **self._settings}
