"""The end of a generator of rows: numbers and categories beside each other."""

import keras
from keras import ops

# Nearer to 0 or 1 a uniform value of float32 has no finite Gumbel value.
_MARGIN = 1e-6


@keras.saving.register_keras_serializable(package="row_end")
class RowEnd(keras.layers.Layer):
    """Gives every span of a row its activation; categories are drawn by the noise they are given.

    A span of probabilities is a draw of the relaxed categorical distribution: the largest of its
    values is as likely as the softmax of the logits says, and the draw has a slope. The noise comes
    with the latents, so that a row follows from them alone, while it learns and afterwards.

    Args:
        spans: (width, activation) of each, activation `linear`, `tanh` or `softmax`.
        temperature: Of the relaxation, above 0; the smaller, the nearer to a single 1.

    Reference:
        Jang, Gu, Poole 2017 (arXiv 1611.01144), section 2.1.
    """

    def __init__(self, spans, temperature: float, **options) -> None:
        super().__init__(**options)
        self.spans = [(int(width), str(activation)) for width, activation in spans]
        self.temperature = temperature

    def call(self, values, noise):
        """float32 [n, d].

        Args:
            values: [n, d], what the layers before have come to.
            noise: float32 [n, values of all spans of probabilities], standard normal.
        """
        parts, start, used = [], 0, 0
        for width, activation in self.spans:
            part = values[:, start : start + width]
            if activation == "softmax":
                part = self._drawn(part, noise[:, used : used + width])
                used += width
            elif activation == "tanh":
                part = ops.tanh(part)
            parts.append(part)
            start += width
        return ops.concatenate(parts, axis=1)

    def _drawn(self, logits, noise):
        uniform = 0.5 * (1.0 + ops.erf(noise / 2.0**0.5))
        uniform = ops.clip(uniform, _MARGIN, 1.0 - _MARGIN)
        gumbel = -ops.log(-ops.log(uniform))
        return ops.softmax((logits + gumbel) / self.temperature, axis=1)

    def compute_output_shape(self, values_shape, noise_shape) -> tuple[int | None, ...]:
        """That of the values."""
        return values_shape

    def get_config(self) -> dict:
        """What it is made with."""
        return super().get_config() | {"spans": self.spans, "temperature": self.temperature}
