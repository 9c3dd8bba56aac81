"""A study on a user's own folder, with names and files of every sort."""

import csv
import io
import json
import os

import numpy as np
import pandas as pd
import pytest
from PIL import Image

pytestmark = pytest.mark.long

TINY = (
    *("--jobs", "1"),
    *("--preset", "smoke", "--gan.updates", "20", "--gan.width", "8", "--gan.batch-size", "16"),
    *("--gan.latent-dim", "8", "--synthetic-per-class", "20"),
    # A handful of images and updates: what small classes get would need more of them.
    *("--gan.mapping-layers", "0", "--gan.coverage-weight", "0"),
    *("--gan.differentiable-augmentation", "--gan.generator-learning-rate", "2e-3"),
    *("--classifier.updates", "20", "--classifier.evaluations", "2"),
)
FIRST, SECOND = "<script>alert('1')", '-$x$, "写真" '
UNDECODABLE = os.fsdecode(b"caf\xe9")


def _picture(number: int, kind: str = "PNG", side: int = 12) -> bytes:
    rng = np.random.default_rng(number)
    picture = Image.fromarray(rng.integers(0, 256, (3, 3, 3), dtype=np.uint8))
    buffer = io.BytesIO()
    picture.resize((side, side)).save(buffer, kind)
    return buffer.getvalue()


def _write(root, files: dict[str, bytes]):
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


@pytest.fixture(scope="module")
def finished(command, tmp_path_factory):
    """A study of two classes with a given test split, one image of which is in training too."""
    root = tmp_path_factory.mktemp("data") / "My & photos"
    files = {f"train/{FIRST}/{i}": _picture(i) for i in range(8)}
    files |= {f"train/{SECOND}/{i}": _picture(100 + i) for i in range(8)}
    files |= {f"test/{FIRST}/{i}": _picture(200 + i) for i in range(2)}
    files |= {f"test/{SECOND}/{i}": _picture(300 + i) for i in range(2)}
    files |= {f"test/{SECOND}/{UNDECODABLE}": _picture(100)}
    files |= {f"train/{FIRST}/{UNDECODABLE}": b"no image", f"train/{UNDECODABLE}/1": b""}
    _write(root, files)
    output = tmp_path_factory.mktemp("runs")
    words = ("--dataset", root, *TINY, "--arms", "original", "synthetic", "--output", output)
    outcome = command(*words)
    assert outcome.code == 0, outcome
    return output / "My-photos" / "smoke-seed0", outcome, words


def test_the_check_is_printed_before_the_work(finished):
    _, outcome, _ = finished
    before, _, _ = outcome.stdout.partition("Run directory")
    assert FIRST in before and SECOND.strip() in before
    assert "1 taken out of training: pixels of a test image" in before
    assert "No image is held out for validation (there would be 2, too few" in before
    assert "damaged from its beginning (train/<script>" in before and r"caf\xe9/1)." in before


