"""The list of all runs and studies."""

import io
import json
import os

import pytest
from rich.console import Console

from foundation.errors import UserError
from studies import index, single
from studies.index import find_entries, run_index, write_index
from tests.studies.told_runs import HOSTILE, make_told_run


def page_of(output):
    return (output / "index.html").read_text("utf-8")


def test_it_lists_runs_with_answer_date_and_links_the_latest_first(tmp_path):
    make_told_run(tmp_path / "digits" / "smoke-seed0", seed=0)
    make_told_run(tmp_path / "digits" / "smoke-seed1", seed=1, title="Other")
    assert write_index(tmp_path) == 2
    later, earlier = find_entries(tmp_path)
    assert (later.place, later.date) == ("digits/smoke-seed1", "2026-01-11 08:30")
    assert (earlier.answer, earlier.status) == ("Of Digits & more.", "finished")
    page = page_of(tmp_path)
    assert page.index("smoke-seed1") < page.index("smoke-seed0")
    assert 'href="digits/smoke-seed0/report.html"' in page and "Of Digits &amp; more." in page
    assert "thumbnail.png" not in page


def test_a_study_is_listed_by_its_page(tmp_path):
    study = tmp_path / "digits" / "study-1"
    study.mkdir(parents=True)
    (study / "study.toml").write_text("seeds = 5")
    (study / "report.html").write_text('<p class="answer">With 10 images: <b>add</b> some.</p>')
    (entry,) = find_entries(tmp_path)
    assert (entry.kind, entry.answer) == ("study", "With 10 images: add some.")
    assert entry.date


def test_the_test_figures_of_a_sweeps_runs_are_not_listed(tmp_path):
    make_told_run(tmp_path / "digits" / "smoke-seed0-width-8", seed=0)
    make_told_run(tmp_path / "digits" / "smoke-seed1", seed=1)
    sweep = tmp_path / "digits" / "sweep-1"
    sweep.mkdir()
    (sweep / "sweep.toml").write_text('runs = ["../smoke-seed0-width-8", "../not-there"]')
    write_index(tmp_path)
    entries = {entry.place: entry for entry in find_entries(tmp_path)}
    candidate = entries["digits/smoke-seed0-width-8"]
    assert candidate.answer.startswith("A candidate of a sweep") and not candidate.has_page
    assert "smoke-seed0-width-8/report.html" not in page_of(tmp_path)
    assert entries["digits/smoke-seed1"].answer == "Of Digits & more."
    (sweep / "sweep.toml").write_text("runs = half of")  # a record that cannot be read
    assert {entry.answer for entry in find_entries(tmp_path)} == {"Of Digits & more.", ""}


def test_broken_and_foreign_directories_stop_nothing(tmp_path):
    make_told_run(tmp_path / "digits" / "good")
    for name, content in (("empty", ""), ("list", "[]"), ("odd", '{"data": 3, "started": 7}')):
        root = tmp_path / "digits" / name
        root.mkdir()
        (root / "run.json").write_text(content)
    (tmp_path / "digits" / "foreign").mkdir()
    (tmp_path / "digits" / "dir" / "run.json").mkdir(parents=True)
    (tmp_path / "note.txt").write_text("mine")
    assert write_index(tmp_path) == 5
    states = {entry.place: entry.status for entry in find_entries(tmp_path)}
    assert states["digits/empty"] == states["digits/list"] == "its run.json cannot be read"
    assert states["digits/good"] == "finished" and "digits/foreign" not in states
    assert page_of(tmp_path).count("No report yet.") == 4


def test_names_and_answers_are_escaped_and_paths_quoted(tmp_path):
    make_told_run(tmp_path / "digits" / "a <b>#1", title=HOSTILE)
    write_index(tmp_path)
    page = page_of(tmp_path)
    assert "<script" not in page and "a <b>" not in page
    assert 'href="digits/a%20%3Cb%3E%231/report.html"' in page


@pytest.mark.skipif(os.name != "posix", reason="names of bytes")
def test_a_name_that_is_no_text_is_listed(tmp_path):
    make_told_run(tmp_path / "digits" / os.fsdecode(b"caf\xe9"))
    write_index(tmp_path)
    assert 'href="digits/caf%E9/report.html"' in page_of(tmp_path)


