"""Memory does not grow over many short classes in one process."""

import gc

import keras
import numpy as np
import psutil
import pytest

from gan.options import GanConfig
from gan.synthesis import draw_latents, example_maker
from gan.trainer import GanTrainer
from gan.unit_training import train_class
from tests.gan.families import pixels

pytestmark = pytest.mark.long
WARM_UP, MEASURED = 6, 16
# A compiled function that stays costs about one; what malloc keeps and gives back, less.
MOST_MEGABYTES_PER_CLASS = 0.7


def test_memory_after_a_warm_up_stays_where_it_is(tiny_networks, smooth_images, tmp_path):
    config = GanConfig(networks="tiny", latent_dim=3, batch_size=8, updates=2)
    trainer, images = GanTrainer(pixels(8, 8, 1), config), smooth_images(8)
    resident = []
    for seed in range(WARM_UP + MEASURED):
        train_class(trainer, images, seed=seed, directory=tmp_path)
        generator = keras.models.load_model(tmp_path / "generator.keras", compile=False)
        example_maker(generator, pixels(8, 8, 1))(draw_latents(10, 3, seed))
        gc.collect()
        resident.append(psutil.Process().memory_info().rss / 1e6)
    growth = np.median(resident[-4:]) - np.median(resident[WARM_UP : WARM_UP + 4])
    assert growth < MOST_MEGABYTES_PER_CLASS * (MEASURED - 4), resident
