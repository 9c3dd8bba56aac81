"""The best split on the test set, and all of them."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.told_and_true import Told, main, sentences, told_of_run
from foundation.files import save_arrays

LABELS = np.array([0, 1, 1, 0])


def probabilities(*right):
    """Of each classifier so many of the four test rows right, from the first on."""
    named = np.array([np.where(np.arange(4) < count, LABELS, 1 - LABELS) for count in right])
    return np.eye(2)[named]


@pytest.fixture
def run(tmp_path):
    for arm, right in {"original": (4, 2), "synthetic": (3, 3)}.items():
        directory = tmp_path / "run" / "classifiers" / arm
        directory.mkdir(parents=True)
        arrays = {"probabilities": probabilities(*right), "labels": LABELS}
        names = np.array(["logistic", "forest"])
        save_arrays(directory / "predictions.npz", arrays | {"classifiers": names})
    return tmp_path / "run"


def test_every_classifier_of_a_run_is_told(run):
    told = list(told_of_run(run, split=3))
    assert [(each.classifier, each.gain) for each in told] == [
        ("logistic", -0.25),
        ("forest", 0.25),
    ]
    assert {each.split for each in told} == {3}


def test_a_run_without_an_arm_tells_nothing(tmp_path):
    assert list(told_of_run(tmp_path, split=0)) == []


def test_the_best_is_told_and_the_mean_is_true():
    told = [
        Told(split=0, classifier="forest", synthetic=0.9, original=0.95),
        Told(split=1, classifier="forest", synthetic=1.0, original=0.9),
    ]
    differences = pd.DataFrame(
        {"arm": ["synthetic"], "reference": "original", "difference": 0.025, "low": -0.1}
        | {"high": 0.15, "seeds": 2}
    )
    first, second = sentences(told, differences)
    assert "synthetic 100.0% against real 90.0% (forest, split 1)" in first
    assert "best of 2" in first and "above real in 50% of them" in first
    assert second == ("As it is: synthetic +2.50 points to real (-10.00 to +15.00) over 2 splits.")


def test_a_directory_that_is_no_study_is_refused(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert "expected a study with its summary.csv" in capsys.readouterr().err
