"""Drawn examples beside the real ones that they are nearest to, and the reverse."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from experiment.privacy_roles import Roles
from metrics.copying.pairs import CLOSEST_PAIRS, closest_pairs
from metrics.nearest import nearest
from metrics.privacy import PrivacyEvidence


class _Pair(NamedTuple):
    """A drawn example beside its neighbours."""

    class_index: int
    drawn: int
    """Its place among the class's drawn examples."""
    training: int
    """Row of the data set."""
    held_out: int
    """Row of the data set."""
    to_training: float
    to_held_out: float


def find_pairs(
    examples: np.ndarray,
    drawn: Mapping[str, np.ndarray],
    roles: Mapping[str, Roles],
    evidence: Mapping[str, PrivacyEvidence],
    seed: int,
) -> dict[str, np.ndarray]:
    """The ten closest pairs of all classes, and ten real examples beside what is nearest to them.

    Args:
        examples: All of the data set, stored.
        drawn: Class name -> stored examples; the order of the names numbers the classes.
        roles: Class name -> rows of `examples`.
        evidence: Class name -> the same in features.
        seed: Chooses the real examples of the reverse, whatever is near to them.

    Returns:
        Stored examples `drawn`, `training` and `held_out` (the nearest of either to the drawn one),
        closest first, with `distances` float64 [p, 2] to both and `class_index` int64 [p]; and
        `real` (training examples) with `nearest_drawn` and `real_class_index`. Fewer than ten, or
        none, where there are not as many.
    """
    enough = [name for name, each in evidence.items() if each.members and len(each.drawn)]
    names = list(drawn)
    pairs = [
        pair
        for name in enough
        for pair in _pairs_of_class(names.index(name), roles[name], evidence[name])
    ]
    pairs = sorted(pairs, key=lambda pair: pair.to_training)[:CLOSEST_PAIRS]
    reverse = _reverse(names, enough, roles, evidence, seed)
    none = examples[:0]
    return {
        "drawn": _stack((drawn[names[p.class_index]][p.drawn] for p in pairs), none),
        "training": examples[[p.training for p in pairs]] if pairs else none,
        "held_out": examples[[p.held_out for p in pairs]] if pairs else none,
        "distances": np.array([(p.to_training, p.to_held_out) for p in pairs]).reshape(-1, 2),
        "class_index": np.array([p.class_index for p in pairs], np.int64),
        "real": examples[[p.training for p in reverse]] if reverse else none,
        "nearest_drawn": _stack((drawn[names[p.class_index]][p.drawn] for p in reverse), none),
        "real_class_index": np.array([p.class_index for p in reverse], np.int64),
    }


def _stack(parts: Iterable[np.ndarray], none: np.ndarray) -> np.ndarray:
    found = list(parts)
    return np.stack(found) if found else none


def _pairs_of_class(index: int, roles: Roles, evidence: PrivacyEvidence) -> list[_Pair]:
    pairs = closest_pairs(evidence.drawn, evidence.training)
    others = nearest(evidence.drawn[pairs.examples], evidence.held_out)
    return [
        _Pair(index, drawn, int(roles.training[row]), int(roles.held_out[other]), near, far)
        for drawn, row, near, other, far in zip(
            pairs.examples.tolist(),
            pairs.records.tolist(),
            pairs.distances.tolist(),
            others.rows[:, 0].tolist(),
            others.distances[:, 0].tolist(),
        )
    ]


def _reverse(
    names: list[str],
    enough: list[str],
    roles: Mapping[str, Roles],
    evidence: Mapping[str, PrivacyEvidence],
    seed: int,
) -> list[_Pair]:
    """Real training examples, drawn by the seed as evenly from the classes as ten can be."""
    draw = np.random.default_rng(seed)
    shuffled = [(name, draw.permutation(evidence[name].members)) for name in enough]
    turns = [
        (turn, draw.random(), name, int(rows[turn]))
        for name, rows in shuffled
        for turn in range(min(CLOSEST_PAIRS, len(rows)))
    ]
    places = [(name, place) for *_, name, place in sorted(turns)[:CLOSEST_PAIRS]]
    reverse = []
    for name, place in sorted(places, key=lambda each: names.index(each[0])):
        found = nearest(evidence[name].training[place : place + 1], evidence[name].drawn)
        row, distance = int(roles[name].training[place]), float(found.distances[0, 0])
        pair = _Pair(names.index(name), int(found.rows[0, 0]), row, -1, distance, np.nan)
        reverse.append(pair)
    return reverse
