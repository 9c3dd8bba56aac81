"""Convolutions of which the largest factor by which they stretch a vector is 1."""

import keras
import tensorflow as tf
from keras import layers


@keras.saving.register_keras_serializable(package="spectral")
class SpectralConv2D(layers.Conv2D):
    """A convolution whose kernel, as a matrix [h w c, filters], is divided by its largest singular
    value.

    The value is found by one step of a power iteration in each pass of a training, from where the
    last one ended; its slope is that of the kernel, so that a kernel has no way to grow.
    `keras.layers.SpectralNormalization` changes the kernel in place instead, without a slope.

    Reference:
        Miyato et al. 2018, algorithm 1; the vectors are constants in the slope.
    """

    def build(self, input_shape) -> None:
        """The kernel, and the vector that the iteration goes on from."""
        super().build(input_shape)
        self.moving_direction_initializer = keras.initializers.RandomNormal()
        self.moving_direction = self.add_weight(
            name="moving_direction",
            shape=(1, self.filters),
            initializer=self.moving_direction_initializer,
            trainable=False,
        )

    # A convolution of Keras saves its kernel and bias only.
    save_own_variables = layers.Layer.save_own_variables
    load_own_variables = layers.Layer.load_own_variables

    def call(self, inputs, training=False):
        """Convolved images; `training` moves the direction on."""
        outputs = self.convolution_op(inputs, self.normalised_kernel(training))
        if self.use_bias:
            outputs = outputs + keras.ops.cast(self.bias, outputs.dtype)
        return outputs if self.activation is None else self.activation(outputs)

    def normalised_kernel(self, training: bool = False) -> tf.Tensor:
        """The kernel of norm about 1, in the layer's shape."""
        kernel = tf.convert_to_tensor(self.kernel)
        matrix = tf.reshape(kernel, (-1, self.filters))
        right = tf.convert_to_tensor(self.moving_direction)
        left = _unit(tf.matmul(tf.stop_gradient(right), tf.stop_gradient(matrix), transpose_b=True))
        right = _unit(tf.matmul(left, tf.stop_gradient(matrix)))
        if training:
            self.moving_direction.assign(right)
        norm = tf.reduce_sum(tf.matmul(left, matrix) * right)
        return kernel / norm


def _unit(row: tf.Tensor) -> tf.Tensor:
    return tf.math.l2_normalize(row, axis=1)
