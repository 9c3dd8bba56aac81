"""`study ...` from its command line, with a study that does no work."""

import shlex
from types import SimpleNamespace

import pytest
from rich.console import Console

from foundation.errors import UserError
from studies import opening, program


@pytest.fixture
def made(monkeypatch):
    """What the study was made of, and what it was asked to do."""
    seen = SimpleNamespace(fields={}, asked=[], refuses=False)

    def check():
        seen.asked.append("check")
        if seen.refuses:
            raise UserError("made with other settings")

    def study(**fields):
        seen.fields = fields
        do = lambda: bool(seen.asked.append("do")) or True  # noqa: E731
        return SimpleNamespace(**fields, check=check, do=do)

    monkeypatch.setattr(opening, "Study", study)
    monkeypatch.setattr(opening, "print_estimate", lambda study: seen.asked.append("estimate"))
    return seen


def words_in(output, *more):
    return ["--dataset", "digits", "--seeds", "1", "--output", str(output), *more]


def test_its_command_can_be_typed_again(made, tmp_path):
    words = words_in(tmp_path / "a b", "--classes", "0", "1")
    assert program.run_many(words, Console(quiet=True)) == 0
    typed = ["python", "run_experiment.py", "study", *words]
    assert shlex.split(made.fields["command"]) == typed and made.asked == ["check", "do"]


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_what_does_not_fit_is_refused_first(made, tmp_path, more):
    made.refuses = True
    with pytest.raises(UserError, match="made with other settings"):
        program.run_many(words_in(tmp_path, *more), Console(quiet=True))
    assert made.asked == ["check"] and not any(tmp_path.iterdir())


def test_a_dry_run_checks_and_estimates(made, tmp_path):
    assert program.run_many(words_in(tmp_path, "--dry-run"), Console(quiet=True)) == 0
    assert made.asked == ["check", "estimate"]
