"""The card and croissant.json of an exported set, from facts made up here."""

import json
from dataclasses import replace

from report.croissant import croissant
from report.data_card import data_card
from report.exported import ExportedSet, read_metrics

HOSTILE = "<b>`|\n# x"


def row(arm, metric, value, split="test", class_name=None):
    return {
        "arm": arm,
        "metric": metric,
        "value": value,
        "split": split,
        "class_name": class_name,
        "repeat": None,
    }


EXPORTED = ExportedSet(
    arm="synthetic",
    ingredient="drawn",
    record={
        "config": {
            "gan": {"networks": "dcgan", "loss": "hinge", "updates": 7000, "epochs": None},
            "preset": "standard",
            "seed": 3,
            "split_seed": 4,
        },
        "data": {
            "dataset": "flowers",
            "title": HOSTILE,
            "provenance": "From a field.",
            "image_shape": [8, 9, 3],
        },
        "environment": {"commit": "abc", "packages": {"keras": "3", "numpy": None}},
        "command": ["python", "run.py", "`x`"],
        "started": "2026-01-02T03:04:05+00:00",
    },
    counts={HOSTILE: 999, "b": 2},
    folders={HOSTILE: "0-b-x", "b": "b"},
    missing=("c",),
    metrics=(
        row("synthetic", "accuracy_mean", 0.5),
        row("synthetic", "accuracy_mean_low", 0.4),
        row("synthetic", "accuracy_mean_high", 0.6),
        row("synthetic", "accuracy_mean", 0.1, class_name="b"),
        row("original", "accuracy_mean", 0.75),
        row("synthetic", "closer_to_training_share", 0.25, split="privacy"),
        row("synthetic", "closer_to_training_share", 0.75, split="privacy"),
        row("gaussian", "closer_to_training_share", 0.9, split="privacy"),
    ),
)


def test_figures_stand_beside_those_of_real_images():
    text = " ".join(data_card(EXPORTED).split())
    assert (
        "reached 50.00 % (95 % interval 40.00 to 60.00), one trained on the real training images "
        "75.00 %, on real test images"
    ) in text


def test_a_copy_check_is_told_where_the_run_has_one():
    assert EXPORTED.values("privacy") == {"closer_to_training_share": 0.5}
    assert "| closer\\_to\\_training\\_share | 0.5 |" in data_card(EXPORTED)
    without = replace(EXPORTED, metrics=())
    assert "None was made in this run." in data_card(without)
    assert "Not measured" in data_card(without)


def test_names_from_data_are_no_markup():
    text = data_card(EXPORTED)
    assert "<b>" not in text and "\n# x" not in text
    assert "| &lt;b&gt;\\`\\|\\ \\# x |".replace("\\ ", " ") in text
    assert "| `train/0-b-x` | 999 |" in text
    assert "without c, for which the run has none" in text and "- 1K<n<10K\n" in text


def test_loading_lines_have_the_size_and_the_colours():
    text = data_card(EXPORTED)
    assert 'image_size=(8, 9), color_mode="rgb"' in text and "shape=(8, 9, 3)" in text


def test_croissant_names_what_it_was_made_of():
    content = json.loads(croissant(EXPORTED, "0" * 64))
    assert content["rai:hasSyntheticData"] is True and content["datePublished"] == "2026-01-02"
    assert content["conformsTo"][0] == "http://mlcommons.org/croissant/1.1"
    assert content["distribution"][0]["sha256"] == "0" * 64
    assert "From a field." in content["prov:wasDerivedFrom"]


def test_metrics_that_are_not_there_or_damaged_are_none(tmp_path):
    assert read_metrics(tmp_path) == ()
    (tmp_path / "metrics.jsonl").write_text('{"arm": 1}\n{"ar')
    assert read_metrics(tmp_path) == ()
    (tmp_path / "metrics.jsonl").write_text('{"arm": 1}\n')
    assert read_metrics(tmp_path) == ({"arm": 1},)
