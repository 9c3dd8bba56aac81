"""Symptoms of ill generators, by name: rules on figures against what real examples get.

The limits were chosen on ill generators made of real digits (tests/metrics/test_symptoms.py). They
are wide: a healthy generator is near the floor, an ill one far from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from metrics.measuring import Measured

Figures = Mapping[str, Measured]
"""Metric -> what was measured of one class."""


@dataclass(frozen=True, kw_only=True)
class Symptom:
    """One way to be ill."""

    shows: Callable[[Figures], bool]
    """False where the figures are missing."""
    sentence: str
    """Of class `{name}`; `{other}` is the other class that it is about, if it is about one, and
    `{examples}` what the data calls several."""
    of_several: str = ""
    """The same of classes `{names}` at once; empty: each stands alone."""
    other: Callable[[Figures], int] = lambda figures: -1
    """The index of that class; -1: none."""


REPLAY_FIGURES = ("closer_to_training", "near_copies", "near_held_out", "exact_copies")
"""Copy checks (`metrics.copying.catalog`), with the interval of their floor as `floors`."""


def floors_of(figures: Figures, metric: str) -> tuple[float, float, float] | None:
    """Value, lowest and highest floor of a metric; None where any is missing."""
    found = figures.get(metric)
    if found is None or found.value != found.value or found.floors is None:
        return None
    return found.value, *found.floors


def _one_mode(figures: Figures) -> bool:
    found = floors_of(figures, "pairwise_distance_ratio")
    return found is not None and found[0] < 0.5 * found[1]


def _blurring(figures: Figures) -> bool:
    found = floors_of(figures, "sharpness_ratio")
    return found is not None and found[0] < 0.75 * found[1]


def _mixing(figures: Figures) -> bool:
    """Many are taken for one other class, and most of those that are named wrongly."""
    found, named = floors_of(figures, "taken_for_share"), figures.get("intended_class_share")
    if found is None or named is None:
        return False
    wrong = 1.0 - named.value
    return found[0] > found[2] + 0.15 and found[0] > 0.6 * wrong


def _replaying(figures: Figures) -> bool:
    """Nearer to training examples than to held-out ones, or copies, beyond doubt and the floor.

    The whole intervals must lie apart: with ten classes and three figures, chance alone would
    show something in many healthy runs. Not so for exact copies of what no chance makes twice:
    there the floor's value counts, because the interval of a few fresh examples is as wide as
    0 to 0.3.
    """
    beyond = {name: _beyond_floor(figures, name) for name in REPLAY_FIGURES}
    beyond["exact_copies"] = _copying(figures)
    near, other = figures.get("near_copies"), figures.get("near_held_out")
    if near is None or near.interval is None or other is None or other.interval is None:
        return beyond["exact_copies"]
    nearer = beyond["near_copies"] and near.interval[0] > other.interval[1]
    closer = beyond["closer_to_training"] and figures["closer_to_training"].value > 0.6
    return beyond["exact_copies"] or nearer or closer


def _copying(figures: Figures) -> bool:
    found = figures.get("exact_copies")
    if found is None or found.interval is None or found.floors is None:
        return False
    return found.value > 0 and found.interval[0] > found.held_out


def _beyond_floor(figures: Figures, metric: str) -> bool:
    found = figures.get(metric)
    if found is None or found.interval is None or found.floors is None:
        return False
    return found.interval[0] > found.floors[1]


SYMPTOMS: dict[str, Symptom] = {
    "one mode": Symptom(
        shows=_one_mode,
        sentence=(
            "Class {name} shows one mode: its {examples} are much less varied than real ones, the "
            "same few again and again."
        ),
        of_several=(
            "Classes {names} show one mode each: their {examples} are much less varied than real "
            "ones, the same few again and again."
        ),
    ),
    "blurring": Symptom(
        shows=_blurring,
        sentence="Class {name} is blurred: its {examples} have much weaker edges than real ones.",
        of_several=(
            "Classes {names} are blurred: their {examples} have much weaker edges than real ones."
        ),
    ),
    "mixing of two classes": Symptom(
        shows=_mixing,
        sentence=(
            "Class {name} is mixed with class {other}: the judge takes many of its {examples} for "
            "{other}."
        ),
        other=lambda figures: figures["taken_for_share"].class_index,
    ),
    "replaying": Symptom(
        shows=_replaying,
        sentence=(
            "Class {name} is replaying: its {examples} repeat training {examples}. Sharing them "
            "shares those."
        ),
        of_several=(
            "Classes {names} are replaying: their {examples} repeat training {examples}. Sharing "
            "them shares those."
        ),
    ),
}


def symptoms_of(figures: Figures, equal_by_chance: bool = False) -> dict[str, Symptom]:
    """The symptoms that one class shows, by name; none of a healthy one.

    Args:
        figures: Of the class.
        equal_by_chance: Whether two examples can be equal without one being a copy, as rounded
            rows of a table are: then exact copies, too, must lie above the whole interval of what
            held-out real examples have of them.
    """
    copies = figures.get("exact_copies")
    if equal_by_chance and copies is not None and copies.floors is not None:
        figures = {**figures, "exact_copies": replace(copies, held_out=copies.floors[1])}
    return {name: symptom for name, symptom in SYMPTOMS.items() if symptom.shows(figures)}
