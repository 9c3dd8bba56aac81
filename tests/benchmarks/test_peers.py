"""The peers against their publications, and one update of each."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from benchmarks.candidates import PEERS, candidates_of
from benchmarks.peers import SourceTraining, TutorialTraining, tutorial_networks


def test_tutorial_networks_have_the_published_parameters():
    generator, discriminator = tutorial_networks(0)
    units = 7 * 7 * 256
    of_generator = (
        100 * units + 4 * units
        + 25 * 256 * 128 + 4 * 128
        + 25 * 128 * 64 + 4 * 64
        + 25 * 64
    )  # fmt: skip
    assert generator.count_params() == of_generator == 2_330_944
    of_discriminator = (25 * 64 + 64) + (25 * 64 * 128 + 128) + (7 * 7 * 128 + 1)
    assert discriminator.count_params() == of_discriminator == 212_865


def test_tutorial_constants_are_the_publications():
    generator, discriminator = tutorial_networks(0)
    every = generator.layers + discriminator.layers

    def values(kind, name):
        return [layer.get_config()[name] for layer in every if isinstance(layer, kind)]

    # Keras 3's default slope is the tutorial's 0.3 too.
    assert values(keras.layers.LeakyReLU, "negative_slope") == pytest.approx([0.3] * 5)
    assert values(keras.layers.Dropout, "rate") == [0.3] * 2
    assert values(keras.layers.Conv2DTranspose, "strides") == [(1, 1), (2, 2), (2, 2)]
    assert generator.output_shape == discriminator.input_shape == (None, 28, 28, 1)


def moved(before, model) -> list[bool]:
    return [not np.array_equal(old, new) for old, new in zip(before, model.get_weights())]


@pytest.fixture
def without_compilation():
    """Compiling the peers takes longer than one update of two images."""
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


def pictures(shape):
    return np.random.default_rng(0).integers(0, 256, (5, *shape), dtype=np.uint8)


def test_an_update_of_the_tutorial_moves_both_networks(without_compilation):
    training = TutorialTraining(pictures((28, 28, 1)), seed=1, batch_size=2)
    networks = (training.generator, training.discriminator)
    before = [model.get_weights() for model in networks]
    stretches = training.stretches()
    assert [next(stretches), next(stretches)] == [1, 2]
    assert all(moved(before[0], training.generator))
    assert all(moved(before[1], training.discriminator))
    # Adam's first steps are as long as its rate.
    kernel = training.discriminator.get_weights()[0]
    assert np.abs(kernel - before[1][0]).max() == pytest.approx(2e-4, rel=0.1)


@pytest.mark.filterwarnings("ignore:Even though the `tf.config.experimental_run_functions_eagerly`")
def test_an_update_of_the_source_study(without_compilation):
    training = SourceTraining(pictures((64, 64, 3)), seed=1, batch_size=4)
    assert training.images_per_update == 2
    models = training._models
    assert models.combined.optimizer is not models.discriminator.optimizer
    before = models.generator.get_weights(), models.discriminator.get_weights()
    assert next(training.stretches()) == 1
    assert all(moved(before[1], models.discriminator))
    trained = [v.path for v in models.generator.trainable_variables]
    paths = [v.path for v in models.generator.weights]
    changes = dict(zip(paths, moved(before[0], models.generator)))
    assert all(changes[path] for path in trained)
    # Two steps on images, none with the generator: that one leaves the discriminator alone.
    assert int(models.discriminator.optimizer.iterations) == 2
    assert int(models.combined.optimizer.iterations) == 1
    assert len(models.combined.optimizer.variables) < 3 * len(models.generator.weights)


def test_peers_come_where_their_images_do():
    names = {
        shape: [candidate.name for candidate in candidates_of(shape, 6000)]
        for shape in ((28, 28, 1), (64, 64, 3), (32, 32, 3))
    }
    assert names[28, 28, 1] == ["smoke", "standard", "tutorial"]
    assert names[64, 64, 3] == ["smoke", "standard", "paper", "source"]
    assert names[32, 32, 3] == ["smoke", "standard"]
    assert set(PEERS) == {"tutorial", "source"}
