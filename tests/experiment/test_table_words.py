"""Options of tables, as words and in a file."""

import dataclasses

import pytest

from datasets.tables.options import TableOptions
from experiment.command_line import run_parser
from foundation.checks import to_dict
from foundation.errors import UserError
from plan.config import ExperimentConfig


def parse(*words):
    return run_parser(words)(5000).run


def test_words_and_a_file(tmp_path):
    words = (
        "--target income --group household --test later.csv --ignore a b --target-bins 3 "
        "--schema s.toml"
    )
    assert to_dict(parse(*words.split()).table) == {
        **{"target": "income", "group": "household", "test": "later.csv"},
        **{"ignore": ["a", "b"], "target_bins": 3, "schema": "s.toml"},
    }
    (tmp_path / "options.toml").write_text('target = "income"\nignore = ["a", "b"]')
    table = parse("--config", str(tmp_path / "options.toml")).table
    assert table == TableOptions(target="income", ignore=("a", "b"))


def test_a_config_has_every_option_of_tables_with_its_default():
    config = {field.name: field.default for field in dataclasses.fields(ExperimentConfig)}
    for field in dataclasses.fields(TableOptions):
        assert config[field.name] == field.default


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--target-bins 1", "--target-bins: expected from 2 to 20, found 1"),
        ("--target a --group a", "--target: expected a column that is neither"),
        ("--targets a", "Did you mean --target?"),
    ],
)
def test_what_is_refused(words, said):
    with pytest.raises(UserError) as error:
        parse(*words.split())
    assert said in str(error.value)
