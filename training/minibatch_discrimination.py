"""How near every example of a batch lies to the others, told to each of them."""

import keras
from keras import layers, ops

_KERNELS = 16
_DIMENSIONS = 8


@keras.saving.register_keras_serializable(package="minibatch_discrimination")
class MinibatchDiscrimination(layers.Layer):
    """Further filters: for each of some learned projections, how near the other examples are.

    An example among many that are like it is told by it. Distances are L1, nearness is their
    negative exponential, and the example itself is left out.

    Reference:
        Salimans et al. 2016, section 3.2; 16 projections to 8 numbers each are ours.
    """

    compares_examples = True
    """What it says of an example depends on the others of its batch."""

    def build(self, input_shape) -> None:
        """The projections."""
        _, height, width, filters = input_shape
        self.projections_initializer = keras.initializers.GlorotUniform()
        self.projections = self.add_weight(
            name="projections",
            shape=(height * width * filters, _KERNELS * _DIMENSIONS),
            initializer=self.projections_initializer,
        )

    def call(self, images):
        """[n, h, w, filters + 16] for [n, h, w, filters]; the further ones are alike everywhere."""
        count = ops.shape(images)[0]
        features = ops.reshape(images, (count, self.projections.shape[0]))
        projected = ops.matmul(features, self.projections)
        projected = ops.reshape(projected, (count, _KERNELS, _DIMENSIONS))
        distances = ops.sum(ops.abs(projected[:, None] - projected[None]), axis=3)
        # Without the example itself before the sum: beside a 1, bfloat16 has no small numbers.
        others = 1.0 - ops.eye(count, dtype=distances.dtype)
        near = ops.sum(ops.exp(-distances) * others[:, :, None], axis=1)
        told = ops.ones_like(images[..., :1]) * near[:, None, None, :]
        return ops.concatenate([images, told], axis=-1)

    def compute_output_shape(self, input_shape) -> tuple[int | None, ...]:
        """With further filters."""
        return (*input_shape[:-1], input_shape[-1] + _KERNELS)
