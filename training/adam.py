"""Adam as one operation per variable."""

import keras
import tensorflow as tf


class FusedAdam(keras.optimizers.Adam):
    """Keras's Adam, computed by TensorFlow's own kernel.

    Keras composes an update of some fifteen small operations for every variable. In networks as
    small as these they take several percent of a step (docs/performance.md).

    Reference:
        Kingma, Ba 2015, algorithm 1 in the form at the end of section 2.
    """

    def update_step(self, gradient, variable, learning_rate) -> None:
        """Move a variable and its two moments."""
        index = self._get_variable_index(variable)
        step = tf.cast(self.iterations + 1, tf.float32)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[index].value.handle,
            v=self._velocities[index].value.handle,
            beta1_power=tf.pow(self.beta_1, step),
            beta2_power=tf.pow(self.beta_2, step),
            lr=learning_rate,
            beta1=self.beta_1,
            beta2=self.beta_2,
            epsilon=self.epsilon,
            grad=gradient,
        )
