"""The compiled training loop, on networks of a few hundred weights."""

import numpy as np
import pytest
import tensorflow as tf

from foundation.errors import UserError
from gan.catalog import SCHEDULES
from gan.networks import build_networks
from gan.objectives import Parts, cross_entropy_fake, cross_entropy_real, objective_of
from gan.options import GanConfig
from gan.recipe import BASIC_STATISTICS
from gan.trainer import GanTrainer
from gan.training_plan import DivergedError, TrainingPlan
from tests import references
from tests.gan.families import add_objective, add_schedule, pixels

SHAPE = (8, 8, 1)


def tiny_config(**fields) -> GanConfig:
    defaults = {"networks": "tiny", "latent_dim": 3, "batch_size": 4, "updates": 5, "dropout": 0.3}
    return GanConfig(**(defaults | fields))


@pytest.fixture(scope="module")
def images_of(smooth_images):
    """A maker of GAN-ready images of a class."""

    def make(count: int, seed: int = 0) -> np.ndarray:
        return smooth_images(count, seed=seed).astype(np.float32) / 127.5 - 1

    return make


SHARED_CONFIGS = {
    "simultaneous": {"networks": "dcgan", "width": 4, "r1_weight": 0.5, "r1_interval": 2},
    "alternating": {},
    "discriminator_first": {},
}


@pytest.fixture(scope="module", params=SCHEDULES)
def trainer(request, tiny_networks):
    """One compiled trainer per schedule, shared: a class must not notice what ran before it."""
    fields = SHARED_CONFIGS[request.param]
    return GanTrainer(pixels(*SHAPE), tiny_config(schedule=request.param, **fields))


def networks_of(trainer):
    return trainer.recipe.generator, trainer.recipe.critic


def train(trainer, images, seed):
    """Train to the end; all weights and statistics."""
    statistics = [progress.statistics for progress in trainer.train(images, seed)]
    models = (*networks_of(trainer), trainer.averaged_generator)
    weights = [weight for model in models for weight in model.get_weights()]
    return [*weights, np.concatenate(statistics)]


def equal(one, other):
    return all(map(np.array_equal, one, other))


def test_a_class_trains_the_same_alone_and_after_others_with_one_trace(trainer, images_of):
    alone = train(trainer, images_of(9), seed=1)
    other_class = train(trainer, images_of(6, seed=5), seed=2)
    # Not a number in the weights of one class stays in that class.
    with pytest.raises(DivergedError, match="update 1"):
        train(trainer, np.full((9, *SHAPE), np.nan, np.float32), seed=1)
    assert any(np.isnan(weight).any() for weight in trainer.recipe.critic.get_weights())
    again = train(trainer, images_of(9), seed=1)
    fresh = build_networks(pixels(*SHAPE), trainer.config, seed=1)
    for model, start in zip(networks_of(trainer), fresh.networks.values()):
        for trained, first in zip(model.trainable_variables, start.trainable_variables):
            assert (trained.numpy() != first.numpy()).any()
    other_seed = train(trainer, images_of(9), seed=3)

    assert equal(alone, again)
    assert not equal(alone, other_class) and not equal(alone, other_seed)
    assert all(np.isfinite(values).all() for values in alone)
    for phase in trainer.compiled_phases:
        assert phase.experimental_get_tracing_count() == 1


def test_quick_calls_become_longer_and_slow_ones_shorter(trainer, monkeypatch):
    monkeypatch.setattr(trainer, "_rounds_per_call", 2)
    lengths = []
    for seconds in (0.7, 0.7, 0.7, 0.7, 0.7, 1.4, 1.6, 1.6, 1.6, 1.6, 1.6, 1.6):
        trainer._adapt_call(seconds)
        lengths.append(trainer._rounds_per_call)
    assert lengths == [4, 8, 16, 32, 50, 50, 25, 12, 6, 3, 1, 1]


# An epoch is one update of all 4 images, so that every update can be looked at.
FOLLOWED_CONFIG = tiny_config(
    updates=6,
    dropout=0.0,
    ema_decay=0.3,
    generator_learning_rate=0.02,
    discriminator_learning_rate=0.01,
    final_learning_rate_fraction=0.25,
)


@pytest.fixture(scope="module")
def followed(images_of, tiny_networks):
    """Weights, averages, step sizes and progress after every update."""
    trainer = GanTrainer(pixels(*SHAPE), FOLLOWED_CONFIG)
    optimizers = trainer._optimizers.values()
    return [
        (
            trainer.recipe.generator.get_weights(),
            trainer.averaged_generator.get_weights(),
            [float(optimizer.learning_rate) for optimizer in optimizers],
            progress,
        )
        for progress in trainer.train(images_of(4), seed=7, pause_after=range(1, 7))
    ]


