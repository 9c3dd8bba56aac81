"""What is written can be read again as the same table; random tables go all the way."""

import dataclasses
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasets.fetching.place import Place
from datasets.splits import draw_split
from datasets.tables.encoding import ENCODINGS, TableEncoding
from datasets.tables.options import TableRequest
from datasets.tables.reading import read_table
from datasets.tables.table_file import load_table_file
from datasets.tables.writing import write_csv, write_parquet, written_names
from foundation.errors import UserError
from tests.datasets.tables.made import dataset, titanic


@pytest.fixture
def passengers(tmp_path):
    path = tmp_path / "train.csv"
    path.write_text(titanic())
    return load_table_file(Place(path=path), TableRequest())


def rows_of_classes(data):
    return {name: data.examples[data.labels == k] for k, name in enumerate(data.class_names)}


def test_a_table_in_the_style_of_the_titanic(passengers):
    schema = passengers.kind.schema
    assert (passengers.name, schema.target, schema.classes) == ("train", "Survived", ("0", "1"))
    assert {column.name: column.type for column in schema.columns} == {
        **{"Pclass": "category", "Sex": "category", "Age": "number", "SibSp": "integer"},
        **{"Fare": "number", "Cabin": "yes/no", "Embarked": "category"},
    }
    assert {entry.name: entry.type for entry in schema.left_out} == {
        **{"PassengerId": "id", "Name": "free text", "Ticket": "free text"},
    }
    assert schema.columns[3].special == (0.0,) and schema.columns[5].is_presence


def test_what_is_written_is_read_as_the_same_table(passengers, tmp_path):
    parts = []
    for name, rows in rows_of_classes(passengers).items():
        passengers.kind.write(rows, tmp_path / name, name)
        parts.append((tmp_path / name / "rows.csv").read_text())
    header = "Survived,Pclass,Sex,Age,SibSp,Fare,Cabin,Embarked\n"
    assert all(part.startswith(header) for part in parts)
    (tmp_path / "all.csv").write_text(header + "".join(p.removeprefix(header) for p in parts))
    again = load_table_file(Place(path=tmp_path / "all.csv"), TableRequest())
    order = np.argsort(passengers.labels, kind="stable")
    np.testing.assert_array_equal(again.examples, passengers.examples[order])
    # Mean and spread are sums in another order.
    columns, before = (
        [dataclasses.replace(column, mean=0.0, spread=1.0) for column in schema.columns]
        for schema in (again.kind.schema, passengers.kind.schema)
    )
    assert columns == before
    assert dataclasses.replace(again.kind.schema, columns=()) == dataclasses.replace(
        passengers.kind.schema, columns=(), left_out=(), order=again.kind.schema.order
    )


def test_all_classes_in_one_parquet(passengers, tmp_path):
    path = tmp_path / "rows.parquet"
    write_parquet(passengers.kind.schema, rows_of_classes(passengers), path)
    frame = pd.read_parquet(tmp_path / "rows.parquet")
    assert list(frame.columns) == written_names(passengers.kind.schema)
    assert frame["SibSp"].dtype == "Int64" and frame["Fare"].dtype == "float64"
    again = load_table_file(Place(path=tmp_path / "rows.parquet"), TableRequest())
    order = np.argsort(passengers.labels, kind="stable")
    np.testing.assert_array_equal(again.examples, passengers.examples[order])
    for column, before in zip(again.kind.schema.columns, passengers.kind.schema.columns):
        assert (column.type, column.categories, column.special, column.decimals) == (
            *(before.type, before.categories, before.special, before.decimals),
        )


def test_dates_commas_constants_and_texts_for_no_value(tmp_path):
    day = [f"{n % 28 + 1:02d}.03.2024" for n in range(40)]
    columns = {
        "day": day,
        "price": [f"{n},{n % 10}0" for n in range(40)],
        "same": ["x;y"] * 40,
        "kind": ["u", "v", "?", "w"] * 10,
    }
    data = dataset(columns)
    schema = dataclasses.replace(data.kind.schema, delimiter=";")
    write_csv(schema, data.examples[:3], "a", tmp_path / "rows.csv")
    assert (tmp_path / "rows.csv").read_text() == (
        'day;price;same;kind;class\n01.03.2024;0,00;"x;y";u;a\n02.03.2024;1,10;"x;y";v;a\n'
        '03.03.2024;2,20;"x;y";?;a\n'
    )
    write_parquet(data.kind.schema, {"a": data.examples}, tmp_path / "rows.parquet")
    frame = pd.read_parquet(tmp_path / "rows.parquet")
    assert frame["day"].iloc[2] == pd.Timestamp("2024-03-03") and pd.isna(frame["kind"].iloc[2])


