"""Can it be shared? Copy checks, attacks on membership, and the closest pairs to look at."""

from dataclasses import dataclass

from foundation.files import load_arrays
from metrics.attack_strength import FALSE_ALARMS, LEAST_OTHERS
from metrics.attacks.catalog import ATTACKS
from metrics.copying.catalog import COPY_CHECKS
from metrics.estimate import Estimate
from metrics.privacy import DRAWN, FRESH, REPLAYED, WORST
from plots.neighbour_pairs import plot_neighbours
from plots.style import figure_to_png
from report.found import Found
from report.numbers import NOTHING, bounds_as, shown_as
from report.privacy_table import PrivacyTable, pairs_path
from report.rendering import render
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


def shown(found: Found) -> bool:
    return bool(found.privacy)


def build(found: Found) -> Content:
    pictures = {f"closest_pairs_{arm}": _draw(found, arm) for arm in found.privacy}
    pictures = {name: picture for name, picture in pictures.items() if picture}
    html = render(
        "sections/privacy",
        found=found,
        tables={arm: _rows(table) for arm, table in found.privacy.items()},
        classes={arm: _class_rows(found, table) for arm, table in found.privacy.items()},
        sentences={arm: _sentence(table) for arm, table in found.privacy.items()},
        roles={arm: _roles(found, arm) for arm in found.privacy},
        pictures=pictures,
        checks=COPY_CHECKS,
        attacks=ATTACKS,
        least_others=LEAST_OTHERS,
        false_alarms=FALSE_ALARMS,
    )
    return Content(html=html, files=in_plots(pictures))


def _rows(table: PrivacyTable) -> list[_Row]:
    rows = [_row(table, name, check.heading, check.shown_as) for name, check in COPY_CHECKS.items()]
    for part, what, how in (("auc", "area under the curve", "ratio"), ("hits", "hits", "percent")):
        worst = table.get(f"{WORST}_{part}").value
        rows += [
            _row(table, f"{name}_{part}", f"attack by {attack.heading}: {what}", how, worst)
            for name, attack in ATTACKS.items()
        ]
        rows.append(_row(table, f"{WORST}_{part}", f"worst attack: {what}", how, worst))
    return rows


def _row(
    table: PrivacyTable, name: str, heading: str, how: str, worst: float | None = None
) -> _Row:
    found, floor, replaying = (table.get(name, each) for each in (DRAWN, FRESH, REPLAYED))
    return _Row(
        heading=heading,
        value=_value(found, how),
        interval=_interval(found, how),
        floor=_value(floor, how),
        floor_interval=_interval(floor, how),
        replaying=_value(replaying, how),
        is_worst=found.is_known and found.value == worst,
    )


def _value(estimate: Estimate, how: str) -> str:
    return shown_as(estimate.value, how) if estimate.is_known else f"too few ({estimate.count})"


def _interval(estimate: Estimate, how: str) -> str:
    return bounds_as((estimate.low, estimate.high), how) if estimate.is_known else NOTHING


def _class_rows(found: Found, table: PrivacyTable) -> list[tuple[str, list[tuple[str, str]]]]:
    """Class name -> value and floor of each copy check, and the worst attack."""
    columns = [(name, row.shown_as) for name, row in COPY_CHECKS.items()]
    rows = []
    for name in found.class_names:
        cells = [
            (
                _value(table.get(check, DRAWN, name), how),
                _interval(table.get(check, FRESH, name), how),
            )
            for check, how in columns
        ]
        worst = table.get(f"{WORST}_auc", DRAWN, name)
        rows.append((name, [*cells, (_value(worst, "ratio"), _interval(worst, "ratio"))]))
    return rows


def _sentence(table: PrivacyTable) -> str:
    """What the worst attack comes to, in words; of what was drawn, on these examples."""
    if not table.has(f"{WORST}_auc"):
        return "There are too few images to tell training images from others by an attack."
    found, replaying = table.get(f"{WORST}_auc"), table.get(f"{WORST}_auc", REPLAYED)
    ends = bounds_as((found.low, found.high), "ratio")
    what = f"{shown_as(found.value, 'ratio')} (interval {ends}, 0.50 is guessing)"
    floor = table.get(f"{WORST}_auc", FRESH)
    # Test images can be of other make than training images: fresh ones then show it as well.
    if found.low > max(0.5, floor.value if floor.is_known else 0.5):
        return (
            f"The worst attack tells training images from others better than by guessing: its area "
            f"is {what}. Something of single training images is in what was drawn."
        )
    return (
        f"No attack tells training images from others beyond doubt: the largest area is "
        f"{what}, where fresh real images in the place of the drawn ones get "
        f"{shown_as(floor.value, 'ratio')} and a generator that repeats training images gets "
        f"{shown_as(replaying.value, 'ratio')}."
    )


def _roles(found: Found, arm: str) -> dict[str, int]:
    """How many real images had which role."""
    record = found.run.plan.privacy(arm).unit.record() or {}
    return record.get("examples_of_each_role", {})


def _draw(found: Found, arm: str) -> bytes:
    """The closest pairs and the reverse; empty where there are none."""
    pairs = load_arrays(pairs_path(found.run.plan.privacy(arm)))
    if not len(pairs["drawn"]) or not len(pairs["real"]):
        return b""
    sheets = {
        "The closest of the drawn images": {
            "drawn": pairs["drawn"],
            "nearest trained on": pairs["training"],
            "nearest held out": pairs["held_out"],
        },
        "Real training images, taken at random": {
            "real": pairs["real"],
            "nearest drawn": pairs["nearest_drawn"],
        },
    }
    return figure_to_png(plot_neighbours(sheets, f"{found.title}: {arm}, nearest neighbours"))
