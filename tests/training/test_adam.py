"""The one-kernel Adam beside the one that Keras composes."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from training.adam import FusedAdam

START = ([[0.5, -2.0], [0.0, 3.0]], [1e-3])
OPTIONS = {"learning_rate": 0.01, "beta_1": 0.5}


def _after(kind, updates, compiled):
    """Variables and moments after some updates with gradients that change from one to the next."""
    variables = [keras.Variable(np.array(value, np.float32)) for value in START]
    adam = kind(**OPTIONS)
    adam.build(variables)

    def update(number):
        adam.learning_rate.assign(0.01 / (1.0 + number))
        adam.apply([tf.cos(variable.value + number) for variable in variables], variables)

    step = tf.function(update) if compiled else update
    for number in range(updates):
        step(tf.constant(float(number)))
    values = [variable.numpy() for variable in (*variables, *adam.variables)]
    return dict(zip(["first", "second", *(v.path for v in adam.variables)], values))


@pytest.mark.parametrize("compiled", [False, True])
def test_it_does_what_keras_does(compiled):
    fused, composed = (_after(kind, 5, compiled) for kind in (FusedAdam, keras.optimizers.Adam))
    assert len(fused) == len(composed) == 2 + 2 + 4  # step, rate, and two moments of each variable
    for one, other in zip(fused.values(), composed.values()):
        assert one == pytest.approx(other, rel=1e-5, abs=1e-7)
    assert np.abs(fused["first"] - START[0]).min() > 0.001


def test_the_first_step_is_the_step_size():
    """m / (1 - beta1) over the root of v / (1 - beta2) is the gradient's sign."""
    moved = _after(FusedAdam, 1, compiled=False)
    assert moved["first"] == pytest.approx(START[0] - 0.01 * np.sign(np.cos(START[0])), abs=1e-6)