def test_where_there_are_no_runs_nothing_is_written(tmp_path):
    assert write_index(tmp_path) == 0 and not list(tmp_path.iterdir())
    console = Console(file=io.StringIO(), width=200)
    with pytest.raises(UserError, match="found none in it|found none"):
        run_index([str(tmp_path)], console)
    with pytest.raises(UserError, match="expected a directory of runs"):
        run_index([str(tmp_path / "nowhere")], console)


def test_the_program_says_where_it_is(tmp_path):
    make_told_run(tmp_path / "digits" / "a")
    console = Console(file=io.StringIO(), width=200)
    assert run_index([str(tmp_path)], console) == 0
    assert f"1 run or study: {tmp_path / 'index.html'}" in console.file.getvalue()


def test_a_page_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    root = make_told_run(tmp_path / "digits" / "a")
    write_index(tmp_path)
    before = page_of(tmp_path)
    record = json.loads((root / "run.json").read_text())
    (root / "run.json").write_text(json.dumps(record | {"status": "running"}))

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(UserError, match="No space left"):
        write_index(tmp_path)
    assert page_of(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir() if path.name[0] != ".") == [
        "digits",
        "index.html",
    ]


@pytest.mark.parametrize(
    "content", [b"<h1>Mine</h1>", b"", b"\xff\xfe", b"<title>Runs and studies</title>"]
)
def test_a_page_of_someone_else_is_kept(tmp_path, content):
    make_told_run(tmp_path / "digits" / "a")
    (tmp_path / "index.html").write_bytes(content)
    with pytest.raises(UserError, match="found another page, which is kept"):
        write_index(tmp_path)
    console = Console(file=io.StringIO(), width=200)
    index.keep_listed(tmp_path, console)
    assert "The list of runs was not written" in console.file.getvalue()
    assert (tmp_path / "index.html").read_bytes() == content


def test_the_own_list_is_written_anew_that_of_an_earlier_version_too(tmp_path):
    make_told_run(tmp_path / "digits" / "a")
    write_index(tmp_path)
    page = tmp_path / "index.html"
    mark = '<meta name="generator" content="gan-data-study">\n'
    assert page_of(tmp_path).count(mark) == 1
    page.write_text(page_of(tmp_path).replace(mark, ""), "utf-8")
    make_told_run(tmp_path / "digits" / "b")
    assert write_index(tmp_path) == 2 and mark in page_of(tmp_path)


class _Ended(Exception):
    pass


@pytest.mark.parametrize("error", [None, _Ended])
def test_each_run_lists_itself_however_it_ends(tmp_path, monkeypatch, error):
    def study(words, console, instead):
        make_told_run(tmp_path / "digits" / "a")
        if error:
            raise error
        return 3

    monkeypatch.setattr(single, "run_one", study)
    words, console = ["--output", str(tmp_path)], Console(file=io.StringIO())
    if error:
        with pytest.raises(error):
            single.run_single(words, console)
    else:
        assert single.run_single(words, console) == 3
    assert "digits/a" in page_of(tmp_path)


def test_a_list_that_fails_changes_no_exit_code(tmp_path, monkeypatch):
    def refused(output):
        raise UserError("Cannot write it.")

    monkeypatch.setattr(single, "run_one", lambda words, console, instead: 0)
    monkeypatch.setattr(index, "write_index", refused)
    console = Console(file=io.StringIO(), width=200)
    assert single.run_single(["--output", str(tmp_path)], console) == 0
    assert "Cannot write it." in console.file.getvalue()


def test_a_dry_run_lists_nothing(tmp_path, monkeypatch):
    make_told_run(tmp_path / "digits" / "a")
    monkeypatch.setattr(single, "run_one", lambda words, console, instead: 0)
    single.run_single(["--output", str(tmp_path), "--dry-run"], Console(file=io.StringIO()))
    assert not (tmp_path / "index.html").exists()
    assert index.find_entries(tmp_path)
