"""What remedies cost: which are measured, and how turns become ratios."""

import dataclasses
import io
import json
import re
import shlex

import pandas as pd
import pytest
import tyro
from rich.console import Console

from benchmarks import remedy_cost
from benchmarks.remedy_cost import (
    OPTIONS,
    CostArguments,
    Turns,
    config_with,
    measure,
    paired_turns,
    ratio_table,
)
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from gan.catalog import FAMILIES
from gan.checks import check_config
from gan.options import GanConfig, settled
from gan.remedies.catalog import REMEDIES
from tests.benchmarks.test_programs import REPOSITORY


def _changed(option, default):
    config = settled(config_with(option))
    fields = [field.name for field in dataclasses.fields(GanConfig)]
    return {name for name in fields if getattr(default, name) != getattr(config, name)}


def test_every_remedy_and_every_switch_of_the_networks_is_measured_alone():
    default = settled(config_with(""))
    changed = {option: _changed(option, default) for option in OPTIONS}
    for option in OPTIONS:
        check_config(config_with(option))
        beside = {"differentiable_augmentation"} if "--gan.adaptive" in option else set()
        assert len(changed[option] - beside) == 1, option
    measured = set().union(*changed.values())
    assert {remedy.option for remedy in REMEDIES.values()} <= measured
    # A conditional pair is another family.
    assert FAMILIES["dcgan"].heeds - {"conditional"} <= measured


class SteadyTurns:
    def __init__(self, seconds, order, name):
        self._seconds, self._order, self._name = iter(seconds), order, name

    def take(self):
        self._order.append(self._name)
        return next(self._seconds)


def test_each_turn_has_one_of_the_default_before_it_and_ratios_are_of_these_pairs():
    order = []
    default = SteadyTurns([1, 1, 4, 4, 2, 2], order, "default")  # busy in the second round
    others = {
        "a": SteadyTurns([2, 8, 6], order, "a"),
        "b": SteadyTurns([1, 4, 2], order, "b"),
    }
    rows = list(paired_turns(default, others, rounds=3))
    assert order == ["default", "a", "default", "b"] * 3
    assert rows[2] == ("a", 4, 8)
    columns = ["option", "seconds_without", "seconds_with"]
    table = ratio_table(pd.DataFrame(rows, columns=columns)).set_index("option")
    assert table.loc["a"].tolist() == [2.0, 2.0, 3.0]  # median, lowest, highest
    assert table.loc["b"].tolist() == [1.0, 1.0, 1.0]


def test_a_turn_is_of_so_many_updates(monkeypatch):
    done = []

    class Trainer:
        def __init__(self, encoding, config):
            assert encoding.shape == (28, 28, 1)

        def train(self, examples, seed, *, pause_at):
            update = 0
            while True:
                ends = [end for end in pause_at if end > update]
                update = min([update + 50, *ends])
                done.append(update)
                yield type("Progress", (), {"updates": update})

    monkeypatch.setattr("gan.trainer.GanTrainer", Trainer)
    turns = Turns(GanConfig(), updates=80, most=2)
    assert turns.take() > 0 and done == [50, 80]
    assert turns.take() > 0 and done == [50, 80, 130, 160]
    with pytest.raises(StopIteration):
        turns.take()


def test_the_whole_of_it_with_made_up_turns(monkeypatch, tmp_path):
    monkeypatch.setattr(remedy_cost, "start_tensorflow", lambda threads: None)

    class MadeUp:
        def __init__(self, config, updates, most):
            self.seconds = 0.5 if config.r1_weight is None else 0.25
            self.left = most

        def take(self):
            self.left -= 1
            assert self.left >= 0
            return self.seconds

    monkeypatch.setattr(remedy_cost, "Turns", MadeUp)
    console = Console(file=io.StringIO(), width=100)
    arguments = CostArguments(rounds=2, output=tmp_path)
    measure(arguments, ProgressDisplay(console), ["--gan.r1-weight 0"])
    record = json.loads((tmp_path / "remedy_cost.json").read_text())
    assert record["summary"] == [
        {"option": "--gan.r1-weight 0", "times_default": 0.5, "lowest": 0.5, "highest": 0.5}
    ]
    assert len(record["measurements"]) == 2 and record["settings"]["rounds"] == 2
    assert "--gan.r1-weight 0" in console.file.getvalue()


@pytest.mark.parametrize("field", ["rounds", "updates", "threads"])
def test_bad_options(field):
    with pytest.raises(UserError, match=f"--{field}: expected 1 to .*, found 0"):
        CostArguments(**{field: 0})


def test_the_command_of_the_documentation_is_understood():
    text = (REPOSITORY / "docs" / "tuning.md").read_text("utf-8")
    (words,) = re.findall(r"^python benchmarks/remedy_cost\.py(.*)$", text, re.MULTILINE)
    assert tyro.cli(CostArguments, args=shlex.split(words)).threads == 1
