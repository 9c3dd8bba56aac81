"""The commands of the README."""

import re
import shlex

import pytest
import tyro

from datasets.catalog import CATALOG, PREFIXES
from experiment.command_line import PAPER_SMALL_CLASS, run_parser
from experiment.export import ExportArguments
from experiment.generate import GenerateArguments
from experiment.inspect import InspectArguments
from plan.config import ExperimentConfig
from studies.compare import CompareArguments
from studies.index import IndexArguments
from studies.request import read_request
from studies.sweep_request import read_sweep

PROGRAMS = {
    "generate": GenerateArguments,
    "export": ExportArguments,
    "inspect": InspectArguments,
    "compare": CompareArguments,
    "index": IndexArguments,
}
_LINES = re.MULTILINE | re.DOTALL
_FENCE = re.compile(r"^```(console|bash|sh|shell)\n(.*?)^```", _LINES)


@pytest.fixture(scope="module")
def command_lines(repository) -> list[list[str]]:
    """All command lines in fenced blocks, as words; the prompt and comments are left out."""
    path = repository / "README.md"
    if not path.is_file():
        pytest.skip("there is no README yet")
    lines = []
    for _, block in _FENCE.findall(path.read_text("utf-8")):
        for line in block.replace("\\\n", " ").splitlines():
            lines.append(shlex.split(line.removeprefix("$ "), comments=True))
    return [words for words in lines if words]


@pytest.fixture(scope="module")
def experiments(command_lines) -> list[list[str]]:
    """What follows `python run_experiment.py`."""
    return [
        words[2:]
        for words in command_lines
        if words[1:2] == ["run_experiment.py"] and words[0].split("/")[-1].startswith("python")
    ]


def _parse(words: list[str]):
    if words[:1] == ["study"]:
        words = read_request(words[1:])[1]
    if words[:1] == ["sweep"]:
        words = read_sweep(words[1:])[2]
    if words and words[0] in PROGRAMS:
        return tyro.cli(PROGRAMS[words[0]], args=words[1:])
    return run_parser(words)(PAPER_SMALL_CLASS)


def test_there_are_commands(experiments):
    assert experiments
    assert any("mnist" in words for words in experiments)


def test_every_command_is_understood(experiments, repository, monkeypatch, capsys):
    monkeypatch.chdir(repository)
    for words in experiments:
        try:
            arguments = _parse(words)
        except SystemExit as stop:
            assert "--help" in words and not stop.code, words
            continue
        if not words or words[0] not in PROGRAMS:
            assert _is_data_set(arguments.run.dataset), words


def _is_data_set(name: str) -> bool:
    """Whether a name is known, or is a path as an example may show one."""
    prefix, colon, rest = name.partition(":")
    if colon:
        PREFIXES[prefix + colon].check(rest)
        return True
    return name in CATALOG or "/" in name or name.endswith((".zip", ".tar.gz"))


def test_files_of_options_are_understood(repository, tmp_path):
    blocks = re.findall(
        r"^```toml\n(.*?)^```", (repository / "README.md").read_text("utf-8"), _LINES
    )
    assert blocks
    for block in blocks:
        (tmp_path / "study.toml").write_text(block)
        study = _parse(["--config", str(tmp_path / "study.toml")]).run
        assert study.dataset in CATALOG and study != ExperimentConfig()


def test_studies_on_digits_start(experiments, command, tmp_path):
    """As they stand there, but for the place of the output and the end after the first stage."""
    for number, words in enumerate(experiments):
        if words[:1] and words[0] not in {"study", "sweep", *PROGRAMS} and "digits" in words:
            more = () if {"--dry-run", "--help"} & set(words) else ("--stages", "split")
            if more:
                outcome = command(*words, "--output", tmp_path / str(number), *more)
                assert outcome.code == 0, outcome
                assert len(list(tmp_path.glob(f"{number}/digits/*/split.npz"))) == 1


def test_make_targets_exist(command_lines, repository):
    makefile = (repository / "Makefile").read_text("utf-8")
    targets = [word for words in command_lines if words[0] == "make" for word in words[1:]]
    targets = [target for target in targets if "=" not in target and not target.startswith("-")]
    assert {"mnist", "test"} <= set(targets)
    for target in targets:
        assert re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE), target
