import numpy as np
import pytest
import tensorflow as tf

from gan.networks import build_networks
from gan.options import GanConfig
from gan.remedies.instance_noise import noisy
from tests.gan.families import pixels

SEED = tf.constant([3, 7])
IMAGES = tf.zeros((50, 8, 8, 1)) + 0.25


@pytest.mark.parametrize("done, expected", [(0.0, 0.4), (0.5, 0.2), (1.0, 0.0)])
def test_it_fades_from_its_deviation_to_nothing(done, expected):
    noise = noisy(IMAGES, SEED, done, 0.4).numpy() - 0.25
    assert noise.mean() == pytest.approx(0, abs=0.03)
    assert noise.std() == pytest.approx(expected, abs=0.01)


def test_the_critic_sees_it_as_far_as_the_training_is():
    config = GanConfig(width=4, latent_dim=3, instance_noise=0.4)
    recipe = build_networks(pixels(8, 8, 1), config, seed=0)
    early, late, end = (recipe.seen(IMAGES, SEED, 3, done).numpy() for done in (0.0, 0.75, 1.0))
    assert early - 0.25 == pytest.approx(4 * (late - 0.25), abs=1e-5)
    assert np.array_equal(end, IMAGES.numpy())
    other = recipe.seen(IMAGES, SEED, 4, 0.0).numpy()
    assert not np.isclose(early, other).all()
