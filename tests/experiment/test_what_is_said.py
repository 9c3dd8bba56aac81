"""What a stage says of a unit that is made, on the terminal."""

import dataclasses

import pytest

from experiment.stages import privacy, quality
from tests.report.examples import make_run
from tests.report.judged import finish_privacy, finish_quality, healthy_quality, privacy_figures


@pytest.fixture
def judged(digits, tmp_path):
    run = make_run(digits, tmp_path)
    finish_quality(run, healthy_quality(run.data.class_names))
    finish_privacy(run, privacy_figures(run.data.class_names))
    return run


def test_drawn_images_are_told_beside_real_test_images(judged):
    assert quality.ended(judged, judged.plan.quality("synthetic")) == (
        "  The judge names the intended class of 90.0 % of the synthetic images (90.0 % of real "
        "test images)"
    )
    assert "an area of 0.530 (0.500 to 0.560;" in privacy.ended(
        judged, judged.plan.privacy("synthetic")
    )


def test_a_run_of_a_sweep_says_no_figure_on_test_images(judged):
    run = dataclasses.replace(judged, says_test_figures=False)
    said = quality.ended(run, run.plan.quality("synthetic"))
    assert said.endswith("of 90.0 % of the synthetic images")
    assert privacy.ended(run, run.plan.privacy("synthetic")) == ""