def test_average_equals_the_plain_loop(followed):
    """The moving statistics of the normalisation are averaged too."""
    first = build_networks(pixels(*SHAPE), FOLLOWED_CONFIG, seed=7).generator.get_weights()
    weights = [row[0] for row in followed]
    for count, (_, averages, *_) in enumerate(followed, start=1):
        expected = references.moving_average(first, weights[:count], decay=0.3)
        for average, wanted in zip(averages, expected, strict=True):
            assert average == pytest.approx(wanted, abs=1e-5)
    # The warm-up ends on the way: (1 + t) / (10 + t) exceeds 0.3 from the fourth update on.
    assert (1 + 2) / (10 + 2) < 0.3 < (1 + 3) / (10 + 3)
    assert all((one != last).any() for one, last in zip(followed[0][1], followed[-1][1]))


def test_learning_rates_fall_in_a_line(followed):
    factors = [1, 7 / 8, 6 / 8, 5 / 8, 4 / 8, 3 / 8]  # to 2 / 8 when all 6 are done
    expected = np.array([[0.02 * factor, 0.01 * factor] for factor in factors])
    assert np.array([row[2] for row in followed]) == pytest.approx(expected, rel=1e-5)


def test_progress_counts_updates_and_epochs(followed):
    progresses = [row[3] for row in followed]
    assert [progress.updates for progress in progresses] == [1, 2, 3, 4, 5, 6]
    assert [progress.finished_epoch for progress in progresses] == [1, 2, 3, 4, 5, 6]
    assert {progress.statistics.shape for progress in progresses} == {(1, len(BASIC_STATISTICS))}


def test_a_first_step_is_as_long_as_the_learning_rate(followed):
    """Adam's way, whatever the gradient; so the rate in force is the config's, not another."""
    first = build_networks(pixels(*SHAPE), FOLLOWED_CONFIG, seed=7).generator.get_weights()
    last_kernel = -2
    steps = np.abs(followed[0][0][last_kernel] - first[last_kernel])
    assert np.median(steps) == pytest.approx(0.02, rel=0.02)


def test_long_epochs_come_in_stretches_and_the_last_one_may_be_unfinished(images_of, tiny_networks):
    config = tiny_config(updates=130, batch_size=2, ema_decay=0.0)
    trainer = GanTrainer(pixels(*SHAPE), config)
    progresses = list(trainer.train(images_of(121), seed=0, pause_after=[1, 2]))
    ends = {p.updates: p.finished_epoch for p in progresses if p.finished_epoch is not None}
    assert ends == {60: 1, 120: 2, 130: 3}
    lengths = [len(progress.statistics) for progress in progresses]
    assert sum(lengths) == 130
    # The first call is short: how long one takes is not known yet.
    assert lengths[0] == 2
    assert max(lengths) <= 50
    # Without an average, what is exported is the generator itself.
    generator = trainer.recipe.generator
    assert equal(trainer.averaged_generator.get_weights(), generator.get_weights())
    # Without pauses an epoch ends inside a stretch; another trainer ends at the same numbers.
    other = GanTrainer(pixels(*SHAPE), config)
    unpaused = list(other.train(images_of(121), seed=0))
    assert [p.finished_epoch for p in unpaused][-1] == 3
    statistics = [np.concatenate([p.statistics for p in run]) for run in (progresses, unpaused)]
    assert np.array_equal(*statistics)
    assert equal(other.recipe.generator.get_weights(), generator.get_weights())


def load_phases(schedule):
    return SCHEDULES[schedule].load()


class TestOrderOfPhases:
    """What runs when, written down by the steps themselves while they run."""

    @pytest.fixture
    def spied_trainer(self, monkeypatch, tiny_networks):
        """A maker of a trainer and of the list of its calls: phase, update, weight, batch size."""

        def make(schedule, **fields):
            seen = []

            def spied(name, phase):
                def step(recipe, optimizers, batch, seed):
                    def note(update, weight, count):
                        seen.append((name, int(update), float(weight), int(count)))

                    weight = tf.reduce_sum(recipe.generator.trainable_variables[0])
                    tf.py_function(note, [seed[1], weight, tf.shape(batch.real)[0]], [])
                    return phase(recipe, optimizers, batch, seed)

                return step

            phases = {name: spied(name, phase) for name, phase in zip("ab", load_phases(schedule))}
            add_schedule(monkeypatch, "spied", schedule, **phases)
            return GanTrainer(pixels(*SHAPE), tiny_config(schedule="spied", **fields)), seen

        return make

    def test_discriminator_first_runs_all_discriminator_steps_of_an_epoch_first(
        self, spied_trainer, images_of
    ):
        trainer, seen = spied_trainer("discriminator_first", updates=None, epochs=2)
        # 12 images, half a batch of 4 at a time: 6 rounds an epoch.
        list(trainer.train(images_of(12), seed=0))
        assert [name for name, *_ in seen] == (["a"] * 6 + ["b"] * 6) * 2
        updates = [update for _, update, *_ in seen]
        assert updates == [*range(6), *range(6), *range(6, 12), *range(6, 12)]
        weights = [weight for _, _, weight, _ in seen]
        assert len(set(weights[:7])) == 1  # no generator step before all of the discriminator's
        assert len(set(weights[6:12])) == 6
        assert len(set(weights[12:19])) == 1
        assert {count for *_, count in seen} == {2}
        # An epoch of more rounds than fit into one call elsewhere stays whole.
        seen.clear()
        list(trainer.train(images_of(110), seed=0))
        assert [name for name, *_ in seen] == (["a"] * 55 + ["b"] * 55) * 2

    def test_alternating_steps_round_by_round(self, spied_trainer, images_of):
        trainer, seen = spied_trainer("alternating", updates=7)
        list(trainer.train(images_of(12), seed=0))
        assert [(name, update) for name, update, *_ in seen] == [("a", i) for i in range(7)]
        assert len({weight for _, _, weight, _ in seen}) == 7
        assert {count for *_, count in seen} == {2}


