"""Can it be shared? Copy checks, attacks on membership, and the closest pairs to look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from foundation.files import load_arrays
from metrics.attack_strength import FALSE_ALARMS, LEAST_OTHERS
from metrics.attacks.catalog import ATTACKS, going_by_drawn
from metrics.copying.catalog import COPY_CHECKS
from metrics.disclosures import DIFFERENCE, DISCLOSURES, SHOWN_AS, disclosures_of
from metrics.estimate import Estimate
from metrics.privacy import DRAWN, FRESH, REPLAYED
from plots.image_sheets import Sheet, plot_sheets
from plots.style import figure_to_png
from report.disclosure_words import told_disclosure
from report.found import Found
from report.numbers import NOTHING, bounds_as, shown_as
from report.privacy_table import PrivacyTable, pairs_path
from report.rendering import render
from report.row_pairs import RowsOfPair, columns_of_file, rows_of_pairs
from report.section import Content, in_plots


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A figure as the table shows it."""

    heading: str
    value: str
    interval: str
    floor: str
    floor_interval: str
    replaying: str
    """What a generator that does nothing but repeat gets."""
    is_worst: bool = False
    is_told: bool = True
    """Whether there were examples enough for it or for what stands beside it."""


def shown(found: Found) -> bool:
    return bool(found.privacy)


def build(found: Found) -> Content:
    kind = found.run.data.kind.name
    drawn = {f"closest_pairs_{arm}": _DRAWN_PAIRS[kind](found, arm) for arm in found.privacy}
    pictures = {name: picture for name, picture in drawn.items() if picture}
    html = render(
        "sections/privacy",
        found=found,
        tables={arm: _rows(table) for arm, table in found.privacy.items()},
        classes={arm: _class_rows(found, table) for arm, table in found.privacy.items()},
        sentences={arm: _sentences(table, found.examples) for arm, table in found.privacy.items()},
        roles={arm: _roles(found, arm) for arm in found.privacy},
        pictures=pictures,
        pairs={arm: _TOLD_PAIRS[kind](found, _pairs(found, arm)) for arm in found.privacy},
        columns=_COLUMNS[kind](found),
        checks=COPY_CHECKS,
        attacks=ATTACKS,
        disclosures=disclosures_of(kind),
        tables_of=found.privacy,
        least_others=LEAST_OTHERS,
        false_alarms=FALSE_ALARMS,
    )
    return Content(html=html, files=in_plots(pictures))


def _rows(table: PrivacyTable) -> list[_Row]:
    rows = [_row(table, name, check.heading, check.shown_as) for name, check in COPY_CHECKS.items()]
    for part, what, how in (("auc", "area under the curve", "ratio"), ("hits", "hits", "percent")):
        worst = _worst(table, part).value
        of_each = {
            name: _row(table, f"{name}_{part}", f"attack by {attack.heading}: {what}", how, worst)
            for name, attack in ATTACKS.items()
        }
        by_drawn = {name: of_each.pop(name) for name in going_by_drawn()}
        rows += [*by_drawn.values(), _worst_row(table, part, f"worst attack: {what}", how)]
        rows += [replace(row, is_worst=False) for row in of_each.values()]
    return [*rows, *_disclosed(table)]


def _disclosed(table: PrivacyTable) -> list[_Row]:
    """What is guessed of rows; tables on images, and of earlier versions, have nothing of it."""
    return [
        _row(table, f"{name}_{part}", attack.headings[part], how)
        for name, attack in DISCLOSURES.items()
        if table.was_asked(f"{name}_{DIFFERENCE}")
        for part, how in SHOWN_AS.items()
    ]


def _worst(
    table: PrivacyTable, part: str, subject: str = DRAWN, class_name: str | None = None
) -> Estimate:
    """The largest of the attacks that go by what was drawn.

    Tables of earlier versions have that of all attacks as `worst`; so it is looked for here.
    """
    found = [table.get(f"{name}_{part}", subject, class_name) for name in going_by_drawn()]
    known = [each for each in found if each.is_known]
    return max(known, key=lambda each: each.value) if known else found[0]


