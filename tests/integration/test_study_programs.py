"""The small program beside the study that draws more: `generate`."""

import numpy as np
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
