"""The section on the arms: their results, whether they had settled, departures of a preset."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from gan.options import GanConfig
from metrics.settling import Settling
from report.found import find
from report.sections import advice, arms, classes, curves
from tests.report.examples import (
    ORIGINAL,
    REPEATED,
    SYNTHETIC,
    WITHOUT_RESULT,
    finish_classifier,
    make_run,
    with_config,
)


def of_repeats(digits, root, results):
    """A run that repeats its classifiers three times, with results made by hand."""
    return replace(find(make_run(digits, root, repeats=3, seed=3)), arms=results)


@pytest.fixture
def told(found):
    """The finished run with results made by hand."""
    return replace(found, arms=[ORIGINAL, SYNTHETIC])


def test_arms_are_a_table_of_results(told):
    html = arms.build(told).html
    for text in (
        "99.10 %", "98.90 to 99.27 %", "−2.10", "−2.40 to −1.80", "6,000", "14.2",
        "3,900", "80,000", "the same 40 real images", "reference",
        "one training seed (3)", "cover the\nchoice of these test images only", "trained once",
        "gives no verdict",
    ):  # fmt: skip
        assert text in html, text
    assert "repeats" not in html and "(optimistic)" not in html and "departs" not in html


def test_arms_say_whether_they_had_settled(told):
    end = Settling(
        training=0.999, validation=0.985, slope=0.0042, standard_error=0.0011, points=15,
        state="still rising",
    )  # fmt: skip
    html = arms.build(replace(told, arms=[replace(ORIGINAL, settling=end), SYNTHETIC])).html
    for text in (
        "still rising",
        "99.90 %",
        "98.50 %",
        "+1.40",
        "+0.42",
        "0.11",
        "are no\nfindings",
    ):
        assert text in html, text
    assert "findings" not in arms.build(told).html


def test_the_table_of_arms_is_a_file_as_well(told):
    text = arms.build(replace(told, arms=[ORIGINAL, SYNTHETIC, WITHOUT_RESULT])).files
    rows = list(csv.DictReader(io.StringIO(text["tables/arms.csv"])))
    assert [row["arm"] for row in rows] == ["original", "synthetic", "synthetic"]
    assert (rows[0]["accuracy"], rows[0]["difference"]) == ("0.991", "")
    assert (rows[1]["difference_low"], rows[1]["difference_high"]) == ("-0.024", "-0.018")
    assert rows[2]["detail"] == "the GAN of class 4 collapsed." and rows[2]["accuracy"] == ""
    classes_csv = classes.build(told).files["tables/classes.csv"]
    of_class = [row for row in csv.DictReader(io.StringIO(classes_csv)) if row["accuracy"]]
    assert [(row["class_name"], row["accuracy"]) for row in of_class] == [
        ("7", "0.9951"),
        ("7", "0.9622"),
    ]


def test_arms_tell_means_and_ranges_of_repeats(digits, tmp_path):
    told = of_repeats(digits, tmp_path, REPEATED)
    html = arms.build(told).html + classes.build(told).html
    for text in (
        "Mean test accuracy", "lowest and highest of 3 repeats", "98.90 to 99.40 %",
        "96.10 to 97.90 %", "5,100; 4,800; 6,000", "99.31 to 99.72 %", "was trained 3 times",
        "one training seed (3)",
    ):  # fmt: skip
        assert text in html, text
    assert "trained once" not in html


def test_captions_say_that_pictures_are_of_several_repeats(digits, tmp_path):
    run = make_run(digits, tmp_path, arms=("original",), repeats=3)
    for repeat in range(3):
        finish_classifier(run, "original", repeat)
    found = find(run)
    assert "arm original, summed over 3 repeats" in classes.build(found).html
    for section in (advice, classes, curves):
        assert ", mean and range of 3 repeats" in section.build(found).html


def test_arms_without_results_are_marked(told):
    content = arms.build(replace(told, arms=[ORIGINAL, WITHOUT_RESULT], finished={}))
    assert "incomplete: the GAN of class 4 collapsed." in content.html
    assert "<img" not in content.html and set(content.files) == {"tables/arms.csv"}


def test_the_published_protocol_is_told_as_what_it_is(told):
    best = [replace(ORIGINAL, optimistic_best_accuracy=0.9925), SYNTHETIC]
    paper = replace(with_config(told, selection="none"), arms=best)
    html = arms.build(paper).html
    assert "(optimistic)" in html and "99.25 %" in html
    assert "departs from the fair protocol" in html and "is optimistic." in html
    drawn = curves.build(paper).html
    assert "test accuracy on real images during training" in drawn
    assert "validation accuracy" not in drawn and "no checkpoint was chosen" in drawn
    fair = curves.build(told).html
    assert "validation accuracy on real images" in fair and "no checkpoint" not in fair


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"gan": GanConfig(networks="paper")}, "the source study\nstored them as JPEG"),
        ({"gan": GanConfig(schedule="alternating")}, "runs the discriminator in training mode"),
    ],
)
def test_departures_belong_to_what_was_chosen(told, fields, words):
    words = words.replace("\n", " ")
    assert words in arms.build(with_config(told, selection="none", **fields)).html
    assert words not in arms.build(with_config(told, selection="none")).html
    assert words not in arms.build(with_config(told, **fields)).html


def test_a_pool_of_which_the_test_images_are_a_fifth_is_named(told):
    paper = with_config(told, selection="none")
    data = replace(paper.run.data, published_pool=42_000)
    pool = replace(paper, run=replace(paper.run, data=data))
    assert "a fifth of 42,000 images" in arms.build(pool).html
    assert "a fifth" not in arms.build(paper).html


def test_where_nothing_is_held_out_it_is_said_and_only_the_training_is_drawn(told):
    last = with_config(told, selection="last")
    remark = "No image is held out for validation (there would be 29, too few to choose by)"
    assert remark in arms.build(last).html and "the last weights" in arms.build(last).html
    drawn = curves.build(last)
    assert remark in drawn.html and "So there are curves of the training alone." in drawn.html
    assert "loss of each arm on its own training images" in drawn.html
    assert "accuracy on real images during training" not in drawn.html
    assert set(drawn.files) == {"plots/training_accuracy.png", "plots/training_loss.png"}
    assert len(curves.build(told).files) == 4
    assert remark not in arms.build(told).html + curves.build(told).html
    many = with_config(last, split_seed=0)
    pixels = np.arange(14_000 * 64, dtype="<u4").view(np.uint8).reshape(14_000, 16, 16, 1)
    data = replace(many.run.data, examples=pixels, labels=np.arange(14_000) % 2)
    many = replace(many, run=replace(many.run, data=data))
    assert "held out for validation (as was asked for)" in arms.build(many).html
