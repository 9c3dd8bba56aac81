"""The unit on privacy: who has which role, and replaying generators against honest samples."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from classifiers.options import ClassifierConfig
from experiment.privacy_roles import MOST_CANDIDATES, assign_roles, without_twins
from experiment.stages import judge as judge_stage
from experiment.stages import privacy as stage
from foundation.files import load_arrays, save_arrays
from metrics.privacy import DRAWN, FRESH, REPLAYED
from report.found import find
from report.privacy_table import (
    finished_privacy,
    load_table,
    pairs_path,
    privacy_rows,
    rows_path,
    table_path,
)
from report.sections import privacy as section
from tests.report.examples import finish_split, make_run
from tests.report.table_runs import finish_rows, made_table, table_run

NAMES = tuple(str(digit) for digit in range(10))
NOTHING = np.empty(0, np.int64)


@pytest.fixture(scope="module")
def run(digits, tmp_path_factory):
    """A run on the digits with a judge, whose classifier learns in a second."""
    made = make_run(
        digits, tmp_path_factory.mktemp("run"), names=NAMES, arms=("original", "synthetic"),
        classifier=ClassifierConfig(updates=240),
    )  # fmt: skip
    finish_split(made)
    judge_stage.make(made, made.plan.judge())
    return made


def made_of(run, part):
    """Table, pairs and rows of an arm `synthetic` whose generators draw a part of the split."""
    rows = getattr(run.load_split(), part)
    for name in run.data.class_names:
        path = run.run_directory.synthetic_file(name)
        of_class = rows[run.data.labels[rows] == run.class_index(name)]
        save_arrays(path, {"images": run.data.examples[of_class]})
        task = run.plan.synthesis(name)
        task.unit.finish(task.settings, [path])
    task = run.plan.privacy("synthetic")
    stage.make(run, task)
    read = load_arrays(pairs_path(task)), load_arrays(rows_path(task))
    return load_table(table_path(task)), *read


@pytest.fixture(scope="module")
def replaying(run):
    return made_of(run, "train")


@pytest.fixture(scope="module")
def honest(run, replaying):
    return made_of(run, "validation")


def test_no_row_has_two_roles_and_test_examples_are_never_a_reference():
    compared, learned = np.arange(100), np.arange(100, 200)
    validation, test = np.arange(200, 210), np.arange(300, 360)
    roles = assign_roles(compared, learned, validation, test, 0)
    assert [len(part) for part in roles] == [55, 55, 15, 145]
    assert set(roles.training) <= set(compared) and set(roles.held_out) <= set(test)
    assert set(roles.held_out) | set(roles.fresh) == set(test) | set(validation)
    assert set(roles.reference) == set(learned) | set(compared) - set(roles.training)
    assert len(np.unique(np.concatenate(roles))) == 270
    other = assign_roles(compared, learned, validation, test, 1)
    assert not np.array_equal(other.training, roles.training)


def test_roles_do_not_depend_on_the_order_of_rows_and_are_bounded():
    compared, test = np.arange(5000), np.arange(5000, 15_000)
    roles = assign_roles(compared, NOTHING, NOTHING, test, 3)
    again = assign_roles(compared[::-1], NOTHING, NOTHING, test[::-1], 3)
    assert all(np.array_equal(one, other) for one, other in zip(roles, again))
    assert [len(part) for part in roles] == [MOST_CANDIDATES] * 4
    few = assign_roles(compared[:3], compared[3:6], compared[6:8], test, 0)
    assert [len(part) for part in few] == [3, 3, MOST_CANDIDATES, 3]
    assert set(compared[6:8]) <= set(few.fresh)


def test_twins_of_what_was_trained_on_are_left_out():
    groups = np.array([0, 1, 2, 1, 3, 0, 4, 4])
    rows = without_twins(np.array([5, 4, 3, 6, 7]), np.array([0, 1, 2]), groups)
    assert rows.tolist() == [4, 6, 7]  # 6 and 7 are twins of each other alone
    assert without_twins(NOTHING, np.array([0]), groups).tolist() == []


def test_a_validation_twin_of_a_training_image_is_not_fresh(run):
    """Copied over in the data that the unit sees: the same split, and two more equal images."""
    split, examples = run.load_split(), run.data.examples.copy()
    of_class = {part: rows[run.data.labels[rows] == 3] for part, rows in
                (("train", split.train), ("validation", split.validation))}  # fmt: skip
    twin, other = of_class["validation"][:2]
    judge = stage.load_judge(run)
    before = stage._Measuring(run, split, judge, "synthetic").roles("3")
    assert {twin, other} <= set(before.fresh)
    examples[twin] = examples[of_class["train"][0]]
    examples[other] = examples[split.train[run.data.labels[split.train] == 5][0]]  # any class
    made = replace(run, data=replace(run.data, examples=examples))
    after = stage._Measuring(made, split, judge, "synthetic").roles("3")
    assert not {twin, other} & set(np.concatenate(after))
    assert set(after.fresh) >= set(of_class["validation"]) - {twin, other}


def test_the_discriminator_is_asked_about_candidates_and_about_validation_images(run, monkeypatch):
    def pixels(examples):
        return examples.reshape(len(examples), -1).sum(axis=1, dtype=float)

    monkeypatch.setattr(stage._Measuring, "_logits", lambda self, name, asked, *rest: pixels(asked))
    split, data = run.load_split(), run.data
    measuring = stage._Measuring(run, split, stage.load_judge(run), "synthetic")
    of_class = measuring.roles("3")
    roles = of_class._replace(  # five test images are fresh as well
        training=of_class.training[5:],
        held_out=of_class.held_out[5:],
        fresh=np.sort(np.concatenate([of_class.fresh, of_class.held_out[:5]])),
    )
    found = measuring.evidence("3", data.examples[roles.fresh], roles)
    candidates = np.concatenate([roles.training, roles.held_out])
    assert found.logits.tolist() == pixels(data.examples[candidates]).tolist()
    validation = split.validation[data.labels[split.validation] == 3]
    assert found.validation_logits.tolist() == pixels(data.examples[validation]).tolist()
    assert 0 < len(validation) == len(roles.fresh) - 5


def test_a_generator_that_replays_is_caught(replaying):
    table, pairs, _ = replaying
    assert table.get("exact_copies").value == 1 > 0 == table.get("exact_copies", FRESH).value
    closer, floor = table.get("closer_to_training"), table.get("closer_to_training", FRESH)
    assert closer.low > 0.52 and floor.low < 0.5 < floor.high
    assert table.get("near_copies").low > table.get("near_copies", FRESH).high
    assert table.get("near_copies").low > table.get("near_held_out").high
    worst = table.get("worst_auc")
    assert worst.value > 0.95 and worst.low > 0.9
    assert table.get("worst_auc", REPLAYED).value > 0.95
    assert table.get("worst_auc", FRESH).low < 0.5 < table.get("worst_auc", FRESH).high
    assert table.get("worst_hits").value > 0.9 and worst.count >= 300
    assert np.array_equal(pairs["drawn"], pairs["training"])
    assert (pairs["distances"][:, 0] == 0).all() and (pairs["distances"][:, 1] > 0).all()
    assert np.array_equal(pairs["real"], pairs["nearest_drawn"]) and len(pairs["real"]) == 10


def test_honest_examples_are_left_alone(run, honest):
    table, pairs, _ = honest
    for name in ("closer_to_training", "near_copies", "exact_copies", "worst_auc"):
        assert table.get(name) == table.get(name, FRESH), name
    closer, worst = table.get("closer_to_training"), table.get("worst_auc")
    assert closer.low < 0.5 < closer.high and worst.low < 0.5 < worst.high
    assert table.get("worst_auc", REPLAYED).value > 0.95
    assert (np.diff(pairs["distances"][:, 0]) >= 0).all() and len(pairs["drawn"]) == 10
    assert finished_privacy(run)["synthetic"].get("worst_auc") == worst
    said = stage.ended(run, run.plan.privacy("synthetic"))
    assert "The worst attack on the synthetic images" in said and f"{worst.value:.3f}" in said


def test_pairs_are_of_one_class_and_no_nearer_one_is_passed_over(run, honest):
    _, pairs, rows = honest
    data, split = run.data, run.load_split()
    label = {data.examples[row].tobytes(): data.labels[row] for row in range(len(data.labels))}
    for part in ("drawn", "training", "held_out"):
        assert [label[each.tobytes()] for each in pairs[part]] == pairs["class_index"].tolist()
    for part in ("real", "nearest_drawn"):
        assert [label[each.tobytes()] for each in pairs[part]] == pairs["real_class_index"].tolist()
    see = stage.load_judge(run).see
    index = int(pairs["class_index"][0])
    features = {
        part: see(data.examples[chosen[data.labels[chosen] == index]]).features.astype(float)
        for part, chosen in (("drawn", split.validation), *rows.items())
    }
    gaps = features["drawn"][:, None] - features["training"][None]
    least = np.sqrt((gaps**2).sum(axis=2)).min()
    assert pairs["distances"][0, 0] == pytest.approx(least, rel=1e-4)


def test_no_test_example_is_a_member_or_a_reference_shown_by_hashes(run, honest):
    _, _, rows = honest
    task, split = run.plan.privacy("synthetic"), run.load_split()
    pixels = {
        part: {run.data.examples[row].tobytes() for row in chosen} for part, chosen in rows.items()
    }
    test = {run.data.examples[row].tobytes() for row in split.test}
    assert pixels["held_out"] <= test and not pixels["held_out"] & pixels["fresh"]
    assert not (pixels["training"] | pixels["reference"]) & test
    halves = load_arrays(run.plan.judge().unit.directory / "halves.npz")
    assert set(rows["training"]) <= set(halves["compared"]) <= set(split.train)
    assert set(rows["reference"]) <= set(split.train) - set(rows["training"])
    assert not set(rows["fresh"]) & set(split.train)
    assert task.unit.record()["examples_of_each_role"] == {n: len(r) for n, r in rows.items()}


def test_rows_that_are_equal_by_chance_stay_in_the_floor(tmp_path):
    run = table_run(tmp_path, made_table(("sex",)))  # every held-out row has a twin in training
    finish_split(run)
    split, name = run.load_split(), run.data.class_names[0]
    judge = SimpleNamespace(learned=split.train[::2], compared=split.train[1::2],
                            held_out=split.test)  # fmt: skip
    roles = stage._Measuring(run, split, judge, "drawn").roles(name)
    asked = np.concatenate([split.test, split.validation])
    own = asked[run.data.labels[asked] == 0]
    assert set(roles.held_out) | set(roles.fresh) == set(own) and len(roles.fresh) > 0


def test_of_rows_it_is_asked_what_can_be_guessed_of_them(tmp_path):
    run = table_run(tmp_path, made_table(count=600), arms=("original", "copula"))
    finish_split(run)
    judge_stage.make(run, run.plan.judge())
    train = run.load_split().train
    for index, name in enumerate(run.data.class_names):  # a generator that replays
        own = train[run.data.labels[train] == index]
        finish_rows(run, "copula", name, run.data.examples[own])
    task = run.plan.privacy("copula")
    stage.make(run, task)
    table = load_table(table_path(task))
    assert table.get("disclosure_members").value > 0.9
    difference, floor = (table.get("disclosure_difference", each) for each in (DRAWN, FRESH))
    assert difference.low > 0.2 and floor.low < 0 < floor.high
    assert table.get("disclosure_difference", REPLAYED).low > 0.2
    values = {row["metric"]: row["value"] for row in privacy_rows(run, {"copula": table})
              if row["class_name"] is None}  # fmt: skip
    assert values["privacy_disclosure_difference"] == difference.value
    assert values["privacy_disclosure_difference_floor"] == floor.value
    html = section.build(find(run)).html
    assert "gives away something of single training rows" in html
    for part in ("training rows", "held-out rows", "difference in points"):
        assert f"guessed columns: {part}" in html
    by_class = html[html.index("Class by class: copula") :]
    assert by_class.count("guessed columns: difference in points") == 1
    head, body = by_class.split("</tr></thead>")[0], by_class.split("<tbody>")[1]
    assert body.split("</tr>")[0].count("<td>") == head.count('<th scope="col"><small>')