@pytest.mark.parametrize(
    "images, fields, expected",
    [
        # images per update, updates per epoch, updates, epochs
        (5400, {"batch_size": 64, "updates": 4400}, (64, 84, 4400, 53)),
        (130, {"batch_size": 64, "updates": 4}, (64, 2, 4, 2)),
        (130, {"batch_size": 64, "updates": 5}, (64, 2, 5, 3)),
        (40, {"batch_size": 64, "updates": 3}, (40, 1, 3, 3)),
        (1, {"batch_size": 64, "updates": 3}, (1, 1, 3, 3)),
        (128, {"batch_size": 64, "updates": None, "epochs": 10}, (64, 2, 20, 10)),
        (127, {"batch_size": 64, "updates": None, "epochs": 10}, (64, 1, 10, 10)),
        # Rare images repeat: 5,400 and four times 1,350 more are shown in an epoch.
        (5400, {"batch_size": 16, "updates": 7000, "rare_repeats": 5}, (16, 675, 7000, 11)),
        (5400, {"batch_size": 16, "updates": 7000, "rare_repeats": 1}, (16, 337, 7000, 21)),
        (10, {"batch_size": 64, "updates": None, "epochs": 3, "rare_repeats": 6}, (10, 2, 6, 3)),
    ],
)
def test_plan(images, fields, expected):
    plan = TrainingPlan(images, tiny_config(**fields))
    assert (plan.examples_per_update, plan.updates_per_epoch, plan.updates, plan.epochs) == expected


@pytest.mark.parametrize("schedule", ["alternating", "discriminator_first"])
@pytest.mark.parametrize(
    "images, batch_size, epochs", [(3360, 128, 31), (3361, 128, 31), (250, 6, 1000), (160, 6, 1000)]
)
def test_published_plan(schedule, images, batch_size, epochs):
    """Iterations per epoch: floor(n / (batch / 2)), as the source study counts them."""
    config = tiny_config(schedule=schedule, batch_size=batch_size, updates=None, epochs=epochs)
    plan = TrainingPlan(images, config)
    assert plan.examples_per_update == batch_size // 2
    assert plan.updates_per_epoch == images // (batch_size // 2)
    assert plan.updates == epochs * (images // (batch_size // 2))
    assert plan.epochs == epochs


def test_an_open_weight_of_the_penalty_is_settled(tiny_networks):
    assert GanTrainer(pixels(*SHAPE), tiny_config()).config.r1_weight == 0.1
    assert len(GanTrainer(pixels(*SHAPE), tiny_config()).recipe.penalties) == 1
    alternating = GanTrainer(pixels(*SHAPE), tiny_config(schedule="alternating"))
    assert alternating.config.r1_weight == 0 and not alternating.recipe.penalties


def test_an_unknown_name_is_refused(tiny_networks):
    with pytest.raises(UserError, match="Did you mean 'dcgan'"):
        GanTrainer(pixels(*SHAPE), tiny_config(networks="dcgn"))


def test_a_loss_that_is_no_number_ends_the_training_and_names_the_update(
    monkeypatch, images_of, tiny_networks
):
    calls, bad_update = tf.Variable(0), tf.Variable(0)

    def generator_loss(logits):
        bad = tf.equal(calls.assign_add(1), bad_update)
        return tf.where(bad, np.nan, cross_entropy_real(logits))

    parts = Parts(cross_entropy_real, cross_entropy_fake, generator_loss)
    loss = add_objective(monkeypatch, "bursting", objective_of(parts))
    trainer = GanTrainer(pixels(*SHAPE), tiny_config(loss=loss, updates=60))
    for update in (1, 3, 53):
        calls.assign(0)
        bad_update.assign(update)
        with pytest.raises(DivergedError, match=rf"\bupdate {update}: generator_loss$"):
            list(trainer.train(images_of(300), seed=0))
