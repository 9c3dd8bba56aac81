"""Ill generators made of real digits are called by name; an honest one is not."""

import numpy as np
import pytest

from metrics import measuring
from metrics.catalog import METRICS
from metrics.copying.evidence import of_each
from metrics.copying.summaries import share
from metrics.measuring import Measured, measure_class
from metrics.symptoms import SYMPTOMS, symptoms_of
from tests.metrics.ill_generators import ASKED, ILL, OTHER, drawn_samples, unchanged


@pytest.fixture(autouse=True)
def only_what_is_asked(monkeypatch):
    monkeypatch.setattr(measuring, "METRICS", {name: METRICS[name] for name in ASKED})


def symptoms(label, seed, fault=unchanged):
    figures = measure_class(drawn_samples(label, seed, fault), seed)
    return symptoms_of(figures), figures


@pytest.mark.parametrize("label", range(10))
@pytest.mark.parametrize("name", ILL)
def test_an_ill_generator_is_called_by_name(name, label):
    found, figures = symptoms(label, 0, ILL[name])
    assert name in found
    if name == "mixing of two classes":
        assert found[name].other(figures) == OTHER[label]


@pytest.mark.parametrize("label", range(10))
def test_an_honest_held_out_sample_has_no_symptom(label):
    for seed in range(4):
        assert symptoms(label, seed)[0] == {}


def test_every_ill_generator_is_one_of_the_table():
    assert set(ILL) <= set(SYMPTOMS)


@pytest.mark.parametrize("name", SYMPTOMS)
def test_every_symptom_is_a_sentence_of_a_class(name):
    sentence = SYMPTOMS[name].sentence.format(name="A", other="B", examples="rows")
    assert "A" in sentence and sentence.endswith(".") and "{" not in sentence


def exact_copies(part, fresh, fresh_copies=0, drawn=1000):
    """The figure of a class as it is measured, `part` of its drawn examples being copies."""
    found, floor = (
        share(of_each(np.arange(count) < copies), 0)
        for count, copies in ((drawn, round(part * drawn)), (fresh, fresh_copies))
    )
    return {
        "exact_copies": Measured(
            value=found.value, interval=(found.low, found.high), held_out=floor.value,
            floors=(floor.low, floor.high) if floor.is_known else None,
        )
    }  # fmt: skip


@pytest.mark.parametrize("fresh", [9, 13, 100])
@pytest.mark.parametrize("part", [0.03, 0.1, 0.2])
def test_copies_byte_for_byte_are_called_replaying_however_few_fresh_examples(fresh, part):
    assert list(symptoms_of(exact_copies(part, fresh))) == ["replaying"]
    assert symptoms_of(exact_copies(0, fresh)) == {}


def test_no_more_copies_than_among_fresh_examples_are_no_symptom():
    assert symptoms_of(exact_copies(0.1, 100, 10)) == {}
    assert symptoms_of(exact_copies(0.11, 100, 10)) == {}  # above, but not beyond doubt
    assert list(symptoms_of(exact_copies(0.2, 100, 10))) == ["replaying"]
    assert symptoms_of(exact_copies(0.2, 0)) == {}  # nothing to hold it against


def test_nothing_is_said_where_nothing_was_measured():
    nan = float("nan")
    assert symptoms_of({}) == {}
    none = {name: Measured(value=nan) for name in ("pairwise_distance_ratio", "sharpness_ratio")}
    assert symptoms_of(none) == {}
    without_floor = {"pairwise_distance_ratio": Measured(value=0.01)}
    assert symptoms_of(without_floor) == {}


def test_where_examples_are_equal_by_chance_copies_must_be_more_than_held_out_ones_may_have():
    few = exact_copies(0.05, 2, drawn=100)  # two fresh rows, neither a copy: up to 66 % may be
    assert list(symptoms_of(few)) == ["replaying"]
    assert symptoms_of(few, equal_by_chance=True) == {}
    replayed = exact_copies(1.0, 2, drawn=100)
    assert list(symptoms_of(replayed, equal_by_chance=True)) == ["replaying"]
    alike = exact_copies(0.14, 100, 13, drawn=100)
    assert symptoms_of(alike, equal_by_chance=True) == {}
    assert list(symptoms_of(exact_copies(0.6, 100, 13), equal_by_chance=True)) == ["replaying"]
    assert symptoms_of(exact_copies(1.0, 0), equal_by_chance=True) == {}  # no floor
