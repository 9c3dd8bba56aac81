"""How much the examples of a batch differ, told to each of them."""

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="minibatch_deviation")
class MinibatchDeviation(layers.Layer):
    """One more filter: the standard deviation over the batch, averaged over places and filters.

    A discriminator that sees it tells images of one look from images of many, and a generator that
    collapses is found out.

    Reference:
        Karras et al. 2018, section 3, with the whole batch as one group.
    """

    compares_examples = True
    """What it says of an example depends on the others of its batch."""

    def call(self, images):
        """[n, h, w, filters + 1] for [n, h, w, filters]."""
        # A root has no slope at 0: of a batch of equal images.
        deviation = ops.mean(ops.sqrt(ops.var(images, axis=0) + 1e-8))
        told = ops.ones_like(images[..., :1]) * deviation
        return ops.concatenate([images, told], axis=-1)

    def compute_output_shape(self, input_shape) -> tuple[int | None, ...]:
        """With one more filter."""
        return (*input_shape[:-1], input_shape[-1] + 1)
