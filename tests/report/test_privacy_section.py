"""What the page says on sharing: the words, the table beside its floor, the pairs, the symptom."""

import io
import re
from html import unescape
from types import SimpleNamespace

import pytest
from PIL import Image

from metrics.measuring import Measured
from report.found import find, shown_units
from report.privacy_table import privacy_rows
from report.sections import privacy, quality
from tests.report.examples import AWKWARD, finish_all, make_run
from tests.report.judged import finish_privacy, privacy_figures


@pytest.fixture
def make_found(digits, tmp_path):
    """What is found of a run whose table on privacy is made by hand."""

    def make(count=10, **added):
        run = make_run(digits, tmp_path, arms=("original", "synthetic"), repeats=1)
        finish_all(run)
        figures = privacy_figures(run.data.class_names, ill=AWKWARD, **added)
        finish_privacy(run, figures, pairs=count)
        return find(run)

    return make


def text_of(html):
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def test_it_says_what_the_checks_are_and_are_not(make_found):
    found = make_found()
    assert privacy.shown(found)
    html = privacy.build(found).html
    text = text_of(html)
    for words in (
        "These are copy checks.", "passing them is no proof of privacy", "differential privacy",
        "No attack tells training images from others beyond doubt",
        "0.53 (interval 0.50 to 0.56, 0.50 is guessing)", "0.98",
        "1,234 real images that were trained on", "777 fresh ones for the floor",
        "closer to training 51.00 % 48.00 to 54.00 % 49.00 % 46.00 to 52.00 % 100.00 %",
        "distance to closest record 3.25 3.22 to 3.28 3.5 3.47 to 3.53 1",
        "Without a figure, for want of images or of a discriminator: attack by the discriminator: ",
        "worst attack: hits and attack by the discriminator: hits.", "50 % is the ideal",
        "300 held-out images",
    ):  # fmt: skip
        assert words in text, words
    assert html.count("<strong>0.53</strong>") == 2  # the worst, and which one it is
    assert AWKWARD not in html and AWKWARD in text


def test_an_attack_that_works_is_said(make_found):
    text = text_of(privacy.build(make_found(area=0.3)).html)
    assert "The worst attack tells training images from others better than by guessing" in text
    assert "Something of single training images is in what was drawn." in text


def test_an_attack_that_does_no_better_than_with_fresh_images_is_not_one_that_works(make_found):
    text = text_of(privacy.build(make_found(area=0.1, floor_area=0.09)).html)
    assert "No attack tells training images from others beyond doubt" in text
    assert "fresh real images in the place of the drawn ones get 0.62" in text


def test_the_closest_pairs_and_the_reverse_are_one_picture(make_found):
    content = privacy.build(make_found())
    picture = content.files["plots/closest_pairs_synthetic.png"]
    assert Image.open(io.BytesIO(picture)).size[0] > 600
    assert "The ten closest pairs of synthetic" in content.html


def test_without_pairs_there_is_no_picture(make_found):
    content = privacy.build(make_found(count=0))
    assert content.files == {} and "<img" not in content.html


def test_a_replaying_class_is_named_in_the_report_and_an_honest_one_is_not(make_found):
    assert quality.symptoms(make_found(), "synthetic") == []
    (name, sentence), *others = quality.symptoms(make_found(copies=0.4), "synthetic")
    assert (name, others) == ("replaying", []) and f"Class {AWKWARD} is replaying" in sentence


def told(table):
    kind = SimpleNamespace(equal_is_copied=True)
    run = SimpleNamespace(data=SimpleNamespace(kind=kind))
    return SimpleNamespace(
        class_names=tuple(table), privacy={}, quality={"synthetic": table}, run=run,
        examples="images",
    )  # fmt: skip


def test_what_several_classes_suffer_from_is_said_once():
    varied, uniform = (
        {"pairwise_distance_ratio": Measured(value=value, floors=(0.9, 1.1))}
        for value in (1.0, 0.2)
    )
    table = {"a": uniform, "b": varied, "c": uniform, "{d}": uniform}
    found = told(table)
    (name, sentence), *others = quality.symptoms(found, "synthetic")
    assert (name, others) == ("one mode", [])
    assert sentence.startswith("Classes a, c and {d} show one mode each: their images")
    del table["c"], table["{d}"]
    found = told(table)
    ((_, sentence),) = quality.symptoms(found, "synthetic")
    assert sentence.startswith("Class a shows one mode: its images")


def test_the_rows_of_results_have_interval_and_floor_and_no_gap(make_found):
    found = make_found()
    rows = privacy_rows(found.run, dict(found.privacy))
    values = {(row["metric"], row["class_name"]): row["value"] for row in rows}
    assert values["privacy_closer_to_training", None] == 0.51
    assert values["privacy_closer_to_training_floor", AWKWARD] == 0.49
    assert values["privacy_worst_auc_low", None] == pytest.approx(0.50)
    assert not any("hits" in metric or "discriminator" in metric for metric, _ in values)
    assert all(value == value for value in values.values())
    assert "privacy/synthetic" in [unit.name for unit in shown_units(found.run)]
