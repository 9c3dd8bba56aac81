"""The small programs beside the study: `generate` and `export`."""

import shutil

import numpy as np
import pytest
from PIL import Image


def _synthetic(root, name: str) -> np.ndarray:
    with np.load(root / "synthetic" / f"{name}.npz", allow_pickle=False) as content:
        return content["images"]


def _pngs(directory) -> np.ndarray:
    """uint8 [n, h, w, 1], in the order of the names."""
    pictures = []
    for path in sorted(directory.glob("*.png")):
        with Image.open(path) as picture:
            assert picture.format == "PNG" and picture.mode == "L"
            pictures.append(np.asarray(picture)[..., np.newaxis])
    return np.stack(pictures)


def test_generate_goes_on_where_the_run_stopped(finished, command, tmp_path, file_times):
    before = file_times(finished.root)
    target = tmp_path / "more"
    outcome = command("generate", finished.root, "--class", "1", "--count", "30", "--to", target)
    assert outcome.code == 0, outcome
    assert outcome.stdout.splitlines()[-1] == f"30 images: {target}"
    images = _pngs(target)
    assert images.shape == (30, 16, 16, 1)
    np.testing.assert_array_equal(images[:20], _synthetic(finished.root, "1"))
    with np.load(target / "images.npz", allow_pickle=False) as content:
        np.testing.assert_array_equal(content["images"], images)
    assert len(np.unique(images, axis=0)) == 30
    assert file_times(finished.root) == before


def test_generate_from_a_snapshot_and_into_its_own_place(copied, command):
    outcome = command("generate", copied.root, "--class", "1", "--count", "3", "--snapshot", "1")
    assert outcome.code == 0, outcome
    target = copied.root.with_name(f"{copied.root.name}-generated") / "1-epoch1"
    assert sorted(path.name for path in target.iterdir()) == [
        *("000000.png", "000001.png", "000002.png", "README.txt", "images.npz")
    ]
    assert (_pngs(target) != _synthetic(copied.root, "1")[:3]).any()
    assert "after epoch 1" in (target / "README.txt").read_text("utf-8")


def test_generate_refuses_a_damaged_generator(copied, command, tmp_path):
    path = copied.root / "gan" / "0" / "generator.keras"
    path.write_bytes(path.read_bytes()[:100])
    outcome = command("generate", copied.root, "--class", "0", "--to", tmp_path / "more")
    assert outcome.code == 2
    assert "generator.keras" in outcome.complaint
    assert not (tmp_path / "more").exists()


@pytest.fixture(scope="module")
def exported(finished, command, tmp_path_factory):
    """The finished study's synthetic set as folders of PNGs."""
    target = tmp_path_factory.mktemp("exported") / "set"
    outcome = command("export", finished.root, "--to", target)
    assert outcome.code == 0, outcome
    assert outcome.stdout.splitlines()[-1] == f"40 images: {target}"
    return target


def test_export_writes_exactly_the_pixels(finished, exported):
    assert sorted(path.name for path in exported.iterdir()) == ["0", "1", "README.txt"]
    for name in "01":
        np.testing.assert_array_equal(_pngs(exported / name), _synthetic(finished.root, name))


def test_texts_say_that_the_images_are_synthetic(exported):
    text = (exported / "README.txt").read_text("utf-8")
    assert "SYNTHETIC" in text
    assert "scikit-learn digits" in text  # from what
    assert "dcgan generator/discriminator pair was trained per class" in text  # how
    assert "seed 0" in text and "preset smoke" in text
    assert "python run_experiment.py --dataset digits" in text


def test_export_leaves_out_what_is_not_finished(copied, command, tmp_path):
    (copied.root / "synthetic" / "0.npz").write_bytes(b"half")
    outcome = command("export", copied.root, "--to", tmp_path / "set")
    assert outcome.code == 2
    assert "0.npz: missing or damaged" in outcome.complaint
    assert not (tmp_path / "set").exists()
    (copied.root / "synthetic" / "0.DONE").unlink()
    outcome = command("export", copied.root, "--to", tmp_path / "set")
    assert outcome.code == 0
    assert sorted(path.name for path in (tmp_path / "set").iterdir()) == ["1", "README.txt"]
    assert "without 0" in (tmp_path / "set" / "README.txt").read_text("utf-8")


def test_export_of_nothing_is_refused(copied, command, tmp_path):
    shutil.rmtree(copied.root / "synthetic")
    outcome = command("export", copied.root, "--to", tmp_path / "set")
    assert outcome.code == 2
    assert not (tmp_path / "set").exists()
