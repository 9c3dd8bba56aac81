"""What tells two versions of the program apart."""

import shutil
import subprocess
from pathlib import Path

import pytest

from foundation import environment


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A small house in the place of the program's own."""
    root = tmp_path / "house"
    (root / "gan").mkdir(parents=True)
    for name in ("run_experiment.py", "gan/__init__.py", "gan/steps.py"):
        (root / name).write_text("pass\n")
    monkeypatch.setattr(environment, "_HOUSE", root)
    return root


def _git(root: Path, *words: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", str(root), *identity, *words], check=True, capture_output=True)


def test_outside_of_git_the_sources_tell(house):
    first = environment._commit()
    assert first.startswith("sources-") and environment._commit() == first
    (house / "gan" / "steps.py").write_text("fail\n")
    assert environment._commit() != first
    (house / "gan" / "steps.py").write_text("pass\n")
    (house / "notes.txt").write_text("of no concern")
    assert environment._commit() == first


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_two_trees_with_changes_are_two_versions(house):
    _git(house, "init")
    _git(house, "add", ".")
    _git(house, "commit", "-m", "First")
    clean = environment._commit()
    assert len(clean) == 40
    found = set()
    for content in ("a = 1\n", "a = 2\n"):
        (house / "gan" / "steps.py").write_text(content)
        found.add(environment._commit())
    assert len(found) == 2 and all(name.startswith(f"{clean}+changes-") for name in found)
