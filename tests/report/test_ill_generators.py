"""Ill generators made of real digits are called by name on the page; an honest one is not."""

from html import escape

import pytest

from metrics import measuring
from metrics.catalog import METRICS
from metrics.measuring import measure_class, measure_overall
from metrics.symptoms import SYMPTOMS
from report.found import find
from report.sections import quality
from tests.metrics.ill_generators import ASKED, ILL, OTHER, drawn_samples, unchanged
from tests.report.drawn_digits import CLASSES, honest_ones, replays, table_of
from tests.report.examples import finish_all, make_run
from tests.report.judged import finish_privacy, finish_quality

NAMES = tuple(map(str, CLASSES))


@pytest.fixture
def html_of(digits, tmp_path, monkeypatch):
    """The section on quality of a run whose generators have a fault, or replay."""
    monkeypatch.setattr(measuring, "METRICS", {name: METRICS[name] for name in ASKED})

    def build(fault=unchanged, draw=honest_ones):
        run = make_run(digits, tmp_path, NAMES, arms=("original", "synthetic"), repeats=1)
        finish_all(run)
        classes = {index: drawn_samples(index, 0, fault) for index in CLASSES}
        table = {None: measure_overall(list(classes.values()), seed=0)}
        table |= {str(index): measure_class(each, seed=0) for index, each in classes.items()}
        finish_quality(run, table)
        finish_privacy(run, table_of(digits, draw).figures)
        return quality.build(find(run)).html

    return build


def boxes(symptom):
    """What the page says where every class has the symptom."""
    row, (*others, last) = SYMPTOMS[symptom], NAMES
    if row.of_several:
        said = [row.of_several.format(names=f"{', '.join(others)} and {last}", examples="images")]
    else:
        said = [
            row.sentence.format(name=index, other=OTHER[index], examples="images")
            for index in CLASSES
        ]
    return [f'<p class="box"><strong>{symptom}</strong>: {escape(text)}</p>' for text in said]


@pytest.mark.parametrize("symptom", ILL)
def test_an_ill_generator_is_called_by_name_in_every_class(html_of, symptom):
    html = html_of(fault=ILL[symptom])
    assert all(box in html for box in boxes(symptom))
    assert "replaying" not in html


def test_a_replaying_generator_is_called_by_name_in_every_class_and_is_nothing_else(html_of):
    html = html_of(draw=replays)
    (box,) = boxes("replaying")
    assert box in html and html.count('class="box"') == 1


def test_an_honest_held_out_sample_is_called_nothing(html_of):
    html = html_of()
    assert 'class="box"' not in html and "GAN-test" in html
    assert not any(f"<strong>{name}</strong>" in html for name in SYMPTOMS)


def test_every_symptom_has_its_ill_generator():
    assert {*ILL, "replaying"} == set(SYMPTOMS)
