"""What a study directory holds beside its record: tables, pictures and the page."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from studies import summary as tables
from studies.advice import AmountAdvice, advise, answer
from studies.families import Families, families_table, rank_families
from studies.family_pictures import draw_progress
from studies.index import THUMBNAIL
from studies.page import render_families, render_page
from studies.pictures import draw_pictures
from studies.request import budget_text
from studies.study import Study


def tell_study(study: Study) -> None:
    """Write it all; the runs' table whatever comes after.

    Raises:
        UserError: Two runs were tested on different images, or a place cannot be written.
    """
    runs = study.runs()
    study.write("summary.csv", tables.runs_table(runs).to_csv(index=False))
    found = tables.summarise(runs)
    advice = advise(found)
    frames = {
        "arms.csv": tables.arms_table(found),
        "differences.csv": tables.differences_table(found),
        "advice.csv": _advice_table(advice),
    }
    for name, frame in frames.items():
        study.write(name, frame.to_csv(index=False))
    pictures = draw_pictures(found)
    for number, drawn in enumerate(pictures.values()):
        suffix = f"-{number}" if len(pictures) > 1 else ""
        for name, content in drawn.items():
            study.write(f"plots/{name}{suffix}.png", content)
    families = rank_families(found, budget_text(study.asked.request), study.asked.shares)
    copy_thumbnail(study, (run.root for run in runs))
    said = answer(found)
    page = render_page(
        found,
        advice,
        name=study.name,
        answer=said,
        command=study.command,
        pictures=pictures,
        directory=study.directory,
        families=_tell_families(study, families, found.results.title) if families else "",
    )
    study.write("report.html", page)
    for line in (said, *(each.sentence for each in advice)):
        study.display.say(line)
    study.display.say(f"Report: {study.directory / 'report.html'}")


def _tell_families(study: Study, families: Families, title: str) -> Markup:
    """Write the table and the curves of the families; returns their section."""
    study.write("families.csv", families_table(families).to_csv(index=False))
    curves = draw_progress(families, title)
    for number, drawn in enumerate(curves.values()):
        suffix = f"-{number}" if len(curves) > 1 else ""
        study.write(f"plots/training_progress{suffix}.png", drawn)
    return render_families(families, curves, title)


def copy_thumbnail(study: Study, roots: Iterable[Path]) -> None:
    """Take that of the first run that has one, for the list of runs."""
    if first := next(filter(Path.is_file, (root / THUMBNAIL for root in roots)), None):
        study.write(THUMBNAIL, first.read_bytes())


def _advice_table(advice: Iterable[AmountAdvice]) -> pd.DataFrame:
    return pd.DataFrame(
        [(a.setting, a.amount, a.arm, a.sentence) for a in advice],
        columns=["setting", "samples_per_class", "arm", "sentence"],
    )