def test_the_check_is_kept(finished):
    root, *_ = finished
    with (root / "check" / "classes.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["class_name"]: row for row in csv.DictReader(file)}
    assert set(rows) == {FIRST, SECOND, r"caf\xe9"}
    counts = [rows[SECOND][key] for key in ("found", "usable", "train", "validation", "test")]
    assert counts == ["11", "11", "7", "0", "3"]
    with (root / "check" / "passed_over.csv").open(encoding="utf-8", newline="") as file:
        found = {row["file"] for row in csv.DictReader(file)}
    assert found == {rf"train/{FIRST}/caf\xe9", r"train/caf\xe9/1"}


def test_no_training_pixel_is_a_test_pixel(finished):
    root, *_ = finished
    with np.load(root / "split.npz") as split:
        assert set(split) == {"train", "validation", "test", "left_out"}
        assert [len(split[name]) for name in ("train", "validation", "test", "left_out")] == [
            *(15, 0, 5, 1)
        ]


def test_results_carry_the_names(finished):
    root, *_ = finished
    lines = (root / "metrics.jsonl").read_text("utf-8").splitlines()
    names = {json.loads(line)["class_name"] for line in lines}
    assert names == {None, FIRST, SECOND}
    assert set(pd.read_csv(root / "metrics.csv")["dataset"]) == {"My-photos"}
    assert len(list((root / "gan").glob("*/generator.keras"))) == 2


def test_the_page_shows_the_check_and_runs_no_script(finished):
    root, *_ = finished
    page = (root / "report.html").read_text("utf-8")
    assert "<script" not in page and "&lt;script&gt;alert(&#39;1&#39;)" in page
    assert "The images that were found" in page
    assert r"train/caf\xe9/1: empty file" in page
    assert "1 image was taken out of training and validation" in page
    assert "My &amp; photos" in page


def test_the_same_command_again_does_nothing(finished, command, file_times):
    root, _, words = finished
    before = file_times(root)
    outcome = command(*words)
    assert outcome.code == 0
    assert "nothing was trained" in outcome.stdout
    after = file_times(root)
    assert {name for name in after if after[name] != before.get(name)} == {"run.json"}


def test_small_programs_know_the_names(finished, command, tmp_path):
    root, *_ = finished
    words = ("generate", root, f"--class={SECOND}", "--count", "3", "--to", tmp_path / "new")
    assert command(*words).code == 0
    assert len(list((tmp_path / "new").glob("*.png"))) == 3
    assert command("export", root, "--to", tmp_path / "set").code == 0
    assert len(list((tmp_path / "set").glob("train/*/*.png"))) == 40
    labels = pd.read_csv(tmp_path / "set" / "train" / "metadata.csv")["label"]
    assert labels.value_counts().to_dict() == {FIRST: 20, SECOND: 20}
    card = (tmp_path / "set" / "README.md").read_text("utf-8")
    assert FIRST not in card and FIRST.replace("<", "&lt;").replace(">", "&gt;") in card


def test_images_without_classes(command, tmp_path):
    root = _write(tmp_path / "faces", {f"{i}.png": _picture(i) for i in range(10)})
    outcome = command("--dataset", root, *TINY, "--output", tmp_path / "runs")
    assert outcome.code == 0, outcome
    run = tmp_path / "runs" / "faces" / "smoke-seed0"
    assert (run / "gan" / "faces" / "progress.gif").is_file()
    assert (run / "plots" / "samples.png").is_file()
    assert "there is nothing to classify" in (run / "report.html").read_text("utf-8")


def test_a_dry_run_prints_the_check_and_estimates(command, tmp_path, monkeypatch):
    from experiment import gan_timing

    monkeypatch.setattr(gan_timing, "TIMED_SECONDS", 0.0)
    files = {f"{name}/{i}": _picture(10 * k + i) for k, name in enumerate("ab") for i in range(5)}
    root = _write(tmp_path / "data", files)
    words = ("--dataset", root, *TINY, "--output", tmp_path / "runs", "--dry-run")
    outcome = command(*words, "--arms", "original", "--stages", "split", "classifiers")
    assert outcome.code == 0, outcome
    assert "No split was given" in outcome.stdout
    assert outcome.stdout.index("The images") < outcome.stdout.index("From nothing: about")
    assert "Memory: about" in outcome.stdout
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("files", "words", "said"),
    [
        (
            {"a/1": b"text", "b/2": b""},
            (),
            "not an image, or damaged from its beginning (a/1); empty",
        ),
        ({}, (), "no file at all"),
        ({"a/1": 1, "b/2": 2}, (), "2 classes are too small to split, at least one for test"),
        ({"a/1": 1, "b/2": 2}, ("--min-images", "5"), "--min-images leaves out every class"),
        ({"a/1": 1, "b/2": 1}, ("--strict",), "a/1 = b/2"),
        ({"a/1": 1, "b/2": 2}, ("--fit", "pat"), "Did you mean 'pad'"),
        ({"a/1": 1, "b/2": 2}, ("--image-size", "50"), "one of 28, 32, 48, 64, 96, 128"),
        ({"a/1": 1, "b/2": 2}, ("--min-images", "0"), "--min-images: expected at least 1"),
        ({"a/1": 1, "b/2": 2}, ("--classes", "c"), "--classes: expected one of a, b, found 'c'"),
    ],
)
def test_bad_folders_are_refused_in_a_sentence(command, tmp_path, files, words, said):
    tree = {n: _picture(what) if isinstance(what, int) else what for n, what in files.items()}
    root = _write(tmp_path / "data", tree)
    root.mkdir(exist_ok=True)
    outcome = command("--dataset", root, *words, "--output", tmp_path / "runs")
    assert outcome.code == 2
    assert said in outcome.complaint
    assert "Traceback" not in outcome.stderr
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("name", ["nowhere/at/all", "file.txt", "\udce9/x"])
def test_what_is_no_folder(command, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.txt").write_text("")
    outcome = command("--dataset", name)
    assert outcome.code == 2
    assert "expected a folder of images" in outcome.complaint


@pytest.mark.parametrize("repeats", [(), ("--repeats", "2")])
def test_the_table_helps_where_classes_are_too_small(command, tmp_path, repeats):
    files = {f"{name}/{i}": _picture(ord(name) * 100 + i) for name in "ab" for i in range(9)}
    root = _write(tmp_path / "data", files | {"c/0": _picture(1), "c/1": b""})
    outcome = command("--dataset", root, *repeats, "--output", tmp_path / "runs")
    assert outcome.code == 2
    assert "1 class is too small to split" in outcome.complaint
    rows = [line.split()[:3] for line in outcome.stdout.splitlines()]
    assert ["a", "9", "9"] in rows and ["c", "2", "1"] in rows
    assert not (tmp_path / "runs").exists()
