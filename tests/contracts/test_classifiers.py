"""What every row of CLASSIFIERS holds to."""

import keras
import numpy as np
import pytest

from classifiers.catalog import CLASSIFIERS, build_classifier
from classifiers.tables.catalog import TABLE_CLASSIFIERS
from datasets.images.kind import ImageKind
from datasets.signals.kind import SignalKind

KINDS = {
    "images": ImageKind((8, 8, 1), mirror_safe=False, mirror_reason=""),
    "signal": SignalKind(1024, 4000),
}
LARGEST = {"images": 255.0, "signal": 32767.0}

NETWORKS = [name for name, row in CLASSIFIERS.items() if not row.members]
every_network = pytest.mark.parametrize("name", NETWORKS)


def kind_of(name):
    (kind,) = CLASSIFIERS[name].kinds
    return KINDS[kind]


def examples(name):
    kind = kind_of(name)
    random = np.random.default_rng(0)
    return random.uniform(0, LARGEST[kind.name], (4, *kind.shape)).astype(np.float32)


@every_network
def test_initial_weights_and_dropout_belong_to_the_seed(name):
    first, again, other = (build_classifier(name, kind_of(name), 3, seed) for seed in (5, 5, 6))
    assert all(map(np.array_equal, first.get_weights(), again.get_weights()))
    assert not np.array_equal(first.get_weights()[0], other.get_weights()[0])
    masked = [model(examples(name), training=True).numpy() for model in (first, again)]
    assert np.array_equal(*masked)
    assert not np.array_equal(masked[0], first(examples(name), training=False).numpy())


@every_network
def test_stored_values_are_rescaled_inside(name):
    """The layer behind the input brings them to the range that the others are made for."""
    model = build_classifier(name, kind_of(name), 3, seed=0)
    probabilities = model(examples(name), training=False).numpy()
    assert probabilities.sum(axis=1) == pytest.approx(1)
    scaled = model.layers[1](examples(name)).numpy()
    assert scaled.min() >= -1 and 0.5 < scaled.max() <= 1
    bare = keras.Sequential([keras.Input(scaled.shape[1:]), *model.layers[2:]])
    assert bare(scaled, training=False).numpy() == pytest.approx(probabilities, abs=1e-6)


@every_network
def test_a_saved_one_is_loaded_to_equal_outputs(name, tmp_path):
    model = build_classifier(name, kind_of(name), 3, seed=0)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert np.array_equal(loaded(examples(name)), model(examples(name)))


@every_network
def test_another_kind_of_data_is_refused(name):
    class Tables:
        name, shape = "table", (4,)

    with pytest.raises(ValueError, match=f"is for {kind_of(name).name}, received table"):
        build_classifier(name, Tables(), 3, seed=0)


def test_the_members_of_a_panel_are_rows():
    """What each of them holds to is in tests/classifiers/tables."""
    panels = [row for row in CLASSIFIERS.values() if row.members]
    assert panels and all(set(row.members) <= set(TABLE_CLASSIFIERS) for row in panels)
