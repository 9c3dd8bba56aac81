"""The unit that writes the report: its files, and when it is done again."""

import dataclasses
import json
import sys
import types

import jinja2
import pytest
from markupsafe import Markup

from report import report_unit
from report.rendering import data_uri, render
from report.report_unit import print_result, write_report
from report.section import Content, Section, in_plots
from report.sections import catalog
from tests.report.examples import finish_all, finish_gan, make_run


@pytest.fixture
def run(digits, tmp_path):
    run = make_run(digits, tmp_path, ("7", "8"), arms=("original", "synthetic"), repeats=1)
    finish_all(run)
    return run


@pytest.fixture
def quick(monkeypatch):
    """Sections take most of a report's time."""
    monkeypatch.setattr(report_unit, "draw_sections", lambda found: {})


def test_it_writes_metrics_plots_and_the_page(run):
    write_report(run)
    root = run.run_directory.root
    marker = json.loads((root / "report.DONE").read_text("utf-8"))
    plots = sorted(path.name for path in (root / "plots").iterdir())
    assert plots == [
        *("confusion_original.png", "confusion_synthetic.png", "per_class_accuracy.png"),
        *("samples.png", "test_accuracy.png", "thumbnail.png", "training_accuracy.png"),
        *("training_loss.png", "validation_accuracy.png", "validation_loss.png"),
    ]
    files = {"metrics.jsonl", "metrics.csv", "report.html", "gan/progress.gif"}
    tables = {"tables/arms.csv", "tables/classes.csv"}
    assert set(marker["files"]) == files | tables | {f"plots/{name}" for name in plots}
    lines = (root / "metrics.jsonl").read_text("utf-8").splitlines()
    assert {json.loads(line)["arm"] for line in lines} == {"original", "synthetic"}
    assert len((root / "metrics.csv").read_text("utf-8").splitlines()) == len(lines) + 1


def test_without_a_page_it_writes_metrics_alone_and_the_page_comes_later(run, quick):
    write_report(run)
    root = run.run_directory.root
    asked = {name: (root / name).read_bytes() for name in ("metrics.jsonl", "metrics.csv")}
    for name in (*asked, "report.html", "report.DONE"):
        (root / name).unlink()
    quiet = dataclasses.replace(run, page="none")
    assert not quiet.has_results()
    write_report(quiet)
    assert asked == {name: (root / name).read_bytes() for name in asked}
    assert quiet.has_results() and not run.has_results() and not (root / "report.html").exists()
    write_report(run)
    assert run.has_results() and (root / "report.html").is_file()


def test_it_is_done_again_only_where_something_has_changed(run, quick):
    write_report(run)
    page = run.run_directory.root / "report.html"
    page_time = page.stat().st_mtime_ns
    write_report(run)
    assert page.stat().st_mtime_ns == page_time and run.trained == ["report"]
    finish_gan(run, "8", status="collapsed", detail="All alike.")
    write_report(run)
    assert run.trained == ["report"] * 2 and "All alike." in page.read_text("utf-8")


def test_the_last_lines_on_the_terminal(run, quick, capsys):
    print_result(run)
    said = capsys.readouterr().out
    assert "On 40 real MNIST" in said and "Report:" not in said
    finish_gan(run, "8", status="collapsed", detail="All alike.")
    write_report(run)
    print_result(run)
    said = capsys.readouterr().out
    assert "Class 8 failed: All alike." in said and "of these trained models" in said
    assert "Report:" in said and "- One run is one seed (0) and gives no verdict" in said


def test_a_new_section_is_a_module_and_a_row(run, monkeypatch):
    module = types.ModuleType("trial_section")
    module.shown = lambda found: found.title == "MNIST"
    picture = (run.plan.gan("7").unit.directory / "losses.png").read_bytes()

    def build(found):
        html = Markup('<p>{}</p><img src="{}" alt="A trial">').format(
            f"Of {found.title} & more", data_uri(picture)
        )
        return Content(html=html, files=in_plots({"trial": picture}))

    module.build = build
    monkeypatch.setitem(sys.modules, "trial_section", module)
    row = Section(title="A trial <1>", nav="Trial", anchor="trial", module="trial_section")
    monkeypatch.setattr(catalog, "SECTIONS", (row,))
    write_report(run)
    root = run.run_directory.root
    page = (root / "report.html").read_text("utf-8")
    assert "<h2>A trial &lt;1&gt;</h2>\n<p>Of MNIST &amp; more</p>" in page
    assert '<a href="#trial">Trial</a>' in page and '<section id="trial">' in page
    assert (root / "plots" / "trial.png").read_bytes() == picture
    assert page.count("<section") == page.count("data:image/") == 1


def test_a_name_that_a_template_misses_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        render("sections/method")
