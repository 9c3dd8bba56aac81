"""One round of every schedule, run eagerly on tiny networks."""

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from gan.networks import build_networks
from gan.objectives import LOSSES
from gan.options import GanConfig
from gan.steps import SCHEDULES, STATISTICS, Players
from tests import references
from training.adam import FusedAdam

SHAPE = (8, 8, 1)
RATE, BETA_1 = 1e-3, 0.5
SEED = tf.constant([5, 8])
LOSS = LOSSES["non_saturating"]
PHASES = {
    f"{name}/{number}": phase
    for name, schedule in SCHEDULES.items()
    for number, phase in enumerate(schedule.phases)
}
# The published schedule, in one phase or in two.
DISCRIMINATOR_ONLY = "discriminator_first/0"
GENERATOR_ONLY = "discriminator_first/1"


def make_players(**options) -> Players:
    config = GanConfig(width=4, latent_dim=3, dropout=options.pop("dropout", 0.0))
    generator, discriminator = build_networks(SHAPE, config, seed=0)
    adams = [FusedAdam(RATE, beta_1=BETA_1) for _ in range(2)]
    for adam, model in zip(adams, (generator, discriminator)):
        adam.build(model.trainable_variables)
    loss = options.pop("loss", LOSS)
    return Players(generator, discriminator, *adams, loss, latent_dim=3, **options)


def values(variables):
    return [variable.numpy() for variable in variables]


def all_moved(before, after):
    return all((one != other).any() for one, other in zip(before, after))


def none_moved(before, after):
    return all(np.array_equal(one, other) for one, other in zip(before, after))


@pytest.fixture(scope="module")
def real_images(smooth_images):
    return tf.constant(smooth_images(6).astype(np.float32) / 127.5 - 1)


def test_every_phase_is_known_here():
    assert set(PHASES) == {"simultaneous/0", "alternating/0", DISCRIMINATOR_ONLY, GENERATOR_ONLY}


@pytest.mark.parametrize("name", PHASES)
def test_a_phase_moves_the_weights_that_it_should_and_no_others(name, real_images):
    players = make_players(dropout=0.3)
    models = (players.generator, players.discriminator)
    trainable = [values(model.trainable_variables) for model in models]
    everything = [values(model.weights) for model in models]
    statistics = PHASES[name](players, real_images, SEED).numpy()

    assert statistics.shape == (len(STATISTICS),) and np.isfinite(statistics).all()
    moves = {"generator": name != DISCRIMINATOR_ONLY, "discriminator": name != GENERATOR_ONLY}
    for model, before, whole in zip(models, trainable, everything):
        if moves[model.name]:
            assert all_moved(before, values(model.trainable_variables))
        else:
            assert none_moved(before, values(model.trainable_variables))
            # No moving statistics either: neither network is in training mode in vain.
            assert none_moved(whole, values(model.weights))


@pytest.mark.parametrize("name", PHASES)
def test_a_phase_counts_its_optimizer_steps(name, real_images):
    players = make_players()
    PHASES[name](players, real_images, SEED)
    expected = {
        "simultaneous/0": (1, 1),
        "alternating/0": (1, 2),
        DISCRIMINATOR_ONLY: (0, 2),
        GENERATOR_ONLY: (1, 0),
    }[name]
    optimizers = (players.generator_optimizer, players.discriminator_optimizer)
    assert tuple(int(optimizer.iterations) for optimizer in optimizers) == expected


