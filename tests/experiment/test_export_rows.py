"""A drawn set of rows leaves the house: CSVs, one Parquet file, card, croissant.json; nothing is
trained."""

import json

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from datasets.fetching.place import Place
from datasets.tables.kind import TableKind
from datasets.tables.options import TableRequest
from datasets.tables.schema import Column, LeftOut, Schema
from datasets.tables.table_file import load_table_file
from experiment.export import run_export
from foundation.errors import UserError
from foundation.files import save_arrays, write_atomically
from plan.run_directory import RunDirectory

SCHEMA = Schema(
    columns=(
        Column(name="width", type="number", decimals=2, missing=0.1, missing_text="NA"),
        Column(name="count", type="integer"),
        Column(name="colour", type="category", categories=("red", "blue, dark")),
        Column(name="picked", type="date", date_format="%Y-%m-%d"),
    ),
    target="kind",
    classes=("apple", "<pear>"),
    left_out=(LeftOut(name="id", why="an id"), LeftOut(name="farm", why="", constant="home")),
    order=("id", "colour", "width", "kind", "count", "picked", "farm"),
)
ORDER = ["colour", "width", "kind", "count", "picked", "farm"]


def rows(count, seed):
    rng = np.random.default_rng(seed)
    width = rng.integers(100, 999, count) / 100
    width[::7] = np.nan
    columns = [width, rng.integers(3, 90, count), rng.integers(0, 2, count)]
    return np.stack([*columns, 19_000 + rng.permutation(count)], axis=1).astype(np.float64)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("run") / "standard-seed0"
    data = {
        "dataset": "fruits",
        "title": "Fruits",
        "provenance": "From a farm.",
        "kind": "table",
        "all_classes": list(SCHEMA.classes),
        "classes": list(SCHEMA.classes),
        **TableKind(SCHEMA).recorded(),
    }
    gan = {"networks": "rows", "loss": "relativistic", "updates": 2000, "epochs": None}
    config = {"gan": gan, "preset": "standard", "seed": 0, "split_seed": 0}
    record = {
        "config": config,
        "data": data,
        "environment": {"commit": "abc", "packages": {}},
        "command": ["python", "run_experiment.py", "--dataset", "fruits.csv"],
        "started": "2026-01-02T03:04:05+00:00",
    }
    write_atomically(root / "run.json", json.dumps(record))
    directory = RunDirectory(root, SCHEMA.classes)
    for seed, name in enumerate(SCHEMA.classes):
        unit, path = directory.synthesis_unit(name), directory.drawn_file("drawn", name)
        save_arrays(path, {"images": rows(60, seed)})
        unit.finish({}, [path])
    return root


@pytest.fixture(scope="module")
def exported(root):
    target = root.parent / "set"
    assert run_export([str(root), "--to", str(target)], Console(quiet=True)) == 0
    return target


def test_what_is_written(exported):
    files = {p.relative_to(exported).as_posix() for p in exported.rglob("*") if p.is_file()}
    csvs = {name for name in files if name.startswith("synthetic/")}
    assert files - csvs == {"README.md", "croissant.json", "synthetic.parquet"}
    assert "synthetic/apple.csv" in csvs and len(csvs) == 2


def test_a_class_is_a_file_as_the_real_one_is(exported):
    table = pd.read_csv(exported / "synthetic" / "apple.csv", dtype=str, keep_default_na=False)
    assert list(table) == ORDER and len(table) == 60
    assert set(table["kind"]) == {"apple"} and set(table["farm"]) == {"home"}
    assert set(table["colour"]) == {"red", "blue, dark"}
    widths = np.where(
        table["width"] == "NA", np.nan, table["width"].replace("NA", "0").astype(float)
    )
    np.testing.assert_array_equal(widths, rows(60, 0)[:, 0])


def test_all_classes_are_one_file_with_types(exported):
    table = pd.read_parquet(exported / "synthetic.parquet")
    assert list(table) == ORDER and table["kind"].value_counts().to_dict() == {
        "apple": 60, "<pear>": 60,
    }  # fmt: skip
    assert table["width"].dtype == np.float64 and table["count"].dtype == pd.Int64Dtype()
    expected = np.concatenate([rows(60, 0), rows(60, 1)])
    np.testing.assert_array_equal(table["width"], expected[:, 0])
    np.testing.assert_array_equal(table["count"], expected[:, 1])
    assert table["picked"][0] == np.datetime64(int(expected[0, 3]), "D")


def test_read_again_it_has_the_same_schema(exported):
    """Names, types, order, categories and decimals; the ranges are those of what was drawn."""
    request = TableRequest(target="kind")
    again = load_table_file(Place(path=exported / "synthetic.parquet"), request)
    schema = again.kind.schema
    assert list(schema.order) == ORDER and set(again.class_names) == set(SCHEMA.classes)
    found = {column.name: column for column in schema.columns}
    for wanted in SCHEMA.columns:
        assert found[wanted.name].type == wanted.type
        assert set(found[wanted.name].categories) == set(wanted.categories)
        assert found[wanted.name].decimals == wanted.decimals
        assert found[wanted.name].has_gaps == wanted.has_gaps


def test_the_card_says_how_to_load_it(exported):
    text = (exported / "README.md").read_text("utf-8")
    assert "- tabular-classification\n" in text and "- n<1K\n" in text
    assert 'read_parquet("DIR/synthetic.parquet")' in text and "keras" not in text
    assert "| apple | `synthetic/apple.csv` | 60 |" in text
    assert "<pear>" not in text and "&lt;pear&gt;" in text


def test_croissant_is_valid_and_reads_every_row(exported):
    import mlcroissant

    loaded = mlcroissant.Dataset(jsonld=str(exported / "croissant.json"))
    assert not loaded.metadata.ctx.issues.errors and not loaded.metadata.ctx.issues.warnings
    records = list(loaded.records("rows"))
    assert len(records) == 120
    counts = [int(record["rows/count"]) for record in records]
    assert counts == np.concatenate([rows(60, 0), rows(60, 1)])[:, 1].tolist()
    assert records[0]["rows/kind"] == b"apple"


def test_the_arms_that_are_named_are_those_of_the_runs_kind(root, tmp_path):
    words = [str(root), "--to", str(tmp_path / "set"), "--arm", "original"]
    named = "bootstrap, copula, gaussian, interpolated, marginals, synthetic, found 'original'"
    with pytest.raises(UserError, match=f"--arm: expected one of {named}"):
        run_export(words, Console(quiet=True))


def test_what_is_not_there_is_said_in_the_word_of_the_kind(root, tmp_path):
    words = [str(root), "--to", str(tmp_path / "set"), "--arm", "copula"]
    with pytest.raises(UserError, match="expected rows of the arm copula, found no finished class"):
        run_export(words, Console(quiet=True))
