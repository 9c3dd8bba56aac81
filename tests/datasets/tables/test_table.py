"""From texts to a data set: roles of columns, leaks, test files, groups, the check."""

import numpy as np
import pytest

from datasets.splits import draw_split
from foundation.errors import UserError
from tests.datasets.tables.made import dataset, remarks

SIZE = [f"{n * 7 % 40}.5" for n in range(40)]
PAIRS = [("a", "b")[n // 3 % 2] for n in range(40)]


def left_out(data):
    return {entry.name: entry.why for entry in data.kind.schema.left_out}


def test_the_target_by_its_name_or_by_the_option():
    data = dataset(
        {"size": SIZE, "Survived": PAIRS, "label": SIZE[::-1], "class": SIZE},
        ignore=("label", "class"),
    )
    assert data.kind.schema.target == "Survived" and data.class_names == ("a", "b")
    assert "The target is 'Survived', by its name" in remarks(data)
    assert data.examples[:, 0].tolist() == [float(text) for text in SIZE]
    data = dataset({"size": SIZE, "class": SIZE, "mark": PAIRS}, target="mark", ignore=("class",))
    assert data.kind.schema.target == "mark" and "by its name" not in remarks(data)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"target": "clas"},
            "--target: expected a column of Made, found 'clas'.* Did you mean 'class'",
        ),
        (
            {"target": "size"},
            "--target: expected a column of classes, .*40 different numbers.*-bins 3",
        ),
        ({"ignore": ("sizes",)}, "--ignore: expected a column .*Did you mean 'size'"),
        (
            {"group": "owner"},
            "--group: expected a column of Made, found 'owner'; it has 'size' and",
        ),
        ({"ignore": ("class",)}, "--target: expected the name of the column .*Made has 'size'"),
        ({"ignore": ("size",)}, "expected a column to tell 'class' from, .*size: by --ignore"),
        ({"target": "class", "group": "class"}, "target: expected a column that is neither"),
        ({"target_bins": 3}, "--target-bins: expected a target that is a number, found 'class'"),
        ({"target_bins": 1}, "target_bins: expected from 2 to 20, found 1"),
    ],
)
def test_what_cannot_be_asked_for(options, said):
    with pytest.raises(UserError, match=said):
        dataset({"size": SIZE, "class": PAIRS}, **options)


def test_a_target_with_gaps_and_one_of_nothing():
    target = [None if n % 10 == 0 else PAIRS[n] for n in range(40)]
    data = dataset({"size": SIZE, "class": target})
    assert len(data.examples) == 36 and "Left out for want of a target: 4 rows." in remarks(data)
    with pytest.raises(UserError, match="--target: expected values in 'class' of Made, found none"):
        dataset({"size": SIZE, "class": [None] * 40})
    with pytest.raises(UserError, match="40 different texts in 40 rows"):
        dataset({"size": SIZE, "class": [f"c{n}" for n in range(40)]})


@pytest.mark.parametrize("rows", [0, 1])
def test_no_row_and_one(rows):
    with pytest.raises(UserError, match="found none" if rows == 0 else "all rows have one value"):
        dataset({"size": SIZE[:rows], "class": PAIRS[:rows]})


def test_a_column_that_says_the_target_is_left_out():
    alive = ["yes" if name == "a" else "no" for name in PAIRS]
    body = [str(n * n) if name == "b" else None for n, name in enumerate(PAIRS)]
    almost = ["no", *alive[1:]]
    data = dataset({"alive": alive, "body": body, "almost": almost, "size": SIZE, "class": PAIRS})
    assert left_out(data) == {
        "alive": "says the target: each of its values belongs to one class",
        "body": "says the target: whether it has a value tells the class",
    }
    assert [column.name for column in data.kind.schema.columns] == ["almost", "size"]


def test_bins_are_quantiles_of_the_rows_outside_the_test_set():
    target = [str(n * n) for n in range(60)]
    columns = {"size": (SIZE * 2)[:60], "y": target}
    data = dataset(columns, target="y", target_bins=3)
    values = np.arange(60) ** 2
    edges = np.quantile(values[~data.test_mask], [1 / 3, 2 / 3], method="lower")
    np.testing.assert_array_equal(data.labels, np.searchsorted(edges, values))
    assert data.test_mask.sum() == 12
    assert data.class_names == (
        f"up to {edges[0]:g}",
        f"above {edges[0]:g} to {edges[1]:g}",
        f"above {edges[1]:g}",
    )
    assert "cut into 3 classes by quantiles of 48 rows outside the test set" in remarks(data)
    split = draw_split(data, split_seed=0, samples_per_class=None, selection="last")
    np.testing.assert_array_equal(split.test, np.flatnonzero(data.test_mask))


