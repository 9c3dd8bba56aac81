"""A class whose training is killed and gone on with, against the same class left in peace."""

import numpy as np
import pandas as pd
import pytest

from foundation.files import load_arrays
from gan.instruments import load_instruments
from gan.options import GanConfig
from gan.trainer import GanTrainer
from gan.unit_training import train_class
from tests.event_files import pictures_of, scalars_of
from tests.gan.families import pixels
from training import checkpoint
from training.checkpoint import Checkpoint
from training.event_file import EventFile

SHAPE = (8, 8, 1)
UPDATES = 24
CONFIGS = {
    # Every kind of state: dropout, moving statistics, anchors between two choices of them.
    "simultaneous": {"coverage_weight": 1.0, "coverage_interval": 7, "r1_interval": 3},
    "alternating": {},
    "discriminator_first": {},
}

ONE_SCHEDULE = pytest.mark.parametrize("trainer", ["simultaneous"], indirect=True)


class Killed(BaseException):
    """Nothing in the program catches it."""


@pytest.fixture(scope="module", params=CONFIGS)
def trainer(request, tiny_networks):
    """A trainer of each schedule, whose calls are always of two updates."""
    fields = {"networks": "tiny", "latent_dim": 3, "batch_size": 8, "dropout": 0.3}
    schedule = CONFIGS[request.param] | {"schedule": request.param}
    trainer = GanTrainer(pixels(*SHAPE), GanConfig(updates=UPDATES, **fields, **schedule))
    trainer._adapt_call = lambda seconds: None
    return trainer


@pytest.fixture(scope="module")
def images(smooth_images):
    return smooth_images(17)


@pytest.fixture
def every_stretch(monkeypatch):
    monkeypatch.setattr(checkpoint, "SECONDS_BETWEEN_SAVES", 0.0)


class Starts:
    """Starts of the program on one unit, one after the other.

    Args:
        trainer: Trains another class after every kill, so that nothing of this one is left in it.
        images: uint8, of the class.
        directory: Of the unit.
        pass_stretch: Called at the end of every stretch.
    """

    def __init__(self, trainer, images, directory, pass_stretch=lambda: None):
        self._trainer, self._images, self._directory = trainer, images, directory
        self._pass_stretch = pass_stretch
        self.events = directory.with_name(f"{directory.name}-events")
        """These starts can be watched; the undisturbed training cannot."""
        self.said: list[str] = []
        self.updates: list[list[int]] = []
        """A list for every start: what `advance` was called with."""

    def to_the_end(self):
        return self._train(UPDATES + 1)

    def until_killed_at(self, update):
        """Die in the stretch that reaches the update, before anything of it can be saved."""
        with pytest.raises(Killed):
            self._train(update)
        list(self._trainer.train(np.ones((9, *SHAPE), np.float32), seed=99))

    def _train(self, killed_at):
        calls: list[int] = []
        self.updates.append(calls)

        def advance(updates):
            calls.append(updates)
            self._pass_stretch()
            if updates >= killed_at:
                raise Killed

        with EventFile(self.events) as events:
            return train_class(
                self._trainer,
                self._images,
                seed=4,
                directory=self._directory,
                advance=advance,
                checkpoint=Checkpoint(self._directory, "gan/7", {"seed": 4}, self.said.append),
                events=events,
            )


def weights_of(trainer):
    models = (*trainer.recipe.networks.values(), trainer.averaged_generator)
    return [weight for model in models for weight in model.get_weights()]


@pytest.fixture(scope="module")
def undisturbed(trainer, images, tmp_path_factory):
    """The result of the class, its directory and the weights of all networks."""
    directory = tmp_path_factory.mktemp("undisturbed")
    result = train_class(trainer, images, seed=4, directory=directory)
    return result, directory, weights_of(trainer)


def assert_equal_classes(result, directory, undisturbed):
    expected, other, _ = undisturbed
    assert (result.status, result.detail, result.training.updates) == (
        expected.status,
        expected.detail,
        expected.training.updates,
    )
    assert sorted(p.name for p in result.training.files) == sorted(
        p.name for p in expected.training.files
    )
    assert (directory / "history.csv").read_bytes() == (other / "history.csv").read_bytes()
    one, two = (load_arrays(place / "snapshots.npz") for place in (directory, other))
    assert np.array_equal(one["epochs"], two["epochs"])
    assert np.array_equal(one["images"], two["images"])


