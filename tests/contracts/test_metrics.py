"""Every row of the table of metrics, on evidence of which the answer is known."""

import importlib

import numpy as np
import pytest

from metrics.catalog import METRICS
from metrics.evidence import Evidence


@pytest.fixture(scope="module")
def evidence():
    """Drawn examples like the real ones, half of which are named as intended."""
    rng = np.random.default_rng(0)
    real, drawn = rng.normal(size=(2, 200, 8)).astype(np.float32)
    return Evidence(real, drawn, np.arange(200) % 2, 1)


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_is_a_number_of_its_evidence(name, evidence):
    row = METRICS[name]
    assert callable(importlib.import_module(row.module).measure)
    first, again = row.measure(evidence), row.measure(evidence)
    assert isinstance(first, float) and np.isfinite(first) and first == again


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_says_that_it_has_no_value_without_drawn_examples(name, evidence):
    nothing = Evidence(evidence.real, evidence.drawn[:0], evidence.named[:0], 1)
    assert np.isnan(METRICS[name].measure(nothing))


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_is_told_in_words(name):
    row = METRICS[name]
    assert row.heading and row.about.endswith((".", ")")) and len(row.about) > 30
    assert row.shown_as in ("percent", "ratio")
