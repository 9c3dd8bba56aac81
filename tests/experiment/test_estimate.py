"""What is added up without timing: the judging of drawn images, and the drawing of controls."""

from dataclasses import astuple, replace

import numpy as np
import pytest

from datasets.kinds import KINDS
from datasets.splits import Split
from experiment import estimate
from experiment.estimate import Estimate, judging_seconds
from tests.report.examples import make_run
from tests.report.table_runs import table_run

TOGETHER = estimate._UnitSeconds(
    quality=3.0, privacy=5.0, drawing=0.25, inside=0.0, picture=1.0, pair=1.0, snapshot=1.0
)


@pytest.fixture
def seconds(digits, tmp_path, monkeypatch):
    """Seconds of judging two classes of so many training images, one unit at a time."""
    monkeypatch.setitem(estimate._UNIT_SECONDS, "images", TOGETHER)

    def of(arms, images=2000, **fields):
        fields = {"synthetic_per_class": 8000, **fields}
        run = make_run(digits, tmp_path, ("a", "b"), arms=arms, **fields)
        monkeypatch.setattr(type(run.workers), "jobs_for", lambda *_: 1)
        none = np.arange(0)
        split = Split(train=np.arange(2 * images), validation=none, test=none)
        return judging_seconds(run, split)

    return of


def test_each_judged_arm_counts_with_every_class(seconds):
    assert seconds(("original", "synthetic")) == 2 * (3.0 + 5.0)
    both = ("original", "synthetic", "gaussian")
    assert seconds(both) == 2 * 2 * (3.0 + 5.0) + 2 * 0.25


def test_what_is_not_drawn_or_not_asked_for_takes_nothing(seconds):
    assert seconds(("original", "augmented")) == 0
    assert seconds(("original", "synthetic"), stages=("split", "gans")) == 0


def test_of_small_classes_so_much_less_is_looked_at(seconds):
    whole = seconds(("original", "synthetic"))
    assert seconds(("original", "synthetic"), images=250) == pytest.approx(whole / 4)
    assert seconds(("original", "synthetic"), synthetic_per_class=100) == pytest.approx(whole / 10)


def test_views_of_the_inside_take_as_long_whatever_the_images(seconds, monkeypatch):
    views = replace(TOGETHER, quality=0.0, privacy=0.0, drawing=0.0, inside=0.5)
    monkeypatch.setitem(estimate._UNIT_SECONDS, "images", views)
    assert seconds(("original", "synthetic")) == seconds(("synthetic",), images=50) == 3 * 0.5
    assert seconds(("original", "gaussian")) == 0


def test_it_is_a_part_of_the_whole():
    parts = {"gans": 1.0, "synthesis": 2.0, "classifiers": 4.0, "judging": 8.0, "report": 16.0}
    assert Estimate(**parts).total == 31.0


def test_each_kind_has_figures_of_its_own(tmp_path, monkeypatch):
    assert set(estimate._UNIT_SECONDS) == set(KINDS)
    assert all(min(astuple(each)) >= 0 for each in estimate._UNIT_SECONDS.values())
    assert min(astuple(estimate._UNIT_SECONDS["images"])) > 0
    monkeypatch.setitem(estimate._UNIT_SECONDS, "table", TOGETHER)
    run = table_run(tmp_path, synthetic_per_class=2000, arms=("original", "copula"))
    monkeypatch.setattr(type(run.workers), "jobs_for", lambda *_: 1)
    none = np.arange(0)
    split = Split(train=np.arange(4000), validation=none, test=none)
    assert judging_seconds(run, split) == 2 * (3.0 + 5.0) + 2 * 0.25
