"""`export`: what is written, and that other tools load it with the labels that were meant."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from report import card_figures

NO_CHECK = card_figures.NO_COPY_CHECK.format(examples="images")


def _synthetic(root, name: str, place: str = "synthetic") -> np.ndarray:
    with np.load(root / place / f"{name}.npz", allow_pickle=False) as content:
        return content["images"]


def _pixels(files) -> np.ndarray:
    return np.stack([np.asarray(Image.open(path))[..., np.newaxis] for path in sorted(files)])


def _means(images, labels) -> dict[str, float]:
    """Mean grey level of each label: tells whose images stand under it."""
    return {
        str(label): float(np.mean([image for image, its in zip(images, labels) if its == label]))
        for label in set(labels)
    }


@pytest.fixture(scope="module")
def exported(finished, command, tmp_path_factory):
    """The finished study's synthetic set."""
    target = tmp_path_factory.mktemp("exported") / "set"
    outcome = command("export", finished.root, "--to", target)
    assert outcome.code == 0, outcome
    assert outcome.stdout.splitlines()[-1] == f"40 images: {target}"
    return target


@pytest.fixture(scope="module")
def expected(finished) -> dict[str, float]:
    """Mean grey level of each class's synthetic images."""
    return {name: float(_synthetic(finished.root, name).mean()) for name in "01"}


def test_the_set_is_exactly_the_pixels_and_nothing_else(finished, exported):
    assert sorted(path.name for path in exported.iterdir()) == [
        *("README.md", "croissant.json", "train")
    ]
    assert sorted(p.name for p in (exported / "train").iterdir()) == ["0", "1", "metadata.csv"]
    for name in "01":
        files = list((exported / "train" / name).iterdir())
        assert {path.suffix for path in files} == {".png"}
        np.testing.assert_array_equal(_pixels(files), _synthetic(finished.root, name))


def test_every_image_has_its_row(exported):
    table = pd.read_csv(exported / "train" / "metadata.csv", dtype=str, keep_default_na=False)
    assert list(table) == ["file_name", "label", "origin"]
    files = {str(p.relative_to(exported / "train")) for p in exported.glob("train/*/*")}
    assert set(table["file_name"]) == files and len(table) == 40
    assert (table["label"] == table["file_name"].str.split("/").str[0]).all()
    assert set(table["origin"]) == {"synthetic"}


def test_keras_loads_it(exported, expected):
    import keras

    loaded = keras.utils.image_dataset_from_directory(
        exported / "train", image_size=(16, 16), color_mode="grayscale", verbose=False
    )
    assert loaded.class_names == ["0", "1"]
    images, labels = (np.concatenate(part) for part in zip(*loaded.as_numpy_iterator()))
    names = [loaded.class_names[label] for label in labels]
    assert len(names) == 40 and _means(images, names) == pytest.approx(expected, rel=1e-5)


def test_tensorflow_datasets_loads_it(exported, expected):
    import tensorflow_datasets as tfds

    builder = tfds.ImageFolder(str(exported), shape=(16, 16, 1))
    pairs = list(builder.as_dataset(split="train", as_supervised=True).as_numpy_iterator())
    names = [builder.info.features["label"].int2str(label) for _, label in pairs]
    assert len(names) == 40
    assert _means([image for image, _ in pairs], names) == pytest.approx(expected, rel=1e-5)


_BY_HUGGING_FACE = """
import json, sys
sys.path.insert(0, sys.argv[1])
import datasets, numpy
rows = datasets.load_dataset(
    "imagefolder", data_dir=sys.argv[2], split="train", cache_dir=sys.argv[3]
)
print(json.dumps([
    (row["label"], row["origin"], numpy.asarray(row["image"].convert("L")).tolist())
    for row in rows
]))
"""


