"""End to end: what a finished study leaves behind, file by file."""

import csv
import html
import html.parser
import json
import re

import keras
import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageSequence

from tests import references

CLASS_FILES = ("generator.keras", "history.csv", "losses.png", "samples.png", "progress.gif")
ARM_FILES = ("model.keras", "history.csv", "predictions.npz")
PLOTS = (
    "training_accuracy",
    "training_loss",
    "validation_accuracy",
    "validation_loss",
    "test_accuracy",
    "per_class_accuracy",
    "confusion_original",
    "confusion_synthetic",
    "samples",
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
    expected += ["fidelity/synthetic.csv", "fidelity/synthetic.DONE"]
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


def test_fidelity_is_what_the_classifier_of_real_images_sees(finished, digits):
    """Every value again, from the saved classifier, the saved images and plain loops."""
    model = keras.models.load_model(finished.root / "classifiers" / "original" / "model.keras")
    hidden = keras.Model(model.input, model.layers[-2].output)
    assert hidden.output_shape == (None, 128)
    chosen = digits.select_classes(["0", "1"])
    train = _arrays(finished.root / "split.npz")["train"]
    expected, hits = {}, []
    for index, name in enumerate("01"):
        drawn = _arrays(finished.root / "synthetic" / f"{name}.npz")["images"].astype(np.float32)
        real = chosen.examples[train[chosen.labels[train] == index]].astype(np.float32)
        named = np.asarray(model(drawn)).argmax(axis=1)
        hits += (named == index).tolist()
        drawn, real = np.asarray(hidden(drawn)), np.asarray(hidden(real))
        expected[name, "intended_class_share"] = np.mean(named == index)
        expected[name, "pairwise_distance_ratio"] = references.mean_pairwise_distance(
            drawn
        ) / references.mean_pairwise_distance(real)
        expected[name, "nearest_real_distance_ratio"] = references.median_nearest_distance(
            drawn, real, same=False
        ) / references.median_nearest_distance(real, real, same=True)
    expected[None, "intended_class_share"] = np.mean(hits)
    found = {
        (row["class_name"], row["metric"]): row["value"]
        for row in _rows(finished.root)
        if row["split"] == "synthetic"
    }
    assert found == pytest.approx(expected, rel=1e-4)
    page = (finished.root / "report.html").read_text("utf-8")
    assert f"<td>{found['0', 'pairwise_distance_ratio']:.2f}</td>" in page


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
        ("fidelity", "fidelity/synthetic"),
        ("report", "report"),
    ]
    for row in rows:
        assert float(row["seconds"]) >= 0
        assert 100 < float(row["peak_memory_mb"]) < 4000


def test_metrics_depend_on_no_time_or_place(finished):
    text = (finished.root / "metrics.jsonl").read_text("utf-8")
    assert str(finished.output) not in text
    assert not re.search("seconds|started|host|commit", text)


def test_report_is_one_page_that_needs_nothing_but_the_gifs_of_classes(finished):
    page = (finished.root / "report.html").read_text("utf-8")
    links = _Links()
    links.feed(page)
    assert "img" in links.elements
    assert not links.elements & {"script", "link", "iframe", "object", "embed", "base"}
    strangers = [target[:60] for target in links.targets if not target.startswith(("data:", "#"))]
    assert strangers == ["gan/0/progress.gif", "gan/1/progress.gif"]
    assert all((finished.root / path).is_file() for path in strangers)
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