def test_killed_three_times_and_equal_in_the_end(
    trainer, images, undisturbed, every_stretch, tmp_path
):
    starts = Starts(trainer, images, tmp_path)
    for update in (6, 14, 23):
        starts.until_killed_at(update)
    result = starts.to_the_end()
    assert_equal_classes(result, tmp_path, undisturbed)
    assert all(map(np.array_equal, weights_of(trainer), undisturbed[2]))
    assert starts.said == ["  gan/7: goes on from where it was stopped"] * 3
    for before, after in zip(starts.updates, starts.updates[1:]):
        assert after[0] == before[-2]
    assert_events_are_what_was_recorded(starts.events, tmp_path)


def assert_events_are_what_was_recorded(events, directory):
    """Every update, look and picture once, and in order, whatever was killed on the way."""
    scalars = scalars_of(events)
    history = pd.read_csv(directory / "history.csv")
    for name in history.columns[2:]:
        steps, values = zip(*scalars.pop(f"history/{name}"))
        assert list(steps) == history["update"].tolist() == list(range(1, UPDATES + 1))
        assert values == pytest.approx(history[name], rel=1e-5)
    seen = load_instruments(directory)
    distances = list(zip(seen["update"].tolist(), seen["distance"].tolist()))
    assert scalars.pop("instruments/distance") == distances
    named = {"learning_rate": "rates"}
    named |= dict.fromkeys(("gradient_norm", "weight_norm"), "weight_layers")
    of_outputs = ("activation_mean", "activation_deviation", "still_share")
    named |= dict.fromkeys(of_outputs, "output_layers")
    for array, names in named.items():
        for place, name in enumerate(seen[names]):
            values = list(zip(seen["update"].tolist(), seen[array][:, place].tolist()))
            assert scalars.pop(f"{array}/{name}") == values
    assert scalars == {}
    shots = load_arrays(directory / "snapshots.npz")
    pictures = pictures_of(events)["snapshots"]
    per_epoch = history.loc[history["epoch"] <= 1, "update"].max()
    assert list(pictures) == [min(epoch * per_epoch, UPDATES) for epoch in shots["epochs"]]
    for picture, images in zip(pictures.values(), shots["images"]):
        # Four in a row, with two pixels between them.
        assert picture.shape == (4 * 8 + 3 * 2, 4 * 8 + 3 * 2, 1)
        assert np.array_equal(picture[10:18, 20:28], images[4 + 2])


@ONE_SCHEDULE
def test_killed_at_four_fifths_the_rest_is_less_than_two_fifths(
    trainer, images, undisturbed, monkeypatch, tmp_path
):
    """With stretches that take a quarter of a minute, saved when a save is due."""
    now = [0.0]
    monkeypatch.setattr("training.checkpoint.time.monotonic", lambda: now[0])

    def pass_stretch():
        now[0] += 15

    starts = Starts(trainer, images, tmp_path, pass_stretch)
    starts.until_killed_at(round(0.8 * UPDATES))
    result = starts.to_the_end()
    assert_equal_classes(result, tmp_path, undisturbed)
    # The first call only says where the training goes on.
    first, *_, last = starts.updates[1]
    assert 0 < first < 0.8 * UPDATES and last == UPDATES
    assert (last - first) / UPDATES < 0.4


def _damage_a_snapshot(directory):
    (directory / "snapshot-00001.weights.h5").write_bytes(b"")


def _change_shapes(directory):
    arrays = load_arrays(directory / "checkpoint.npz")
    arrays["generator/0"] = arrays["generator/0"][:, :-1]
    np.savez(directory / "checkpoint.npz", **arrays)


@ONE_SCHEDULE
@pytest.mark.parametrize("spoil", [_damage_a_snapshot, _change_shapes])
def test_what_cannot_be_gone_on_from_is_done_again(
    trainer, images, undisturbed, every_stretch, tmp_path, spoil
):
    starts = Starts(trainer, images, tmp_path)
    starts.until_killed_at(14)
    spoil(tmp_path)
    result = starts.to_the_end()
    assert_equal_classes(result, tmp_path, undisturbed)
    assert "this unit starts from the beginning" in starts.said[0]
    assert starts.updates[1] == [*starts.updates[0], *starts.updates[1][len(starts.updates[0]) :]]


@ONE_SCHEDULE
def test_snapshots_of_a_training_that_is_not_gone_on_from_are_deleted(trainer, images, tmp_path):
    (tmp_path / "snapshot-00007.weights.h5").write_text("of other settings")
    result = train_class(trainer, images, seed=4, directory=tmp_path)
    names = {path.name for path in result.training.files}
    assert "snapshot-00001.weights.h5" in names and "snapshot-00007.weights.h5" not in names
    assert {path.name for path in tmp_path.iterdir()} == names
