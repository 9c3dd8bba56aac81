"""Packs of examples beside plain loops."""

import keras
import numpy as np
import pytest

from training.packing import Packed, Unpacked
from training.saved_models import load_model


@pytest.mark.parametrize("count, packs", [(6, 2), (7, 3), (8, 3), (1, 1)])
def test_neighbours_lie_side_by_side_and_each_hears_of_its_pack(count, packs):
    rows = np.random.default_rng(0).normal(size=(count, 2)).astype(np.float32)
    found = Packed(3)(rows).numpy()
    expected = [
        [value for place in range(3) for value in rows[(3 * pack + place) % count]]
        for pack in range(packs)
    ]
    assert np.array_equal(found, np.array(expected, np.float32))
    said = np.arange(packs, dtype=np.float32)[:, None]
    heard = Unpacked(3)(said, rows).numpy()
    assert heard.tolist() == [[float(row // 3)] for row in range(count)]


def test_models_with_packs_are_read_back(tmp_path):
    rows = keras.Input((4,))
    said = keras.layers.Dense(1)(Packed(2)(rows))
    model = keras.Model(rows, Unpacked(2)(said, rows))
    assert model.output_shape == (None, 1)
    model.save(tmp_path / "model.keras")
    examples = np.random.default_rng(1).normal(size=(5, 4)).astype(np.float32)
    found = load_model(tmp_path / "model.keras")(examples).numpy()
    assert np.array_equal(found, model(examples).numpy())
