"""A classifier whose training is killed and gone on with, against the same one left in peace."""

import dataclasses
from contextlib import nullcontext

import numpy as np
import pandas as pd
import pytest

from arms import mixup
from augmentation.policies import choose_policy
from augmentation.transform import RandomTransform
from classifiers import trainer as module
from classifiers.evaluation import Evaluator
from classifiers.options import ClassifierConfig
from classifiers.source import build_classifier
from classifiers.trainer import ClassifierTrainer
from plan.unit import Unit
from tests.event_files import scalars_of
from training import checkpoint
from training.checkpoint import Checkpoint
from training.event_file import EventFile
from training.training_set import TrainingSet

POLICY = choose_policy("paper", mirror_safe=True, mirror_reason="because")
CONFIG = ClassifierConfig(updates=12, batch_size=8, evaluations=3, learning_rate=0.01)


class Killed(BaseException):
    """Nothing in the program catches it."""


def transformed(training):
    transform = RandomTransform(POLICY, seed=5)
    return dataclasses.replace(
        training, transform=transform, random_states=list(transform.variables)
    )


def blended(training):
    return mixup.treat(training, sources=None, seed=5)


@pytest.fixture
def start(digits, tmp_path, monkeypatch):
    """A function that trains a new model, as every start of the program does, and may be killed."""
    monkeypatch.setattr(checkpoint, "SECONDS_BETWEEN_SAVES", 0.0)
    # Shorter than the four updates between two points, so that a kill can come between them.
    monkeypatch.setattr(module, "_UPDATES_PER_CALL", 3)

    def train(name, *, killed_at=99, select_best=True, held_out=True, make=transformed):
        training = make(TrainingSet(digits.examples[:50], digits.labels[:50]))
        model = build_classifier((16, 16, 1), 10, seed=1)
        calls = []

        def advance(updates):
            calls.append(updates)
            if updates >= killed_at:
                raise Killed

        directory = tmp_path / name
        directory.mkdir(exist_ok=True)
        unit = Unit(name, directory, directory / "DONE")
        watched = nullcontext() if name == "undisturbed" else EventFile(tmp_path / "events")
        with watched as events:
            trained = ClassifierTrainer(model, CONFIG).train(
                training,
                Evaluator(digits, np.arange(50, 80), model) if held_out else None,
                seed=3,
                select_best=select_best,
                advance=advance,
                checkpoint=Checkpoint(unit.directory, unit.name, {"seed": 3}),
                events=events,
            )
        states = [v.numpy() for v in (*model.variables, *training.random_states)]
        return trained, states, calls

    return train


def assert_events_are_the_curves(directory, history):
    """Every point once, whatever was killed on the way; what was not measured is not there."""
    expected = {
        f"history/{name}": list(zip(history["update"], history[name].astype(np.float32)))
        for name in history.columns[2:]
        if history[name].notna().all()
    }
    assert scalars_of(directory) == expected


# One is killed between two points, one before a save at a point, one behind the best point.
@pytest.mark.parametrize("select_best, kills", [(True, [4, 8, 12]), (False, [11])])
def test_killed_on_the_way_and_equal_in_the_end(start, tmp_path, select_best, kills):
    expected, expected_states, all_calls = start("undisturbed", select_best=select_best)
    assert all_calls == [3, 4, 7, 8, 11, 12]
    for update in kills:
        with pytest.raises(Killed):
            start("resumed", killed_at=update, select_best=select_best)
    trained, states, calls = start("resumed", select_best=select_best)

    assert calls == all_calls[all_calls.index(kills[-1]) - 1 :]
    assert all(map(np.array_equal, states, expected_states))
    # Among them the random states of flip, zoom, rotation and brightness, which have moved on.
    fresh = [variable.numpy() for variable in RandomTransform(POLICY, seed=5).variables]
    assert len(fresh) == 4 and not any(map(np.array_equal, states[-4:], fresh))
    pd.testing.assert_frame_equal(trained.history, expected.history, check_exact=True)
    assert trained.selected_update == expected.selected_update
    assert trained.best_update == expected.best_update
    for name, values in vars(expected.best_predictions).items():
        assert np.array_equal(getattr(trained.best_predictions, name), values)
    assert_events_are_the_curves(tmp_path / "events", trained.history)


@pytest.mark.parametrize("held_out", [True, False])
def test_blends_go_on_where_they_were_left(start, tmp_path, held_out):
    """Both with images to measure on and without: then the curves have no number there."""
    expected, expected_states, _ = start("undisturbed", make=blended, held_out=held_out)
    for update in (4, 11):
        with pytest.raises(Killed):
            start("resumed", killed_at=update, make=blended, held_out=held_out)
    trained, states, _ = start("resumed", make=blended, held_out=held_out)
    assert all(map(np.array_equal, states, expected_states))
    fresh = blended(TrainingSet(np.zeros((1, 1)), np.zeros(1, np.int64))).random_states[0].numpy()
    assert not np.array_equal(states[-1], fresh)
    pd.testing.assert_frame_equal(trained.history, expected.history, check_exact=True)
    assert trained.history["validation_loss"].notna().all() == held_out
    assert_events_are_the_curves(tmp_path / "events", trained.history)
