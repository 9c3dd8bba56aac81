"""One of several generators for every row of a batch."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="chosen")
class Chosen(keras.layers.Layer):
    """Takes each row from one of several outputs, each as likely as the others.

    Which one follows from a standard normal value that comes with the latents, so that a row
    depends on them alone.
    """

    def call(self, value, outputs):
        """[n, ...], of [n, 1] standard normal values and a list of m outputs [n, ...]."""
        uniform = 0.5 * (1.0 + ops.erf(value / 2.0**0.5))
        which = ops.minimum(ops.cast(uniform * len(outputs), "int32"), len(outputs) - 1)
        shape = (-1, *[1] * (len(outputs[0].shape) - 1))
        taken = [
            ops.where(ops.reshape(which == place, shape), each, ops.zeros_like(each))
            for place, each in enumerate(outputs)
        ]
        return sum(taken[1:], taken[0])

    def compute_output_shape(self, value_shape, outputs_shape) -> tuple[int | None, ...]:
        """That of one of the outputs."""
        return tuple(outputs_shape[0])
