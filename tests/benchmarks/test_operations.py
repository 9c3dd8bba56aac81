"""Multiply-adds against counts by hand and by plain loops."""

from itertools import product

import keras
import pytest
from keras import layers

from benchmarks.operations import (
    PASSES,
    Passes,
    alternating_passes,
    layer_multiply_adds,
    simultaneous_passes,
)
from benchmarks.peers import tutorial_networks
from gan.catalog import SCHEDULES
from gan.networks import build_networks
from gan.options import GanConfig
from tests.gan.families import pixels


def test_tutorial_networks_by_hand():
    generator, discriminator = tutorial_networks(0)
    assert layer_multiply_adds(generator) == [
        100 * 12_544,
        7 * 7 * 25 * 256 * 128,
        7 * 7 * 25 * 128 * 64,  # each of 7x7 pixels is spread over 5x5
        14 * 14 * 25 * 64,
    ]
    assert layer_multiply_adds(discriminator) == [
        14 * 14 * 25 * 64,
        7 * 7 * 25 * 64 * 128,
        7 * 7 * 128,
    ]


def multiplications(layer) -> int:
    """Those of a plain loop over one image, pixels beyond the edge taken as zeros."""
    kernel = layer.kernel.shape
    if isinstance(layer, layers.Dense):
        places = [()]
    elif isinstance(layer, layers.Conv2DTranspose):
        places = product(*map(range, layer.input.shape[1:3]))
    else:
        places = product(*map(range, layer.output.shape[1:3]))
    count = 0
    for _ in places:
        for _ in product(*map(range, kernel)):
            count += 1
    return count


@pytest.mark.parametrize("shape", [(8, 8, 1), (9, 13, 3)])
def test_our_networks_against_loops(shape):
    config = GanConfig(width=4, latent_dim=3, mapping_layers=1)
    for model in build_networks(pixels(*shape), config, seed=0).networks.values():
        counted = [layer for layer in model.layers if hasattr(layer, "kernel")]
        assert layer_multiply_adds(model) == [multiplications(layer) for layer in counted]
        assert len(counted) >= 2


def test_a_layer_of_another_kind_is_refused():
    images = keras.Input((8, 8, 3))
    model = keras.Model(images, layers.Conv3DTranspose(2, 3)(layers.Reshape((8, 8, 3, 1))(images)))
    with pytest.raises(ValueError, match="found Conv3DTranspose"):
        layer_multiply_adds(model)


@pytest.fixture(scope="module")
def dense_pair():
    """A generator of 2*3 + 3*5 and a discriminator of 5*7 + 7*1 multiply-adds."""
    latents, images = keras.Input((2,)), keras.Input((5,))
    generator = keras.Model(latents, layers.Dense(5)(layers.Dense(3)(latents)))
    return generator, keras.Model(images, layers.Dense(1)(layers.Dense(7)(images)))


def test_each_kind_of_pass(dense_pair):
    _, discriminator = dense_pair
    assert Passes(forward=10).multiply_adds(discriminator) == 10 * (35 + 7)
    # The gradient at the images themselves, 35, is not needed for the weights.
    assert Passes(weight_gradients=10).multiply_adds(discriminator) == 10 * (35 + 7 + 7)
    assert Passes(input_gradients=10).multiply_adds(discriminator) == 10 * (35 + 7)


def test_an_update_of_both_networks_from_one_generator_pass(dense_pair):
    generator = 21 + 21 + 15  # forward; weights; from layer to layer
    discriminator = 2 * (42 + 42 + 7)  # the same of real and of fake images
    for shares_slopes, slopes_at_fakes in ((True, 35), (False, 42)):
        passes = simultaneous_passes(4, GanConfig(r1_weight=0.0), shares_slopes)
        whole = 4 * (generator + discriminator + slopes_at_fakes)
        assert passes.multiply_adds(*dense_pair) == whole


def test_the_penalty_counts_in_its_part_of_the_updates(dense_pair):
    plain = simultaneous_passes(4, GanConfig(r1_weight=0.0)).multiply_adds(*dense_pair)
    lazy = simultaneous_passes(4, GanConfig(r1_weight=1.0, r1_interval=8))
    # A forward pass and the slopes at the images; then the gradient through these slopes.
    assert lazy.multiply_adds(*dense_pair) == plain + 4 / 8 * (42 + 42 + 42 + 7)


def test_anchors_double_the_generators_part(dense_pair):
    plain = simultaneous_passes(4, GanConfig(r1_weight=0.0)).multiply_adds(*dense_pair)
    pulled = simultaneous_passes(4, GanConfig(r1_weight=0.0, coverage_weight=1.0))
    assert pulled.multiply_adds(*dense_pair) == plain + 4 * 57


def test_an_iteration_of_the_source_study(dense_pair):
    # Half a batch of 4: fakes made, both halves learnt; then 8 latents through both networks.
    discriminator = 2 * 4 * (42 + 42 + 7) + 8 * (42 + 42)
    generator = 4 * 21 + 8 * (21 + 21 + 15)
    passes = alternating_passes(4, GanConfig())
    assert passes.multiply_adds(*dense_pair) == discriminator + generator


def test_every_schedule_is_counted():
    assert set(PASSES) == set(SCHEDULES)
