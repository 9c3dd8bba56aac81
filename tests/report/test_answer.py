"""The answer in words."""

import re
from dataclasses import replace

import pytest

from metrics.settling import Settling
from report.answer import answer_sentence
from report.arm_result import ArmResult
from tests.report.examples import ORIGINAL, REPEATED, SYNTHETIC, WITHOUT_RESULT

RISING = Settling(
    training=0.95, validation=0.94, slope=0.012, standard_error=0.001, points=15,
    state="still rising",
)  # fmt: skip


def answer(*results):
    return answer_sentence(
        results,
        dataset_title="MNIST",
        test_images=10_000,
        longer="--classifier.updates 12000",
        examples="images",
    )


def test_answer_gives_the_difference_and_its_interval():
    assert answer(ORIGINAL, SYNTHETIC) == (
        "On 10,000 real MNIST test images, a classifier trained on GAN-made images alone reached "
        "97.0 % accuracy against 99.1 % for real training images: on these trained models a "
        "difference of −2.1 points (95 % interval over test images −2.4 to −1.8)."
    )


@pytest.mark.parametrize("low, high", [(-0.024, -0.018), (0.001, 0.003), (-0.003, 0.001), (0, 0)])
def test_one_run_gives_no_verdict(low, high):
    result = replace(SYNTHETIC, difference=(low + high) / 2, difference_interval=(low, high))
    text = answer(ORIGINAL, result)
    assert "on these trained models a difference of" in text
    assert not {"better", "worse", "significant"} & set(re.findall("[a-z]+", text))


def test_there_is_no_finding_while_the_reference_is_still_rising():
    text = answer(replace(ORIGINAL, settling=RISING), SYNTHETIC)
    assert text == (
        "On 10,000 real MNIST test images, a classifier trained on GAN-made images alone reached "
        "97.0 % accuracy against 99.1 % for real training images. The difference is no finding: "
        "the classifier of real training images was still rising, by 1.2 points over the last "
        "third of its training; set --classifier.updates 12000."
    )
    settled = replace(RISING, state="settled")
    assert "no finding" not in answer(replace(ORIGINAL, settling=settled), SYNTHETIC)
    assert "no finding" not in answer(ORIGINAL, replace(SYNTHETIC, settling=RISING))


def test_answer_signs_the_ends_of_an_interval_around_zero():
    alike = replace(
        SYNTHETIC, accuracy=0.990, difference=-0.001, difference_interval=(-0.003, 0.001)
    )
    assert "a difference of −0.1 points (95 % interval over test images −0.3 to +0.1)" in answer(
        ORIGINAL, alike
    )


def test_answer_takes_two_digits_where_one_would_look_wrong():
    arm = replace(
        SYNTHETIC, accuracy=0.9706, difference=-0.0206, difference_interval=(-0.0238, -0.0174)
    )
    text = answer(replace(ORIGINAL, accuracy=0.9912), arm)
    assert "97.06 % accuracy against 99.12 %" in text
    assert "−2.06 points (95 % interval over test images −2.38 to −1.74)" in text


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
        "training images: on these trained models a difference of −2.1 points (95 % interval over "
        "test images −2.4 to −1.8)."
    )
