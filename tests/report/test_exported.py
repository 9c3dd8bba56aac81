"""The card and croissant.json of an exported set, from facts made up here."""

import json
from dataclasses import replace

from metrics.estimate import Estimate, too_few
from metrics.privacy import DRAWN, FRESH, Figure
from report import card_figures
from report.croissant import croissant
from report.data_card import data_card
from report.exported import ExportedSet
from report.privacy_table import PrivacyTable, privacy_rows
from tests.report.examples import make_run

HOSTILE = "<b>`|\n# x"

NO_CHECK = card_figures.NO_COPY_CHECK.format(examples="images")


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
        row("gaussian", "privacy_near_copies", 0.9, split="synthetic"),
        row("synthetic", "intended_class_share", 0.875, split="synthetic"),
        row("synthetic", "intended_class_share_low", 0.86, split="synthetic"),
        row("synthetic", "intended_class_share_high", 0.89, split="synthetic"),
        row("synthetic", "intended_class_share_held_out", 0.975, split="synthetic"),
        row("synthetic", "frechet_distance", 12.5, split="synthetic"),
        row("synthetic", "quality_examples", 4321, split="synthetic"),
    ),
)


def test_figures_stand_beside_those_of_real_images():
    text = " ".join(data_card(EXPORTED).split())
    assert (
        "reached 50.00 % (95 % interval 40.00 to 60.00), one trained on the real training images "
        "75.00 %, on real test images"
    ) in text


def test_a_figure_has_its_interval_and_its_floor_in_one_row():
    text = data_card(EXPORTED)
    assert "| GAN-test | 87.50 % | 86.00 to 89.00 % | 97.50 % |\n" in text
    assert "| Frechet distance | 12.5 | – | – |\n" in text
    assert "4321" not in text and "held_out" not in text


def test_a_copy_check_is_told_from_the_rows_that_a_report_writes(digits, tmp_path):
    found = make_run(digits, tmp_path)
    estimate = Estimate(value=0.25, low=0.2, high=0.31, count=400)
    floor = Estimate(value=0.01, low=0.0, high=0.02, count=400)
    figures = [
        Figure(class_name=name, name=figure, subject=subject, estimate=each)
        for figure in ("near_copies", "worst_auc")
        for subject, each in ((DRAWN, estimate), (FRESH, floor))
        for name in (None, "7")
    ]
    few = Figure(class_name=None, name="worst_hits", subject=DRAWN, estimate=too_few(3))
    rows = privacy_rows(found, {"synthetic": PrivacyTable([*figures, few])})
    text = data_card(replace(EXPORTED, metrics=(*EXPORTED.metrics, *rows)))
    assert "| near copies | 25.00 % | 20.00 to 31.00 % | 1.00 % |\n" in text
    worst = "| worst attack: area under the curve (guessing: 0.5) | 0.25 | 0.20 to 0.31 | 0.01 |"
    assert worst in text and "hits" not in text and NO_CHECK not in text
    good = text[text.index("## How good") : text.index("## Copy check")]
    assert "near copies" not in good and "worst attack" not in good


def test_what_was_not_measured_is_said():
    without = data_card(replace(EXPORTED, metrics=()))
    assert NO_CHECK in without and "Not measured" in without and "floor" not in without
    assert NO_CHECK in data_card(EXPORTED)  # the rows of another arm are not this set's


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
