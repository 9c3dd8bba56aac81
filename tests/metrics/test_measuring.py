"""Equal sizes, disjoint halves, floors: what stands beside a figure."""

import numpy as np
import pytest

from metrics import measuring
from metrics.catalog import METRICS, Metric, metrics_of
from metrics.evidence import Sample
from metrics.measuring import ClassSamples, measure_class, measure_overall


def rows(first, count, label=0):
    """Examples whose one feature is their number."""
    features = np.arange(first, first + count, dtype=float)[:, None]
    return Sample(features, np.tile(np.eye(3)[label], (count, 1)), np.full(count, label))


@pytest.fixture
def looked_at(monkeypatch):
    """Every evidence that a metric was asked of, in order."""
    found = []

    class Looking(Metric):
        def reading(self, evidence, *, with_interval=True):
            found.append((evidence, with_interval))
            return super().reading(evidence, with_interval=with_interval)

    row = Looking(
        module="metrics.intended_class_share", heading="h", about="a", source="s",
        shown_as="percent", least=1,
    )  # fmt: skip
    monkeypatch.setattr(measuring, "METRICS", {"looking": row})
    return found


def numbers(sample):
    return set(sample.features[:, 0].astype(int).tolist())


def test_drawn_and_held_out_examples_stand_in_the_same_place_in_equal_numbers(looked_at):
    samples = ClassSamples(rows(0, 60), rows(100, 90), rows(200, 30))
    found = measure_class(samples, 0)["looking"]
    assert (found.examples, found.floor_examples) == (30, 30)
    held_out, split, drawn = looked_at[:2], looked_at[2:5], looked_at[5]
    assert [with_interval for _, with_interval in looked_at] == [False] * 5 + [True]
    for (evidence, _), place in ((held_out[0], (200, 230)), (held_out[1], (200, 230)),
                                 (drawn, (100, 190))):  # fmt: skip
        assert len(evidence.real) == len(evidence.drawn) == 30
        assert numbers(evidence.real) <= set(range(60))
        assert numbers(evidence.drawn) <= set(range(*place))
    for evidence, _ in split:
        one, other = numbers(evidence.real), numbers(evidence.drawn)
        assert not one & other and one | other == set(range(60))
    assert numbers(held_out[0][0].real) != numbers(held_out[1][0].real)


def test_no_smaller_samples_enter_the_floors(looked_at):
    """Of 59 examples no two disjoint samples of 30 can be had."""
    samples = ClassSamples(rows(0, 59), rows(100, 90), rows(200, 30))
    found = measure_class(samples, 0)["looking"]
    assert (found.examples, found.floor_examples) == (30, 0) and found.floors == (1.0, 1.0)
    assert len(looked_at) == 3  # two draws of held-out ones and what was drawn
    assert all(len(each.real) == len(each.drawn) == 30 for each, _ in looked_at)


@pytest.mark.parametrize("counts", [(120, 100), (200, 100), (300, 400), (120, 0)])
def test_floors_are_of_the_size_of_the_value(counts, monkeypatch):
    """Real examples alone, whose Frechet distance is larger the fewer there are."""
    only = {"frechet_distance": METRICS["frechet_distance"]}
    monkeypatch.setattr(measuring, "METRICS", only)
    real, held_out = counts
    found = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        parts = [
            Sample(rng.normal(size=(count, 12)), np.ones((count, 1)), np.zeros(count, int))
            for count in (real, 500, held_out)
        ]
        found.append(measure_class(ClassSamples(*parts), seed)["frechet_distance"])
    low, value, high = np.mean([(each.floors[0], each.value, each.floors[1]) for each in found], 0)
    assert low <= 1.05 * value and value <= 1.05 * high and high < 1.4 * value


def test_of_several_classes_one_that_is_too_small_to_halve_leaves_the_halves_out(looked_at):
    big, small = (ClassSamples(rows(0, n), rows(0, 50), rows(0, 20)) for n in (40, 39))
    assert measure_overall([big, big], 0)["looking"].floor_examples == 40
    assert measure_overall([big, small], 0)["looking"].floor_examples == 0
    one_without = ClassSamples(rows(0, 40), rows(0, 50), rows(0, 0))
    found = measure_overall([big, one_without], 0)["looking"]
    assert found.examples == found.floor_examples == 40 and found.floors == (1.0, 1.0)


def test_all_classes_have_the_same_share_of_every_sample(looked_at, monkeypatch):
    monkeypatch.setattr(measuring, "MOST_OVERALL", 20)
    classes = [
        ClassSamples(rows(0, 40, 0), rows(0, 50, 0), rows(0, 30, 0)),
        ClassSamples(rows(0, 9, 1), rows(0, 50, 1), rows(0, 7, 1)),
    ]
    assert measure_overall(classes, 0)["looking"].examples == 17
    evidence = looked_at[0][0]
    for sample in (evidence.real, evidence.drawn):
        assert np.bincount(sample.labels).tolist() == [10, 7]


def test_no_more_than_the_most_are_compared(looked_at, monkeypatch):
    monkeypatch.setattr(measuring, "MOST_OF_A_CLASS", 12)
    samples = ClassSamples(rows(0, 40), rows(0, 50), rows(0, 30))
    found = measure_class(samples, 0)["looking"]
    assert (found.examples, found.floor_examples) == (12, 12)


def test_without_held_out_examples_the_halves_are_the_floor(looked_at):
    found = measure_class(ClassSamples(rows(0, 40), rows(0, 50), rows(0, 0)), 0)["looking"]
    assert np.isnan(found.held_out) and found.floors == (1.0, 1.0)
    assert found.examples == found.floor_examples == 20


def test_where_there_is_nothing_to_compare_with_nothing_is_measured():
    for samples in (
        ClassSamples(rows(0, 0), rows(0, 50), rows(0, 30)),
        ClassSamples(rows(0, 40), rows(0, 0), rows(0, 30)),
    ):
        found = measure_class(samples, 0)
        assert set(found) == {n for n, row in metrics_of("images").items() if row.per_class}
        assert all(np.isnan(each.value) and each.interval is None for each in found.values())


def test_the_same_seed_gives_the_same_figures():
    rng = np.random.default_rng(0)
    parts = [
        Sample(rng.normal(size=(80, 4)), rng.dirichlet(np.ones(3), 80), np.zeros(80, int))
        for _ in range(3)
    ]
    assert repr(measure_class(ClassSamples(*parts), 3)) == repr(
        measure_class(ClassSamples(*parts), 3)
    )
