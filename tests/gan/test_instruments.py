"""When it is looked, what is seen beside plain references, and that looking changes nothing."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan.instruments import Instruments, energy_distance, load_instruments, looks
from gan.options import GanConfig
from gan.probe import BINS, REACH, histogram, still_share
from gan.trainer import GanTrainer
from gan.training_plan import TrainingPlan
from tests.gan.families import pixels

IMAGES = np.random.default_rng(0).uniform(-1, 1, (12, 8, 8, 1)).astype(np.float32)
LABELS = np.arange(12, dtype=np.int32) % 3


@pytest.mark.parametrize(
    "updates, expected",
    [(1, (1,)), (299, (10, 299)), (450, (10, 150, 300, 450)), (301, (10, 150, 301))],
)
def test_looks_are_evenly_spread_from_the_beginning_to_the_last_update(updates, expected):
    assert looks(updates) == expected


def test_a_long_training_is_looked_at_forty_times():
    found = looks(70_000)
    assert len(found) == 41 and found[0] == 10 and found[-1] == 70_000
    assert set(np.diff(found[1:])) == {1750}


def test_a_histogram_counts_in_equal_bins_of_the_inverse_hyperbolic_sine():
    values = np.array([-1e6, -1.0, 0.001, 0.5, 1e6], np.float32)
    edges = np.linspace(-REACH, REACH, BINS + 1)
    clipped = np.clip(np.arcsinh(values), -REACH + 1e-6, REACH - 1e-6)
    expected = np.histogram(clipped, edges)[0] / 5
    assert histogram(tf.constant(values)).numpy() == pytest.approx(expected)


def test_a_unit_that_says_the_same_of_all_is_still():
    values = np.random.default_rng(0).normal(size=(6, 2, 2, 4)).astype(np.float32)
    values[..., 1] = 7.0
    assert still_share(tf.constant(values)).numpy() == pytest.approx(0.25)
    assert still_share(tf.ones((6, 4))).numpy() == 1.0


def test_the_energy_distance_beside_plain_loops():
    rng = np.random.default_rng(0)
    one, other = rng.normal(0, 1, (5, 3)), rng.normal(1, 1, (4, 3))

    def mean(pairs):
        return np.mean([np.linalg.norm(a - b) for a, b in pairs])

    across = mean([(a, b) for a in one for b in other])
    within = [
        mean([(a, b) for i, a in enumerate(each) for j, b in enumerate(each) if i != j])
        for each in (one, other)
    ]
    assert energy_distance(one, other) == pytest.approx((2 * across - sum(within)) / within[0])
    assert np.isnan(energy_distance(one[:1], other))


def trained(config, *, looked, directory=None):
    """All variables after a training, and what its instruments saw."""
    trainer = GanTrainer(pixels(8, 8, 1), config, 3)
    plan = TrainingPlan(len(IMAGES), trainer.config, 3)
    instruments = Instruments(trainer, plan, IMAGES, LABELS, seed=5)
    due = instruments.due if looked else ()
    for progress in trainer.train(IMAGES, 1, pause_at=due, labels=LABELS):
        if looked:
            instruments.add(progress)
    return trainer, instruments


CONFIGS = {
    "everything that moves": {"dropout": 0.3, "spectral_normalization": True, "r1_weight": 0.0},
    "conditional": {"conditional": True},
}


@pytest.fixture(scope="module", params=CONFIGS)
def seen(request, tmp_path_factory):
    """A trainer at the end, what was seen, and the state of one that was not looked at."""
    config = GanConfig(width=4, latent_dim=3, batch_size=4, updates=310, **CONFIGS[request.param])
    if config.conditional:
        config = GanConfig(width=4, latent_dim=3, batch_size=4, updates=104, conditional=True)
    directory = tmp_path_factory.mktemp("unit")
    trainer, instruments = trained(config, looked=True)
    instruments.save(directory)
    plain, _ = trained(config, looked=False)
    return trainer, load_instruments(directory), plain.state()


def test_looking_changes_nothing(seen):
    trainer, _, expected = seen
    state = trainer.state()
    assert all(np.array_equal(state[name], expected[name]) for name in expected)


def test_what_is_seen_is_that_of_the_networks(seen):
    trainer, found, _ = seen
    assert found["update"].tolist() == [int(u) for u in looks(trainer._updates)]
    generator, critic = trainer.recipe.generator, trainer.recipe.critic
    names = found["weight_layers"].tolist()
    with_kernels = [
        f"{model.name} {place:02d} {type(layer).__name__}"
        for model in (generator, critic)
        for place, layer in enumerate(model.layers)
        if any(len(weight.shape) > 1 for weight in layer.trainable_variables)
    ]
    assert names == with_kernels and found["gradient_norm"].shape == (
        len(found["update"]),
        len(names),
    )
    last = critic.layers[int(names[-1].split()[1])]
    expected = np.sqrt(sum(float((w.numpy() ** 2).sum()) for w in last.trainable_variables))
    assert found["weight_norm"][-1, -1] == pytest.approx(expected, rel=1e-5)
    assert found["weight_histogram"].sum(axis=2) == pytest.approx(1)
    assert found["activation_histogram"].sum(axis=2) == pytest.approx(1)
    assert (found["gradient_norm"] > 0).all() and np.isfinite(found["distance"]).all()


def test_gradients_and_logits_are_those_of_the_losses(seen):
    trainer, found, _ = seen
    probe, recipe = trainer.probe, trainer.recipe
    real, labels = tf.constant(IMAGES), tf.constant(LABELS)
    latents = np.random.default_rng(2).normal(size=(12, 3)).astype(np.float32)
    codes = [tf.one_hot(LABELS, 3)] if recipe.classes else []
    latents = np.concatenate([latents, *codes], axis=1)
    look = {name: value.numpy() for name, value in probe.look(real, labels, latents).items()}
    with tf.GradientTape(persistent=True) as tape:
        fake = recipe.generator(latents, training=False)
        seen_by = [recipe.critic([x, *codes] if codes else x) for x in (real, fake)]
        losses = [
            -tf.reduce_mean(tf.math.log_sigmoid(seen_by[1])),
            -tf.reduce_mean(tf.math.log_sigmoid(seen_by[0]) + tf.math.log_sigmoid(-seen_by[1])),
        ]
    assert look["real_logits"] == pytest.approx(seen_by[0].numpy()[:, 0], abs=1e-5)
    assert look["fake_logits"] == pytest.approx(seen_by[1].numpy()[:, 0], abs=1e-5)
    layers = [watched for network in probe.networks for watched in network.with_weights]
    for place, layer in ((0, layers[0]), (-1, layers[-1])):
        weights = [weight.value for weight in layer.trainable_variables]
        slopes = tape.gradient(losses[place], weights)
        expected = np.sqrt(sum(float(tf.reduce_sum(slope**2)) for slope in slopes))
        assert look["gradient_norm"][place] == pytest.approx(expected, rel=1e-4)


def test_a_network_that_is_no_graph_is_looked_at_without_its_outputs():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1, activation="relu")

        def call(self, inputs):
            return self.dense(inputs)

    from gan.probe import Watched

    model = Own()
    model(np.ones((2, 3), np.float32))
    watched = Watched.of("own", model)
    assert watched.weight_names == ["own 00 Dense"] and watched.output_names == []
    assert watched.whole() is model


def test_a_layer_of_both_networks_is_left_out():
    from gan.probe import Watched

    shared = keras.layers.LeakyReLU(0.2)
    inputs, other = keras.Input((3,)), keras.Input((4,))
    first = keras.Model(inputs, keras.layers.Dense(4)(shared(inputs)))
    second = keras.Model(other, keras.layers.Dense(1, activation="relu")(shared(other)))
    for model, expected in ((first, []), (second, ["n 02 Dense"])):
        watched = Watched.of("n", model)
        assert watched.output_names == expected
        watched.whole()


def test_a_sequence_of_layers_is_a_graph_too():
    from gan.probe import Watched

    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="relu")])
    assert Watched.of("n", model).output_names == ["n 00 Dense"]
