"""The page of a run at work: there at once, renewed, honest, and of no cost to the training."""

import dataclasses

import pytest

from experiment import live_page
from experiment.live_page import LivePage
from foundation.errors import UserError
from foundation.workers import Workers
from tests.report.examples import (
    finish_classifier,
    finish_drawing,
    finish_gan,
    finish_split,
    make_run,
)


@pytest.fixture
def run(digits, tmp_path):
    return make_run(digits, tmp_path, ("7", "8"), arms=("original", "synthetic"), repeats=1)


def page_of(run):
    return (run.run_directory.root / "report.html").read_text("utf-8")


def finish(run, page, task, made, *arguments, **options):
    page.begun(task)
    made(run, *arguments, **options)
    page.ended(task)


def test_it_is_there_at_once_and_nothing_reads_as_finished(run):
    waiting = run.plan.waiting()
    run.run_directory.report_unit().finish({}, [])
    with LivePage(run, waiting):
        page = page_of(run)
    assert f"0 of {len(waiting)} units were done" in page and "This run is not finished" in page
    assert page.count('<meta http-equiv="refresh" content="30">') == 1
    assert not run.run_directory.has_whole_report()
    assert [path.name for path in run.run_directory.root.iterdir()] == ["report.html"]


@pytest.mark.parametrize("page", ["last", "none"])
def test_a_run_that_nobody_watches_has_no_page_meanwhile(run, page):
    quiet = dataclasses.replace(run, page=page)
    with LivePage(quiet, quiet.plan.waiting()) as live:
        finish(quiet, live, quiet.plan.split(), finish_split)
    assert not (run.run_directory.root / "report.html").exists()


def test_a_failed_class_is_in_it_at_once_and_no_answer_is(run):
    with LivePage(run, run.plan.waiting()) as page:
        finish(run, page, run.plan.split(), finish_split)
        finish(run, page, run.plan.gan("7"), finish_gan, "7", status="collapsed", detail="Alike.")
        text = page_of(run)
    assert "Failed classes" in text and "Alike." in text and "wait in vain" in text
    assert "test images, a classifier" not in text and 'id="advice"' not in text


def test_it_says_what_is_done_alone_and_stills_are_files_beside_it(run, monkeypatch):
    monkeypatch.setattr(live_page, "_LEAST_SECONDS", 0.0)
    monkeypatch.setattr(live_page, "_TIMES_AS_LONG", 0)
    with LivePage(run, run.plan.waiting()) as page:
        finish(run, page, run.plan.split(), finish_split)
        finish(run, page, run.plan.gan("7"), finish_gan, "7")
        text = page_of(run)
        assert 'src="gan/7/losses.png"' in text and "then drew" not in text
        finish(run, page, run.plan.synthesis("7"), finish_drawing, "drawn", "7")
        assert "then drew" not in page_of(run)
        finish(run, page, run.plan.gan("8"), finish_gan, "8", status="collapsed")
        assert "then drew 10 images per class" in page_of(run)


def test_how_long_a_cluster_will_take_is_not_guessed(run):
    """It is given all units at once: how many are at work is not how many have begun."""
    run = dataclasses.replace(run, workers=Workers(cluster="tcp://127.0.0.1:8786"))
    run.timing.add("gans", "gan/7", 10.0, 100.0)
    with LivePage(run, run.plan.waiting()) as page:
        finish(run, page, run.plan.split(), finish_split)
        page.begun(run.plan.gan("8"))
        finish(run, page, run.plan.gan("7"), finish_gan, "7", status="collapsed")
        assert "not known" in page_of(run) and "Left at the pace so far: " not in page_of(run)


def test_sections_are_drawn_again_only_when_that_is_due(run, monkeypatch):
    for least, shown in ((float("inf"), False), (0.0, True)):
        monkeypatch.setattr(live_page, "_LEAST_SECONDS", least)
        monkeypatch.setattr(live_page, "_TIMES_AS_LONG", 0)
        finish_split(run)
        with LivePage(run, run.plan.waiting()) as page:
            finish(run, page, run.plan.classifier("original"), finish_classifier, "original")
            page.begun(run.plan.gan("7"))
            assert ('id="arms"' in page_of(run)) is shown
        run.plan.classifier("original").unit.marker.unlink()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), UserError("The disk is full.")])
def test_how_it_was_stopped_is_on_it_and_it_is_loaded_no_more(run, error):
    with pytest.raises(type(error)), LivePage(run, run.plan.waiting()):
        raise error
    page = page_of(run)
    assert 'http-equiv="refresh"' not in page and "The same command goes on." in page
    assert ("interrupted" if isinstance(error, KeyboardInterrupt) else "disk is full") in page


def test_a_page_that_fails_is_told_once_and_tried_again(run, monkeypatch, capsys):
    with monkeypatch.context() as patch, LivePage(run, run.plan.waiting()) as page:

        def broken(*arguments):
            raise ValueError("a bug")

        patch.setattr(live_page, "write_unfinished", broken)
        finish(run, page, run.plan.split(), finish_split)
        page.begun(run.plan.gan("7"))
        patch.undo()
        page.begun(run.plan.gan("8"))
        assert "now on\ngan/7, gan/8" in page_of(run)
    assert capsys.readouterr().out.count("ValueError: a bug") == 1


def test_without_a_report_or_anything_to_do_nothing_is_written(digits, tmp_path):
    for fields in ({"stages": ("split",)}, {}):
        run = make_run(digits, tmp_path, ("7", "8"), **fields)
        with LivePage(run, run.plan.waiting() if fields else []):
            assert not (tmp_path / "report.html").exists()