def _row(
    table: PrivacyTable, name: str, heading: str, how: str, worst: float | None = None
) -> _Row:
    found, floor, replaying = (table.get(name, each) for each in (DRAWN, FRESH, REPLAYED))
    return _row_of((found, floor, replaying), heading, how, found.value == worst)


def _worst_row(table: PrivacyTable, part: str, heading: str, how: str) -> _Row:
    found, floor, replaying = (_worst(table, part, each) for each in (DRAWN, FRESH, REPLAYED))
    return _row_of((found, floor, replaying), heading, how, True)


def _row_of(
    estimates: tuple[Estimate, Estimate, Estimate], heading: str, how: str, is_worst: bool
) -> _Row:
    found, floor, replaying = estimates
    return _Row(
        heading=heading,
        value=_value(found, how),
        interval=_interval(found, how),
        floor=_value(floor, how),
        floor_interval=_interval(floor, how),
        replaying=_value(replaying, how),
        is_worst=found.is_known and is_worst,
        is_told=any(each.is_known for each in estimates),
    )


def _value(estimate: Estimate, how: str) -> str:
    return shown_as(estimate.value, how) if estimate.is_known else f"too few ({estimate.count})"


def _interval(estimate: Estimate, how: str) -> str:
    return bounds_as((estimate.low, estimate.high), how) if estimate.is_known else NOTHING


def _class_rows(found: Found, table: PrivacyTable) -> list[tuple[str, list[tuple[str, str]]]]:
    """Class name -> value and floor of each copy check, the worst attack, and what is guessed."""
    columns = [(name, row.shown_as) for name, row in COPY_CHECKS.items()]
    rows = []
    for name in found.class_names:
        cells = [
            (
                _value(table.get(check, DRAWN, name), how),
                f"floor {_interval(table.get(check, FRESH, name), how)}",
            )
            for check, how in columns
        ]
        cells.append(_beside_interval(_worst(table, "auc", DRAWN, name), "ratio"))
        guessed = [f"{attack}_{DIFFERENCE}" for attack in DISCLOSURES]
        cells += [
            _beside_interval(table.get(figure, DRAWN, name), SHOWN_AS[DIFFERENCE])
            for figure in guessed
            if table.was_asked(figure)
        ]
        rows.append((name, cells))
    return rows


def _beside_interval(found: Estimate, how: str) -> tuple[str, str]:
    return _value(found, how), f"interval {_interval(found, how)}"


def _sentences(table: PrivacyTable, several: str) -> list[str]:
    """What was found, in words.

    Args:
        table: Of an arm.
        several: What examples are called.
    """
    said = (
        _of_drawn(table, several),
        *(told_disclosure(table, name, several) for name in DISCLOSURES),
        _of_discriminator(table, several),
    )
    return [each for each in said if each]


def _of_drawn(table: PrivacyTable, several: str) -> str:
    """What the worst attack by the drawn examples comes to, in words; on these examples."""
    found, floor = _worst(table, "auc"), _worst(table, "auc", FRESH)
    if not found.is_known:
        return f"There are too few {several} to tell training {several} from others by an attack."
    works = (
        f"The worst attack tells training {several} from others better than by guessing: its area"
    )
    # Test examples can be of other make than training ones: fresh ones then show it as well.
    if _is_beyond(found, floor):
        return (
            f"{works} is {_area(found)}, where fresh real {several} in the place of the drawn ones "
            f"get {_area_alone(floor)}. Something of single training {several} is in what was "
            "drawn."
        )
    if found.low > 0.5 and not floor.is_known:
        return (
            f"{works} is {_area(found)}. There are too few fresh {several} for a floor: what it "
            f"sees may be no more than that the test {several} are of another make."
        )
    replaying = _area_alone(_worst(table, "auc", REPLAYED))
    fresh = (
        f"fresh real {several} in the place of the drawn ones get {_area_alone(floor)} and "
        if floor.is_known
        else ""
    )
    return (
        f"No attack tells training {several} from others beyond doubt: the largest area is "
        f"{_area(found)}, where {fresh}a generator that repeats training {several} gets "
        f"{replaying}."
    )


