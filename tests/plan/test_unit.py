import os

import keras
import pytest

from foundation.environment import made_with
from foundation.files import write_atomically
from plan.unit import Unit


@pytest.fixture
def finished_unit(tmp_path) -> Unit:
    """A unit of two files, finished."""
    directory = tmp_path / "gan" / "7"
    unit = Unit("gan/7", directory, directory / "DONE")
    write_atomically(directory / "history.csv", "update\n1\n")
    write_atomically(directory / "generator.keras", bytes(range(256)) * 40)
    files = [directory / "history.csv", directory / "generator.keras"]
    unit.finish({"seed": 0, "gan": {"updates": 5}}, files, status="ok", detail="Fine.")
    return unit


class TestUnit:
    def test_the_marker_keeps_settings_and_facts(self, finished_unit):
        record = finished_unit.record()
        assert record["settings"] == {"seed": 0, "gan": {"updates": 5}}
        assert (record["status"], record["detail"]) == ("ok", "Fine.")
        assert set(record["files"]) == {"history.csv", "generator.keras"}
        assert finished_unit.damaged_file() is None
        assert record["made_with"] == made_with()
        assert record["made_with"]["keras"] == keras.__version__

    def test_without_a_marker_there_is_no_record_and_no_damage(self, finished_unit):
        finished_unit.marker.unlink()
        assert finished_unit.record() is None and finished_unit.damaged_file() is None

    @pytest.mark.parametrize("keep", [0, 1, 5000])
    def test_a_truncated_file_is_named(self, finished_unit, keep):
        path = finished_unit.directory / "generator.keras"
        path.write_bytes(path.read_bytes()[:keep])
        assert finished_unit.damaged_file() == "generator.keras"

    def test_a_single_changed_byte_is_noticed(self, finished_unit):
        path = finished_unit.directory / "generator.keras"
        content = bytearray(path.read_bytes())
        content[5000] ^= 1
        path.write_bytes(content)
        assert finished_unit.damaged_file() == "generator.keras"

    def test_a_missing_file_is_named(self, finished_unit):
        (finished_unit.directory / "history.csv").unlink()
        assert finished_unit.damaged_file() == "history.csv"
        (finished_unit.directory / "history.csv").mkdir()
        assert finished_unit.damaged_file() == "history.csv"

    @pytest.mark.parametrize("part", [0.0, 0.3, 0.9])
    def test_a_half_written_marker_vouches_for_nothing(self, finished_unit, part):
        content = finished_unit.marker.read_bytes()
        finished_unit.marker.write_bytes(content[: int(len(content) * part)])
        assert finished_unit.record() is None
        assert finished_unit.damaged_file() == "DONE"

    @pytest.mark.parametrize("content", [b"[]", b"null", b"{}", b'"settings"', b"\xff\xfe\x00"])
    def test_a_marker_of_something_else_vouches_for_nothing(self, finished_unit, content):
        finished_unit.marker.write_bytes(content)
        assert finished_unit.record() is None
        assert finished_unit.damaged_file() == "DONE"

    def test_the_marker_does_not_depend_on_time_or_place(self, finished_unit, tmp_path):
        other = tmp_path / "elsewhere"
        os.rename(finished_unit.directory, other)
        moved = Unit("gan/7", other, other / "DONE")
        content = moved.marker.read_text()
        assert str(tmp_path) not in content and moved.damaged_file() is None
        record = moved.record()
        files = [other / name for name in reversed(sorted(record["files"]))]
        moved.finish(record["settings"], files, status="ok", detail="Fine.")
        assert moved.marker.read_text() == content
