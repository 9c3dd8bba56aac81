"""The judge's halves: equal examples on one side, and nothing else than training examples."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from classifiers.options import ClassifierConfig
from classifiers.tables import boosting
from datasets.catalog import load
from experiment import judge as judge_module
from experiment.judge import divide, eyes_of_rows, load_judge
from experiment.stages import judge as stage
from tests.report.examples import finish_split, make_run
from tests.report.table_runs import table_run

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def data():
    return load("digits", None)


def test_each_class_is_divided_in_two_about_equal_halves(data):
    train = np.arange(200, 1500)
    learned, compared = divide(data, train, 0)
    assert np.array_equal(np.union1d(learned, compared), train)
    assert not set(learned) & set(compared) and learned.dtype == compared.dtype == np.int64
    for index in range(10):
        halves = [(data.labels[rows] == index).sum() for rows in (learned, compared)]
        assert abs(halves[0] - halves[1]) <= 3
    assert not np.array_equal(divide(data, train, 1)[0], learned)


def test_a_class_is_divided_alike_whatever_the_others(data):
    train = np.arange(600)
    alone = train[data.labels[train] == 3]
    among, _ = divide(data, train, 0)
    assert np.array_equal(divide(data, alone, 0)[0], among[data.labels[among] == 3])


def test_equal_examples_stay_together(data):
    twins = dataclasses.replace(data, examples=data.examples[np.arange(len(data.labels)) // 2 * 2])
    twins = dataclasses.replace(twins, labels=twins.labels[np.arange(len(data.labels)) // 2 * 2])
    learned, compared = divide(twins, np.arange(1000), 0)
    assert not set(learned // 2) & set(compared // 2)


def test_of_fewer_than_four_all_are_learned_from(data):
    rows = [np.flatnonzero(data.labels == index)[:count] for index, count in ((0, 3), (1, 4))]
    learned, compared = divide(data, np.sort(np.concatenate(rows)), 0)
    assert set(rows[0]) <= set(learned) and len(compared) == 2
    assert set(compared) < set(rows[1])


@pytest.mark.parametrize(
    ("config", "updates"),
    [
        (ClassifierConfig(updates=90), 30),
        (ClassifierConfig(updates=None, epochs=3, batch_size=10), 10),
        (ClassifierConfig(updates=1), 1),
    ],
)
def test_it_has_a_third_of_an_arms_updates(config, updates):
    made = stage.judge_config(config, 95)
    assert (made.updates, made.epochs, made.evaluations) == (updates, None, 1)


def test_it_learns_from_one_half_and_is_loaded_with_its_rows(digits, tmp_path):
    run = make_run(
        digits, tmp_path, names=("0", "1"), arms=("gaussian",),
        classifier=ClassifierConfig(updates=300),
    )  # fmt: skip
    finish_split(run)
    task = run.plan.judge()
    stage.make(run, task)
    assert task.is_done() and not (tmp_path / "judge" / "checkpoint.npz").exists()
    judge, split = load_judge(run), run.load_split()
    assert np.array_equal(np.union1d(judge.learned, judge.compared), split.train)
    assert np.array_equal(judge.held_out, split.test)
    record = task.unit.record()
    assert (record["updates"], record["training_images"]) == (100, len(judge.learned))
    seen = judge.see(run.data.examples[judge.compared])
    accuracy = np.mean(seen.named == run.data.labels[judge.compared])
    assert accuracy == pytest.approx(record["accuracy_on_compared"]) and accuracy > 0.7


def test_the_judge_of_rows_is_trained_once_in_a_process_and_says_the_same(tmp_path, monkeypatch):
    run, trained, fit = table_run(tmp_path), [], boosting.fit

    def counted(lesson, seed):
        trained.append((len(lesson.labels), seed))
        return fit(lesson, seed)

    monkeypatch.setattr(boosting, "fit", counted)
    judge_module._taught.cache_clear()
    rows, asked = np.arange(60), run.data.examples[60:]
    first, second = (eyes_of_rows(run, rows)(asked) for _ in range(2))
    assert len(trained) == 1 and np.array_equal(first.probabilities, second.probabilities)
    judge_module._taught.cache_clear()
    anew = eyes_of_rows(run, rows)(asked)
    assert len(trained) == 2 and np.array_equal(anew.probabilities, first.probabilities)
    # Other rows, another seed, other data: another judge.
    moved = dataclasses.replace(run.data, labels=1 - run.data.labels)
    reseeded = dataclasses.replace(run.config, seed=1)
    eyes_of_rows(run, np.arange(40))
    eyes_of_rows(dataclasses.replace(run, config=reseeded), rows)
    other = eyes_of_rows(dataclasses.replace(run, data=moved), rows)(asked)
    assert [count for count, _ in trained] == [60, 60, 40, 60, 60] and len(set(trained)) == 3
    assert not np.allclose(other.probabilities, first.probabilities)
    assert judge_module._taught.cache_info().currsize == 2
    judge_module._taught.cache_clear()


def test_held_out_rows_go_to_the_judge_alone_and_its_training_never_names_them():
    readers = {
        path.relative_to(REPOSITORY).as_posix()
        for package in ("arms", "classifiers", "experiment", "gan", "plan", "report", "training")
        for path in (REPOSITORY / package).rglob("*.py")
        if "held_out_rows" in path.read_text("utf-8")
    }
    measuring = {"experiment/panel.py", "experiment/inside/judged_rows.py"}
    assert readers == {"classifiers/evaluation.py", "experiment/judge.py"} | measuring
    assert "held_out" not in (REPOSITORY / "experiment/stages/judge.py").read_text("utf-8")
