import subprocess
import sys

import pytest

from plan.timing import Timing


def test_rows_follow_one_another_and_survive_the_object(tmp_path):
    path = tmp_path / "run" / "timing.csv"
    assert Timing(path).rows() == []
    with Timing(path).measure("gans", "gan/7"):
        pass
    with Timing(path).measure("classifiers", 'classifiers/a, "b"'):
        pass
    rows = Timing(path).rows()
    assert [(row["stage"], row["unit"]) for row in rows] == [
        ("gans", "gan/7"),
        ("classifiers", 'classifiers/a, "b"'),
    ]
    header = path.read_text("utf-8").splitlines()[0]
    assert header == "stage,unit,seconds,peak_memory_mb"


def test_seconds_are_those_of_the_clock(tmp_path, monkeypatch):
    clock = iter([100.0, 103.456])
    monkeypatch.setattr("plan.timing.time.monotonic", lambda: next(clock))
    timing = Timing(tmp_path / "timing.csv")
    with timing.measure("split", "split"):
        pass
    assert float(timing.rows()[0]["seconds"]) == pytest.approx(3.46)
    assert float(timing.rows()[0]["peak_memory_mb"]) > 10


def test_a_block_that_raises_leaves_no_row(tmp_path):
    timing = Timing(tmp_path / "timing.csv")
    with timing.measure("gans", "gan/0"):
        pass
    with pytest.raises(KeyboardInterrupt), timing.measure("gans", "gan/1"):
        raise KeyboardInterrupt
    assert [row["unit"] for row in timing.rows()] == ["gan/0"]


def test_a_damaged_table_costs_its_damaged_lines_only(tmp_path):
    timing = Timing(tmp_path / "timing.csv")
    with timing.measure("split", "split"):
        pass
    with timing._path.open("ab") as file:
        file.write(b"gans,gan/0\n\xff\x00,\n")
    with timing.measure("gans", "gan/1"):
        pass
    assert [row["unit"] for row in timing.rows()] == ["split", "gan/1"]


def test_peak_memory_is_in_megabytes():
    """A process that takes 200 MB more than it ever had says so."""
    program = """if True:
        from plan.timing import peak_memory_mb
        before = peak_memory_mb()
        kept = b"x" * round((before + 200) * 1e6)
        print(before, peak_memory_mb() - before)
    """
    output = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    before, grown = map(float, output.split())
    assert before < 500  # its own, not that of the process which started it
    assert 195 < grown < 300
