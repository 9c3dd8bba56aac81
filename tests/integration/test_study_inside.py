"""What a study shows of the inside of its training, and `inspect`, which draws it later."""

import json
import re
import shutil
import xml.dom.minidom

import keras
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from plan.views import VIEWS

OF_CLASS = ("judged.csv", "judged.png", "interpolation.png", "interpolation.gif")
OF_CLASS += ("nearest.png", "convincing.png", "grad_cam.png")
OF_RUN = ("confusion.csv", "confusion.png")
OF_RUN += ("generator.svg", "discriminator.svg", "classifier.svg")


def _load(path):
    with np.load(path, allow_pickle=False) as content:
        return dict(content)


def _names(directory):
    return {path.name for path in directory.iterdir()}


def _judge(root):
    return keras.models.load_model(root / "judge" / "model.keras")


@pytest.mark.parametrize("place", ["0", "1", "+all"])
def test_every_view_has_its_files_or_a_sentence_that_says_why_not(finished, place):
    directory = finished.root / "inside" / place
    record = json.loads((directory / "DONE").read_text("utf-8"))
    assert _names(directory) == {*record["files"], "DONE"}
    assert {*(OF_RUN if place == "+all" else OF_CLASS)} <= set(record["files"])
    for name in record["settings"]["views"]:
        has_files = bool({*VIEWS[name].files} & set(record["files"]))
        assert has_files != bool(record["notes"].get(name)), name


@pytest.mark.parametrize("index", [0, 1])
def test_what_was_judged_along_the_training_is_so_again(finished, index):
    table = pd.read_csv(finished.root / "inside" / str(index) / "judged.csv")
    assert list(table) == ["epoch", "update", "named_share", "confidence", "variety"]
    shots = _load(finished.root / "gan" / str(index) / "snapshots.npz")
    history = pd.read_csv(finished.root / "gan" / str(index) / "history.csv")
    assert table["epoch"].tolist() == shots["epochs"].tolist() == [1, 2, 3]
    for row, images in zip(table.itertuples(), shots["images"]):
        said = np.asarray(_judge(finished.root)(images.astype(np.float32), training=False))
        assert row.named_share == pytest.approx(np.mean(said.argmax(axis=1) == index))
        assert row.confidence == pytest.approx(said[:, index].mean(), abs=1e-4)
        assert 0 <= row.variety < 3
    first = history.loc[history["epoch"] <= 1, "update"].max()
    assert table["update"].tolist() == [first, 2 * first, 20]  # the last one is cut short


def test_the_confusion_counts_every_synthetic_image(finished):
    table = pd.read_csv(finished.root / "inside" / "+all" / "confusion.csv", dtype={"images": int})
    found = {(str(row.intended), str(row.seen)): row.images for row in table.itertuples()}
    for name in "01":
        images = _load(finished.root / "synthetic" / f"{name}.npz")["images"].astype(np.float32)
        named = np.asarray(_judge(finished.root)(images, training=False)).argmax(axis=1)
        assert [found[name, other] for other in "01"] == np.bincount(named, minlength=2).tolist()


def test_diagrams_are_xml_with_the_parameters_of_the_networks(finished):
    models = {"generator": "gan/0/generator", "discriminator": "gan/0/discriminator"}
    for name, path in (models | {"classifier": "judge/model"}).items():
        text = (finished.root / "inside" / "+all" / f"{name}.svg").read_text("utf-8")
        xml.dom.minidom.parseString(text)
        model = keras.models.load_model(finished.root / f"{path}.keras")
        assert f"{model.count_params():,} parameters" in text


def test_the_page_shows_them_and_how_to_read_them(finished):
    page = (finished.root / "report.html").read_text("utf-8")
    assert "<h2>Inside the training</h2>" in page
    assert "All classes together" in page and 'src="inside/%2Ball/confusion.png"' in page
    shown = [name for name, view in VIEWS.items() if f'id="reading-{name}"' in page]
    assert {"judged", "interpolation", "nearest", "convincing", "grad_cam"} <= set(shown)
    for name in shown:
        assert f'<a href="#reading-{name}">How to read it</a>' in page
        assert VIEWS[name].reading.split(".")[0].split("'")[0] in page
    assert (
        'alt="How good the images of the class were while its generator learned. Class 1."' in page
    )


