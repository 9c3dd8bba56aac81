"""How images were made, from a config or from what a run has recorded of it."""

import json

import pytest

from foundation.checks import to_dict
from gan.options import GanConfig
from plan.config import ExperimentConfig
from report.texts import how_images_were_made, how_pairs_were_trained


@pytest.mark.parametrize("repeats", [None, 1, 5])
def test_the_report_says_when_rare_images_came_more_often(repeats):
    config = to_dict(ExperimentConfig(gan=GanConfig(rare_repeats=repeats)))
    for text in (how_images_were_made(config), how_pairs_were_trained(config)):
        assert ("shown 5 times as often" in text) == (repeats == 5)


def test_a_pooled_run_has_one_pair_for_all_classes():
    pooled = how_images_were_made(to_dict(ExperimentConfig(pool_classes=True)))
    assert "on the real training images of all classes together" in pooled
    assert "per class" not in pooled and "then drew 8,000 images from" in pooled
    usual = how_images_were_made(to_dict(ExperimentConfig()))
    assert "trained per class, on that class's real training images only" in usual
    assert "then drew 8,000 images per class from" in usual


@pytest.mark.parametrize(
    ("decay", "words"), [(0.0, "after its last update"), (0.999, "average (decay 0.999)")]
)
def test_which_generator_drew(decay, words):
    config = to_dict(ExperimentConfig(gan=GanConfig(ema_decay=decay)))
    assert words in how_images_were_made(config)


def test_records_of_earlier_versions_lack_fields():
    record = json.loads(json.dumps(to_dict(ExperimentConfig())))
    del record["pool_classes"], record["gan"]["rare_repeats"]
    assert how_images_were_made(record) == how_images_were_made(to_dict(ExperimentConfig()))