def test_hugging_face_loads_it(exported, expected, tmp_path):
    # A process of its own, with the package in a place of its own: it is called as ours is.
    place = Path(os.environ.get("HUGGINGFACE_PACKAGES", f"{sys.prefix}/huggingface"))
    if not (place / "datasets").is_dir():
        if os.environ.get("REQUIRE_HUGGINGFACE"):
            pytest.fail(f"{place}: expected requirements-huggingface.txt installed, found none")
        pytest.skip("Hugging Face's loader is not installed: the set was not loaded by it")
    words = [sys.executable, "-I", "-c", _BY_HUGGING_FACE, place, exported, tmp_path]
    environment = os.environ | {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert {origin for _, origin, _ in rows} == {"synthetic"} and len(rows) == 40
    images, names = [image for *_, image in rows], [str(label) for label, *_ in rows]
    assert _means(images, names) == pytest.approx(expected, rel=1e-5)


def test_croissant_is_valid_and_joins_images_with_labels(exported, expected):
    import mlcroissant

    loaded = mlcroissant.Dataset(jsonld=str(exported / "croissant.json"))
    assert loaded.metadata.ctx.conforms_to.value == "http://mlcommons.org/croissant/1.1"
    assert not loaded.metadata.ctx.issues.errors and not loaded.metadata.ctx.issues.warnings
    records = list(loaded.records("images"))
    names = [record["images/label"].decode() for record in records]
    images = [np.asarray(record["images/image"].convert("L")) for record in records]
    assert len(names) == 40 and _means(images, names) == pytest.approx(expected, rel=1e-5)
    text = (exported / "croissant.json").read_text("utf-8")
    assert '"rai:hasSyntheticData": true' in text


def test_the_card_says_what_it_is(finished, exported):
    text = (exported / "README.md").read_text("utf-8")
    assert text.startswith("---\npretty_name:") and "\nlicense: other\n" in text
    assert "- n<1K\n" in text and "- image-classification\n" in text
    assert "SYNTHETIC" in text and "scikit-learn digits" in text and "CC BY 4.0" in text
    words = " ".join(text.split())
    assert "One dcgan generator/discriminator pair was trained per class" in words
    assert "for 20 updates each" in words and "seed 0" in words and "Preset smoke" in words
    assert "python run_experiment.py --dataset digits" in words
    rows = pd.read_json(finished.root / "metrics.jsonl", lines=True)
    own = rows[(rows.arm == "synthetic") & rows.class_name.isna()].set_index("metric")["value"]
    assert f"trained on these images alone reached {100 * own['accuracy_mean']:.2f} %" in words
    assert f"| GAN-test | {100 * own['intended_class_share']:.2f} % |" in text
    copies = 100 * own["privacy_exact_copies"]
    assert NO_CHECK not in text and f"| exact copies | {copies:.2f} % |" in text


def test_a_control_is_exported_as_well(command, study, tmp_path):
    arms = ("--arms", "original", "gaussian", "--stages", "split", "synthesis")
    assert study(tmp_path / "runs", "--classes", "0", "1", *arms).code == 0
    root = next((tmp_path / "runs" / "digits").iterdir())
    outcome = command("export", root, "--arm", "gaussian", "--to", tmp_path / "set")
    assert outcome.code == 0, outcome
    written = _pixels((tmp_path / "set" / "train" / "1").iterdir())
    np.testing.assert_array_equal(written, _synthetic(root, "1", "drawn/gaussian"))
    text = " ".join((tmp_path / "set" / "README.md").read_text("utf-8").split())
    assert "a normal distribution was fitted" in text and "dcgan" not in text
    assert "Not measured" in text
    nothing = command("export", root, "--to", tmp_path / "other")
    assert nothing.code == 2 and "expected images of the arm synthetic" in nothing.complaint


def test_what_is_not_finished_is_left_out(copied, command, tmp_path):
    (copied.root / "synthetic" / "0.npz").write_bytes(b"half")
    outcome = command("export", copied.root, "--to", tmp_path / "set")
    assert outcome.code == 2
    assert "0.npz: missing or damaged" in outcome.complaint
    assert not (tmp_path / "set").exists()
    (copied.root / "synthetic" / "0.DONE").unlink()
    outcome = command("export", copied.root, "--to", tmp_path / "set")
    assert outcome.code == 0
    assert sorted(p.name for p in (tmp_path / "set" / "train").iterdir()) == ["1", "metadata.csv"]
    assert "without 0" in (tmp_path / "set" / "README.md").read_text("utf-8")


def test_nothing_or_a_wrong_place_is_refused(copied, command, exported, tmp_path):
    again = command("export", copied.root, "--to", exported)
    assert again.code == 2 and "expected a new or empty directory" in again.complaint
    wrong = command("export", copied.root, "--to", tmp_path / "set", "--arm", "original")
    named = "--arm: expected one of gaussian, interpolated, synthetic, found 'original'"
    assert wrong.code == 2 and named in wrong.complaint
    shutil.rmtree(copied.root / "synthetic")
    outcome = command("export", copied.root, "--to", tmp_path / "set")
    assert outcome.code == 2
    assert not (tmp_path / "set").exists()
