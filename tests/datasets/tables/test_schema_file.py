"""What a user's file may overrule, and that the one to start from changes nothing."""

import dataclasses
import tomllib

import pytest

from datasets.tables.schema import Schema
from foundation.errors import UserError
from tests.datasets.tables.made import dataset, remarks

COLUMNS = {
    "size": [f"{n * 7 % 40}.5" for n in range(40)],
    "stars": [str(n % 4 + 1) for n in range(40)],
    "gain": ["0"] * 20 + [str(n * n) for n in range(20)],
    "day": [f"0{n % 9 + 1}/0{n % 7 + 1}/2024" for n in range(40)],
    "cabin": [None if n % 3 else f"C{n}" for n in range(40)],
    "note": [f"No. {n}" for n in range(40)],
    "kind": ["u", "v", "v", "w"] * 10,
}


@pytest.fixture
def overruled(tmp_path):
    def overruled(text):
        path = tmp_path / "schema.toml"
        path.write_text(text)
        data = dataset(COLUMNS, schema=str(path))
        return {column.name: column for column in data.kind.schema.columns}

    return overruled


def test_the_file_to_start_from_changes_nothing(tmp_path):
    data = dataset(COLUMNS)
    starter = data.inspection.starter
    assert tomllib.loads(starter)["columns"]["kind"] == {
        "type": "category",
        "categories": ["u", "v", "w"],
    }
    assert 'categories = ["u", "v", "w"]' in starter
    (tmp_path / "schema.toml").write_text(starter)
    again = dataset(COLUMNS, schema=str(tmp_path / "schema.toml"))
    left_out = tuple(
        dataclasses.replace(entry, type=found.type)
        for entry, found in zip(again.kind.schema.left_out, data.kind.schema.left_out, strict=True)
    )
    assert dataclasses.replace(again.kind.schema, left_out=left_out) == data.kind.schema
    assert "by its name" not in remarks(again)


def test_what_may_be_overruled(overruled):
    found = overruled(
        "[columns.stars]\ntype = 'integer'\n[columns.gain]\nspecial = [361, 5]\n"
        "[columns.day]\ndate_format = '%d/%m/%Y'\ntype = 'date'\n"
        "[columns.cabin]\ntype = 'left out'\nwhy = 'dull'\n"
        "[columns.note]\ntype = 'is there'\n[columns.kind]\ncategories = ['w', 'x', 'v', 'u']\n"
    )
    assert "cabin" not in found
    assert (found["stars"].type, found["stars"].high) == ("integer", 4)
    assert found["gain"].special == (361.0,) and found["gain"].mean < 100
    assert found["day"].date_format == "%d/%m/%Y"
    assert found["note"].is_presence
    assert found["kind"].categories == ("w", "x", "v", "u")


def test_a_column_that_says_the_target_may_be_kept(tmp_path):
    columns = COLUMNS | {
        "alive": ["no", "no", "no", "yes", "yes", "yes"] * 6 + ["no"] * 3 + ["yes"]
    }
    assert "alive" not in dataset(columns).kind.schema.places
    (tmp_path / "s.toml").write_text("[columns.alive]\ntype = 'yes/no'\n")
    assert "alive" in dataset(columns, schema=str(tmp_path / "s.toml")).kind.schema.places


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("target =", "expected TOML, found an error"),
        ("goal = 'x'", "Unknown key 'goal'"),
        ("target = 3", "target: expected the name of a column, found 3"),
        ("columns = 3", r"columns: expected a table such as \[columns.age\]"),
        ("[columns.siz]\ntype = 'number'", "--schema: expected a column .* Did you mean 'size'"),
        ("[columns.size]\ntype = 'text'", "size.type: expected one of number, .* found 'text'"),
        ("[columns.size]\nkind = 'number'", "size: Unknown key 'kind'"),
        ("[columns.size]\nspecial = ['a']", "size.special: expected a list of numbers"),
        ("[columns.kind]\ncategories = ['u']", "kind.categories: .* found the text 'v'"),
        ("[columns.size]\ncategories = ['u']", "size.categories: .* found the text '0.5'"),
        ("[columns.kind]\nspecial = [1]", "kind.special: expected a column of numbers"),
        ("[columns.kind]\ntype = 'number'", "kind: expected values of the type number, found 3"),
        ("[columns.size]\ntype = 'integer'", "size: expected values of the type integer"),
        ("[columns.size]\ntype = 'date'", "size: expected values of the type date"),
        ("[columns.kind]\ntype = 'yes/no'", "kind: expected values of the type yes/no"),
        ("[columns.class]\ntype = 'category'", "class.type: .* not: the target"),
        ("[columns.day]\ndate_format = '%Q'", "day.date_format: expected one of"),
    ],
)
def test_what_may_not(overruled, text, said):
    with pytest.raises(UserError, match=said) as error:
        overruled(text)
    assert "--schema" in str(error.value) and "\n" not in str(error.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UserError, match="--schema .*cannot be read: No such file"):
        dataset(COLUMNS, schema=str(tmp_path / "none.toml"))


def test_a_schema_goes_through_json():
    schema = dataset(COLUMNS).kind.schema
    assert Schema.from_json(schema.to_json()) == schema
    assert hash(Schema.from_json(schema.to_json())) == hash(schema)
    with pytest.raises(UserError, match="expected one that was saved here"):
        Schema.from_json({"columns": [{"colour": 3}]})
