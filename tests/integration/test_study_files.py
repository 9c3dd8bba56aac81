"""End to end: what a finished study leaves behind, file by file."""

import csv
import html
import html.parser
import json
import re
from urllib.parse import unquote

import keras
import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageSequence

CLASS_FILES = (
    *("generator.keras", "discriminator.keras", "history.csv"),
    *("losses.png", "samples.png", "progress.gif"),
)
ARM_FILES = ("model.keras", "history.csv", "predictions.npz")
PLOTS = (
    "training_accuracy",
    "training_loss",
    "test_accuracy",
    "per_class_accuracy",
    "confusion_original",
    "confusion_synthetic",
    "samples",
    "closest_pairs_synthetic",
)
ROW_FIELDS = {
    *("dataset", "arm", "seed", "repeat", "samples_per_class"),
    *("split", "metric", "class_name", "value"),
}


def _rows(root) -> list[dict]:
    return [json.loads(line) for line in (root / "metrics.jsonl").read_text("utf-8").splitlines()]


def _arrays(path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as content:
        return dict(content)


class _Links(html.parser.HTMLParser):
    """Everything that a page points at, and the names of its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.elements: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        named = ("src", "href", "srcset", "poster", "data", "action")
        self.targets += [value or "" for name, value in attrs if name in named]


def test_every_named_file_exists(finished):
    expected = ["run.json", "timing.csv", "metrics.jsonl", "report.html", "gan/progress.gif"]
    expected += [f"gan/{name}/{file}" for name in "01" for file in (*CLASS_FILES, "DONE")]
    expected += [f"synthetic/{name}.npz" for name in "01"]
    for arm in ("original", "synthetic"):
        expected += [f"classifiers/{arm}/{file}" for file in (*ARM_FILES, "DONE")]
    expected += ["quality/synthetic.csv", "quality/synthetic.DONE"]
    expected += ["judge/model.keras", "judge/halves.npz", "judge/DONE"]
    expected += [f"privacy/synthetic{end}" for end in (".csv", "_pairs.npz", "_rows.npz", ".DONE")]
    expected += [f"plots/{name}.png" for name in PLOTS]
    missing = [name for name in expected if not (finished.root / name).is_file()]
    assert missing == []
    assert list(finished.root.rglob(".partial-*")) == []
    assert list(finished.root.rglob("*.pkl")) == []


def test_metrics_rows_have_the_named_fields(finished):
    rows = _rows(finished.root)
    assert rows
    for row in rows:
        assert set(row) == ROW_FIELDS
        assert (row["dataset"], row["seed"]) == ("digits", 0)
        over_repeats = re.match("accuracy_(mean|min|max)|last_", row["metric"])
        assert row["repeat"] == (None if over_repeats else 0)
        assert row["samples_per_class"] == "all"
        assert row["arm"] in ("original", "synthetic")
        assert isinstance(row["value"], int | float)
        if row["metric"].startswith("accuracy") and "difference" not in row["metric"]:
            assert 0 <= row["value"] <= 1
    keys = [(r["arm"], r["split"], r["metric"], r["class_name"]) for r in rows]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("arm", ["original", "synthetic"])
def test_accuracies_are_those_of_the_predictions(finished, arm):
    arrays = _arrays(finished.root / "classifiers" / arm / "predictions.npz")
    probabilities, labels = arrays["probabilities"], arrays["labels"]
    assert probabilities.dtype == np.float32 and labels.dtype == np.int64
    assert arrays["index"].dtype == np.int64 and arrays["index"].shape == labels.shape
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    correct = probabilities.argmax(axis=1) == labels
    expected = {None: correct.mean()}
    expected |= {str(k): correct[labels == k].mean() for k in (0, 1)}
    found = {
        row["class_name"]: row["value"]
        for row in _rows(finished.root)
        if (row["arm"], row["split"], row["metric"]) == (arm, "test", "accuracy")
    }
    assert found == pytest.approx(expected, abs=0, rel=1e-12)


def test_all_arms_are_tested_on_the_same_unseen_images(finished, digits):
    split = _arrays(finished.root / "split.npz")
    tested = [
        _arrays(finished.root / "classifiers" / arm / "predictions.npz")
        for arm in ("original", "synthetic")
    ]
    chosen = digits.select_classes(["0", "1"])
    for arrays in tested:
        np.testing.assert_array_equal(arrays["index"], split["test"])
        np.testing.assert_array_equal(arrays["labels"], chosen.labels[split["test"]])
    assert not set(split["test"]) & (set(split["train"]) | set(split["validation"]))


def test_a_saved_classifier_gives_the_saved_predictions(finished, digits):
    directory = finished.root / "classifiers" / "original"
    arrays = _arrays(directory / "predictions.npz")
    model = keras.models.load_model(directory / "model.keras")
    images = digits.select_classes(["0", "1"]).examples[arrays["index"]].astype(np.float32)
    np.testing.assert_allclose(
        np.asarray(model(images, training=False)), arrays["probabilities"], atol=1e-5
    )


def test_quality_is_what_the_judge_sees_in_what_it_has_not_learned_from(finished, digits):
    """Shares again from the saved judge and images; its halves divide the training rows."""
    model = keras.models.load_model(finished.root / "judge" / "model.keras")
    halves = _arrays(finished.root / "judge" / "halves.npz")
    split = _arrays(finished.root / "split.npz")
    np.testing.assert_array_equal(np.union1d(*halves.values()), split["train"])
    assert not set(halves["learned"]) & set(halves["compared"])
    pixels = digits.select_classes(["0", "1"]).examples
    learned = {image.tobytes() for image in pixels[halves["learned"]]}
    others = pixels[np.concatenate([halves["compared"], split["test"]])]
    assert not learned & {image.tobytes() for image in others}
    found = {
        (row["class_name"], row["metric"]): row["value"]
        for row in _rows(finished.root)
        if row["split"] == "synthetic"
    }
    hits = []
    for index, name in enumerate("01"):
        drawn = _arrays(finished.root / "synthetic" / f"{name}.npz")["images"].astype(np.float32)
        named = np.asarray(model(drawn)).argmax(axis=1)
        hits += (named == index).tolist()
        assert found[name, "intended_class_share"] == pytest.approx(np.mean(named == index))
        assert found[name, "quality_examples"] == 20 and (name, "coverage") not in found
        low, high = (found[name, f"pairwise_distance_ratio_floor_{end}"] for end in ("low", "high"))
        assert 0.5 < low <= found[name, "pairwise_distance_ratio_held_out"] <= high < 2
    assert found[None, "intended_class_share"] == pytest.approx(np.mean(hits))
    page = (finished.root / "report.html").read_text("utf-8")
    assert f"<td>{found['0', 'pairwise_distance_ratio']:.2f}<br>" in page
    assert "too few (20 of 50)" in page


def test_synthetic_images_are_plain_uint8_arrays(finished):
    for name in "01":
        arrays = _arrays(finished.root / "synthetic" / f"{name}.npz")
        assert set(arrays) == {"images"}
        assert arrays["images"].dtype == np.uint8
        assert arrays["images"].shape == (20, 16, 16, 1)
        assert arrays["images"].std() > 0


@pytest.mark.parametrize("path", ["gan/0/history.csv", "gan/1/history.csv"])
def test_gan_history(finished, path):
    table = pd.read_csv(finished.root / path)
    assert list(table) == [
        *("update", "epoch", "generator_loss", "discriminator_loss"),
        *("discriminator_accuracy_real", "discriminator_accuracy_fake"),
        *("real_logit", "fake_logit"),
    ]
    assert table["update"].tolist() == list(range(1, 21))
    assert np.isfinite(table.to_numpy()).all()
    accuracies = table.filter(like="accuracy")
    assert ((accuracies >= 0) & (accuracies <= 1)).all(axis=None)


def test_arms_are_measured_at_equal_points(finished):
    tables = [
        pd.read_csv(finished.root / "classifiers" / arm / "history.csv")
        for arm in ("original", "synthetic")
    ]
    for table in tables:
        assert list(table) == [
            *("update", "epoch", "training_accuracy", "training_loss"),
            *("validation_accuracy", "validation_loss"),
        ]
        assert table["update"].tolist() == [10, 20]


def test_of_29_images_none_is_held_out_to_choose_by(finished):
    """Two digits have so many; a study of all ten has 144, and chooses by them."""
    said = "No image is held out for validation (there would be 29, too few to choose by)"
    page = html.unescape((finished.root / "report.html").read_text("utf-8"))
    assert said in finished.outcome.stdout and said in page
    assert len(_arrays(finished.root / "split.npz")["validation"]) == 0
    assert not list((finished.root / "plots").glob("validation_*"))
    assert "validation" not in {row["split"] for row in _rows(finished.root)}
    for arm in ("original", "synthetic"):
        directory = finished.root / "classifiers" / arm
        record = json.loads((directory / "DONE").read_text("utf-8"))
        assert record["selected_update"] == record["updates"] == 20
        assert record["settings"]["selection"] == "last"
        measured = pd.read_csv(directory / "history.csv")[
            ["validation_accuracy", "validation_loss"]
        ]
        assert measured.isna().all(axis=None)


def test_gifs_are_small_and_hold_their_last_frame(finished):
    paths = [finished.root / "gan" / name / "progress.gif" for name in "01"]
    for path in [*paths, finished.root / "gan" / "progress.gif"]:
        assert path.stat().st_size <= 3_000_000
        with Image.open(path) as picture:
            frames = [frame.info["duration"] for frame in ImageSequence.Iterator(picture)]
        assert len(frames) == 3  # 20 updates are three epochs of these classes
        assert frames[-1] > max(frames[:-1])


def test_run_record(finished, tiny_words):
    record = json.loads((finished.root / "run.json").read_text("utf-8"))
    assert record["status"] == "finished"
    assert record["config"]["gan"]["updates"] == 20
    assert record["config"]["classes"] == ["0", "1"]
    assert record["command"][:2] == ["python", "run_experiment.py"]
    assert record["command"][2 : 2 + len(tiny_words)] == list(tiny_words)
    assert record["data"]["dataset"] == "digits"
    assert re.fullmatch("[0-9a-f]{64}", record["data"]["checksum"])
    environment = record["environment"]
    assert environment["packages"]["tensorflow"] and environment["packages"]["keras"]
    assert environment["device"]["cores"] >= 1
    assert "commit" in environment


def test_timing_has_a_row_for_every_unit(finished):
    with (finished.root / "timing.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["stage"], row["unit"]) for row in rows] == [
        ("split", "split"),
        ("gans", "gan/0"),
        ("gans", "gan/1"),
        ("synthesis", "synthetic/0"),
        ("synthesis", "synthetic/1"),
        ("classifiers", "classifiers/original"),
        ("classifiers", "classifiers/synthetic"),
        ("judge", "judge"),
        ("quality", "quality/synthetic"),
        ("privacy", "privacy/synthetic"),
        ("inside", "inside/0"),
        ("inside", "inside/1"),
        ("inside", "inside/+all"),
        ("report", "report"),
    ]
    for row in rows:
        assert float(row["seconds"]) >= 0
        assert 100 < float(row["peak_memory_mb"]) < 4000


def test_metrics_depend_on_no_time_or_place(finished):
    text = (finished.root / "metrics.jsonl").read_text("utf-8")
    assert str(finished.output) not in text
    assert not re.search("seconds|started|host|commit", text)


def test_report_is_one_page_that_needs_nothing_but_pictures_of_the_training(finished):
    page = (finished.root / "report.html").read_text("utf-8")
    links = _Links()
    links.feed(page)
    assert "img" in links.elements
    assert not links.elements & {"script", "link", "iframe", "object", "embed", "base"}
    strangers = [target for target in links.targets if not target.startswith(("data:", "#"))]
    files = [unquote(path) for path in strangers]
    views = {
        str(path.relative_to(finished.root))
        for path in finished.root.glob("inside/*/*")
        if path.suffix not in (".csv", "")
    }
    assert set(files) == {"gan/0/progress.gif", "gan/1/progress.gif"} | views
    assert len(files) == len(set(files)) and "+" not in "".join(strangers)
    assert not re.search(r"url\(\s*['\"]?(?!data:)", page)
    assert "@import" not in page


def test_report_gives_the_answer_of_the_terminal(finished):
    page = html.unescape((finished.root / "report.html").read_text("utf-8"))
    page = page.replace("\N{NO-BREAK SPACE}", " ")
    answer = next(
        line for line in finished.outcome.stdout.splitlines() if line.startswith("On 72 real")
    )
    assert answer in page
    assert "images alone reached" in answer
    for arm in ("original", "synthetic"):
        (accuracy,) = [
            row["value"]
            for row in _rows(finished.root)
            if (row["arm"], row["split"], row["metric"], row["class_name"])
            == (arm, "test", "accuracy", None)
        ]
        assert f"{100 * accuracy:.2f} %" in page


def test_last_lines_are_the_table_what_to_do_and_the_path_of_the_report(finished):
    lines = [line.strip() for line in finished.outcome.stdout.splitlines() if line.strip()]
    assert lines[-1] == f"Report: {finished.root / 'report.html'}"
    advice = [line for line in lines if line.startswith("- ")]
    assert lines[-1 - len(advice) : -1] == advice and "--seeds 5" in advice[-1]
    *_, original, synthetic = lines[: -1 - len(advice)]
    assert original.startswith("original") and original.endswith("complete")
    assert synthetic.startswith("synthetic") and synthetic.endswith("complete")
    assert finished.outcome.stderr == ""


def test_the_run_is_in_the_list_beside_it(finished):
    page = (finished.output / "index.html").read_text("utf-8")
    address = finished.root.relative_to(finished.output).as_posix().replace("+", "%2B")
    assert f'href="{address}/report.html"' in page and "On 72 real" in page
    assert f'src="{address}/plots/thumbnail.png"' in page


def test_tables_are_files_as_well(finished):
    with (finished.root / "tables" / "arms.csv").open(newline="", encoding="utf-8") as file:
        arms = {row["arm"]: row for row in csv.DictReader(file)}
    for arm, row in arms.items():
        (accuracy,) = [
            found["value"]
            for found in _rows(finished.root)
            if found["arm"] == arm and found["metric"] == "accuracy_mean"
            if found["class_name"] is None
        ]
        assert float(row["accuracy"]) == accuracy and row["curve"] == "not known"
    assert list(arms) == ["original", "synthetic"]
