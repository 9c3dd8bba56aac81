"""A study that can be watched with TensorBoard, beside the same one that cannot."""

import json

import h5py
import keras
import numpy as np
import pandas as pd
import pytest

from tests.event_files import pictures_of, scalars_of

WORDS = ("--classes", "0", "1", "--arms", "original", "synthetic")


@pytest.fixture(scope="module")
def watched(tmp_path_factory, study):
    """The study of `finished` with event files: its root and how it ended."""
    output = tmp_path_factory.mktemp("watched")
    return output / "digits" / "smoke-seed0-classes-0+1", study(output, *WORDS, "--tensorboard")


def test_every_training_has_its_event_file(watched):
    root, outcome = watched
    assert outcome.code == 0, outcome
    assert f"To watch the trainings: tensorboard --logdir {root / 'tensorboard'}" in outcome.stdout
    found = {path.parent for path in root.rglob("*.tfevents.*")}
    names = {str(path.relative_to(root / "tensorboard")) for path in found}
    assert names == {"gan/0", "gan/1", "classifiers/original", "classifiers/synthetic"}
    for name in names:
        history = pd.read_csv(root / name / "history.csv")
        loss = "training_loss" if name.startswith("classifiers") else "generator_loss"
        steps, values = zip(*scalars_of(root / "tensorboard" / name)[f"history/{loss}"])
        assert list(steps) == history["update"].tolist()
        assert values == pytest.approx(history[loss], rel=1e-5)
    assert len(pictures_of(root / "tensorboard" / "gan" / "1")["snapshots"]) == 3


def test_it_makes_what_the_unwatched_one_makes(watched, finished):
    root, _ = watched
    lines, expected = (
        sorted((each / "metrics.jsonl").read_text("utf-8").splitlines())
        for each in (root, finished.root)
    )
    assert lines == expected
    units = ("split*", "gan/*/", "synthetic/*", "classifiers/*/", "judge/", "quality/*")
    markers = [path.relative_to(root) for unit in units for path in root.glob(f"{unit}DONE")]
    assert len(markers) == 9
    for marker in markers:
        own, other = (json.loads((each / marker).read_text()) for each in (root, finished.root))
        assert own["settings"] == other["settings"]
        assert not any("tfevents" in name for name in own["files"])
        for name in own["files"]:
            _assert_equal(*((each / marker).parent / name for each in (root, finished.root)))


def _assert_equal(one, other):
    """The same weights where a file holds times, or names that Keras numbers; else the same."""
    if one.suffix == ".keras":
        weights = [keras.models.load_model(path).get_weights() for path in (one, other)]
        assert all(map(np.array_equal, *weights))
    elif one.suffix == ".h5":
        arrays = [_arrays_of(path) for path in (one, other)]
        assert arrays[0].keys() == arrays[1].keys() and len(arrays[0]) > 4
        assert all(np.array_equal(arrays[0][name], arrays[1][name]) for name in arrays[0])
    elif one.name not in ("report.html", "timing.csv"):
        assert one.read_bytes() == other.read_bytes(), one


def _arrays_of(path):
    found = {}

    def add(name, item):
        if isinstance(item, h5py.Dataset):
            found[name] = item[()]

    with h5py.File(path) as file:
        file.visititems(add)
    return found


def test_a_finished_run_has_nothing_more_to_be_watched(copied, study):
    outcome = study(copied.output, *WORDS, "--tensorboard")
    assert outcome.code == 0 and "nothing was trained" in outcome.stdout
    assert not (copied.root / "tensorboard").exists()


def test_force_deletes_event_files_too(watched, study):
    """The last test of this study."""
    root, _ = watched
    assert study(root.parents[1], *WORDS, "--force", "--stages", "split").code == 0
    assert not (root / "tensorboard").exists()
