"""A run directory opened for reading."""

import json

import pytest

from foundation.errors import UserError
from plan.finished_run import FinishedRun
from plan.run_directory import RunDirectory

GAN = {"threads": 1}
DATA = {"all_classes": ["0", "1"], "classes": ["1"], "image_shape": [28, 28, 1]}
RECORD = {"config": {"gan": GAN}, "data": DATA, "command": ["python", "run.py", "--seed", 3]}


def opened(root, record):
    (root / "run.json").write_text(record if isinstance(record, str) else json.dumps(record))
    return FinishedRun.open(root)


def test_what_its_record_says(tmp_path):
    run = opened(tmp_path, RECORD)
    assert run.class_names == ["1"] and run.command == ["--seed", "3"]
    assert opened(tmp_path, RECORD | {"command": None}).command == []


@pytest.mark.parametrize("record", [
    "", "{", "[]", "3", '{"data": {}}', RECORD | {"data": 3}, RECORD | {"config": {"gan": []}},
    RECORD | {"config": {"gan": {"threads": "many"}}}, RECORD | {"data": DATA | {"classes": "1"}},
    RECORD | {"data": DATA | {"all_classes": ["0"]}}, RECORD | {"data": DATA | {"image_shape": 3}},
])  # fmt: skip
def test_a_broken_record_is_a_sentence(tmp_path, record):
    with pytest.raises(UserError, match="run.json: expected a run's record, could not read it: "):
        opened(tmp_path, record)


def test_a_training_that_has_ended_is_found_however_it_did(tmp_path):
    run = opened(tmp_path, RECORD)
    unit = RunDirectory(tmp_path, DATA["all_classes"]).gan_unit("1")
    with pytest.raises(UserError, match="is not finished"):
        run.ended_gan("1")
    unit.directory.mkdir(parents=True)
    unit.marker.write_text('{"settings": {}}')  # not one of ours
    with pytest.raises(UserError, match="is not finished"):
        run.ended_gan("1")
    unit.finish({}, [], status="diverged", detail="Not finite.")
    assert run.ended_gan("1")[1]["status"] == "diverged"
    with pytest.raises(UserError, match="has no generator. Not finite."):
        run.trained_gan("1")
    with pytest.raises(UserError, match="expected one of 1, found '0'|'0'"):
        run.trained_gan("0")
