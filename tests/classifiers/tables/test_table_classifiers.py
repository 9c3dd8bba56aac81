"""Every classifier of rows: what it learns, what it must not depend on, and how mixtures count."""

import subprocess
import sys

import numpy as np
import pytest

from classifiers.tables import boosting
from classifiers.tables.catalog import TABLE_CLASSIFIERS
from classifiers.tables.inputs import LinearInputs
from classifiers.tables.lesson import Lesson
from metrics.classification import accuracy
from metrics.tables.columns import Columns, Table
from tests.metrics.tables.made import MIXED, mixed_rows
from training.training_set import Part, TrainingSet

every_classifier = pytest.mark.parametrize("name", TABLE_CLASSIFIERS)


@pytest.fixture(autouse=True)
def few_updates(monkeypatch):
    """The network learns these few rows in fewer updates."""
    from dataclasses import replace

    from classifiers.tables import mlp

    monkeypatch.setattr(mlp, "SETTINGS", replace(mlp.SETTINGS, updates=150))


def lesson(count=300, seed=0, classes=2, parts=()):
    """Three columns that tell whether the fourth is yes; gaps among them."""
    rows = mixed_rows(count, seed)
    table = Table(rows, MIXED).take_columns(np.arange(3))
    return Lesson(table, rows[:, 3].astype(np.int64), classes, parts)


@every_classifier
def test_it_learns_rows_with_gaps_and_says_probabilities(name):
    learned, asked = lesson(), lesson(seed=1)
    says = TABLE_CLASSIFIERS[name].fit(learned, 3)
    said = says(asked.table)
    assert said.shape == (300, 2) and said.dtype == np.float64
    np.testing.assert_allclose(said.sum(axis=1), 1, atol=1e-6)
    assert accuracy(said, asked.labels) > 0.75
    again = TABLE_CLASSIFIERS[name].fit(learned, 3)
    np.testing.assert_array_equal(again(asked.table), said)


@every_classifier
def test_a_class_that_is_not_met_and_a_category_that_is_new(name):
    """Of three classes two are there; the asked rows have a category more and other gaps."""
    says = TABLE_CLASSIFIERS[name].fit(lesson(count=60, classes=3), 0)
    strange = Table(np.array([[np.nan, 1.0, np.nan], [50.0, np.nan, 2.0]]), Columns((0, 0, 3)))
    said = says(strange)
    assert said.shape == (2, 3) and np.isfinite(said).all()
    assert (said[:, 2] < 0.25).all()


@every_classifier
def test_columns_without_any_value_and_of_one_value_are_no_hindrance(name):
    found = lesson(count=80)
    empty = np.column_stack([found.table.values, np.full(80, np.nan), np.full(80, 7.0)])
    table = Table(np.column_stack([empty, np.full(80, np.nan)]), Columns((0, 0, 3, 0, 0, 4)))
    says = TABLE_CLASSIFIERS[name].fit(Lesson(table, found.labels, 2), 0)
    filled = Table(np.nan_to_num(table.values, nan=1.0), table.columns)
    for asked in (table, filled):
        assert np.isfinite(says(asked)).all()
    assert accuracy(says(table), found.labels) > 0.75


@every_classifier
def test_a_part_of_a_mixture_counts_by_its_share(name):
    """Half of the rows say the opposite; whichever has nine tenths of the weight is believed."""
    one, other = lesson(300, 0), lesson(300, 1)
    values = np.concatenate([one.table.values, other.table.values])
    labels = np.concatenate([one.labels, 1 - other.labels])
    asked = lesson(300, 2)
    found = []
    for share in (0.9, 0.1):
        parts = ((300, share), (300, 1 - share))
        both = Lesson(Table(values, one.table.columns), labels, 2, parts)
        assert both.weights.mean() == pytest.approx(1)
        found.append(accuracy(TABLE_CLASSIFIERS[name].fit(both, 0)(asked.table), asked.labels))
    assert found[0] > 0.65 and found[1] < 0.35


@every_classifier
def test_a_row_says_what_it_is(name):
    row = TABLE_CLASSIFIERS[name]
    assert row.heading and row.about.endswith(".") and row.source


def test_the_lesson_of_an_arm_and_of_none():
    rows = mixed_rows(10, 0)
    labels = np.zeros(10, np.int64)
    mixed = TrainingSet(rows, labels, parts=[Part(2, 0.5, None), Part(8, 0.5, None)])
    found = Lesson.of(mixed, MIXED, 2)
    assert found.parts == ((2, 0.5), (8, 0.5))
    assert lesson(10, 0).weights is None
    assert found.weights is not None and found.weights.tolist() == [2.5] * 2 + [0.625] * 8
    with pytest.raises(ValueError, match="received a transformed batch"):
        Lesson.of(TrainingSet(rows, labels, transform=lambda batch: batch), MIXED, 2)


def test_numbers_are_standardised_by_what_is_learned_alone():
    nan = float("nan")
    columns = Columns((0, 0, 2))
    learned = Table(np.array([[1.0, 5, 0], [3, 5, 1], [nan, 5, nan]]), columns)
    inputs = LinearInputs(learned)
    expected = [[-1, 0, 0, 1, 0, 0], [1, 0, 0, 0, 1, 0], [0, 0, 1, 0, 0, 1]]
    assert inputs(learned).tolist() == expected and inputs(learned).dtype == np.float32
    other = Table(np.array([[1000.0, 6, 0], [2, nan, 0]]), columns)
    assert inputs(other).tolist() == [[10, 1, 0, 1, 0, 0], [0, 0, 0, 1, 0, 0]]


def test_the_table_needs_no_tensorflow():
    program = (
        "import sys, classifiers.tables.catalog, classifiers.tables.lesson\n"
        "import classifiers.tables.forest, classifiers.tables.boosting\n"
        "sys.exit('tensorflow' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_trees_see_as_many_places_of_a_number_as_bins_and_weights_cost_them_no_time():
    numbers = np.append(np.random.default_rng(0).normal(size=2000), np.nan)
    edges = boosting._edges(numbers)
    places = boosting._places(numbers, edges)
    assert len(edges) == 254 and np.isnan(places[-1])
    counts = np.bincount(places[:-1].astype(int))
    assert len(counts) == 255 and counts.min() >= 7 and counts.max() <= 9  # 2,000 / 255
    assert (np.diff(places[np.argsort(numbers[:-1])]) >= 0).all()
    assert not len(boosting._edges(np.arange(255.0)))  # seen one by one as it is
