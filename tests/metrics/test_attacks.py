"""Attacks on membership against loops and scikit-learn, and on replaying and honest generators."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score, roc_curve

from metrics.attack_strength import strength, worst
from metrics.attacks.catalog import ATTACKS
from metrics.attacks.clues import Clues
from metrics.attacks.pooling import on_one_scale

FROM_DRAWN = ("distance", "density_ratio", "likelihood")


@pytest.fixture(scope="module")
def real():
    """A maker of real examples, float32 [n, 12]."""

    def make(count, seed):
        return np.random.default_rng(seed).normal(size=(count, 12)).astype("f4")

    return make


def distances(example, records):
    return sorted(float(np.sqrt(((example.astype(float) - r) ** 2).sum())) for r in records)


def test_the_scores_are_those_of_plain_loops(real):
    candidates, drawn, reference = real(9, 1), real(14, 2), real(11, 3)
    logits = np.arange(9.0)
    clues = Clues(candidates=candidates, drawn=drawn, reference=reference, logits=logits)
    to_drawn = [distances(c, drawn) for c in candidates]
    to_real = [distances(c, reference) for c in candidates]
    radius = np.median([found[0] for found in to_drawn])
    expected = {
        "distance": [-found[0] for found in to_drawn],
        "density_ratio": [
            np.mean(np.log(r[:3])) - np.mean(np.log(d[:3])) for d, r in zip(to_drawn, to_real)
        ],
        "likelihood": [sum(d <= radius for d in found) / 14 for found in to_drawn],
        "discriminator": logits,
    }
    assert list(expected) == list(ATTACKS)
    for name, scores in expected.items():
        assert ATTACKS[name].scores(clues) == pytest.approx(scores), name


def test_an_attack_without_anything_to_go_by_has_no_scores(real):
    nothing = Clues(candidates=real(5, 1), drawn=real(0, 2), reference=real(2, 3))
    for row in ATTACKS.values():
        assert np.isnan(row.scores(nothing)).all() and len(row.scores(nothing)) == 5


@pytest.mark.parametrize("part", [0.0, 0.1, 1.0])
def test_replayed_members_are_found_and_fresh_ones_are_not(real, part):
    members, others, drawn = real(1000, 1), real(1000, 2), real(1000, 3)
    count = int(1000 * part)
    drawn[:count] = members[:count]
    clues = Clues(
        candidates=np.concatenate([members, others]), drawn=drawn, reference=real(1000, 4)
    )
    found = {}
    for name in FROM_DRAWN:
        scores = ATTACKS[name].scores(clues)
        found[name] = strength(scores[:1000], scores[1000:], 0, len(FROM_DRAWN))
    chosen = found[worst(found)]
    if part == 1:
        assert all(each.area.value > 0.98 for each in found.values())
        assert chosen.hits.value == 1 and chosen.hits.low > 0.97
    elif part:
        assert chosen.area.low > 0.5 and chosen.area.value == pytest.approx(0.55, abs=0.06)
        assert chosen.hits.value == pytest.approx(0.11, abs=0.03) and chosen.hits.low > 0.05
    else:
        assert chosen.area.low < 0.5 < chosen.area.high
        assert chosen.hits.low < 0.01 < chosen.hits.high


@pytest.mark.parametrize("seed", range(4))
def test_the_figures_are_those_of_scikit_learn_ties_and_all(seed):
    draw = np.random.default_rng(seed)
    members = draw.normal(0.5, 1, 320).round(seed)
    others = draw.normal(0, 1, 300).round(seed)
    found = strength(members, others, 0)
    labels, scores = np.repeat([1, 0], [320, 300]), np.concatenate([members, others])
    assert found.area.value == pytest.approx(roc_auc_score(labels, scores))
    alarms, hits, _ = roc_curve(labels, scores, drop_intermediate=False)
    assert found.hits.value == pytest.approx(hits[alarms <= 0.01].max())
    assert found.area.low < found.area.value < found.area.high
    assert found == strength(members, others, 0)


def test_the_direction_is_not_turned_around():
    found = strength(np.arange(50.0), np.arange(50.0) + 25, 0)
    assert found.area.value < 0.2 and found.area.high < 0.5


def test_nothing_but_ties_is_guessing():
    found = strength(np.zeros(400), np.zeros(400), 0)
    assert found.area.value == 0.5 and found.hits.value == 0


def test_an_area_without_spread_still_has_a_width():
    found = strength(np.ones(40), np.zeros(30), 0)
    assert found.area.value == found.area.high == 1 and 0.8 < found.area.low < 0.95


def test_too_few_candidates_are_said():
    enough = np.linspace(0, 1, 300)
    assert not strength(enough[:19], enough, 0).area.is_known
    assert not strength(enough, enough[:19], 0).area.is_known
    few = strength(enough, enough[:299], 0)
    assert few.area.is_known and not few.hits.is_known and few.hits.count == 300
    assert strength(enough, enough, 0).hits.is_known
    assert not strength(np.full(30, np.nan), enough, 0).area.is_known


def test_the_worst_is_the_largest_area_and_its_interval_pays_for_the_choice():
    draw = np.random.default_rng(0)
    weak = strength(draw.normal(0, 1, 400), draw.normal(0, 1, 400), 0, 4)
    strong = strength(draw.normal(1, 1, 400), draw.normal(0, 1, 400), 0, 4)
    none = strength(np.full(400, np.nan), np.zeros(400), 0, 4)
    assert worst({"a": weak, "b": strong, "c": none}) == "b"
    assert worst({"c": none}) is None
    one, other = draw.normal(0, 1, (2, 400))
    alone, of_ten = strength(one, other, 0), strength(one, other, 0, 10)
    assert of_ten.area.low < alone.area.low and of_ten.area.high > alone.area.high


def test_the_worst_of_four_useless_attacks_is_called_better_than_chance_no_more_than_it_may_be():
    called = plain = 0
    for seed in range(60):
        scores = np.random.default_rng(seed).normal(size=(4, 2, 60))
        pairs = {str(i): strength(*each, seed, 4) for i, each in enumerate(scores)}
        called += pairs[worst(pairs)].area.low > 0.5
        pairs = {str(i): strength(*each, seed) for i, each in enumerate(scores)}
        plain += pairs[worst(pairs)].area.low > 0.5
    assert called <= 4 and plain > called


def test_classes_come_on_one_scale():
    near, far = np.array([-1.0, -2, -3]), np.array([-100.0, -200, -300])
    one, other = on_one_scale([near, far])
    assert one == pytest.approx(other) and one.mean() == pytest.approx(0) and one[0] > one[1]
    assert on_one_scale([np.ones(3)])[0].tolist() == [0, 0, 0]
    assert np.isnan(on_one_scale([np.full(3, np.nan)])[0]).all()
