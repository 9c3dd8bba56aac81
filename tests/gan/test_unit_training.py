import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from foundation.seeds import derive_seed
from gan import recorder
from gan.catalog import USABLE
from gan.criticism import logits_of
from gan.objectives import Parts, cross_entropy_fake, cross_entropy_real, objective_of
from gan.options import GanConfig
from gan.recipe import BASIC_STATISTICS
from gan.snapshots import Snapshots, snapshot_weights_path
from gan.synthesis import draw_latents, example_maker
from gan.trainer import GanTrainer
from gan.training_plan import TrainingPlan
from gan.unit_training import train_class
from tests.gan.families import add_family, add_objective, build_constant, pixels

SHAPE = (8, 8, 1)
EPOCHS, UPDATES_PER_EPOCH = 12, 2


def tiny_config(**fields) -> GanConfig:
    updates = EPOCHS * UPDATES_PER_EPOCH
    defaults = {"networks": "tiny", "latent_dim": 3, "batch_size": 8, "updates": updates}
    return GanConfig(**(defaults | fields))


@pytest.fixture(scope="module")
def images(smooth_images):
    return smooth_images(17)


@pytest.fixture(scope="module")
def trainer(tiny_networks):
    """A trainer whose calls are always of two updates, however long they take."""
    trainer = GanTrainer(pixels(*SHAPE), tiny_config())
    trainer._adapt_call = lambda seconds: None
    return trainer


@pytest.fixture(scope="module")
def finished(trainer, images, tmp_path_factory):
    """One class trained for twelve epochs: its result, directory and calls of `advance`."""
    directory = tmp_path_factory.mktemp("class")
    steps = []
    result = train_class(trainer, images, seed=4, directory=directory, advance=steps.append)
    return result, directory, steps


def test_a_healthy_class_leaves_all_of_its_files(finished):
    result, directory, steps = finished
    names = {"generator.keras", "discriminator.keras", "history.csv", "snapshots.npz"}
    names |= {"instruments.npz", "findings.json"}
    names |= {snapshot_weights_path(directory, epoch).name for epoch in (1, 10)}
    assert {path.name for path in directory.iterdir()} == names
    assert set(result.training.files) == {directory / name for name in names}
    assert result.status == "ok" and "times as far" in result.detail
    assert (result.training.updates, result.training.epochs) == (EPOCHS * UPDATES_PER_EPOCH, EPOCHS)
    assert steps == list(range(2, 25, 2))


def test_history_has_a_row_per_update(finished):
    history = pd.read_csv(finished[1] / "history.csv")
    assert list(history.columns) == ["update", "epoch", *BASIC_STATISTICS]
    assert history["update"].tolist() == list(range(1, 25))
    assert history["epoch"].tolist() == [update / 2 for update in range(1, 25)]
    assert np.isfinite(history.to_numpy()).all()
    accuracies = history[["discriminator_accuracy_real", "discriminator_accuracy_fake"]]
    assert ((accuracies >= 0) & (accuracies <= 1)).all(axis=None)


def test_history_holds_the_trainers_statistics(finished, trainer, images):
    history = pd.read_csv(finished[1] / "history.csv")
    floats = images.astype(np.float32) / 127.5 - 1
    progresses = trainer.train(floats, derive_seed(4, "training"))
    statistics = np.concatenate([progress.statistics for progress in progresses])
    assert history[list(BASIC_STATISTICS)].to_numpy() == pytest.approx(
        statistics, rel=1e-4, abs=1e-4
    )


def test_snapshots_follow_the_same_latents_to_the_exported_generator(finished, trainer):
    _, directory, _ = finished
    shots = Snapshots.load(directory / "snapshots.npz")
    assert shots.epochs.tolist() == list(range(1, 13))
    assert shots.images.shape == (12, 16, *SHAPE) and shots.images.dtype == np.uint8

    latents = draw_latents(16, 3, derive_seed(4, "snapshots"))
    generator = keras.models.load_model(directory / "generator.keras", compile=False)
    assert np.array_equal(example_maker(generator, pixels(*SHAPE))(latents), shots.images[-1])
    for epoch in (1, 10):
        generator.load_weights(snapshot_weights_path(directory, epoch))
        assert np.array_equal(
            example_maker(generator, pixels(*SHAPE))(latents), shots.images[epoch - 1]
        )


