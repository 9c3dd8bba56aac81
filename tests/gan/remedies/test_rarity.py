"""Which images are rare, and how often they come."""

import numpy as np
import pytest

from gan.options import GanConfig
from gan.remedies import rarity
from gan.remedies.rarity import distances_to_neighbours, rows_of_an_epoch
from gan.trainer import GanTrainer
from gan.training_plan import TrainingPlan
from tests.gan.families import pixels


def flat_images(levels, shape=(4, 4, 1)):
    """Images of one grey level each."""
    return np.array([np.full(shape, level, np.float32) for level in levels])


def test_what_lies_apart_comes_more_often():
    levels = [0.0, 0.01, 0.02, -0.9, 0.03, 0.04, 0.9, 0.05]
    rows = rows_of_an_epoch(flat_images(levels), repeats=3)
    assert rows.dtype == np.int32
    assert np.bincount(rows).tolist() == [1, 1, 1, 3, 1, 1, 3, 1]


@pytest.mark.parametrize("repeats", [1, 2, 5])
@pytest.mark.parametrize("count", [1, 3, 4, 11, 40])
def test_the_plan_counts_the_rows(count, repeats):
    images = np.random.default_rng(0).uniform(-1, 1, (count, 4, 4, 1)).astype(np.float32)
    config = GanConfig(rare_repeats=repeats)
    rows = rows_of_an_epoch(images, repeats)
    assert len(rows) == TrainingPlan(count, config).examples_per_epoch


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_all_come_once_where_none_is_rare(count):
    images = flat_images(np.linspace(-1, 1, count))
    assert rows_of_an_epoch(images, repeats=1).tolist() == list(range(count))
    if count < 4:
        assert rows_of_an_epoch(images, repeats=5).tolist() == list(range(count))


def test_equal_images_are_no_trouble():
    rows = rows_of_an_epoch(flat_images([0.5] * 8), repeats=2)
    assert len(rows) == 10 and set(rows.tolist()) == set(range(8))


@pytest.mark.parametrize("most", [1000, 15])
def test_distances_are_means_over_the_ten_nearest_others(most, monkeypatch):
    """Of large images, averages over blocks of pixels are compared; of many, the first ones."""
    monkeypatch.setattr(rarity, "_MOST_COMPARED", most)
    images = np.random.default_rng(0).uniform(-1, 1, (20, 28, 28, 1)).astype(np.float32)
    small = images.reshape(20, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(20, -1)
    expected = []
    for row, image in enumerate(small):
        others = [i for i in range(min(most, 20)) if i != row]
        expected.append(np.sort(np.linalg.norm(small[others] - image, axis=1))[:10].mean())
    assert distances_to_neighbours(images) == pytest.approx(expected, rel=1e-4)


def test_batches_go_through_epochs_that_repeat_what_is_rare(tiny_networks):
    config = GanConfig(networks="tiny", latent_dim=3, batch_size=5, updates=4, rare_repeats=3)
    images = flat_images([0.0, 0.01, 0.02, -0.9, 0.03, 0.04, 0.9, 0.05], shape=(8, 8, 1))
    trainer = GanTrainer(pixels(8, 8, 1), config)
    seen = []
    trainer.compiled_phases = [
        lambda data, labels, batches, *rest, phase=phase: (
            seen.append(batches.numpy().copy()),
            phase(data, labels, batches, *rest),
        )[1]
        for phase in trainer.compiled_phases
    ]
    *_, last = trainer.train(images, seed=0)
    # Eight images and twice two more make twelve: two updates of five are an epoch.
    first_twelve = np.concatenate([batch.ravel() for batch in seen])[:12]
    assert np.bincount(first_twelve).tolist() == [1, 1, 1, 3, 1, 1, 3, 1]
    assert last.updates == 4 and last.finished_epoch == 2
    plan = TrainingPlan(8, config)
    assert (plan.examples_per_epoch, plan.updates_per_epoch) == (12, 2)
