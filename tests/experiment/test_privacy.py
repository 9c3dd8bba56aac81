"""The unit on privacy: who has which role, and replaying generators against honest samples."""

import numpy as np
import pytest

from classifiers.options import ClassifierConfig
from experiment.privacy_roles import MOST_CANDIDATES, assign_roles
from experiment.stages import judge as judge_stage
from experiment.stages import privacy as stage
from foundation.files import load_arrays, save_arrays
from metrics.privacy import FRESH, REPLAYED
from report.privacy_table import finished_privacy, load_table, pairs_path, rows_path, table_path
from tests.report.examples import finish_split, make_run

NAMES = tuple(str(digit) for digit in range(10))
HASHES = {}


@pytest.fixture(scope="module")
def run(digits, tmp_path_factory):
    """A run on the digits with a judge, whose classifier learns in a second."""
    made = make_run(
        digits, tmp_path_factory.mktemp("run"), names=NAMES, arms=("original", "synthetic"),
        classifier=ClassifierConfig(updates=300),
    )  # fmt: skip
    finish_split(made)
    judge_stage.make(made, made.plan.judge())
    return made


def drawn_as(run, choose):
    """The table of an arm `synthetic` whose generators draw what `choose` makes of a class."""
    for name in run.data.class_names:
        path = run.run_directory.synthetic_file(name)
        save_arrays(path, {"images": choose(run, name)})
        task = run.plan.synthesis(name)
        task.unit.finish(task.settings, [path])
    task = run.plan.privacy("synthetic")
    stage.make(run, task)
    return load_table(table_path(task))


def replays(run, name):
    return run.class_examples(run.load_split(), name)


def honest(run, name):
    """Real examples that no training saw: the validation split and half of the test split."""
    split = run.load_split()
    of_class = run.data.labels == run.class_index(name)
    rows = load_arrays(rows_path(run.plan.privacy("synthetic")))["fresh"]
    return run.data.examples[rows[of_class[rows]]] if len(rows) else split.test


def test_no_row_has_two_roles_and_test_examples_are_never_a_reference():
    compared, validation, test = np.arange(100), np.arange(100, 130), np.arange(200, 260)
    roles = assign_roles(compared, validation, test, 0)
    assert [len(part) for part in roles] == [30, 30, 30, 100]
    assert set(roles.training) <= set(compared) and set(roles.held_out) <= set(test)
    assert set(roles.held_out) | set(roles.fresh) == set(test)
    assert set(roles.reference) == set(validation) | set(compared) - set(roles.training)
    assert len(np.unique(np.concatenate(roles))) == 190
    assert not np.array_equal(assign_roles(compared, validation, test, 1).training, roles.training)


def test_roles_do_not_depend_on_the_order_of_rows_and_are_bounded():
    compared, test = np.arange(5000), np.arange(5000, 15_000)
    roles = assign_roles(compared, compared[:0], test, 3)
    again = assign_roles(compared[::-1], compared[:0], test[::-1], 3)
    assert all(np.array_equal(one, other) for one, other in zip(roles, again))
    assert [len(part) for part in roles] == [MOST_CANDIDATES] * 4
    few = assign_roles(compared[:3], compared[:0], test, 0)
    assert [len(part) for part in few] == [3, 3, MOST_CANDIDATES, 0]


def test_a_generator_that_replays_is_caught(run):
    table = drawn_as(run, replays)
    assert table.get("exact_copies").value == 1 > 0 == table.get("exact_copies", FRESH).value
    closer, floor = table.get("closer_to_training"), table.get("closer_to_training", FRESH)
    assert closer.low > floor.high and floor.low < 0.5 < floor.high
    assert table.get("near_copies").low > table.get("near_copies", FRESH).high
    assert table.get("near_copies").low > table.get("near_held_out").high
    worst = table.get("worst_auc")
    assert worst.value > 0.95 and worst.low > 0.9
    assert table.get("worst_auc", REPLAYED).value > 0.95
    assert table.get("worst_auc", FRESH).low < 0.5 < table.get("worst_auc", FRESH).high
    assert not table.has("worst_hits") and table.get("worst_hits").count == worst.count < 300
    pairs = load_arrays(pairs_path(run.plan.privacy("synthetic")))
    assert np.array_equal(pairs["drawn"], pairs["training"])
    assert (pairs["distances"][:, 0] == 0).all() and (pairs["distances"][:, 1] > 0).all()
    assert np.array_equal(pairs["real"], pairs["nearest_drawn"]) and len(pairs["real"]) == 10


def test_honest_examples_are_left_alone(run):
    table = drawn_as(run, replays)
    table = drawn_as(run, honest)
    for name in ("closer_to_training", "near_copies", "exact_copies", "worst_auc"):
        assert table.get(name) == table.get(name, FRESH), name
    closer, worst = table.get("closer_to_training"), table.get("worst_auc")
    assert closer.low < 0.5 < closer.high and worst.low < 0.5 < worst.high
    assert table.get("worst_auc", REPLAYED).value > 0.95
    pairs = load_arrays(pairs_path(run.plan.privacy("synthetic")))
    assert (np.diff(pairs["distances"][:, 0]) >= 0).all() and len(pairs["drawn"]) == 10
    assert finished_privacy(run)["synthetic"].get("worst_auc") == worst
    print(
        *[(f.name, f.subject, f.estimate) for f in table.figures if f.class_name is None], sep="\n"
    )


def test_no_test_example_is_a_member_or_a_reference_shown_by_hashes(run):
    drawn_as(run, replays)
    task, split = run.plan.privacy("synthetic"), run.load_split()
    rows = load_arrays(rows_path(task))
    pixels = {
        part: {run.data.examples[row].tobytes() for row in chosen} for part, chosen in rows.items()
    }
    test = {run.data.examples[row].tobytes() for row in split.test}
    assert pixels["held_out"] | pixels["fresh"] <= test
    assert not (pixels["training"] | pixels["reference"]) & test
    halves = load_arrays(run.plan.judge().unit.directory / "halves.npz")
    assert set(rows["training"]) <= set(halves["compared"]) <= set(split.train)
    assert task.unit.record()["examples_of_each_role"] == {n: len(r) for n, r in rows.items()}