def test_the_exported_generator_is_the_average(finished, trainer, images, tmp_path):
    train_class(trainer, images, seed=4, directory=tmp_path)
    generator = keras.models.load_model(tmp_path / "generator.keras", compile=False)
    average = trainer.averaged_generator.get_weights()
    assert all(map(np.array_equal, generator.get_weights(), average))
    assert not np.array_equal(trainer.recipe.generator.get_weights()[0], average[0])
    # The discriminator has no average: it is kept as it ended.
    critic = keras.models.load_model(tmp_path / "discriminator.keras", compile=False)
    ended = trainer.recipe.critic.get_weights()
    assert all(map(np.array_equal, critic.get_weights(), ended)) and len(ended)
    logits = logits_of(critic, trainer.encoding, images)
    floats = images.astype(np.float32) / 127.5 - 1
    expected = trainer.recipe.critic(floats, training=False).numpy()
    assert logits.shape == (len(images),) and logits == pytest.approx(expected[:, 0], abs=1e-5)
    # The same class again, from the same trainer: the same pixels.
    again, first = (Snapshots.load(path / "snapshots.npz") for path in (tmp_path, finished[1]))
    assert np.array_equal(again.images, first.images)


def test_a_long_history_is_thinned_evenly(trainer, images, tmp_path, monkeypatch):
    monkeypatch.setattr(recorder, "HISTORY_ROWS", 10)
    train_class(trainer, images, seed=4, directory=tmp_path)
    history = pd.read_csv(tmp_path / "history.csv")
    assert history["update"].tolist() == [3, 6, 9, 12, 15, 18, 21, 24]


@pytest.fixture(scope="module")
def bursting(tiny_networks):
    """A trainer whose discriminator's loss is infinite in the update that the variable names."""
    calls, bad_update = tf.Variable(0), tf.Variable(0)

    def real_loss(logits):
        bad = tf.equal(calls.assign_add(1), bad_update)
        return tf.where(bad, np.inf, cross_entropy_real(logits))

    objective = objective_of(Parts(real_loss, cross_entropy_fake, cross_entropy_real))
    with pytest.MonkeyPatch.context() as patch:
        loss = add_objective(patch, "bursting", objective)
        trainer = GanTrainer(pixels(*SHAPE), tiny_config(loss=loss))

        def burst_at(update):
            calls.assign(0)
            bad_update.assign(update)
            return trainer

        yield burst_at


@pytest.mark.parametrize("bad_update", [1, 6])
def test_a_diverged_class_leaves_its_history_and_no_generator(
    bad_update, bursting, images, tmp_path
):
    result = train_class(bursting(bad_update), images, seed=4, directory=tmp_path)
    assert result.status == "diverged"
    assert f"not finite at update {bad_update}: discriminator_loss" in result.detail
    assert not (tmp_path / "generator.keras").exists()
    assert all(path.is_file() for path in result.training.files)

    history = pd.read_csv(tmp_path / "history.csv")
    whole_epochs = (bad_update - 1) // UPDATES_PER_EPOCH
    assert history["update"].tolist() == list(range(1, whole_epochs * UPDATES_PER_EPOCH + 1))
    assert (tmp_path / "snapshots.npz").exists() == (whole_epochs > 0)


def constant_trainer(monkeypatch) -> GanTrainer:
    """A trainer of a generator whose every image is the same grey."""
    name = add_family(monkeypatch, "constant", build_constant)
    config = tiny_config(networks=name, updates=2, generator_learning_rate=0.0)
    return GanTrainer(pixels(*SHAPE), config)


@pytest.mark.parametrize("copies", [1, 2])
def test_a_constant_generator_ends_as_collapsed(copies, images, tmp_path, monkeypatch):
    """Where every real image is there twice, too."""
    repeated = np.repeat(images, copies, axis=0)
    result = train_class(constant_trainer(monkeypatch), repeated, seed=4, directory=tmp_path)
    assert result.status == "collapsed" and result.status not in USABLE
    assert "collapsed" in result.detail and "0.000 times" in result.detail
    # Kept, so that it can be looked at; the status tells that it is not to be used.
    assert tmp_path / "generator.keras" in result.training.files


def test_of_one_repeated_image_it_is_unknown_and_usable(images, tmp_path, monkeypatch):
    repeated = np.repeat(images[:1], 9, axis=0)
    result = train_class(constant_trainer(monkeypatch), repeated, seed=4, directory=tmp_path)
    assert result.status == "unknown" and result.status in USABLE
    assert "cannot be told" in result.detail
    assert tmp_path / "generator.keras" in result.training.files


def test_epochs_of_files_and_result_count_what_is_shown(tiny_networks, images, tmp_path):
    """17 images and twice 4 rare ones more are 25 rows, in batches of 8: three updates an epoch."""
    config = tiny_config(updates=7, rare_repeats=3)
    assert TrainingPlan(17, config).examples_per_epoch == 25
    result = train_class(GanTrainer(pixels(*SHAPE), config), images, seed=4, directory=tmp_path)
    assert (result.training.updates, result.training.epochs) == (7, 3)
    history = pd.read_csv(tmp_path / "history.csv")
    assert history["epoch"].to_numpy() == pytest.approx(np.arange(1, 8) / 3, rel=1e-5)
    assert Snapshots.load(tmp_path / "snapshots.npz").epochs.tolist() == [1, 2, 3]
