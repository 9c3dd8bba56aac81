"""What to do: each advice from its figures."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from classifiers.options import ClassifierConfig
from experiment.command_line import run_parser
from experiment.place import run_path
from foundation.files import write_atomically
from metrics.settling import Settling
from plan.config import SMALL_ARMS, ExperimentConfig
from report.advice import advice, longer_option, study_command
from tests.report.examples import ORIGINAL, SYNTHETIC, WITHOUT_RESULT, make_run

END = Settling(
    training=0.95, validation=0.94, slope=0.01, standard_error=0.001, points=15, state="settled"
)
RISING = replace(END, state="still rising")


@pytest.fixture
def run(digits, tmp_path):
    return make_run(digits, tmp_path, arms=("original", "synthetic"), seed=3)


def told(run, *results):
    return [str(each) for each in advice(run, results)]


def test_a_settled_run_says_what_the_images_cost_and_what_to_ask_next(run):
    keep, add, seeds = told(run, replace(ORIGINAL, settling=END), SYNTHETIC)
    assert keep == (
        "Keep the real images: in this run GAN-made ones in their place cost 2.10 points "
        "(95 % interval over test images −2.40 to −1.80)."
    )
    assert add.endswith("--arms original synthetic original+synthetic")
    assert seeds == (
        "One run is one seed (3) and gives no verdict; ask 5 seeds: "
        "python run_experiment.py study --dataset digits --preset standard --seeds 5"
    )


def test_a_gain_is_told_as_what_it_was_in_this_run(run):
    gain = replace(SYNTHETIC, difference=0.004, difference_interval=(0.001, 0.007))
    first = told(run, ORIGINAL, gain)[0]
    assert first.startswith("In this run") and "cost nothing: 0.40 points more" in first


@pytest.mark.parametrize(("difference", "told_as"), [(-0.0001, "−0.01"), (0.0001, "+0.01")])
def test_where_the_interval_holds_zero_nothing_is_advised(run, difference, told_as):
    within = replace(SYNTHETIC, difference=difference, difference_interval=(-0.01, 0.01))
    added = replace(within, arm="original+synthetic")
    replaced, put_beside, _ = told(run, ORIGINAL, within, added)
    assert replaced == (
        "GAN-made images in place of the real ones: no difference shown on these trained models, "
        f"{told_as} points (95 % interval over test images −1.00 to +1.00)."
    )
    assert put_beside.endswith(
        f"a difference of {told_as} points (−1.00 to +1.00): none shown on these trained models."
    )


def test_a_shown_difference_is_not_called_none(run):
    text = " ".join(told(run, ORIGINAL, SYNTHETIC, replace(SYNTHETIC, arm="augmented")))
    assert "none shown" not in text and "no difference shown" not in text


@pytest.mark.parametrize(
    "classifier", [ClassifierConfig(updates=60), ClassifierConfig(updates=None, epochs=3)]
)
def test_a_longer_run_as_advised_is_understood_and_has_a_directory_of_its_own(classifier):
    config = ExperimentConfig(dataset="digits", classifier=classifier)
    roots, length = [run_path(config, "digits", Path("runs"))], []
    for _ in range(2):
        words = ["--dataset", "digits", *longer_option(config).split()]
        arguments = run_parser(words)(5000)
        config = arguments.run
        length.append(config.classifier.updates or config.classifier.epochs)
        roots.append(run_path(config, "digits", Path("runs"), arguments.label))
    assert len(set(roots)) == 3 and length in ([120, 240], [6, 12])


def test_a_rising_reference_comes_first_and_stops_every_comparison(run):
    mixed = replace(SYNTHETIC, arm="original+synthetic")
    first, *rest = told(run, replace(ORIGINAL, settling=RISING), SYNTHETIC, mixed)
    twice = 2 * run.config.classifier.updates
    assert first.endswith(
        f"still rising: original. Set --classifier.updates {twice} --label updates-{twice}"
    )
    assert len(rest) == 1 and "One run is one seed" in rest[0]


def test_another_arm_that_rises_is_named_and_stops_nothing(run):
    first, *rest = told(run, replace(ORIGINAL, settling=END), replace(SYNTHETIC, settling=RISING))
    assert first.startswith("Still rising when training ended: synthetic.")
    assert "cost 2.10 points" in rest[0]


def test_too_short_a_curve_is_said(run):
    short = replace(END, state="not known", points=2, slope=None, standard_error=None)
    first = told(run, replace(ORIGINAL, settling=short))[0]
    assert "curves have 2 points" in first and first.endswith(
        "--classifier.evaluations 15 --label evaluations-15"
    )


def test_a_noisy_curve_is_said(run):
    noisy = replace(END, state="not known", slope=0.018, standard_error=0.017)
    first = told(run, replace(ORIGINAL, settling=noisy))[0]
    twice = 2 * run.config.classifier.updates
    assert "changed by +1.80 points with a standard error of 1.70." in first
    assert first.endswith(f"set --classifier.updates {twice} --label updates-{twice}")


def test_mixtures_and_cheap_arms_have_their_figures(run):
    arms = [replace(SYNTHETIC, arm=arm) for arm in ("augmented", "synthetic", "original+synthetic")]
    text = " ".join(told(run, ORIGINAL, *arms))
    assert "beside the real images, GAN-made ones made a difference of −2.10 points" in text
    assert "need no GAN, made a difference of −2.10 points (−2.40 to −1.80)" in text


def test_of_small_classes_the_time_of_the_gans_is_held_against_longer_training(run):
    arms = ("augmented", "synthetic", *SMALL_ARMS)
    results = [ORIGINAL, *(replace(SYNTHETIC, arm=arm) for arm in arms)]
    asked = [line for line in told(run, *results) if "the time of the GANs" in line]
    assert len(asked) == 1 and asked[0].endswith("--arms original synthetic augmented-longer")
    text = told(run, *results, replace(SYNTHETIC, arm="augmented-longer"))
    assert (
        "Trained 15 times as long, which takes no GAN either, they made a difference of −2.10 "
        "points (−2.40 to −1.80)."
    ) in text
    assert "the time of the GANs" not in " ".join(told(run, *results[:3]))  # of large ones


def test_nothing_measured_gives_no_advice(run):
    assert told(run, WITHOUT_RESULT) == []
    assert told(run, ORIGINAL) == []


def test_the_study_command_keeps_the_options_of_the_run(run):
    words = ["--dataset", "a b", "--seed", "3", "--arms", "original", "synthetic", "--force"]
    words += ["--tensorboard"]
    words += ["--stages", "split", "gans", "--gan.updates=20", "--classes", "0", "1"]
    record = {"command": ["python", "run_experiment.py", *words]}
    write_atomically(run.run_directory.root / "run.json", json.dumps(record))
    assert study_command(run) == (
        "python run_experiment.py study --dataset 'a b' --arms original synthetic "
        "--gan.updates=20 --classes 0 1 --seeds 5"
    )


def test_the_longer_option_is_the_one_in_force():
    updates = ClassifierConfig(updates=6000)
    assert longer_option(ExperimentConfig(classifier=updates)) == (
        "--classifier.updates 12000 --label updates-12000"
    )
    epochs = ClassifierConfig(updates=None, epochs=25)
    assert longer_option(ExperimentConfig(classifier=epochs)) == (
        "--classifier.epochs 50 --classifier.updates None --label epochs-50"
    )