def test_a_given_test_file():
    test = {"class": ["b", "a", "a"], "size": [SIZE[0], "77.5", SIZE[3]], "more": ["1", "2", "3"]}
    data = dataset({"size": SIZE, "class": PAIRS}, test=test)
    # The first row of the test is of another class, the third is not: row 3 is b.
    assert data.test_mask.sum() == 3 and len(data.examples) == 43
    test["class"] = ["a", "a", "b"]
    data = dataset({"size": SIZE, "class": PAIRS}, test=test)
    assert data.test_mask.sum() == 3 and (~data.test_mask).sum() == 38
    assert "Taken out of training, equal to a test row: 2 rows." in remarks(data)
    for column, said in (("size", "found none called 'size'"), ("class", "called 'class'")):
        with pytest.raises(UserError, match=f"--test: expected the columns of Made.*{said}"):
            dataset(
                {"size": SIZE, "class": PAIRS}, test={k: v for k, v in test.items() if k != column}
            )
    with pytest.raises(UserError, match="found 'c' in the test rows alone"):
        dataset({"size": SIZE, "class": PAIRS}, test=test | {"class": ["a", "a", "c"]})


def test_groups_stay_on_one_side():
    owner = [f"o{n // 4}" for n in range(40)]
    data = dataset({"size": SIZE, "class": PAIRS, "owner": owner}, group="owner")
    assert left_out(data) == {"owner": "the groups of --group"}
    split = draw_split(data, split_seed=0, samples_per_class=None, selection="validation")
    sides = [set(data.groups[rows]) for rows in (split.train, split.validation, split.test)]
    assert all(sides) and len(set.union(*sides)) == sum(map(len, sides)) == 10
    test = {"size": ["1.25", "2.25"], "class": ["a", "b"], "owner": ["o3", None]}
    data = dataset({"size": SIZE, "class": PAIRS, "owner": owner}, test=test, group="owner")
    assert (~data.test_mask).sum() == 36
    assert "Taken out of training, of a group with test rows: 4 rows." in remarks(data)


def test_rows_that_are_alike_stay_and_are_counted():
    data = dataset({"size": ["1.5", "2.5", "3.5", "3.5"] * 10, "class": PAIRS})
    split = draw_split(data, split_seed=0, samples_per_class=None, selection="last")
    assert len(split.left_out) == 0 and len(split.train) + len(split.test) == 40
    assert "37 rows (92 %) equal an earlier one in all columns that take part" in remarks(data)


def test_the_table_of_columns():
    columns = {
        "size": SIZE,
        "gain": ["0"] * 20 + [str(n * n) for n in range(20)],
        "cabin": [None if n % 3 else f"C{n}" for n in range(40)],
        "id": [str(n) for n in range(40)],
        "same": ["x"] * 40,
        "class": PAIRS,
    }
    (table,) = dataset(columns).inspection.tables
    cells = {row[0]: row[1:] for row in table.rows}
    assert cells == {
        "size": ("number", "", "40", "0.5 to 39.5", "taken as it is"),
        "gain": (
            "integer",
            "",
            "20",
            "0 to 361",
            "0 is a category of its own: in 30 % of the rows or more",
        ),
        "cabin": (
            "yes/no",
            "26",
            "14",
            "C0, C3, C6, ...",
            "whether there is a value: 65 % have none",
        ),
        "id": ("id", "", "40", "0, 1, 2, ...", "left out: a running number"),
        "same": ("constant", "", "1", "x", "left out: all rows have one value; written back"),
    }


def test_the_checksum_says_what_values_stand_for():
    kinds = {"kind": ["u", "v", "w", "w"] * 10}
    other = {"kind": ["x", "y", "z", "z"] * 10}
    assert np.array_equal(dataset(kinds).examples, dataset(other).examples)
    assert dataset(kinds).checksum != dataset(other).checksum
    owner = [f"o{n // 4}" for n in range(40)]
    grouped = dataset(kinds | {"owner": owner}, group="owner")
    assert grouped.checksum != dataset(kinds | {"owner": owner}, ignore=("owner",)).checksum


def test_a_class_that_is_too_small_is_named():
    data = dataset({"size": SIZE, "class": ["rare", *PAIRS[1:]]})
    problems = {found.class_name: found.problems for found in data.inspection.classes}
    assert problems["rare"] == ("too few rows to split; --classes leaves it out",)
    with pytest.raises(UserError, match=r"'rare' \(1 test and 0 other rows\)\. --classes leaves"):
        draw_split(data, split_seed=0, samples_per_class=None, selection="last")
