"""Every row of the table of metrics, on evidence of which the answer is known."""

import importlib

import numpy as np
import pytest

from datasets.kinds import KINDS
from metrics.catalog import METRICS, metrics_of
from metrics.evidence import Evidence, Sample
from metrics.tables.columns import Columns, Table


def _sample(rng, count=200):
    probabilities = rng.dirichlet(np.ones(3), count).astype(np.float32)
    features = rng.normal(size=(count, 8)).astype(np.float32)
    rows = np.column_stack([features[:, 0], features[:, 1], rng.integers(0, 3, count)])
    table = Table(rows.astype(np.float64), Columns((0, 0, 3)))
    return Sample(features, probabilities, np.ones(count, int), 1 + rng.random(count), table)


@pytest.fixture(scope="module")
def evidence():
    """Drawn examples like the real ones."""
    rng = np.random.default_rng(0)
    return Evidence(_sample(rng), _sample(rng))


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_is_a_number_of_its_evidence(name, evidence):
    row = METRICS[name]
    module = importlib.import_module(row.module)
    assert hasattr(module, "measure") != hasattr(module, "scores")
    first, again = row.measure(evidence), row.measure(evidence)
    assert isinstance(first, float) and np.isfinite(first) and first == again


@pytest.mark.parametrize("name", METRICS)
def test_every_interval_holds_its_value(name, evidence):
    read = METRICS[name].reading(evidence)
    assert read.value == METRICS[name].measure(evidence)
    if read.interval is not None:
        low, high = read.interval
        assert low <= read.value <= high and low < high
        assert isinstance(low, float) and isinstance(high, float)


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_says_that_it_has_no_value_with_too_few_examples(name, evidence):
    row = METRICS[name]
    few = np.arange(row.least - 1)
    for real, drawn in ((evidence.real.take(few), evidence.drawn),
                        (evidence.real, evidence.drawn.take(few))):  # fmt: skip
        read = row.reading(Evidence(real, drawn))
        assert np.isnan(read.value) and read.interval is None and read.class_index == -1
    enough = np.arange(row.least)
    least = Evidence(evidence.real.take(enough), evidence.drawn.take(enough))
    assert np.isfinite(row.measure(least))


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_is_told_in_words(name):
    row = METRICS[name]
    assert row.heading and row.about.endswith(".") and len(row.about) > 30 and row.source
    assert row.shown_as in ("percent", "ratio", "figure") and (row.per_class or row.overall)
    assert row.kinds is None or row.kinds


@pytest.mark.parametrize("kind", sorted({*KINDS, "table"}))
def test_what_a_metric_needs_is_asked_of_its_kinds_alone(kind):
    """Figures of other kinds are neither made nor named in the settings of a unit."""
    assert list(metrics_of(kind)) == [n for n, row in METRICS.items() if row.suits(kind)]
    assert ("sharpness_ratio" in metrics_of(kind)) == (kind == "images")
    assert ("two_sample_trees" in metrics_of(kind)) == (kind == "table")
