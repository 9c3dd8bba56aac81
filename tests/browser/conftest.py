"""The pages of a small finished run, and the system's Chromium to open them in.

Where there is no browser these tests are skipped and say so; with REQUIRE_BROWSER set, as `.ci/run`
does, its absence is a failure.
"""

import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rich.console import Console

from foundation.checks import to_dict
from foundation.files import write_atomically
from report.report_unit import write_report
from studies.advice import advise, answer
from studies.compare import run_compare
from studies.families import rank_families
from studies.family_pictures import draw_progress
from studies.index import write_index
from studies.page import render_families, render_page
from studies.pictures import draw_pictures
from studies.summary import summarise
from studies.sweep_page import draw_ranking, render_sweep
from tests.report import judged
from tests.report.examples import AWKWARD, finish_all, finish_gan, finish_inside, make_run
from tests.studies.made_runs import study_of
from tests.studies.test_families import make_families, watch
from tests.studies.test_sweep import make_sweep

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOSTILE = (AWKWARD, '"><img src=x onerror="document.title=\'taken\'">', "b" * 90)
NARROW, WIDE = {"width": 400, "height": 800}, {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def browser():
    """Chromium without a window."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(f"expected a browser, found none of {', '.join(BROWSERS)}")
        pytest.skip("no Chromium on this system: the pages were not opened in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


def _record(run, seed: int) -> str:
    """The run.json of a run with that seed."""
    data = run.data
    record = {
        "config": to_dict(run.config) | {"seed": seed},
        "command": ["python", "run_experiment.py", "--dataset", "digits", "--gan.updates", "20"],
        "data": {
            "dataset": data.name,
            "title": f"Digits {AWKWARD}",
            "checksum": data.checksum,
            "all_classes": list(data.class_names),
            "classes": list(data.class_names),
            "image_shape": list(data.kind.shape),
        },
        "started": "2026-01-10T08:30:00+00:00",
        "status": "finished",
    }
    return json.dumps(record)


@pytest.fixture(scope="session")
def pages(digits, tmp_path_factory) -> dict[str, Path]:
    """Each kind of page, of two runs of classes with hostile names."""
    output = tmp_path_factory.mktemp("pages") / "runs"
    one, other = (output / "digits" / f"a <b> #{seed}" for seed in (0, 1))
    run = make_run(digits, one, ("7", *HOSTILE), repeats=3, arms=("original", "synthetic"))
    finish_all(run)
    finish_gan(run, HOSTILE[0], status="collapsed", detail="All & alike.")
    names = run.data.class_names
    judged.finish_quality(run, judged.healthy_quality(names))
    judged.finish_privacy(run, judged.privacy_figures(names, ill=HOSTILE[1], copies=0.4))
    for name in ("", "7", HOSTILE[1]):
        finish_inside(run, name, notes={"mistakes": f"None of {HOSTILE[1]}."} if name else {})
    write_atomically(one / "run.json", _record(run, seed=0))
    write_report(run)
    shutil.copytree(one, other)
    write_atomically(other / "run.json", _record(run, seed=1))
    study = _write_study(output)
    write_index(output)
    words = [str(one), str(other), "--output", str(output / "compare")]
    run_compare(words, Console(file=io.StringIO()))
    return {
        "report": one / "report.html",
        "compare": output / "compare" / "compare.html",
        "index": output / "index.html",
        "study": study,
        "sweep": _write_sweep(output),
        "families": _write_families(output),
    }


def _write_study(output: Path) -> Path:
    """A study of runs made by hand, its title and command with awkward words."""
    table = {"10": {"original": [150, 152], "original+synthetic": [170, 173]}}
    summary = study_of(output / "letters", table, title=f"Letters {AWKWARD}")
    for run in summary.results.runs[:1]:
        write_atomically(run.root / "report.html", "the page of a run")
    directory = output / "letters" / "study-s"
    write_atomically(directory / "study.toml", "")
    page = render_page(
        summary,
        advise(summary),
        name="s",
        answer=answer(summary),
        command=f"python run_experiment.py study --dataset {HOSTILE[1]}",
        pictures=draw_pictures(summary),
        directory=directory,
    )
    write_atomically(directory / "report.html", page)
    return directory / "report.html"


def _write_sweep(output: Path) -> Path:
    """A sweep of runs made by hand."""
    runs, ranking = make_sweep(output / "sweep", title=f"Letters {AWKWARD}")
    page = render_sweep(
        ranking,
        name="s",
        command=f"python run_experiment.py --dataset {HOSTILE[1]} --gan.r1-weight 0 --seed 2",
        made_by=f"python run_experiment.py sweep --dataset {HOSTILE[1]}",
        picture=draw_ranking(ranking),
        runs=runs,
    )
    write_atomically(output / "sweep" / "report.html", page)
    return output / "sweep" / "report.html"


def _write_families(output: Path) -> Path:
    """A study of families of GANs whose trainings were watched."""
    runs, directories = make_families(output / "families")
    for directory in directories.values():
        watch(directory, "a", [0.2, 0.6, 0.9])
    summary = summarise(runs)
    families = rank_families(summary, "9 seconds of training")
    assert families is not None
    page = render_page(
        summary,
        advise(summary),
        name="s",
        answer=answer(summary),
        command="python run_experiment.py study",
        pictures=draw_pictures(summary),
        directory=output / "families",
        families=render_families(families, draw_progress(families, AWKWARD), AWKWARD),
    )
    write_atomically(output / "families" / "report.html", page)
    return output / "families" / "report.html"


@dataclass
class Visit:
    """A page that is open, and what it has done so far."""

    page: object
    errors: list[str] = field(default_factory=list)
    """Console errors, exceptions and dialogs."""
    elsewhere: list[str] = field(default_factory=list)
    """Requests that leave the disk."""


@pytest.fixture
def visit(browser, pages) -> Iterator[Callable[..., Visit]]:
    """A function that opens a page by its kind, everything in it unfolded and loaded."""
    contexts = []

    def open_page(kind: str, *, size=WIDE, scheme="light") -> Visit:
        context = browser.new_context(viewport=size, color_scheme=scheme, offline=True)
        contexts.append(context)
        seen = Visit(context.new_page())
        page = seen.page
        page.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("dialog", lambda dialog: (seen.errors.append("dialog"), dialog.dismiss()))
        page.on("request", lambda r: _note(seen, r.url))
        page.goto(pages[kind].as_uri(), wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        for image in page.query_selector_all("img"):
            image.scroll_into_view_if_needed()  # those that wait until they are seen
        page.evaluate("window.scrollTo(0, 0)")
        return seen

    yield open_page
    for context in contexts:
        context.close()


def _note(seen: Visit, address: str) -> None:
    if not address.startswith(("file:", "data:")):
        seen.elsewhere.append(address)
