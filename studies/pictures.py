"""The low-data curves of a study, as PNGs."""

from collections.abc import Callable, Sequence

from arms.catalog import ARMS
from plots.low_data_curve import Line, plot_differences, plot_low_data_curve
from plots.palette import ArmStyle
from plots.style import figure_to_png
from studies.differences import BEST_CHEAP, Cell
from studies.summary import Summary


def draw_pictures(summary: Summary) -> dict[str, dict[str, bytes]]:
    """Setting -> name of the picture -> PNG; settings without results are left out."""
    settings = dict.fromkeys(each.cell.setting for each in summary.means)
    return {setting: _of_setting(summary, setting) for setting in settings}


def _of_setting(summary: Summary, setting: str) -> dict[str, bytes]:
    styles: dict[str, ArmStyle] = {name: arm.style for name, arm in ARMS.items()}
    title = summary.results.title + (f", {setting}" if setting else "")
    several = max(each.found.seeds for each in summary.means) > 1
    tested = f"test {summary.results.examples}"
    band = f"95 %, over seeds and {tested}" if several else f"95 %, over {tested} alone"
    if several and summary.results.is_resplit:
        band = "95 %, over splits, corrected for their overlap"
    means = [each for each in summary.means if each.cell.setting == setting]
    lines = _lines(
        summary,
        {each.cell: (each.found.mean, each.nested, True) for each in means},
    )
    pictures = {
        "low_data_curve": plot_low_data_curve(lines, title, styles=styles, band=band),
    }
    compared = [
        each
        for each in summary.compared
        if each.cell.setting == setting and each.difference.pair.reference == BEST_CHEAP
    ]
    if compared:
        against = {
            each.cell: (
                each.difference.found.mean,
                each.nested,
                each.difference.verdict in ("better", "worse"),
            )
            for each in compared
        }
        pictures["low_data_difference"] = plot_differences(
            _lines(summary, against),
            f"{title}: against the {BEST_CHEAP}",
            styles=styles,
            band=band,
            reference=BEST_CHEAP,
        )
    return {name: figure_to_png(figure) for name, figure in pictures.items()}


_Point = tuple[float, tuple[float, float], bool]


def _lines(summary: Summary, points: dict[Cell, _Point]) -> dict[str, Line]:
    amounts = summary.results.amounts
    lines = {}
    for arm in dict.fromkeys(cell.arm for cell in points):
        row = sorted(
            ((amounts[cell.size], point) for cell, point in points.items() if cell.arm == arm),
            key=lambda each: each[0],
        )
        lines[arm] = Line(
            amounts=[amount for amount, _ in row],
            values=_column(row, lambda point: point[0]),
            lows=_column(row, lambda point: point[1][0]),
            highs=_column(row, lambda point: point[1][1]),
            sure=[point[2] for _, point in row],
        )
    return lines


def _column(row: Sequence[tuple[float, _Point]], of: Callable[[_Point], float]) -> list[float]:
    return [of(point) for _, point in row]