def test_a_kind_refuses_what_is_of_another_form(passengers):
    kind, rows = passengers.kind, passengers.examples
    for place, value in ((0, 3.0), (0, 0.5), (0, -1.0), (4, np.inf)):
        wrong = rows.copy()
        wrong[0, place] = value
        with pytest.raises(ValueError, match="must be"):
            kind.check(wrong)
    for options, said in (({"image_size": 32}, "--image-size"), ({"rgb": True}, "--rgb")):
        with pytest.raises(UserError, match=f"{said}: expected no option of images"):
            kind.fitted(rows, **options)
    assert kind.fitted(rows) == (kind, rows, "")
    with pytest.raises(ValueError, match="fitted on training rows, got none"):
        kind.encoding()


def test_distances_by_hand(passengers):
    kind = passengers.kind
    one, other = passengers.examples[:2].copy()
    age = kind.schema.places["Age"]
    one[age], other[:] = 30.0, one
    other[age] = 30.0
    vectors = kind.compared(np.stack([one, other]))
    assert np.linalg.norm(vectors[0] - vectors[1]) == 0
    other[age] += 2 * kind.schema.columns[age].spread
    other[1] = 1 - other[1]  # the other sex
    vectors = kind.compared(np.stack([one, other]))
    assert np.linalg.norm(vectors[0] - vectors[1]) == pytest.approx(np.sqrt(4 + 1))


CELL = st.one_of(
    st.none(),
    st.integers(-(10**18), 10**18).map(str),
    st.floats().map(repr),
    st.decimals(-1000, 1000, places=2).map(str),
    st.dates().map(str),
    st.sampled_from(["yes", "no", "a", "b", "c", "0", "1", "?", " x", "1,5", "01", "é;\n\"'"]),
    st.text(max_size=4),
)
COLUMN = st.one_of(
    *(st.lists(cells, min_size=12, max_size=12) for cells in (
        CELL,
        st.sampled_from(["0", "0", "1.5", "2", None]),
        st.integers(-50, 50).map(str),
        st.floats(-1e9, 1e9).map(lambda value: f"{value:.3f}"),
        st.dates().map(str),
        st.sampled_from(["red", "green", None]),
    ))
)  # fmt: skip


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(
    columns=st.lists(COLUMN, min_size=1, max_size=4),
    copies=st.sampled_from([0, 1, 5]),
    seed=st.integers(0, 99),
)
def test_any_table_is_refused_in_a_sentence_or_goes_there_and_back(
    columns, copies, seed, tmp_path_factory
):
    rows = 12 * copies
    texts = {f"c{place}": (values * copies)[:rows] for place, values in enumerate(columns)}
    texts["class"] = [("a", "b")[n // 3 % 2] for n in range(rows)]
    path = tmp_path_factory.mktemp("any") / "any.csv"
    frame = pd.DataFrame({name: pd.Series(v, dtype=object) for name, v in texts.items()})
    path.write_bytes(frame.to_csv(index=False).encode("utf-8", "replace"))
    try:
        data = load_table_file(Place(path=path), TableRequest())
    except UserError as error:
        assert "\n" not in str(error)
        return
    split = draw_split(data, split_seed=seed, samples_per_class=None, selection="last")
    training = data.examples[split.train]
    for name in ENCODINGS:
        encoding = data.kind.encoding(training, name)
        back = encoding.decode(encoding.encode(training))
        assert (np.isnan(back) == np.isnan(training)).all()
        assert (np.nan_to_num(np.abs(back - training)) <= encoding.errors).all()
        assert np.isfinite(encoding.encode(data.examples)).all()
        assert TableEncoding.from_arrays(encoding.to_arrays()) == encoding
        drawn = np.random.default_rng(seed).normal(0, 2, (40, *encoding.shape))
        fits(data, training, encoding.decode(drawn.astype(np.float32)))
    data.kind.write(training, path.parent, "a")
    assert list(read_table(path.parent / "rows.csv").frame.columns) == written_names(
        data.kind.schema
    )


def fits(data, training, drawn):
    """Rows of the schema, in the range of the training rows, with no gap where they have none."""
    data.kind.check(drawn)
    for values, known in zip(drawn.T, training.T, strict=True):
        assert not np.isnan(values).any() or np.isnan(known).any()
        present = values[~np.isnan(values)]
        if len(present):
            assert np.nanmin(known) <= present.min() and present.max() <= np.nanmax(known)


def test_no_text_of_a_file_is_more_than_text():
    text = io.StringIO("=cmd(),class\n=1+1,<b>\n=1+1,<b>\n=2,c\n=2,<b>\n=1+1,c\n")
    frame = pd.read_csv(text, dtype=str)
    table = dataset({name: frame[name].tolist() * 5 for name in frame.columns})
    assert table.class_names == ("<b>", "c") and table.kind.schema.columns[0].name == "=cmd()"
