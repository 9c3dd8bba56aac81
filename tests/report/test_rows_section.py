"""The section on real and synthetic rows: values, names that are hostile, and odd tables."""

from html import escape

import numpy as np
import pytest

from arms.catalog import ARMS
from classifiers.tables.catalog import TABLE_CLASSIFIERS
from report.found import find
from report.row_pairs import rows_of_pairs
from report.sections import data_check, quality, rows
from tests.report.examples import AWKWARD, finish_split
from tests.report.table_runs import (
    CATEGORIES,
    HOSTILE,
    NUMBERS,
    finish_panel,
    finish_rows,
    made_table,
    right_in,
    table_run,
)


def finished(root, data=None, ingredients=("drawn", "marginals"), **fields):
    """A run whose drawn rows are the first training rows of each class."""
    run = table_run(root, data, **fields)
    finish_split(run)
    train = run.load_split().train
    for ingredient in ingredients:
        for index, name in enumerate(run.data.class_names):
            own = train[run.data.labels[train] == index][:12]
            finish_rows(run, ingredient, name, run.data.examples[own])
    return run


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    arms = ("original", "synthetic", "marginals")
    run = finished(tmp_path_factory.mktemp("rows"), arms=arms)
    for arm, share in zip(arms, (0.9, 0.6, 0.8)):
        finish_panel(run, arm, 0, right_in(run, dict.fromkeys(TABLE_CLASSIFIERS, share)))
    return run


@pytest.fixture(scope="module")
def content(run):
    return rows.build(find(run))


def test_pictures_are_of_the_gans_rows_and_of_every_control(content):
    assert set(content.files) == {
        "plots/columns_drawn.png", "plots/associations_drawn.png", "plots/columns_marginals.png",
        "plots/associations_marginals.png", "plots/plane.png",
    }  # fmt: skip


def test_rows_stand_as_in_their_file_and_names_are_escaped(run, content):
    html = content.html
    assert f'<th scope="col">{escape(HOSTILE, quote=False)}</th>' in html
    assert "<b>age</b>" not in html and AWKWARD not in html and "49" not in HOSTILE
    assert escape(AWKWARD) in html and "Cherbourg, France" in html
    assert html.count("<tr>") > 2 * 20  # twenty rows of each, and what stands above them
    train = run.load_split().train
    first = run.data.examples[np.random.default_rng(0).permutation(train)[0]]
    assert f"<td>{first[0]:.1f}</td>" in html or f"<td>{first[0]:.0f}</td>" in html


def test_the_page_says_what_controls_are_and_how_the_gan_stands_to_them(content):
    html = content.html
    assert ARMS["marginals"].about in html
    assert "60.00 %" in html and "80.00 %" in html and "+20.00" in html
    assert "each column drawn on its own" in html
    assert "They are about nobody" in html and "image" not in html.replace(
        "data:image", ""
    ).replace("<img", "")


def test_without_the_controls_result_nothing_is_compared(tmp_path):
    html = rows.build(find(finished(tmp_path))).html
    assert "beside the controls" not in html and "Columns of the control marginals" in html


def test_a_class_whose_rows_are_missing_leaves_the_real_ones_and_the_controls(tmp_path):
    run = finished(tmp_path, ingredients=("marginals",))
    finish_rows(run, "drawn", "no", run.data.examples[:3])
    content = rows.build(find(run))
    assert "plots/columns_drawn.png" not in content.files
    assert "plots/columns_marginals.png" in content.files
    assert "Real training rows: 20" in content.html and "Synthetic rows:" not in content.html
    nothing = rows.build(find(finished(tmp_path / "none", ingredients=())))
    assert nothing.files == {} and "Real training rows: 20" in nothing.html


@pytest.mark.parametrize(
    "columns",
    [(HOSTILE,), ("sex",), tuple(NUMBERS), tuple(CATEGORIES)],
    ids=["one number", "one category", "numbers alone", "no number"],
)
def test_odd_tables_are_drawn(tmp_path, columns):
    run = finished(tmp_path, made_table(columns), ingredients=("drawn",))
    content = rows.build(find(run))
    assert len(content.files) == 3
    assert content.html.count('<th scope="col">') == 2 * (len(columns) + 1)


def test_closest_pairs_are_rows_and_equal_values_are_marked(run):
    found, examples = find(run), run.data.examples
    other = examples[1].copy()
    other[2:] = examples[0][2:]
    pairs = {
        "drawn": examples[:1], "training": examples[:1], "held_out": other[None],
        "distances": np.array([[0.0, 1.25]]), "class_index": np.array([1]),
    }  # fmt: skip
    ((drawn, trained, held_out),) = rows_of_pairs(found, pairs)
    assert [each.name for each in (drawn, trained, held_out)] == [
        "drawn", "nearest trained on", "nearest held out"
    ]  # fmt: skip
    assert (drawn.distance, trained.distance, held_out.distance) == (None, 0.0, 1.25)
    assert all(same for _, same in trained.cells) and not all(same for _, same in held_out.cells)
    assert [same for _, same in held_out.cells[2:]] == [True] * 3  # the class among them
    assert drawn.cells[-1][0] == run.data.class_names[1]


def test_the_check_shows_its_table_of_columns(run):
    html = data_check.build(find(run)).html
    assert "The columns: 4" in html and escape(HOSTILE, quote=False) in html
    assert "Sizes" not in html and "Modes" not in html
    assert "<b>age</b>" not in html


def test_symptoms_speak_of_rows_and_know_that_rows_are_equal_by_chance(run):
    assert not run.data.kind.equal_is_copied
    said = quality._said_of("replaying", ["a", "b"], find(run).examples)
    assert said.startswith("Classes a and b are replaying: their rows repeat training rows.")
