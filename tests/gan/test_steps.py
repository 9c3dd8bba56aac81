"""One round of every schedule, run eagerly on tiny networks."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
import tensorflow as tf

from gan.catalog import OBJECTIVES, SCHEDULES
from gan.networks import build_networks
from gan.objectives import non_saturating
from gan.options import GanConfig
from gan.penalties import one_centred, zero_centred
from gan.recipe import BASIC_STATISTICS, Batch, Recipe
from tests import references
from tests.gan.families import pixels
from training.adam import FusedAdam

SHAPE = (8, 8, 1)
RATE, BETA_1 = 1e-3, 0.5
SEED = tf.constant([5, 8])
PHASES = {
    f"{name}/{number}": phase
    for name, schedule in SCHEDULES.items()
    for number, phase in enumerate(schedule.load())
}
# The published schedule, in one phase or in two.
DISCRIMINATOR_ONLY = "discriminator_first/0"
GENERATOR_ONLY = "discriminator_first/1"


@dataclass
class Players:
    """A recipe and its optimizers, ready for a phase."""

    recipe: Recipe

    def __post_init__(self):
        self.generator, self.discriminator = self.recipe.generator, self.recipe.critic
        self.optimizers = {}
        for name, model in self.recipe.networks.items():
            self.optimizers[name] = FusedAdam(RATE, beta_1=BETA_1)
            self.optimizers[name].build(model.trainable_variables)

    def play(self, name, real_images, seed=SEED) -> dict[str, float]:
        """One round of a phase; its statistics."""
        row = PHASES[name](self.recipe, self.optimizers, Batch(real_images), seed)
        return {name: float(value) for name, value in row.items()}


def make_players(objective=non_saturating, **options) -> Players:
    defaults = {"width": 4, "latent_dim": 3, "dropout": 0.0, "r1_weight": 0.0}
    recipe = build_networks(pixels(*SHAPE), GanConfig(**(defaults | options)), seed=0)
    return Players(replace(recipe, objective=objective))


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
    statistics = players.play(name, real_images)

    assert set(statistics) <= set(BASIC_STATISTICS)
    assert np.isfinite(list(statistics.values())).all()
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
    players.play(name, real_images)
    expected = {
        "simultaneous/0": (1, 1),
        "alternating/0": (1, 2),
        DISCRIMINATOR_ONLY: (0, 2),
        GENERATOR_ONLY: (1, 0),
    }[name]
    optimizers = players.optimizers.values()
    assert tuple(int(optimizer.iterations) for optimizer in optimizers) == expected


@pytest.mark.parametrize("r1_weight", [0.0, 0.5])
def test_simultaneous_is_one_adam_step_of_each_from_the_same_point(r1_weight, real_images):
    """Neither network sees the other's new weights; update 8 is due for the penalty."""
    players = make_players(r1_weight=r1_weight, r1_interval=4)
    generator, discriminator = players.generator, players.discriminator
    latents = players.recipe.latents(6, SEED, purpose=0)
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
    statistics = players.play("simultaneous/0", real_images)

    assert (float(penalty) > 1e-4) == (r1_weight > 0)
    for model in losses:
        for weight, wanted in zip(model.trainable_variables, expected[model.name]):
            # Where a gradient is next to nothing, its sign is a matter of rounding.
            close = np.abs(weight.numpy() - wanted) < RATE / 100
            assert close.mean() > 0.98
    losses = [statistics[name] for name in BASIC_STATISTICS[:2]]
    assert losses == pytest.approx([float(generator_loss), float(discriminator_loss)], rel=1e-4)


def test_one_pass_back_through_the_discriminator_does_the_work_of_two(real_images):
    """Losses without a ratio of slopes take the generator's slopes by themselves."""
    shared = make_players(dropout=0.3, r1_weight=0.5)
    without = replace(non_saturating, slope_ratio=None)
    apart = make_players(without, dropout=0.3, r1_weight=0.5)
    assert shared.recipe.slope_ratio and apart.recipe.slope_ratio is None
    start = values(shared.generator.trainable_variables)
    for players in (shared, apart):
        players.play("simultaneous/0", real_images)
    for network in ("generator", "discriminator"):
        one, other = (getattr(players, network).trainable_variables for players in (shared, apart))
        for weight, wanted in zip(values(one), values(other)):
            assert (np.abs(weight - wanted) < RATE / 100).mean() > 0.98
    moments = [
        values(players.optimizers["generator"].variables)[2::2] for players in (shared, apart)
    ]
    for one, other in zip(*moments):
        assert one == pytest.approx(other, rel=1e-3, abs=1e-3 * float(np.abs(other).max()))
    assert all_moved(start, values(shared.generator.trainable_variables))


