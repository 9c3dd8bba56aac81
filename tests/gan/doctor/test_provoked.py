"""Every illness is provoked in a small training and found by its name; a healthy one has none."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from datasets.images.bundled import load_digits
from gan.doctor.catalog import SYMPTOMS
from gan.doctor.findings import load_findings
from gan.objectives import Parts, cross_entropy_fake, cross_entropy_real, objective_of
from gan.options import GanConfig
from gan.recipe import pair_recipe
from gan.trainer import GanTrainer
from gan.unit_training import train_class
from tests.gan import families

LATENTS = 16


@pytest.fixture(scope="module")
def digits():
    """uint8 [n, 16, 16, 1], real images of the digit 3."""
    data = load_digits()
    return data.examples[data.labels == 3]


@pytest.fixture
def found_in(digits, tmp_path, monkeypatch):
    """Trains a pair and returns the names of its symptoms, with their sentences."""

    def train(build, *, examples=digits, **fields):
        name = families.add_family(monkeypatch, "own", build) if callable(build) else build
        options = {"networks": name, "latent_dim": LATENTS, "batch_size": 16, "updates": 1500}
        trainer = GanTrainer(families.pixels(*examples.shape[1:]), GanConfig(**options | fields))
        train_class(trainer, examples, seed=1, directory=tmp_path)
        return {each.symptom: each.evidence for each in load_findings(tmp_path)}

    return train


def dense(encoding, options, hidden, last=None):
    """A pair of dense layers whose generator ends with a layer of the test's own."""
    size = int(np.prod(encoding.shape))
    latents = keras.Input((options.latent_dim,))
    x = hidden(latents)
    x = last(x) if last else keras.layers.Dense(size, activation="tanh")(x)
    generator = keras.Model(latents, keras.layers.Reshape(encoding.shape)(x))
    examples = keras.Input(encoding.shape)
    x = keras.layers.Dense(48)(keras.layers.Flatten()(examples))
    logits = keras.layers.Dense(1)(keras.layers.LeakyReLU(0.2)(x))
    return pair_recipe(generator, keras.Model(examples, logits), options)


def healthy(encoding, classes, options, seed):
    """Dense layers that can learn something of digits."""

    def hidden(x):
        return keras.layers.LeakyReLU(0.2)(keras.layers.Dense(96)(x))

    return dense(encoding, options, lambda x: hidden(hidden(x)))


@pytest.mark.long
@pytest.mark.parametrize("width", [8, 12])
def test_a_healthy_training_has_no_symptom(found_in, width):
    assert found_in("dcgan", width=width, latent_dim=8, updates=3000) == {}


def test_a_loss_that_is_no_number(found_in, monkeypatch):
    parts = Parts(
        critic_real=lambda logits: tf.reduce_mean(tf.sqrt(logits - 1e6)),
        critic_fake=cross_entropy_fake,
        generator=cross_entropy_real,
    )
    families.add_objective(monkeypatch, "rooted", objective_of(parts))
    found = found_in(healthy, loss="rooted", updates=20)
    assert set(found) == {"non_finite"} and "update 1" in found["non_finite"]


def test_a_generator_of_one_image(found_in):
    assert "times as far" in found_in(families.build_constant)["mode_collapse"]


def test_a_generator_that_leaves_out_most_groups(found_in):
    """What it draws is noise around one real image: different, but of one kind."""

    def one_kind(encoding, classes, options, seed):
        image = encoding.encode(load_digits().examples[3:4]).ravel()
        layer = keras.layers.Dense(
            image.size,
            kernel_initializer=keras.initializers.RandomNormal(stddev=0.06),
            bias_initializer=keras.initializers.Constant(np.arctanh(image * 0.99)),
            activation="tanh",
        )
        return dense(encoding, options, lambda x: x, layer)

    found = found_in(one_kind, generator_learning_rate=0.0, updates=150)
    assert "groups that real examples fall into" in found["mode_collapse"]


def test_a_discriminator_that_learns_alone(found_in):
    found = found_in(healthy, generator_learning_rate=0.0, updates=600, r1_weight=0.0)
    assert "larger logit than a fake one in 100.0% of pairs" in found["discriminator_wins"]