@pytest.mark.parametrize("r1_weight", [0.0, 0.5])
def test_simultaneous_is_one_adam_step_of_each_from_the_same_point(r1_weight, real_images):
    """Neither network sees the other's new weights; update 8 is due for the penalty."""
    players = make_players(r1_weight=r1_weight, r1_interval=4)
    generator, discriminator = players.generator, players.discriminator
    latents = players.latents(6, SEED, purpose=0)
    with tf.GradientTape(persistent=True) as tape:
        fake_images = generator(latents, training=True)
        fake_logits, real_logits = discriminator(fake_images), discriminator(real_images)
        generator_loss = tf.reduce_mean(-tf.math.log(tf.sigmoid(fake_logits)))
        discriminator_loss = tf.reduce_mean(
            -tf.math.log(tf.sigmoid(real_logits)) - tf.math.log(1 - tf.sigmoid(fake_logits))
        )
        with tf.GradientTape() as inner:
            inner.watch(real_images)
            total = tf.reduce_sum(discriminator(real_images))
        slopes = inner.gradient(total, real_images)
        penalty = 4 * r1_weight * tf.reduce_sum(slopes**2) / 2 / 6
        penalised = discriminator_loss + penalty
    losses = {generator: generator_loss, discriminator: penalised}
    expected = {}
    for model, loss in losses.items():
        expected[model.name] = [
            weight.numpy() + references.first_adam_step(gradient.numpy(), RATE, BETA_1)
            for weight, gradient in zip(
                model.trainable_variables, tape.gradient(loss, model.trainable_variables)
            )
        ]

    # Another phase of the same seed would draw other latents.
    statistics = PHASES["simultaneous/0"](players, real_images, SEED).numpy()

    assert (float(penalty) > 1e-4) == (r1_weight > 0)
    for model in losses:
        for weight, wanted in zip(model.trainable_variables, expected[model.name]):
            # Where a gradient is next to nothing, its sign is a matter of rounding.
            close = np.abs(weight.numpy() - wanted) < RATE / 100
            assert close.mean() > 0.98
    assert statistics[:2] == pytest.approx(
        [float(generator_loss), float(discriminator_loss)], rel=1e-4
    )


def test_one_pass_back_through_the_discriminator_does_the_work_of_two(real_images):
    """Losses without a ratio of slopes take the generator's slopes by themselves."""
    shared = make_players(dropout=0.3, r1_weight=0.5)
    apart = make_players(dropout=0.3, r1_weight=0.5, loss=replace(LOSS, slope_ratio=None))
    assert shared.slope_ratio and apart.slope_ratio is None
    start = values(shared.generator.trainable_variables)
    for players in (shared, apart):
        PHASES["simultaneous/0"](players, real_images, SEED)
    for network in ("generator", "discriminator"):
        one, other = (getattr(players, network).trainable_variables for players in (shared, apart))
        for weight, wanted in zip(values(one), values(other)):
            assert (np.abs(weight - wanted) < RATE / 100).mean() > 0.98
    moments = [values(players.generator_optimizer.variables)[2::2] for players in (shared, apart)]
    for one, other in zip(*moments):
        assert one == pytest.approx(other, rel=1e-3, abs=1e-3 * float(np.abs(other).max()))
    assert all_moved(start, values(shared.generator.trainable_variables))


def test_a_discriminator_that_normalises_batches_shares_no_slopes():
    """There a logit depends on all images of its batch."""
    pair = build_networks((64, 64, 1), GanConfig(networks="paper", latent_dim=3), seed=0)
    assert Players(*pair, None, None, LOSS, latent_dim=3).slope_ratio is None


def test_the_penalty_is_lazy():
    """Every 4th update, four times as heavy; without a weight never."""
    players = make_players(r1_weight=0.5, r1_interval=4)
    images = tf.random.stateless_normal((2, *SHAPE), (0, 1))
    heights = [float(players.penalty(images, tf.constant(update))) for update in range(9)]
    due = heights[0]
    assert due > 0 and heights == [due, 0, 0, 0, due, 0, 0, 0, due]
    every = make_players(r1_weight=0.5, r1_interval=1)
    assert due == pytest.approx(4 * float(every.penalty(images, tf.constant(3))), rel=1e-5)
    assert float(make_players().penalty(images, tf.constant(0))) == 0


