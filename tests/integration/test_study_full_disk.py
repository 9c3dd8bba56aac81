"""A disk that fills up while a study is at work."""

import contextlib
import errno
import os
from pathlib import Path

import numpy as np
import pytest

from report import report_unit as report_stage
from training import checkpoint

WORDS = ("--classes", "0", "1", "--arms", "original", "synthetic")


@pytest.fixture
def halfway(copied):
    """A study whose second arm and report are still to be done."""
    for name in ("classifiers/synthetic/DONE", "report.DONE", "report.html", "metrics.jsonl"):
        (copied.root / name).unlink()
    return copied


def _full(*_arguments, **_options):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _full_for(name: str):
    replace = os.replace

    def replace_or_fail(source, target, **options):
        if Path(target).name == name:
            _full()
        replace(source, target, **options)

    return replace_or_fail


def test_finished_units_stay_and_the_study_can_go_on(
    halfway, finished, study, file_times, monkeypatch
):
    # Pictures take most of a report's time, and the disk is full all the same.
    monkeypatch.setattr(report_stage, "draw_sections", lambda found: {})
    before = file_times(halfway.root)
    kept = [name for name in before if name.startswith(("gan/0", "gan/1", "synthetic", "split"))]
    kept += [name for name in before if name.startswith("classifiers/original")]
    for target, name, failing in (
        (np, "savez_compressed", _full),
        (os, "replace", _full_for("report.html")),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(target, name, failing)
            outcome = study(halfway.output, *WORDS)
        assert outcome.code == 2
        assert "No space left on device" in outcome.complaint
        assert "Cannot write" in outcome.complaint and str(halfway.root) in outcome.complaint
        assert "Traceback" not in outcome.complaint
        after = file_times(halfway.root)
        assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
        assert not [name for name in after if ".partial-" in name]

    outcome = study(halfway.output, *WORDS)
    assert outcome.code == 0, outcome
    metrics = (halfway.root / "metrics.jsonl").read_bytes()
    assert metrics == (finished.root / "metrics.jsonl").read_bytes()


def test_not_even_the_run_record_can_be_written(copied, study, monkeypatch):
    before = (copied.root / "run.json").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", _full)
        outcome = study(copied.output, *WORDS)
    assert outcome.code == 2
    assert "run.json: No space left on device" in outcome.complaint
    assert (copied.root / "run.json").read_bytes() == before


def test_a_first_start_that_cannot_write(study, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", _full_for("split.npz"))
        outcome = study(tmp_path, *WORDS, "--stages", "split")
    assert outcome.code == 2
    assert "split.npz: No space left on device" in outcome.complaint
    assert study(tmp_path, *WORDS, "--stages", "split").code == 0


@contextlib.contextmanager
def _files_of_at_most(size: int):
    """As on a tiny disk, larger files break off while they are written, by whatever library."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_study_on_which_every_large_file_breaks_off(finished, study, tmp_path, monkeypatch):
    # On a slow machine a checkpoint would be the first of them.
    monkeypatch.setattr(checkpoint, "SECONDS_BETWEEN_SAVES", float("inf"))
    large = finished.root / "gan" / "0" / "generator.keras"
    with _files_of_at_most(large.stat().st_size - 100):
        outcome = study(tmp_path, *WORDS)
    assert outcome.code == 2, outcome
    assert "generator.keras: File too large" in outcome.complaint
    assert "Traceback" not in outcome.complaint
    (root,) = (path.parent for path in tmp_path.rglob("run.json"))
    assert (root / "split.DONE").exists() and not (root / "gan" / "0" / "DONE").exists()
    assert list(root.rglob(".partial-*")) == []
    assert not (root / "gan" / "0" / "generator.keras").exists()