def test_a_loss_that_saturates(found_in, monkeypatch):
    """Goodfellow's first form: the generator minimises log(1 - D), flat where D is sure."""
    parts = Parts(
        critic_real=cross_entropy_real,
        critic_fake=cross_entropy_fake,
        generator=lambda logits: -cross_entropy_fake(logits),
    )
    families.add_objective(monkeypatch, "saturating", objective_of(parts))
    found = found_in(
        healthy,
        loss="saturating",
        updates=900,
        r1_weight=0.0,
        discriminator_learning_rate=0.02,
        generator_learning_rate=1e-6,
    )
    assert "generator's gradient" in found["vanishing_gradient"]


def test_a_discriminator_that_cannot_learn(found_in):
    def silent(encoding, classes, options, seed):
        examples = keras.Input(encoding.shape)
        logits = keras.layers.Dense(1, kernel_initializer="zeros")
        critic = keras.Model(examples, logits(keras.layers.Flatten()(examples)))
        return pair_recipe(healthy(encoding, classes, options, seed).generator, critic, options)

    found = found_in(silent, discriminator_learning_rate=0.0, updates=300)
    assert "logits differ by" in found["discriminator_gives_up"]


def test_two_that_go_round_in_circles(found_in):
    """The Dirac GAN of Mescheder et al. 2018, section 2: one point, a linear critic."""

    def dirac(encoding, classes, options, seed):
        size = int(np.prod(encoding.shape))
        latents = keras.Input((options.latent_dim,))
        x = keras.layers.Dense(size, kernel_initializer="zeros")(latents)
        generator = keras.Model(latents, keras.layers.Reshape(encoding.shape)(x))
        examples = keras.Input(encoding.shape)
        flat = keras.layers.Flatten()(examples)
        return pair_recipe(generator, keras.Model(examples, keras.layers.Dense(1)(flat)), options)

    found = found_in(
        dirac,
        loss="wasserstein",
        updates=3000,
        r1_weight=0.0,
        final_learning_rate_fraction=1.0,
        generator_learning_rate=5e-3,
        discriminator_learning_rate=5e-3,
    )
    assert "with a period of about" in found["oscillation"]


def test_a_generator_that_has_its_images_by_heart(found_in, digits):
    few = digits[:30]

    def by_heart(encoding, classes, options, seed):
        images = encoding.encode(few).reshape(len(few), -1)
        choice = keras.layers.Dense(
            len(few), kernel_initializer=keras.initializers.RandomNormal(stddev=20.0)
        )
        layer = keras.layers.Dense(
            images.shape[1], kernel_initializer=keras.initializers.Constant(images)
        )
        return dense(encoding, options, lambda x: keras.layers.Softmax()(choice(x)), layer)

    found = found_in(by_heart, examples=few, generator_learning_rate=0.0, updates=150)
    assert "from the nearest training example" in found["memorisation"]


def test_units_that_are_dead_from_the_start(found_in):
    def half_dead(encoding, classes, options, seed):
        def hidden(x):
            parts = [
                keras.layers.Dense(24, activation="relu", bias_initializer=start)(x)
                for start in ("zeros", keras.initializers.Constant(-50.0))
            ]
            return keras.layers.Concatenate()(parts)

        return dense(encoding, options, hidden)

    found = found_in(half_dead, updates=300)
    assert "Dense (100%)" in found["dead_units"]


def test_a_training_that_is_stopped_on_its_way(found_in):
    rates = {"generator_learning_rate": 1e-4, "discriminator_learning_rate": 1e-4}
    found = found_in(healthy, updates=1500, final_learning_rate_fraction=1.0, **rates)
    assert "over the last third" in found["too_short"]


def test_every_symptom_is_provoked_here():
    provoked = {
        *("non_finite", "mode_collapse", "vanishing_gradient", "discriminator_wins"),
        *("discriminator_gives_up", "oscillation", "memorisation", "dead_units", "too_short"),
    }
    assert provoked == set(SYMPTOMS)
