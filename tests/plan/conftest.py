from dataclasses import replace

import pytest

from plan.config import ExperimentConfig
from plan.graph import Plan
from plan.run_directory import RunDirectory
from tests.plan.plans import CLASSES


@pytest.fixture
def make_plan(tmp_path):
    """A maker of the plan of a study in one and the same run directory."""

    def make(config=None, class_names=CLASSES, checksum="abc", **fields) -> Plan:
        config = replace(config or ExperimentConfig(dataset="digits"), **fields)
        directory = RunDirectory(tmp_path / "run", (*CLASSES, "pooled"))
        return Plan(config, "digits", checksum, class_names, directory)

    return make
