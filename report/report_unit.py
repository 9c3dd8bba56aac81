"""The last stage: metrics, plots and the page, from files alone."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

from foundation.files import write_atomically
from foundation.rows import counted
from plan.folder_check import check_folder
from plan.graph import Task
from plan.run import Run
from plan.run_directory import METRICS_FILE
from report.arm_result import NOT_RUN
from report.found import Found, find, shown_config, shown_units
from report.page import render_page
from report.privacy_table import privacy_rows
from report.quality_table import quality_rows
from report.results import metrics_rows
from report.section import Content, Section
from report.sections import catalog
from report.terminal import arms_table


def write_report(run: Run) -> None:
    """Write metrics.jsonl, metrics.csv, plots/, gan/progress.gif and report.html.

    Done again only where something that they show has changed. A run that draws no page now writes
    its metrics alone.
    """
    if run.page == "none":
        for name, content in _metrics(find(run)).items():
            write_atomically(run.run_directory.root / name, content)
        return
    unit = run.run_directory.report_unit()
    for task in run.unfinished([Task(unit, "report", "report", _settings(run))]):
        with run.timing.measure("report", "report"):
            unit.finish(task.settings, _write_files(find(run)))


def print_result(run: Run) -> None:
    """The last lines on the terminal: the answer, the table of arms, the path of the report."""
    found = find(run)
    if any(result.status != NOT_RUN for result in found.arms):
        run.display.say(found.answer)
        if run.selection_remark:
            run.display.say(run.selection_remark)
        run.display.console.print(arms_table(found.arms, found.examples))
        for each in found.advice:
            run.display.say(f"- {each}")
    else:
        run.display.say(_without_arms(run))
    for name, detail in run.failed_classes().items():
        run.display.say(f"Class {name} failed: {detail}")
    page = run.run_directory.root / "report.html"
    if page.is_file():
        run.display.say(f"Report: {page}")


def _without_arms(run: Run) -> str:
    """What a run has come to that has compared nothing."""
    done = sum(task.is_done() for task in run.plan.tasks.values())
    stages = " ".join(run.config.stages)
    return (
        f"{counted(done, 'unit is', 'units are')} finished ({stages}); no classifier is trained, "
        "so there are no accuracies to compare."
    )


def draw_sections(found: Found, finished: bool = True) -> dict[Section, Content]:
    """All sections that have something to show, in order.

    Args:
        found: The run.
        finished: Whether there is anything to conclude from.
    """
    asked = [section for section in catalog.SECTIONS if finished or not section.concludes]
    return {section: section.build(found) for section in asked if section.shown(found)}


def _settings(run: Run) -> dict[str, Any]:
    """What the report shows: the config and the markers of all finished units."""
    markers = {
        unit.name: hashlib.sha256(unit.marker.read_bytes()).hexdigest() for unit in shown_units(run)
    }
    settings: dict[str, Any] = {"config": shown_config(run.config), "markers": markers}
    check = check_folder(run)
    if check is not None:
        shown = repr((check.remarks, check.files()))
        settings["check"] = hashlib.sha256(shown.encode("utf-8", "backslashreplace")).hexdigest()
    return settings


def _write_files(found: Found) -> list[Path]:
    files: dict[str, bytes | str] = dict(_metrics(found))
    sections = draw_sections(found)
    for section in sections.values():
        files |= section.files
    files["report.html"] = render_page(found, sections)
    root = found.run.run_directory.root
    for name, content in files.items():
        write_atomically(root / name, content)
    return [root / name for name in files]


def _metrics(found: Found) -> dict[str, str]:
    """The rows of all results, as lines of JSON and as a table."""
    rows = metrics_rows(found.run, list(found.arms), dict(found.finished))
    rows += quality_rows(found.run, dict(found.quality))
    rows += privacy_rows(found.run, dict(found.privacy))
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    # A column with gaps would turn its whole numbers into fractions.
    table = pd.DataFrame(rows).astype({"repeat": "Int64"} if rows else {})
    return {METRICS_FILE: lines, "metrics.csv": table.to_csv(index=False)}
