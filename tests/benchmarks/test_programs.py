"""The command lines of the benchmarks, and what they write."""

import dataclasses
import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import tyro
from rich.console import Console

from benchmarks.long_series import SeriesArguments
from benchmarks.program import run_program
from benchmarks.results import say_table, write_results
from benchmarks.scaling import ScalingArguments
from benchmarks.throughput import ThroughputArguments
from benchmarks.time_to_quality import QualityArguments
from foundation.errors import UserError
from foundation.progress import ProgressDisplay

REPOSITORY = Path(__file__).resolve().parents[2]
ARGUMENTS = {
    "throughput": ThroughputArguments,
    "time_to_quality": QualityArguments,
    "scaling": ScalingArguments,
    "long_series": SeriesArguments,
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_help_is_printed_by_path_from_anywhere(name, tmp_path):
    result = subprocess.run(
        [sys.executable, str(REPOSITORY / "benchmarks" / f"{name}.py"), "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    assert "--output PATH" in result.stdout and "Measure" in result.stdout


def test_a_benchmark_gets_its_options():
    got = []
    words = ["--sizes", "28", "--rounds", "2"]
    code = run_program(ThroughputArguments, lambda a, display: got.append(a), words, "throughput")
    assert code == 0
    assert got == [ThroughputArguments(sizes=(28,), rounds=2)]


@pytest.mark.parametrize(
    "error, code, said",
    [(UserError("No such data."), 2, "Error: No such data."), (KeyboardInterrupt(), 130, "Interr")],
)
def test_bad_input_and_ctrl_c_end_in_one_line(error, code, said, capsys):
    def work(arguments, display):
        raise error

    assert run_program(ThroughputArguments, work, [], "throughput") == code
    assert capsys.readouterr().err.strip().startswith(said)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"sizes": (30,)}, "sizes: expected 28, 64 or both, found 30"),
        ({"sizes": ()}, "sizes: expected"),
        ({"rounds": 0}, "rounds: expected 1 to 1000, found 0"),
        ({"threads": 0}, "threads: expected 1 to 256, found 0"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(UserError, match=message):
        ThroughputArguments(**options)


def test_results_are_written_with_settings_and_environment(tmp_path):
    rows = pd.DataFrame({"pair": ["a", "b"], "rate": [1.23456789, None]})
    arguments = ThroughputArguments(sizes=(64,), output=tmp_path)
    csv, record = write_results(tmp_path / "new", "speed", arguments, rows, rows[:1])
    assert csv.read_text() == "pair,rate\na,1.23457\nb,\n"
    content = json.loads(record.read_text())
    assert content["settings"] == dataclasses.asdict(arguments) | {
        "sizes": [64],
        "output": str(tmp_path),
    }
    assert content["summary"] == [{"pair": "a", "rate": 1.23456789}]
    assert content["measurements"][1] == {"pair": "b", "rate": None}
    assert content["environment"]["device"]["cores"] >= 1


def test_tables_fit_and_take_names_as_they_are():
    console = Console(file=io.StringIO(), width=80)
    table = pd.DataFrame({"pair": ["[red]x[/red]", "y"], "rate": [1234.5, None]})
    say_table(ProgressDisplay(console), table, "Rates [1]")
    text = console.file.getvalue()
    assert "[red]x[/red]" in text and "1,234" in text and "Rates [1]" in text
    assert any(line.split() == ["y", "-"] for line in text.splitlines())


def test_commands_of_the_documentation_are_understood():
    text = (REPOSITORY / "docs" / "performance.md").read_text("utf-8")
    lines = re.findall(r"^python benchmarks/(\w+)\.py(.*)$", text, re.MULTILINE)
    assert {name for name, _ in lines} == set(ARGUMENTS)
    for name, words in lines:
        tyro.cli(ARGUMENTS[name], args=shlex.split(words))
