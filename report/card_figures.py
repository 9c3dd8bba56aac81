"""The figures of a data card: how good a drawn set is and whether it repeats, each in one row."""

from collections.abc import Iterator

from metrics.attacks.catalog import ATTACKS
from metrics.catalog import METRICS
from metrics.copying.catalog import COPY_CHECKS
from metrics.disclosures import DISCLOSURES, SHOWN_AS
from metrics.privacy import WORST
from report.exported import ExportedSet
from report.numbers import NOTHING, bounds_as, shown_as

_HEAD = "| figure | value | 95 % interval | floor |\n|---|---|---|---|"
_PRIVACY = "privacy_"
NO_COPY_CHECK = (
    "No figure: no copy check was made in this run, or there were too few {examples} for one."
)


def quality_table(exported: ExportedSet) -> str:
    """How good the images are, beside real test images in their place; Markdown, or empty."""
    figures = exported.values("synthetic")
    return _table(
        _row(figures, metric, row.heading, row.shown_as, "_held_out")
        for metric, row in METRICS.items()
        if metric in figures
    )


def copy_table(exported: ExportedSet) -> str:
    """Whether they repeat training images, beside real images in their place; or empty."""
    figures = exported.values("synthetic", start=_PRIVACY)
    return _table(
        _row(figures, f"{_PRIVACY}{name}", heading, how, "_floor")
        for name, heading, how in _copy_figures()
        if f"{_PRIVACY}{name}" in figures
    )


def _copy_figures() -> Iterator[tuple[str, str, str]]:
    """Name, heading and form of every figure on copies, in the order of the report."""
    for name, check in COPY_CHECKS.items():
        yield name, check.heading, check.shown_as
    attacks = {name: f"attack by {row.heading}" for name, row in ATTACKS.items()}
    for name, heading in (attacks | {WORST: "worst attack"}).items():
        yield f"{name}_auc", f"{heading}: area under the curve (guessing: 0.5)", "ratio"
        yield f"{name}_hits", f"{heading}: hits", "percent"
    for name, row in DISCLOSURES.items():
        for part, how in SHOWN_AS.items():
            yield f"{name}_{part}", row.headings[part], how


def _row(figures: dict[str, float], metric: str, heading: str, how: str, floor: str) -> str:
    low, high = (figures.get(f"{metric}_{end}") for end in ("low", "high"))
    interval = NOTHING if low is None or high is None else bounds_as((low, high), how)
    beside = shown_as(figures.get(f"{metric}{floor}"), how)
    return f"| {heading} | {shown_as(figures[metric], how)} | {interval} | {beside} |"


def _table(rows: Iterator[str]) -> str:
    lines = "\n".join(rows)
    return f"\n\n{_HEAD}\n{lines}" if lines else ""