def _of_discriminator(table: PrivacyTable, several: str) -> str:
    """The same of the discriminator; nothing where it is not kept."""
    found, floor = (table.get("discriminator_auc", each) for each in (DRAWN, FRESH))
    if not found.is_known:
        return ""
    who, what = "The discriminator, which export does not give away,", _area(found)
    if not floor.is_known:
        return (
            f"{who} tells training {several} from held-out ones with an area of {what}; there are "
            f"no validation {several}, or too few, to hold that against."
        )
    of_floor = (
        f"where validation {several} in the place of training {several} get {_area_alone(floor)}"
    )
    if not _is_beyond(found, floor):
        return (
            f"{who} does not tell training {several} from held-out ones beyond doubt: its area is "
            f"{what}, {of_floor}."
        )
    return (
        f"{who} tells training {several} from held-out ones better than by guessing: its area is "
        f"{what}, {of_floor}. That says nothing of the drawn {several}; whoever has the "
        f"discriminator as well can tell who was trained on."
    )


def _is_beyond(found: Estimate, floor: Estimate) -> bool:
    """Whether an area lies above guessing and above its floor, interval and all."""
    return floor.is_known and found.low > max(0.5, floor.high)


def _area(found: Estimate) -> str:
    ends = bounds_as((found.low, found.high), "ratio")
    return f"{shown_as(found.value, 'ratio')} (interval {ends}, 0.50 is guessing)"


def _area_alone(found: Estimate) -> str:
    return _value(found, "ratio")


def _roles(found: Found, arm: str) -> dict[str, int]:
    """How many real examples had which role."""
    record = found.run.plan.privacy(arm).unit.record() or {}
    return record.get("examples_of_each_role", {})


def _pairs(found: Found, arm: str) -> dict[str, np.ndarray]:
    """The closest pairs of an arm, and the reverse, as the check left them."""
    return load_arrays(pairs_path(found.run.plan.privacy(arm)))


def _draw(found: Found, arm: str) -> bytes:
    """The closest pairs and the reverse; empty where there are none."""
    pairs = _pairs(found, arm)
    if not len(pairs["drawn"]) or not len(pairs["real"]):
        return b""
    sides = ("drawn", "training", "held_out", "real", "nearest_drawn")
    shown = {side: found.run.data.kind.pictured(pairs[side]) for side in sides}
    drawn = {
        "drawn": shown["drawn"],
        "nearest trained on": shown["training"],
        "nearest held out": shown["held_out"],
    }
    real = {"real": shown["real"], "nearest drawn": shown["nearest_drawn"]}
    sheets = [
        Sheet(f"The closest of the drawn {found.examples}", drawn),
        Sheet(f"Real training {found.examples}, taken at random", real),
    ]
    return figure_to_png(plot_sheets(sheets, f"{found.title}: {arm}, nearest neighbours"))


# How neighbours are shown, by the kind of data: in a picture, or as rows of their columns.
_DRAWN_PAIRS: dict[str, Callable[[Found, str], bytes]] = {
    "images": _draw,
    "signal": _draw,
    "table": lambda found, arm: b"",
}
_TOLD_PAIRS: dict[str, Callable[[Found, Mapping[str, np.ndarray]], list[RowsOfPair]]] = {
    "images": lambda found, pairs: [],
    "signal": lambda found, pairs: [],
    "table": rows_of_pairs,
}
_COLUMNS: dict[str, Callable[[Found], list[str]]] = {
    "images": lambda found: [],
    "signal": lambda found: [],
    "table": columns_of_file,
}
