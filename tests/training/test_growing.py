"""Steps between resolutions: their shares by hand, and what they give before, in and after turn."""

import numpy as np
import pytest
import tensorflow as tf

from gan.networks import build_networks
from gan.options import GanConfig
from gan.trainer import GanTrainer
from tests.gan.families import pixels
from training.growing import GROWN_BY, GrowingDown, GrowingUp, PixelNormalization, grow, share_of


def shares(levels, turn):
    """Shares of all steps when so many turns are over."""
    done = turn * GROWN_BY / (levels + 1)
    return [float(share_of(level, levels, done)) for level in range(levels)]


@pytest.mark.parametrize(
    "turn, expected",
    [
        (0, [0, 0, 0]),
        (1, [0, 0, 0]),
        (1.25, [0.5, 0, 0]),
        (1.5, [1, 0, 0]),
        (2, [1, 0, 0]),
        (2.1, [1, 0.2, 0]),
        (3.75, [1, 1, 1]),
    ],
)
def test_one_step_after_another_fades_in_over_half_of_its_turn(turn, expected):
    assert shares(3, turn) == pytest.approx(expected, abs=1e-5)


def test_all_are_in_when_the_growing_is_over():
    for done in (GROWN_BY, 0.8, 1.0):
        assert [float(share_of(level, 4, done)) for level in range(4)] == [1, 1, 1, 1]


@pytest.fixture(params=[GrowingUp, GrowingDown])
def step_and_inputs(request):
    step = request.param(5, 0)
    rng = np.random.default_rng(0)
    sides = [(2, 4, 6, count) for count in (3, 1)]
    inputs = [tf.constant(rng.normal(size=shape), tf.float32) for shape in sides]
    step.build([tuple(each.shape) for each in inputs])
    for weight in step.trainable_variables:
        weight.assign(rng.normal(size=weight.shape))
    return step, inputs


def test_between_its_ends_a_step_mixes_by_its_share(step_and_inputs):
    step, inputs = step_and_inputs
    ends = []
    for share in (0.0, 1.0):
        step.moving_share.assign(share)
        ends.append([part.numpy() for part in step(inputs)])
    step.moving_share.assign(0.25)
    for start, end, found in zip(*ends, step(inputs)):
        assert not np.allclose(start, end) or start.shape[-1] == 1
        assert found.numpy() == pytest.approx(0.75 * start + 0.25 * end, abs=1e-4)


def test_before_its_turn_a_step_enlarges_or_averages_images_alone():
    images = tf.reshape(tf.range(8.0), (1, 2, 4, 1))
    up = GrowingUp(3, 0)
    features, enlarged = up([tf.ones((1, 2, 4, 2)), images])
    assert not features.numpy().any()
    assert np.array_equal(enlarged[0, :, :, 0], np.kron(images[0, :, :, 0], np.ones((2, 2))))
    _, halved = GrowingDown(3, 0)([tf.ones((1, 2, 4, 2)), images])
    assert halved.numpy().ravel().tolist() == [2.5, 4.5]


def test_what_has_not_had_its_turn_is_given_no_slope(step_and_inputs):
    step, inputs = step_and_inputs
    weights = [step.convolution.kernel, step.convolution.bias]
    for share, moves in ((0.0, False), (0.5, True)):
        step.moving_share.assign(share)
        with tf.GradientTape() as tape:
            loss = tf.add_n([tf.reduce_sum(tf.square(part)) for part in step(inputs)])
        slopes = tape.gradient(loss, weights)
        assert all(np.asarray(slope).any() == moves for slope in slopes)


def test_features_of_a_place_have_a_mean_square_of_1():
    x = np.array([[[[3.0, 4.0]], [[0.6, -0.8]]]], np.float32)
    root = np.sqrt(12.5)
    expected = [[[[3 / root, 4 / root]], [[0.6 * np.sqrt(2), -0.8 * np.sqrt(2)]]]]
    assert PixelNormalization()(x).numpy() == pytest.approx(np.array(expected), abs=1e-5)


def config(**fields) -> GanConfig:
    return GanConfig(networks="progressive", width=4, latent_dim=4, batch_size=4, **fields)


def test_before_it_has_grown_a_critic_sees_no_details():
    """Two images of equal means of 2x2 places are one to it, later they are not."""
    recipe = build_networks(pixels(8, 8, 1), config(), 0)
    detailed = np.tile([[1.0, -1.0], [-1.0, 1.0]], (4, 4)).reshape(1, 8, 8, 1).astype(np.float32)
    for done, equal in ((0.0, True), (1.0, False)):
        recipe.grow(recipe.critic, done)
        logits = [recipe.critic(x).numpy().item() for x in (detailed, np.zeros_like(detailed))]
        assert (abs(logits[0] - logits[1]) < 1e-6) == equal


def test_how_far_the_average_has_grown_is_no_average():
    trainer = GanTrainer(pixels(16, 16, 1), config(updates=5, r1_weight=0.0), 1)
    examples = np.random.default_rng(0).uniform(-1, 1, (6, 16, 16, 1)).astype(np.float32)
    for progress in trainer.train(examples, 0, pause_at=range(1, 6)):
        found = [
            [layer.moving_share.numpy() for layer in model.layers if isinstance(layer, GrowingUp)]
            for model in (trainer.averaged_generator, trainer.recipe.generator)
        ]
        done = (progress.updates - 1) / 5
        expected = [float(share_of(level, 2, done)) for level in range(2)]
        assert found[0] == found[1] == pytest.approx(expected, abs=1e-5)
    assert found[0] == [1, 1]


def test_a_network_that_is_read_back_has_grown_as_far():
    first, second = (build_networks(pixels(8, 8, 1), config(), seed).generator for seed in (0, 1))
    grow(first, 0.3)
    second.set_weights(first.get_weights())
    latents = np.ones((2, 4), np.float32)
    assert np.array_equal(first(latents).numpy(), second(latents).numpy())


def test_its_layers_compute_in_one_precision_wherever_they_are_built_again():
    half = GanTrainer(pixels(8, 8, 1), config(updates=2, precision="bfloat16", r1_weight=0.0), 1)
    examples = np.random.default_rng(0).uniform(-1, 1, (6, 8, 8, 1)).astype(np.float32)
    list(half.train(examples, 0))
    grow(half.averaged_generator, 1.0)
    assert np.isfinite(half.probe.draw(np.ones((2, 4), np.float32)).numpy()).all()
