"""What every family of networks keeps to; a new row of `gan.catalog.FAMILIES` is covered by it."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from gan.catalog import FAMILIES
from gan.networks import build_networks
from gan.options import GanConfig
from gan.trainer import GanTrainer
from tests.gan.families import ENCODINGS
from training.saved_models import load_model

CASES = [(name, shape) for name, row in FAMILIES.items() for shape in row.shapes]


def encoding_of(name, shape):
    return ENCODINGS[min(FAMILIES[name].kinds or ENCODINGS)](shape)


CLASSES = 3


def config_of(name, **fields) -> GanConfig:
    small = {"width": 4, "latent_dim": 4, "batch_size": 4, "updates": 3, "dropout": 0.3}
    return GanConfig(networks=name, **(small | dict(FAMILIES[name].options) | fields))


LABELS = np.array([0, 1, 2, 0, 1, 2], np.int32)


def random_examples(shape, count=6, seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, (count, *shape)).astype(np.float32)


@pytest.mark.parametrize("name, shape", CASES, ids=str)
def test_it_is_built_saved_and_loaded(name, shape, tmp_path):
    assert_built_saved_and_loaded(name, shape, tmp_path)


def assert_built_saved_and_loaded(name, shape, directory):
    """Networks for examples of a shape say the same after they were written and read; a recipe."""
    recipe = build_networks(encoding_of(name, shape), config_of(name), 0, CLASSES)
    rng = np.random.default_rng(0)
    latents = rng.standard_normal((3, recipe.latent_dim), dtype=np.float32)
    examples = random_examples(shape, 3)
    if recipe.classes:
        codes = np.eye(CLASSES, dtype=np.float32)
        latents, examples = np.concatenate([latents, codes], axis=1), [examples, codes]
    assert recipe.generators and recipe.critics and recipe.latent_dim == 4 + recipe.noise
    for models, inputs, output in (
        (recipe.generators, latents, shape),
        (recipe.critics, examples, (1,)),
    ):
        for model in models.values():
            assert model.output_shape == (None, *output)
            expected = model(inputs, training=False).numpy()
            assert expected.dtype == np.float32 and np.isfinite(expected).all()
            model.save(directory / "model.keras")
            loaded = keras.models.load_model(directory / "model.keras", compile=False)
            assert np.array_equal(loaded(inputs, training=False).numpy(), expected)
    return recipe


@pytest.fixture(scope="module", params=FAMILIES)
def trainer(request):
    """A trainer of the smallest examples of each family."""
    name = request.param
    return GanTrainer(encoding_of(name, FAMILIES[name].shapes[0]), config_of(name), CLASSES)


def train(trainer, seed, state=None):
    """The rest of a training: all variables, and the statistics."""
    examples = random_examples(trainer.encoding.shape, seed=seed)
    progresses = list(trainer.train(examples, seed, labels=LABELS, state=state))
    return trainer.state(), np.concatenate([progress.statistics for progress in progresses])


def test_a_step_moves_exactly_its_trainable_weights(trainer, monkeypatch):
    """Beside them moving means alone. What lies behind a kernel that begins at 0 moves in the
    second step; a loss of differences alone says nothing of the critic's last bias, nor does a
    hinge inside of its margin."""
    train(trainer, seed=7)
    fresh = build_networks(trainer.encoding, trainer.config, 7, CLASSES).networks
    last_bias = trainer.recipe.critic.trainable_variables[-1].path
    for name, model in trainer.recipe.networks.items():
        for weight, start in zip(model.weights, fresh[name].weights, strict=True):
            if trainer.config.loss != "non_saturating" and weight.path == last_bias:
                continue
            moved = not np.array_equal(weight.numpy(), start.numpy())
            assert moved == weight.trainable or weight.name.startswith("moving_"), weight.path


def test_a_class_trains_the_same_after_another_with_one_trace(trainer):
    state, statistics = train(trainer, seed=1)
    other, _ = train(trainer, seed=2)
    again, same = train(trainer, seed=1)
    assert all(np.array_equal(state[name], again[name]) for name in state)
    assert np.array_equal(statistics, same) and np.isfinite(statistics).all()
    assert any(not np.array_equal(state[name], other[name]) for name in state)
    for phase in trainer.compiled_phases:
        assert phase.experimental_get_tracing_count() == 1


def test_interrupted_and_gone_on_with_it_ends_the_same(trainer, monkeypatch):
    assert_goes_on_to_the_same_end(trainer, monkeypatch)


def assert_goes_on_to_the_same_end(trainer, monkeypatch):
    """Stopped after two of three updates, with another training in between."""
    monkeypatch.setattr(trainer, "_rounds_per_call", 2)
    monkeypatch.setattr(trainer, "_adapt_call", lambda seconds: None)
    expected, statistics = train(trainer, seed=1)
    examples = random_examples(trainer.encoding.shape, seed=1)
    first = next(trainer.train(examples, seed=1, labels=LABELS))
    state = trainer.state()
    assert trainer.suits(state) and 0 < first.updates < len(statistics)
    train(trainer, seed=2)
    found, rest = train(trainer, seed=1, state=state)
    assert found.keys() == expected.keys()
    assert all(np.array_equal(found[name], expected[name]) for name in expected)
    assert np.array_equal(np.concatenate([first.statistics, rest]), statistics)


# Families of one module have the same networks; each loss and penalty has been trained above.
FIRST_OF_A_MODULE = {row.module: name for name, row in reversed(FAMILIES.items())}
SWITCHED = [
    (name, switch) for name in FIRST_OF_A_MODULE.values() for switch in sorted(FAMILIES[name].heeds)
]


ON = {"pack": 2}
"""What a switch is turned on by, where it is no yes or no."""


@pytest.fixture
def uncompiled():
    """Steps are computed one by one: a compilation takes longer than a few updates."""
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.mark.parametrize("name, switch", SWITCHED)
def test_what_a_family_heeds_changes_its_networks_which_train_and_are_read_back(
    name, switch, tmp_path, uncompiled
):
    shape = FAMILIES[name].shapes[0]
    networks = []
    on = ON.get(switch, True)
    for value in (getattr(GanConfig(), switch), on):
        config = config_of(name, **{switch: value})
        networks.append(build_networks(encoding_of(name, shape), config, 0, CLASSES).networks)
    plain, switched = (
        [
            (layer.__class__, [output.shape for output in tf.nest.flatten(layer.output)])
            for layer in models["discriminator"].layers
        ]
        for models in networks
    )
    assert plain != switched
    assert_trains_and_is_read_back(name, tmp_path, **{switch: on})


def assert_trains_and_is_read_back(name, directory, **switches):
    """A trainer whose losses stay numbers, and whose critic says the same when it is read back."""
    shape = FAMILIES[name].shapes[0]
    trainer = GanTrainer(encoding_of(name, shape), config_of(name, **switches), CLASSES)
    _, statistics = train(trainer, seed=1)
    assert np.isfinite(statistics).all()
    critic = trainer.recipe.critic
    critic.save(directory / "critic.keras")
    inputs = random_examples(shape, 3)
    if trainer.recipe.classes:
        inputs = [inputs, np.eye(CLASSES, dtype=np.float32)]
    found = load_model(directory / "critic.keras")(inputs, training=False).numpy()
    assert np.array_equal(found, critic(inputs, training=False).numpy())
    return trainer


# Those whose networks differ most; the others take as long again.
QUICKLY_SWITCHED = ("dcgan", "rows")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in QUICKLY_SWITCHED else pytest.mark.long)
        for name in dict(SWITCHED)
    ],
)
def test_what_a_family_heeds_goes_together_and_is_compiled_once(name, tmp_path):
    # Spectral norms do not go with the others, and are compiled above in families of their own.
    heeded = FAMILIES[name].heeds - {"spectral_normalization"}
    switches = {switch: ON.get(switch, True) for switch in heeded}
    trainer = assert_trains_and_is_read_back(name, tmp_path, **switches)
    for phase in trainer.compiled_phases:
        assert phase.experimental_get_tracing_count() == 1