def test_a_discriminator_that_normalises_batches_shares_no_slopes():
    """There a logit depends on all images of its batch."""
    config = GanConfig(networks="paper", latent_dim=3)
    assert build_networks(pixels(64, 64, 1), config, seed=0).slope_ratio is None


def test_statistics_are_means_of_the_logits(real_images):
    players = make_players()
    latents = players.recipe.latents(6, SEED, purpose=0)
    fake = players.discriminator(players.generator(latents, training=True)).numpy()
    real = players.discriminator(real_images).numpy()
    statistics = players.play("simultaneous/0", real_images)
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
    adam = twin.optimizers["discriminator"]
    fake_images = twin.generator(twin.recipe.latents(6, SEED, purpose=1), training=False)
    for images, sign in ((real_images, -1.0), (fake_images, 1.0)):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.math.softplus(sign * twin.discriminator(images)))
        gradients = tape.gradient(loss, twin.discriminator.trainable_variables)
        adam.apply(gradients, twin.discriminator.trainable_variables)

    players.play(DISCRIMINATOR_ONLY, real_images)
    for one, other in zip(discriminator.get_weights(), twin.discriminator.get_weights()):
        assert one == pytest.approx(other, abs=RATE / 100)


def test_alternating_is_the_two_published_phases_in_a_row(real_images):
    together, apart = make_players(dropout=0.3), make_players(dropout=0.3)
    whole = together.play("alternating/0", real_images)
    parts = [apart.play(name, real_images) for name in (DISCRIMINATOR_ONLY, GENERATOR_ONLY)]
    assert whole == parts[0] | parts[1] and set(whole) == set(BASIC_STATISTICS)
    assert set(parts[1]) == {"generator_loss"} and not set(parts[0]) & set(parts[1])
    for one, other in zip(
        together.generator.get_weights() + together.discriminator.get_weights(),
        apart.generator.get_weights() + apart.discriminator.get_weights(),
    ):
        assert np.array_equal(one, other)


def test_the_published_generator_step_takes_a_full_batch_of_latents(real_images):
    """Half a batch of real images, a whole one of latents."""
    players = make_players()
    latents = players.recipe.latents(12, SEED, purpose=2)
    logits = players.discriminator(players.generator(latents, training=True)).numpy()
    loss = players.play(GENERATOR_ONLY, real_images)["generator_loss"]
    assert loss == pytest.approx(references.mean_cross_entropy_real(logits), rel=1e-4)


def test_latents_depend_on_unit_update_and_purpose_only():
    players, other_players = make_players(), make_players()
    latents = players.recipe.latents(50, SEED, purpose=1).numpy()
    assert np.array_equal(other_players.recipe.latents(50, SEED, purpose=1).numpy(), latents)
    for seed, purpose in (((5, 9), 1), ((6, 8), 1), ((8, 5), 1), ((5, 8), 2)):
        other = players.recipe.latents(50, tf.constant(seed), purpose=purpose).numpy()
        assert not np.isclose(other, latents).any()


def test_schedules_take_the_published_share_of_real_images():
    assert SCHEDULES["simultaneous"].batch_fraction == 1
    assert not SCHEDULES["simultaneous"].with_replacement
    for name in ("alternating", "discriminator_first"):
        assert SCHEDULES[name].batch_fraction == 0.5 and SCHEDULES[name].with_replacement


def told_players(**options) -> Players:
    """A pair that is told one of three classes."""
    fields = {"networks": "cgan", "conditional": True, "width": 4, "latent_dim": 3}
    config = GanConfig(**(fields | {"r1_weight": 0.0} | options))
    return Players(build_networks(pixels(*SHAPE), config, 0, 3))


LABELS = tf.constant([0, 1, 2, 2, 1, 0])


