"""What every family of networks keeps to; a new row of `gan.catalog.FAMILIES` is covered by it."""

import keras
import numpy as np
import pytest

from datasets.images.kind import PixelEncoding
from gan.catalog import FAMILIES
from gan.networks import build_networks
from gan.options import GanConfig
from gan.trainer import GanTrainer

CASES = [(name, shape) for name, row in FAMILIES.items() for shape in row.shapes]
# By kind of data: the encoding of examples of a shape.
ENCODINGS = {"images": PixelEncoding}


def encoding_of(name, shape):
    return ENCODINGS[min(FAMILIES[name].kinds or ENCODINGS)](shape)


def config_of(name, **fields) -> GanConfig:
    small = {"width": 4, "latent_dim": 4, "batch_size": 4, "updates": 3, "dropout": 0.3}
    return GanConfig(networks=name, **(small | fields))


def random_examples(shape, count=6, seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, (count, *shape)).astype(np.float32)


@pytest.mark.parametrize("name, shape", CASES, ids=str)
def test_it_is_built_saved_and_loaded(name, shape, tmp_path):
    recipe = build_networks(encoding_of(name, shape), config_of(name), seed=0)
    latents = np.random.default_rng(0).standard_normal((3, 4), dtype=np.float32)
    assert recipe.generators and recipe.critics
    for models, inputs, output in (
        (recipe.generators, latents, shape),
        (recipe.critics, random_examples(shape, 3), (1,)),
    ):
        for model in models.values():
            assert model.output_shape == (None, *output)
            expected = model(inputs, training=False).numpy()
            assert expected.dtype == np.float32 and np.isfinite(expected).all()
            model.save(tmp_path / "model.keras")
            loaded = keras.models.load_model(tmp_path / "model.keras", compile=False)
            assert np.array_equal(loaded(inputs, training=False).numpy(), expected)


@pytest.fixture(scope="module", params=FAMILIES)
def trainer(request):
    """A trainer of the smallest examples of each family."""
    name = request.param
    return GanTrainer(encoding_of(name, FAMILIES[name].shapes[0]), config_of(name))


def train(trainer, seed, state=None):
    """The rest of a training: all variables, and the statistics."""
    examples = random_examples(trainer.encoding.shape, seed=seed)
    progresses = list(trainer.train(examples, seed, state=state))
    return trainer.state(), np.concatenate([progress.statistics for progress in progresses])


def test_a_step_moves_exactly_its_trainable_weights(trainer, monkeypatch):
    """Beside them moving means alone."""
    monkeypatch.setattr(trainer, "_rounds_per_call", 1)
    examples = random_examples(trainer.encoding.shape)
    next(trainer.train(examples, seed=7))
    fresh = build_networks(trainer.encoding, trainer.config, seed=7).networks
    for name, model in trainer.recipe.networks.items():
        for weight, start in zip(model.weights, fresh[name].weights, strict=True):
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
    monkeypatch.setattr(trainer, "_rounds_per_call", 2)
    monkeypatch.setattr(trainer, "_adapt_call", lambda seconds: None)
    expected, statistics = train(trainer, seed=1)
    first = next(trainer.train(random_examples(trainer.encoding.shape, seed=1), seed=1))
    state = trainer.state()
    assert trainer.suits(state) and 0 < first.updates < len(statistics)
    train(trainer, seed=2)
    found, rest = train(trainer, seed=1, state=state)
    assert found.keys() == expected.keys()
    assert all(np.array_equal(found[name], expected[name]) for name in expected)
    assert np.array_equal(np.concatenate([first.statistics, rest]), statistics)
