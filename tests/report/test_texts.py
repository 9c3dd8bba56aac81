"""How images were made, from a config or from what a run has recorded of it."""

import json

import pytest

from datasets.images.kind import ImageKind
from datasets.tables.kind import TableKind
from datasets.tables.schema import Schema
from foundation.checks import to_dict
from gan.options import GanConfig
from plan.config import ExperimentConfig
from report.texts import are_synthetic, how_pairs_were_trained, how_they_were_made

PICTURES = ImageKind((8, 8, 1), mirror_safe=False, mirror_reason="digits")


def made_of(config):
    return how_they_were_made(config, PICTURES)


@pytest.mark.parametrize("repeats", [None, 1, 5])
def test_the_report_says_when_rare_images_came_more_often(repeats):
    config = to_dict(ExperimentConfig(gan=GanConfig(rare_repeats=repeats)))
    for text in (made_of(config), how_pairs_were_trained(config, PICTURES.nouns)):
        assert ("shown 5 times as often" in text) == (repeats == 5)


def test_a_pooled_run_has_one_pair_for_all_classes():
    pooled = made_of(to_dict(ExperimentConfig(pool_classes=True)))
    assert "on the real training images of all classes together" in pooled
    assert "per class" not in pooled and "then drew 8,000 images from" in pooled
    usual = made_of(to_dict(ExperimentConfig()))
    assert "trained per class, on that class's real training images only" in usual
    assert "then drew 8,000 images per class from" in usual


def test_several_pairs_that_draw_equal_shares_are_counted():
    config = to_dict(ExperimentConfig(gan=GanConfig(ensemble=4)))
    assert made_of(config).startswith(
        "4 dcgan generator/discriminator pairs, which draw equal shares, were trained per class,"
    )
    assert made_of(to_dict(ExperimentConfig())).startswith("One dcgan generator/discriminator pair")


@pytest.mark.parametrize(
    ("decay", "words"), [(0.0, "after its last update"), (0.999, "average (decay 0.999)")]
)
def test_which_generator_drew(decay, words):
    config = to_dict(ExperimentConfig(gan=GanConfig(ema_decay=decay)))
    assert words in made_of(config)


def test_records_of_earlier_versions_lack_fields():
    record = json.loads(json.dumps(to_dict(ExperimentConfig())))
    del record["pool_classes"], record["gan"]["rare_repeats"], record["gan"]["ensemble"]
    assert made_of(record) == made_of(to_dict(ExperimentConfig()))


def test_rows_are_called_rows_and_were_never_measured():
    rows = TableKind(Schema(columns=(), target="t", classes=("a", "b"), order=("t",)))
    config = to_dict(ExperimentConfig(gan=GanConfig(conditional=True)))
    text = how_they_were_made(config, rows) + are_synthetic("models", "models", rows)
    assert "each row with its class, on the real training rows" in text
    assert "8,000 rows per class" in text and "These rows are SYNTHETIC." in text
    assert "they are about nobody and nothing that was ever counted or measured." in text
    assert "image" not in text and "photograph" not in text
    of_images = made_of(config) + are_synthetic("models", "models", PICTURES)
    assert "no photograph or scan shows these." in of_images
    assert "none of them is a photograph, a scan or an entry of the data set" in of_images
