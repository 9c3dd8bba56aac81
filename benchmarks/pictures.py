"""The benchmarks' pictures, in the look of all others."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from plots import palette
from plots.style import new_figure, percent_limits, set_title, styled

# Colours, markers and lines of the arms that they are like.
_QUALITY_STYLES = {
    "ours": palette.SYNTHETIC,
    "tutorial": palette.GREEN,
    "source": palette.ORANGE,
    "real images": palette.REAL,
    "real images, enlarged": palette.REAL,
}
_SCALING_STYLES = (
    palette.SYNTHETIC, palette.REAL, palette.GREEN, palette.ORANGE, palette.PINK,
)  # fmt: skip


@styled
def plot_time_to_quality(rows: pd.DataFrame, title: str) -> Figure:
    """Draw accuracy over GAN training seconds, a line per candidate.

    Args:
        rows: `candidate`, `gan_seconds`, `accuracy`, `low`, `high` (0 to 1), as
            `benchmarks.contest.run_contest` returns them; a candidate without seconds (real images)
            becomes a level line.
        title: Names data set, classes and the images that judge.
    """
    figure = new_figure(height=4.2)
    set_title(figure, title)
    axes = figure.subplots()
    known = rows[rows["accuracy"].notna()]
    for name, curve in known.groupby("candidate", sort=False):
        style = _QUALITY_STYLES.get(str(name), palette.BLACK)
        percent = 100 * curve[["accuracy", "low", "high"]].astype(float)
        if curve["gan_seconds"].isna().all():
            line = "-" if name == "real images" else ":"
            axes.axhline(percent["accuracy"].iloc[0], color=style.color, linestyle=line, label=name)
            continue
        seconds = curve["gan_seconds"].astype(float)
        axes.plot(
            seconds, percent["accuracy"], color=style.color, linestyle=style.line,
            marker=style.marker, markersize=5, label=name,
        )  # fmt: skip
        axes.fill_between(
            seconds, percent["low"], percent["high"], color=style.color, alpha=0.15, linewidth=0
        )
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.xaxis.set_minor_locator(NullLocator())  # their labels would be set as formulas
    axes.set_xlabel("Seconds of GAN training, all classes together (logarithmic)")
    axes.set_ylabel("Accuracy (%), with 95 % interval")
    if len(known):
        axes.set_ylim(percent_limits((100 * known["accuracy"].astype(float)).tolist()))
        figure.legend(loc="outside lower center", ncols=2)
    return figure


@styled
def plot_scaling(rows: pd.DataFrame, title: str) -> Figure:
    """Draw seconds and peak memory of whole runs, a pair of panels per kind of growth.

    Args:
        rows: `sweep`, `value`, `seconds`, `memory_mb`, as `benchmarks.whole_runs` measures them.
        title: Names data set and preset.
    """
    sweeps: Sequence[str] = list(dict.fromkeys(rows["sweep"]))
    figure = new_figure(height=1.2 + 2.6 * len(sweeps))
    set_title(figure, title)
    panels = figure.subplots(len(sweeps), 2, squeeze=False)
    for number, (sweep, pair) in enumerate(zip(sweeps, panels)):
        style = _SCALING_STYLES[number % len(_SCALING_STYLES)]
        cases = rows[rows["sweep"] == sweep]
        medians = cases.groupby("value")[["seconds", "memory_mb"]].median()
        for axes, column, label in zip(
            pair, ("seconds", "memory_mb"), ("Seconds", "Peak memory (MB)")
        ):
            axes.plot(medians.index, medians[column], color=style.color, marker=style.marker)
            axes.plot(
                cases["value"], cases[column], color=style.color, linestyle="none", marker="o",
                markersize=4, alpha=0.4,
            )  # fmt: skip
            axes.set_xticks(medians.index, labels=[f"{value:,}" for value in medians.index])
            axes.set_ylim(0, 1.15 * cases[column].max())
            axes.set_xlabel(SWEEP_LABELS.get(sweep, sweep))
            axes.set_ylabel(label)
    return figure


SWEEP_LABELS = {
    "classes": "Classes",
    "images": "Real images per class",
    "size": "Side of the images (pixels)",
    "jobs": "Units at once (--jobs)",
}