def test_inspect_draws_the_same_anew(finished, command, tmp_path):
    outcome = command("inspect", finished.root, "--class", "1", "--output", tmp_path / "seen")
    assert outcome.code == 0 and outcome.stderr == "", outcome
    assert _names(tmp_path / "seen") == {"1"}
    unit = finished.root / "inside" / "1"
    assert _names(tmp_path / "seen" / "1") == _names(unit) - {"DONE"}
    for name in ("judged.csv", "interpolation.gif", "convincing.png"):
        assert (tmp_path / "seen" / "1" / name).read_bytes() == (unit / name).read_bytes(), name
        assert f"{tmp_path / 'seen' / '1' / name}: " in outcome.stdout
    last = outcome.stdout.splitlines()[-1]
    assert last == f"{len(_names(unit)) - 1} files: {tmp_path / 'seen'}"


def test_inspect_draws_as_many_images_as_asked_for_beside_the_run(copied, command):
    words = ("--views", "nearest", "networks", "--images", "4")
    outcome = command("inspect", copied.root, *words)
    assert outcome.code == 0, outcome
    assert _names(copied.root / "inspect") == {"0", "1", "+all"}
    few, usual = (copied.root / place / "0" / "nearest.png" for place in ("inspect", "inside"))
    with Image.open(few) as larger, Image.open(usual) as smaller:
        assert larger.size[1] > 1.5 * smaller.size[1]  # of the same width
    page = copied.root / "inspect" / "+all" / "generator.svg"
    assert page.read_text("utf-8") == (copied.root / "inside/+all/generator.svg").read_text("utf-8")


def test_inspect_of_a_run_that_kept_less(copied, command):
    """As runs of earlier versions: no judge, no discriminator."""
    for name in ("inside", "judge"):
        shutil.rmtree(copied.root / name)
    (copied.root / "gan" / "0" / "discriminator.keras").unlink()
    record = json.loads((copied.root / "gan" / "0" / "DONE").read_text("utf-8"))
    del record["files"]["discriminator.keras"]
    (copied.root / "gan" / "0" / "DONE").write_text(json.dumps(record))
    outcome = command("inspect", copied.root, "--class", "0")
    assert outcome.code == 0, outcome
    assert _names(copied.root / "inspect" / "0") == {
        *("interpolation.png", "interpolation.gif", "nearest.png"),
        *("logits.png", "gradients.png", "weights.png"),
        *("activations.png", "histograms.png", "histograms.gif"),
    }
    assert "judged: It asks the judge of drawn examples, which this run has not." in outcome.stdout
    assert "convincing: The discriminator of class 0 was not kept in this run." in outcome.stdout


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--views", "grad_cm"), "--views: expected one of .*Did you mean 'grad_cam'"),
        (("--class", "7"), "--class: expected one of 0, 1, found '7'"),
        (("--images", "1"), "--images: expected 2 to 100, found 1"),
    ],
)
def test_inspect_refuses_what_is_not_there(finished, command, tmp_path, words, complaint):
    outcome = command("inspect", finished.root, *words, "--output", tmp_path / "seen")
    assert outcome.code == 2 and not (tmp_path / "seen").exists()
    assert re.search(complaint, outcome.complaint), outcome.complaint


def test_inspect_refuses_what_is_no_run_and_other_data(copied, command, tmp_path):
    outcome = command("inspect", tmp_path)
    assert outcome.code == 2 and "expected the directory of a run" in outcome.complaint
    record = json.loads((copied.root / "run.json").read_text("utf-8"))
    record["data"]["checksum"] = "0" * 64
    (copied.root / "run.json").write_text(json.dumps(record))
    outcome = command("inspect", copied.root)
    assert outcome.code == 2 and "found other data under its name" in outcome.complaint
    (copied.root / "synthetic" / "0.npz").unlink()
    outcome = command("inspect", copied.root)
    assert outcome.code == 2 and "synthetic images, found them missing" in outcome.complaint


def test_inspect_refuses_damage_and_other_settings(copied, command):
    words = ("inspect", copied.root, "--views", "nearest", "--class", "0")
    split = copied.root / "split.npz"
    whole = split.read_bytes()
    split.write_bytes(whole[: len(whole) // 2])
    outcome = command(*words)
    assert outcome.code == 2 and "split.npz: expected the file as the run" in outcome.complaint
    split.write_bytes(whole)
    (copied.root / "gan" / "1" / "generator.keras").write_bytes(b"of another class")
    assert command(*words).code == 0
    record = json.loads((copied.root / "gan" / "0" / "DONE").read_text("utf-8"))
    record["settings"]["gan"]["width"] = 16
    (copied.root / "gan" / "0" / "DONE").write_text(json.dumps(record))
    outcome = command(*words)
    assert outcome.code == 2 and "gan.width: 16 there, 8 asked for" in outcome.complaint
    (copied.root / "run.json").write_text('{"data": [')
    outcome = command(*words)
    assert outcome.code == 2 and "run.json: expected a run's record" in outcome.complaint
