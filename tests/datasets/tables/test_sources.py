"""Tables by name."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris

from datasets import catalog
from datasets.source_options import SourceOptions
from datasets.tables import sources
from datasets.tables.options import TableRequest
from foundation.errors import UserError
from tests.datasets.tables.made import titanic


@pytest.mark.parametrize(
    ("name", "shape", "classes"),
    [
        ("iris", (150, 4), ("setosa", "versicolor", "virginica")),
        ("wine", (178, 13), ("class_0", "class_1", "class_2")),
        ("breast_cancer", (569, 30), ("benign", "malignant")),
    ],
)
def test_what_comes_with_scikit_learn(name, shape, classes):
    data = catalog.load(name, None)
    assert (data.examples.shape, data.class_names, data.name) == (shape, classes, name)
    assert {column.type for column in data.kind.schema.columns} <= {"number", "integer"}


def test_values_are_those_of_scikit_learn():
    data, bundle = catalog.load("iris", None), load_iris()
    np.testing.assert_array_equal(data.examples, bundle.data)
    np.testing.assert_array_equal(data.labels, bundle.target)
    assert {column.decimals for column in data.kind.schema.columns} == {1}


def test_a_file_of_the_users_own(tmp_path):
    (tmp_path / "titanic").mkdir()
    (tmp_path / "titanic" / "train.csv").write_text(titanic())
    data = catalog.load("titanic", tmp_path)
    assert (data.name, data.title, data.kind.schema.target) == ("titanic", "Titanic", "Survived")
    assert "titanic/train.csv in the directory of data sets" in data.provenance


def test_openml(tmp_path):
    asked = []

    def fetch(**options):
        asked.append(options)
        frame = pd.DataFrame(
            {
                "age": [22.0, None, 38.5, 40.0] * 9,
                "sex": pd.Categorical(["male", "female", "male"] * 12),
                "boat": ["2", None] * 18,
                "survived": pd.Categorical(["0", "0", "0", "1"] * 9),
            }
        )
        return SimpleNamespace(frame=frame)

    data = sources.load_fetched(
        tmp_path, TableRequest(), name="titanic", source=sources.TITANIC, fetch=fetch
    )
    assert asked == [
        {"data_id": 40945, "as_frame": True, "data_home": tmp_path / "openml", "n_retries": 1}
    ]
    assert [column.name for column in data.kind.schema.columns] == ["sex"]
    assert {entry.name: entry.why for entry in data.kind.schema.left_out}["boat"] == "by --ignore"


def test_without_a_network_the_steps_are_said(tmp_path):
    def fetch(**options):
        raise OSError("no route\nto host")

    with pytest.raises(UserError) as error:
        sources.load_fetched(
            tmp_path, TableRequest(), name="adult", source=sources.ADULT, fetch=fetch
        )
    text = str(error.value)
    assert "\n" not in text and "adult/adult.csv or a connection to openml.org" in text
    assert "--dataset kaggle:uciml/adult-census-income:adult.csv" in text


def test_a_table_by_name_takes_no_test_file():
    options = SourceOptions(table=TableRequest(test="t.csv"))
    with pytest.raises(UserError, match="--test: expected a table that is given by its path"):
        catalog.load("iris", None, options)