@pytest.mark.parametrize("name", PHASES)
def test_a_conditional_pair_judges_every_image_as_one_of_its_class(name, real_images):
    """The statistics are those of critics and generators that are told by hand."""
    players = told_players()
    batch = Batch(real_images, LABELS)
    codes = np.eye(3, dtype=np.float32)[LABELS.numpy()]
    purpose = {"simultaneous/0": 0, GENERATOR_ONLY: 2}.get(name, 1)
    if name == GENERATOR_ONLY:
        codes = np.concatenate([codes, codes])
    codes = tf.constant(codes)
    latents = tf.random.stateless_normal(
        (len(codes), 3), tf.random.experimental.stateless_fold_in(SEED, purpose)
    )
    training = name in ("simultaneous/0", GENERATOR_ONLY)
    fake = players.generator(tf.concat([latents, codes], axis=1), training=training)
    fake_logits = players.discriminator([fake, codes]).numpy()
    real_logits = players.discriminator([real_images, codes[:6]]).numpy()
    statistics = PHASES[name](players.recipe, players.optimizers, batch, SEED)
    if name == GENERATOR_ONLY:
        expected = references.mean_cross_entropy_real(fake_logits)
        assert float(statistics["generator_loss"]) == pytest.approx(expected, rel=1e-4)
    else:
        assert float(statistics["real_logit"]) == pytest.approx(real_logits.mean(), abs=1e-5)
    if name == "simultaneous/0":
        assert float(statistics["fake_logit"]) == pytest.approx(fake_logits.mean(), abs=1e-5)


def test_further_steps_of_the_critic_come_first_and_on_images_of_their_own(real_images):
    """As many steps as were asked for, each on other latents; the last is the usual round."""
    players, twin = make_players(), make_players()
    batches = (Batch(real_images[:3]), Batch(real_images[3:]))
    statistics = PHASES["simultaneous/0"](
        players.recipe, players.optimizers, Batch(real_images, earlier=batches), SEED
    )
    steps = [int(optimizer.iterations) for optimizer in players.optimizers.values()]
    assert steps == [1, 3] and np.isfinite(list(map(float, statistics.values()))).all()
    adam = twin.optimizers["discriminator"]
    for place, batch in enumerate(batches):
        own = tf.random.experimental.stateless_fold_in(SEED, 100 + place)
        latents = twin.recipe.latents(3, tf.stack([own[0], SEED[1]]), purpose=0)
        fake = twin.generator(latents, training=True)
        with tf.GradientTape() as tape:
            loss = twin.recipe.objective.critic(
                twin.discriminator(batch.real), twin.discriminator(fake)
            )
        variables = twin.discriminator.trainable_variables
        adam.apply(tape.gradient(loss, variables), variables)
    usual = twin.play("simultaneous/0", real_images)
    assert {name: float(value) for name, value in statistics.items()} == pytest.approx(
        usual, rel=1e-3
    )


@pytest.mark.parametrize("loss", ["wasserstein", "hinge", "relativistic"])
def test_one_adam_step_of_each_under_every_loss_and_penalty(loss, real_images):
    """With penalties at fake images the generator's slopes are its own loss's alone."""
    options = {"loss": loss, "r2_weight": 0.3, "r1_weight": 0.2, "gradient_penalty_weight": 2.0}
    players = make_players(OBJECTIVES[loss].load(loss), **options)
    twin = make_players(OBJECTIVES[loss].load(loss), **options)
    latents = twin.recipe.latents(6, SEED, purpose=0)
    with tf.GradientTape(persistent=True) as tape:
        fake = twin.generator(latents, training=True)
        critic = twin.discriminator
        real_logits, fake_logits = critic(real_images), critic(fake)
        generator_loss = twin.recipe.objective.generator(real_logits, fake_logits)
        penalties = 8 * 0.2 * zero_centred(critic, real_images)
        penalties += 8 * 0.3 * zero_centred(critic, fake)
        penalties += 2.0 * one_centred(critic, real_images, fake, SEED)
        critic_loss = twin.recipe.objective.critic(real_logits, fake_logits) + penalties
    for name, loss_of in (("generator", generator_loss), ("discriminator", critic_loss)):
        variables = getattr(twin, name).trainable_variables
        gradients = tape.gradient(loss_of, variables, unconnected_gradients="zero")
        twin.optimizers[name].apply(gradients, variables)
    players.play("simultaneous/0", real_images)
    for name in ("generator", "discriminator"):
        one, other = (getattr(each, name).trainable_variables for each in (players, twin))
        for weight, wanted in zip(values(one), values(other)):
            assert (np.abs(weight - wanted) < RATE / 100).mean() > 0.98
