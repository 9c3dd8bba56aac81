"""The answer in words."""

from dataclasses import replace

import pytest

from report.answer import answer_sentence, verdict
from report.arm_result import ArmResult
from tests.report.examples import ORIGINAL, REPEATED, SYNTHETIC, WITHOUT_RESULT


def answer(*results):
    return answer_sentence(results, dataset_title="MNIST", test_images=10_000)


def test_answer_when_worse():
    assert answer(ORIGINAL, SYNTHETIC) == (
        "On 10,000 real MNIST test images, a classifier trained on GAN-made images alone reached "
        "97.0 % accuracy against 99.1 % for real training images: 2.1 points worse "
        "(95 % paired interval 1.8 to 2.4)."
    )


def test_answer_when_better():
    better = replace(
        SYNTHETIC, accuracy=0.993, difference=0.002, difference_interval=(0.001, 0.003)
    )
    assert answer(ORIGINAL, better).endswith(
        "reached 99.3 % accuracy against 99.1 % for real training images: 0.2 points better "
        "(95 % paired interval 0.1 to 0.3)."
    )


@pytest.mark.parametrize("interval", [(-0.003, 0.001), (-0.003, 0.0), (0.0, 0.001)])
def test_answer_when_the_interval_includes_zero(interval):
    alike = replace(SYNTHETIC, accuracy=0.990, difference=-0.001, difference_interval=interval)
    text = answer(ORIGINAL, alike)
    assert "no difference could be shown" in text
    assert "better" not in text and "worse" not in text
    assert verdict(alike) == "no difference shown"


def test_verdicts():
    assert verdict(SYNTHETIC) == "worse"
    assert verdict(replace(SYNTHETIC, difference_interval=(0.001, 0.003))) == "better"
    assert verdict(ORIGINAL) == verdict(replace(SYNTHETIC, arm="original")) == ""


def test_answer_signs_the_ends_of_an_interval_around_zero():
    alike = replace(
        SYNTHETIC, accuracy=0.990, difference=-0.001, difference_interval=(-0.003, 0.001)
    )
    assert "(95 % paired interval −0.3 to 0.1 points)" in answer(ORIGINAL, alike)


def test_answer_takes_two_digits_where_one_would_look_wrong():
    arm = replace(
        SYNTHETIC, accuracy=0.9706, difference=-0.0206, difference_interval=(-0.0238, -0.0174)
    )
    text = answer(replace(ORIGINAL, accuracy=0.9912), arm)
    assert "97.06 % accuracy against 99.12 %" in text
    assert "2.06 points worse (95 % paired interval 1.74 to 2.38)" in text


def test_answer_names_arms_without_a_result():
    not_run = ArmResult(arm="augmented", status="not run")
    text = answer(ORIGINAL, WITHOUT_RESULT, not_run)
    assert "no other arm has a result to compare" in text
    assert "The arm “synthetic” is incomplete: the GAN of class 4 collapsed." in text
    assert text.endswith("The arm “augmented” was not run.")


def test_answer_without_original_or_without_anything():
    assert "there is no result for real training images to compare" in answer(SYNTHETIC)
    assert "nothing was measured" in answer(WITHOUT_RESULT)


def test_answer_asks_about_synthetic_first():
    other = replace(SYNTHETIC, arm="augmented")
    assert "GAN-made images alone" in answer(ORIGINAL, other, SYNTHETIC)
    assert "transformed real images alone" in answer(ORIGINAL, other)
    gaussian = replace(SYNTHETIC, arm="gaussian")
    assert "a Gaussian per class alone" in answer(ORIGINAL, gaussian)
    assert "transformed real images alone" in answer(ORIGINAL, gaussian, other)
    assert "the data of the arm “new”" in answer(ORIGINAL, replace(SYNTHETIC, arm="new"))


def test_answer_without_a_comparison_or_an_accuracy():
    alone = replace(SYNTHETIC, difference=None, difference_interval=None)
    assert answer(ORIGINAL, alone).endswith("it was not compared with real training images.")
    with pytest.raises(ValueError, match="'synthetic' is complete"):
        answer(ORIGINAL, replace(SYNTHETIC, accuracy=None))


def test_answer_over_repeats_gives_mean_and_range():
    assert answer(*REPEATED) == (
        "On 10,000 real MNIST test images, classifiers trained on GAN-made images alone reached "
        "97.0 % accuracy (mean of 3 repeats, 96.1 to 97.9) against 99.1 % (98.9 to 99.4) for real "
        "training images: 2.1 points worse (95 % paired interval 1.8 to 2.4)."
    )
