"""The page of a study: question, answer, what to do at each amount, curves, tables, runs."""

import os
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from metrics.catalog import METRICS
from report.rendering import render
from studies.advice import AmountAdvice
from studies.differences import BEST_CHEAP, METHOD, METHOD_OF_SPLITS
from studies.families import Families, heading
from studies.gan_work import ARM
from studies.summary import Compared, Summary

_TEMPLATES = Path(__file__).parent / "templates"


def render_page(
    summary: Summary,
    advice: Sequence[AmountAdvice],
    *,
    name: str,
    answer: str,
    command: str,
    pictures: Mapping[str, Mapping[str, bytes]],
    directory: Path,
    families: Markup | str = "",
) -> str:
    """The report of a study as one HTML page; every text of the data is escaped.

    Args:
        summary: What came out.
        advice: The sentence for each amount.
        name: Of the study.
        answer: The first sentence.
        command: What was typed.
        pictures: Setting -> name -> PNG.
        directory: Of the study; the runs' own pages are linked from there.
        families: The section on families of GANs, if there is one (`render_families`).
    """
    return str(
        render(
            "study",
            _TEMPLATES,
            summary=summary,
            advice=advice,
            name=name,
            answer=answer,
            command=command,
            pictures=pictures,
            method=METHOD_OF_SPLITS if summary.results.is_resplit else METHOD,
            families=families,
            links=_links(summary, directory),
            by_reference=_by_reference(summary),
            without_page=_without_page(summary),
            unfinished=[run for run in summary.results.runs if run.status != "finished"],
        )
    )


def render_families(families: Families, curves: Mapping[str, bytes], title: str) -> Markup:
    """The section on families.

    Args:
        families: The ranking.
        curves: Amount -> PNG of the learning curves, where there are any.
        title: Of the data.
    """
    rows = families.rows
    return render(
        "families",
        _TEMPLATES,
        families=families,
        curves=curves,
        title=title,
        arm=ARM,
        several_amounts=len({row.cell.size for row in rows}) > 1,
        timed=any(row.share and row.share.seconds_per_update for row in rows),
        distance=heading((row.distance for row in rows), "Distance"),
        diversity=heading((row.diversity for row in rows), "Diversity"),
        shown={name: row.shown_as for name, row in METRICS.items()},
    )


def _links(summary: Summary, directory: Path) -> dict[Path, str]:
    """Directory of a run -> relative address of its page, where it has one."""
    return {
        run.root: quote(os.path.relpath(run.root / "report.html", directory).replace(os.sep, "/"))
        for run in summary.results.runs
        if (run.root / "report.html").is_file()
    }


def _without_page(summary: Summary) -> str:
    """The command that draws the page of a finished run that has none yet; empty: all have one."""
    for run in summary.results.runs:
        if run.status == "finished" and not (run.root / "report.html").is_file():
            return shlex.join(("python", "run_experiment.py", *run.planned.words))
    return ""


def _by_reference(summary: Summary) -> dict[str, list[Compared]]:
    """The comparisons, those with the best cheap arm first."""
    found: dict[str, list[Compared]] = {}
    ordered = sorted(summary.compared, key=lambda c: c.difference.pair.reference != BEST_CHEAP)
    for each in ordered:
        found.setdefault(each.difference.pair.reference, []).append(each)
    return found
