"""The page of a study: question, answer, what to do at each amount, curves, tables, runs."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from report.rendering import render
from studies.advice import Advice
from studies.differences import BEST_CHEAP, METHOD
from studies.summary import Compared, Summary

_TEMPLATES = Path(__file__).parent / "templates"


def render_page(
    summary: Summary,
    advice: Sequence[Advice],
    *,
    name: str,
    answer: str,
    command: str,
    pictures: Mapping[str, Mapping[str, bytes]],
) -> str:
    """The report of a study as one HTML page; every text of the data is escaped.

    Args:
        summary: What came out.
        advice: The sentence for each amount.
        name: Of the study.
        answer: The first sentence.
        command: What was typed.
        pictures: Setting -> name -> PNG.
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
            method=METHOD,
            by_reference=_by_reference(summary),
            unfinished=[run for run in summary.results.runs if run.status != "finished"],
        )
    )


def _by_reference(summary: Summary) -> dict[str, list[Compared]]:
    """The comparisons, those with the best cheap arm first."""
    found: dict[str, list[Compared]] = {}
    ordered = sorted(summary.compared, key=lambda c: c.difference.pair.reference != BEST_CHEAP)
    for each in ordered:
        found.setdefault(each.difference.pair.reference, []).append(each)
    return found