def test_statistics_are_means_of_the_logits(real_images):
    players = make_players()
    latents = players.latents(6, SEED, purpose=0)
    fake = players.discriminator(players.generator(latents, training=True)).numpy()
    real = players.discriminator(real_images).numpy()
    statistics = dict(zip(STATISTICS, PHASES["simultaneous/0"](players, real_images, SEED).numpy()))
    assert statistics == pytest.approx(
        {
            "generator_loss": references.mean_cross_entropy_real(fake),
            "discriminator_loss": references.mean_cross_entropy_real(real)
            + references.mean_cross_entropy_fake(fake),
            "discriminator_accuracy_real": sum(logit > 0 for logit in real.ravel()) / 6,
            "discriminator_accuracy_fake": sum(logit < 0 for logit in fake.ravel()) / 6,
            "real_logit": real.mean(),
            "fake_logit": fake.mean(),
        },
        rel=1e-4,
    )


def test_the_published_discriminator_steps_on_real_images_first_then_on_fakes(real_images):
    """Two Adam steps; the fakes come from the generator in inference mode."""
    players = make_players()
    discriminator = players.discriminator
    twin = make_players()
    adam = twin.discriminator_optimizer
    fake_images = twin.generator(twin.latents(6, SEED, purpose=1), training=False)
    for images, sign in ((real_images, -1.0), (fake_images, 1.0)):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.math.softplus(sign * twin.discriminator(images)))
        gradients = tape.gradient(loss, twin.discriminator.trainable_variables)
        adam.apply(gradients, twin.discriminator.trainable_variables)

    PHASES[DISCRIMINATOR_ONLY](players, real_images, SEED)
    for one, other in zip(discriminator.get_weights(), twin.discriminator.get_weights()):
        assert one == pytest.approx(other, abs=RATE / 100)


def test_alternating_is_the_two_published_phases_in_a_row(real_images):
    together, apart = make_players(dropout=0.3), make_players(dropout=0.3)
    whole = PHASES["alternating/0"](together, real_images, SEED).numpy()
    parts = [
        PHASES[name](apart, real_images, SEED).numpy()
        for name in (DISCRIMINATOR_ONLY, GENERATOR_ONLY)
    ]
    assert whole == pytest.approx(parts[0] + parts[1])
    assert parts[0][0] == 0 and not parts[1][1:].any()
    for one, other in zip(
        together.generator.get_weights() + together.discriminator.get_weights(),
        apart.generator.get_weights() + apart.discriminator.get_weights(),
    ):
        assert np.array_equal(one, other)


def test_the_published_generator_step_takes_a_full_batch_of_latents(real_images):
    """Half a batch of real images, a whole one of latents."""
    players = make_players()
    latents = players.latents(12, SEED, purpose=2)
    logits = players.discriminator(players.generator(latents, training=True)).numpy()
    loss = PHASES[GENERATOR_ONLY](players, real_images, SEED).numpy()[0]
    assert loss == pytest.approx(references.mean_cross_entropy_real(logits), rel=1e-4)


def test_latents_depend_on_unit_update_and_purpose_only():
    players, other_players = make_players(), make_players()
    latents = players.latents(50, SEED, purpose=1).numpy()
    assert np.array_equal(other_players.latents(50, SEED, purpose=1).numpy(), latents)
    for seed, purpose in (((5, 9), 1), ((6, 8), 1), ((8, 5), 1), ((5, 8), 2)):
        other = players.latents(50, tf.constant(seed), purpose=purpose).numpy()
        assert not np.isclose(other, latents).any()


def test_schedules_take_the_published_share_of_real_images():
    assert SCHEDULES["simultaneous"].batch_fraction == 1
    assert not SCHEDULES["simultaneous"].with_replacement
    for name in ("alternating", "discriminator_first"):
        assert SCHEDULES[name].batch_fraction == 0.5 and SCHEDULES[name].with_replacement
