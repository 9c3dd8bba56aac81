import keras
import numpy as np
import pytest
import tensorflow as tf

from training.variables import NamedVariables


@pytest.fixture
def held():
    """A Keras variable, one that grows, and one of integers."""
    return (
        keras.Variable(np.ones((2, 3), np.float32)),
        tf.Variable(tf.zeros((0, 3)), shape=(None, 3)),
        keras.Variable(np.array([2**62, 1]), dtype="int64", trainable=False),
    )


def test_values_are_named_by_group_and_place_and_are_copies(held):
    named = NamedVariables(model=held[:2], states=held[2:])
    values = named.values()
    assert list(values) == ["model/0", "model/1", "states/0"]
    held[0].assign(np.zeros((2, 3), np.float32))
    assert (values["model/0"] == 1).all() and values["states/0"].tolist() == [2**62, 1]


def test_assigned_values_come_back_exactly(held):
    named = NamedVariables(model=held[:2], states=held[2:])
    wanted = {
        "model/0": np.array([[np.nan, -0.0, 1e-45], [1, 2, 3]], np.float32),
        "model/1": np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32),
        "states/0": np.array([-(2**63), 2**63 - 1]),
        "updates": np.array(3),
    }
    named.assign(wanted)
    for name, value in named.values().items():
        assert value.tobytes() == wanted[name].tobytes() and value.dtype == wanted[name].dtype


@pytest.mark.parametrize(
    "name, value, suits",
    [
        ("model/0", np.zeros((2, 3)), True),
        ("model/0", np.zeros((3, 2)), False),
        ("model/0", np.zeros(2), False),
        ("model/1", np.zeros((9, 3)), True),
        ("model/1", np.zeros((9, 4)), False),
        ("states/0", np.zeros(3), False),
        ("more", np.zeros(3), True),
    ],
)
def test_only_values_of_the_right_shapes_suit(held, name, value, suits):
    named = NamedVariables(model=held[:2], states=held[2:])
    assert named.suit(named.values() | {name: value}) == suits


def test_a_missing_value_does_not_suit(held):
    named = NamedVariables(model=held)
    values = named.values()
    del values["model/2"]
    assert not named.suit(values)
