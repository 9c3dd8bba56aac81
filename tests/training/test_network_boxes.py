"""Boxes of small networks, written down by hand."""

import keras
from keras import layers

from training.network_boxes import network_boxes


def _told(boxes):
    return [(box.name, box.shape, box.parameters, box.kind, box.inputs) for box in boxes]


def test_a_chain():
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(3, 4, 2, padding="same"),
            layers.BatchNormalization(),
            layers.LeakyReLU(0.2),
            layers.Flatten(),
            layers.Dense(2, activation="softmax"),
        ]
    )
    assert _told(network_boxes(model)) == [
        ("Input", (8, 8, 1), 0, "input", ()),
        ("Conv2D 4×4, stride 2", (4, 4, 3), 16 * 3 + 3, "weights", (0,)),
        ("BatchNormalization", (4, 4, 3), 12, "normalisation", (1,)),
        ("LeakyReLU, 0.2", (4, 4, 3), 0, "activation", (2,)),
        ("Flatten", (48,), 0, "shape", (3,)),
        ("Dense, softmax", (2,), 98, "weights", (4,)),
    ]


def test_branches_name_what_they_take_and_a_layer_called_twice_counts_once():
    inputs = keras.Input((4,))
    shared = layers.Dense(4)
    one = shared(inputs)
    two = shared(one)
    model = keras.Model(inputs, layers.Concatenate()([inputs, two]))
    assert _told(network_boxes(model)) == [
        ("Input", (4,), 0, "input", ()),
        ("Dense", (4,), 20, "weights", (0,)),
        ("Dense", (4,), 0, "weights", (1,)),
        ("Concatenate", (8,), 0, "merge", (0, 2)),
    ]


def test_models_inside_are_opened_also_where_they_are_called_twice():
    inner_inputs = keras.Input((3,))
    inner = keras.Model(inner_inputs, layers.ReLU()(layers.Dense(3)(inner_inputs)))
    inputs = keras.Input((3,))
    chain = keras.Sequential([layers.Dense(3), layers.Dropout(0.5)])
    model = keras.Model(inputs, layers.Add()([inner(inner(inputs)), chain(inputs)]))
    boxes = network_boxes(model)
    assert sum(box.parameters for box in boxes) == model.count_params()
    names = [box.name for box in boxes]
    assert sorted(names) == sorted(
        ["Input", "Dense", "ReLU", "Dense", "ReLU", "Dense", "Dropout, 0.5", "Add"]
    )
    assert [names[index] for index in boxes[-1].inputs] == ["ReLU", "Dropout, 0.5"]
    assert all(index < place for place, box in enumerate(boxes) for index in box.inputs)


def test_operations_without_a_layer_have_boxes_too():
    inputs = keras.Input((3,))
    model = keras.Model(inputs, inputs + layers.Dense(3)(inputs))
    assert [box.name for box in network_boxes(model)] == ["Input", "Dense", "Add"]


def test_what_is_no_graph_is_one_box():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(2)

        def call(self, inputs):
            return self.dense(inputs)

    inputs = keras.Input((3,))
    model = keras.Model(inputs, Own()(inputs))
    assert [(box.name, box.parameters) for box in network_boxes(model)] == [
        ("Input", 0),
        ("Own", 8),
    ]
