"""Sentences of the report that depend on the settings."""

import pytest

from gan.options import GanConfig
from plan.config import ExperimentConfig
from report.texts import how_images_were_made


@pytest.mark.parametrize("repeats", [None, 1, 5])
def test_the_report_says_when_rare_images_came_more_often(repeats):
    text = how_images_were_made(ExperimentConfig(gan=GanConfig(rare_repeats=repeats)))
    assert ("shown 5 times as often" in text) == (repeats == 5)
