import keras
import numpy as np
import pytest

from foundation.errors import UserError
from gan.catalog import FAMILIES
from gan.networks import build_networks
from gan.options import GanConfig
from tests.gan.families import pixels

CASES = [(name, shape) for name, row in FAMILIES.items() for shape in row.shapes]


def build_pair(shape, config, seed=0):
    """Generator and discriminator for images of a shape."""
    recipe = build_networks(pixels(*shape), config, seed)
    return recipe.generator, recipe.critic


@pytest.fixture(scope="module")
def latents():
    return np.random.default_rng(0).standard_normal((3, 6), dtype=np.float32)


@pytest.mark.parametrize("name, shape", CASES, ids=str)
def test_images_and_logits_of_a_pair(name, shape, latents):
    config = GanConfig(networks=name, width=4, latent_dim=6, dropout=0.3)
    generator, discriminator = build_pair(shape, config, seed=0)
    assert generator.input_shape == (None, 6) and generator.output_shape == (None, *shape)
    assert discriminator.input_shape == (None, *shape)

    images = generator(latents * 100, training=False).numpy()
    assert images.shape == (3, *shape) and images.dtype == np.float32
    assert np.abs(images).max() <= 1 and images.std() > 0.01

    logits = discriminator(images, training=False).numpy()
    assert logits.shape == (3, 1) and np.isfinite(logits).all()
    # No sigmoid at the end: a logit follows the last bias beyond 0..1.
    weights = discriminator.get_weights()
    discriminator.set_weights([*weights[:-1], weights[-1] - 5.0])
    assert discriminator(images, training=False).numpy() == pytest.approx(logits - 5, abs=1e-4)
    discriminator.set_weights(weights)


@pytest.mark.parametrize("side", [10, 11, 12, 15, 16, 24, 27, 32, 33, 45, 48, 57, 65, 130])
def test_dcgan_is_built_for_any_side(side):
    shape = (side, side, 1 + 2 * (side % 2))
    generator, discriminator = build_pair(shape, GanConfig(width=4, latent_dim=6), seed=0)
    assert generator.output_shape == discriminator.input_shape == (None, *shape)
    smallest = min(layer.output.shape[1] for layer in discriminator.layers[:-2])
    assert 4 <= smallest <= 9


@pytest.mark.parametrize("name", [n for n, row in FAMILIES.items() if "images" in row.kinds])
def test_every_pixel_can_change(name, latents):
    """Nothing of the picture is padding: all pixels depend on the latents."""
    shape = (64, 64, 3) if name == "paper" else (13, 18, 3)
    config = GanConfig(networks=name, width=4, latent_dim=6)
    generator, _ = build_pair(shape, config, seed=0)
    images = generator(latents, training=False).numpy()
    assert np.ptp(images, axis=0).min() > 0


@pytest.mark.parametrize("name", FAMILIES)
def test_initial_weights_belong_to_the_seed(name):
    config = GanConfig(networks=name, width=4, latent_dim=6)
    shape = FAMILIES[name].shapes[0]
    first, again, other = (build_pair(shape, config, seed) for seed in (1, 1, 2))
    for one, same, different in zip(first, again, other):
        assert all(map(np.array_equal, one.get_weights(), same.get_weights()))
        assert not np.array_equal(one.get_weights()[0], different.get_weights()[0])


def test_dcgan_follows_its_reference():
    """Strided convolutions down, transposed ones up, no pooling; normalised on one side only."""
    for model in build_pair((28, 28, 3), GanConfig(), seed=0):
        kinds = [type(layer).__name__ for layer in model.layers]
        assert not any("Pooling" in kind for kind in kinds)
        assert ("BatchNormalization" in kinds) == (model.name == "generator")
        steps = "Conv2DTranspose" if model.name == "generator" else "Conv2D"
        strides = [layer.strides for layer in model.layers if type(layer).__name__ == steps]
        assert strides.count((2, 2)) == 2  # 7 <-> 14 <-> 28


def test_grey_images_are_drawn_and_looked_at_in_blocks_of_four_pixels():
    """Channel 2i + j of a position is its pixel in row i and column j."""
    generator, discriminator = build_pair((16, 12, 1), GanConfig(width=4), seed=0)
    latents = np.random.default_rng(0).standard_normal((2, 64), dtype=np.float32)
    *_, blocks = (layer for layer in generator.layers if type(layer).__name__ == "Conv2D")
    images = generator(latents, training=False).numpy()
    parts = np.tanh(keras.Model(generator.input, blocks.output)(latents, training=False).numpy())
    for channel in range(4):
        row, column = divmod(channel, 2)
        assert images[:, row::2, column::2, 0] == pytest.approx(parts[..., channel], abs=1e-6)
    looked_at = next(layer for layer in discriminator.layers if type(layer).__name__ == "Conv2D")
    seen = keras.Model(discriminator.input, looked_at.input)(images).numpy()
    assert seen == pytest.approx(parts, abs=1e-6)


@pytest.mark.parametrize("name, shape", CASES, ids=str)
def test_layers_may_compute_in_bfloat16(name, shape, latents):
    """With weights, images and logits in float32."""
    fields = {"networks": name, "width": 4, "latent_dim": 6, "working_size": 32}
    exact, coarse = (
        build_pair(shape, GanConfig(**fields, precision=precision), seed=0)
        for precision in ("float32", "bfloat16")
    )
    assert keras.config.dtype_policy().name == "float32"
    for one, other in zip(exact, coarse):
        kinds = (keras.layers.Dense, keras.layers.Conv2D, keras.layers.Conv2DTranspose)
        weighted = [layer for layer in other.layers if isinstance(layer, kinds)]
        # The last one of a critic gives float32.
        inner = weighted if len(other.outputs[0].shape) > 2 else weighted[:-1]
        assert {layer.compute_dtype for layer in inner} == {"bfloat16"}
        assert all(map(np.array_equal, one.get_weights(), other.get_weights()))
    images, coarse_images = (pair[0](latents, training=False).numpy() for pair in (exact, coarse))
    logits, coarse_logits = (pair[1](images, training=False).numpy() for pair in (exact, coarse))
    for one, other in ((images, coarse_images), (logits, coarse_logits)):
        assert other.dtype == np.float32
        assert 0 < np.abs(one - other).max() < 0.05 * np.abs(one).max()


WORKING_SIZES = [  # shape, working size, how much smaller the pair works
    ((28, 28, 1), 32, 1), ((47, 47, 3), 32, 1), ((48, 48, 3), 32, 2), ((64, 64, 3), 32, 2),
    ((96, 96, 1), 32, 3), ((128, 128, 3), 32, 4), ((64, 48, 3), 16, 4), ((64, 64, 3), None, 1),
]  # fmt: skip


@pytest.mark.parametrize("shape, working_size, shrinkage", WORKING_SIZES, ids=str)
def test_a_pair_may_work_on_smaller_images(shape, working_size, shrinkage, latents):
    config = GanConfig(width=4, latent_dim=6, working_size=working_size)
    generator, discriminator = build_pair(shape, config, seed=0)
    assert generator.output_shape == discriminator.input_shape == (None, *shape)
    pooling = [layer for layer in discriminator.layers if "Pooling" in type(layer).__name__]
    enlarging = [layer for layer in generator.layers if type(layer).__name__ == "UpSampling2D"]
    assert len(pooling) == len(enlarging) == (shrinkage > 1)
    for layer in pooling:
        assert layer.pool_size == (shrinkage, shrinkage)
        images = generator(latents, training=False).numpy()
        averaged = layer(images).numpy()
        block = images[0, :shrinkage, :shrinkage]
        assert averaged[0, 0, 0] == pytest.approx(block.mean(axis=(0, 1)), abs=1e-6)


def test_mapping_layers_see_the_direction_of_the_latents_alone(latents):
    config = GanConfig(width=4, latent_dim=6, mapping_layers=2)
    generator, _ = build_pair((8, 8, 1), config, seed=0)
    plain, _ = build_pair((8, 8, 1), GanConfig(width=4, latent_dim=6), seed=0)
    images = generator(latents, training=False).numpy()
    assert generator(3 * latents, training=False).numpy() == pytest.approx(images, abs=1e-5)
    assert np.ptp(images, axis=0).max() > 0.01
    dense = [layer.units for layer in generator.layers if type(layer).__name__ == "Dense"]
    assert len(dense) == 3 and dense[:2] == [128, 128]
    assert plain(3 * latents).numpy() != pytest.approx(plain(latents).numpy(), abs=1e-3)


def conv3(inputs: int, filters: int) -> int:
    """Weights and biases of a 3x3 convolution."""
    return 3 * 3 * inputs * filters + filters


def batch_normalisation(channels: int) -> int:
    """Scale, shift, moving mean and moving variance."""
    return 4 * channels


def test_paper_generator_has_the_published_parameters():
    generator, _ = build_pair((64, 64, 3), GanConfig(networks="paper", latent_dim=100), 0)
    units = 128 * 16 * 16
    expected = (
        (100 * units + units)  # Dense 128*16*16
        + batch_normalisation(128) + conv3(128, 128)  # 16 -> 32
        + batch_normalisation(128) + conv3(128, 64)  # 32 -> 64
        + batch_normalisation(64) + conv3(64, 3)
    )  # fmt: skip
    assert expected == 3_309_568 + 512 + 147_584 + 512 + 73_792 + 256 + 1_731 == 3_533_955
    assert generator.count_params() == expected


def test_paper_discriminator_has_the_published_parameters():
    _, discriminator = build_pair((64, 64, 3), GanConfig(networks="paper", latent_dim=100), 0)
    expected = (
        conv3(3, 32)  # 64 -> 32
        + conv3(32, 64)  # 32 -> 16, padded to 17
        + batch_normalisation(64) + conv3(64, 128)  # 17 -> 9
        + batch_normalisation(128) + conv3(128, 256)  # 9 -> 9
        + (9 * 9 * 256 + 1)  # flatten, Dense 1
    )  # fmt: skip
    assert expected == 896 + 18_496 + 256 + 73_856 + 512 + 295_168 + 20_737 == 409_921
    assert discriminator.count_params() == expected


def test_paper_constants_are_the_publications():
    generator, discriminator = build_pair((64, 64, 3), GanConfig(networks="paper"), seed=0)
    layers = generator.layers + discriminator.layers

    def values(kind, name):
        return [layer.get_config()[name] for layer in layers if type(layer).__name__ == kind]

    assert values("LeakyReLU", "negative_slope") == pytest.approx([0.2] * 7)
    assert values("Dropout", "rate") == [0.25] * 4
    assert values("BatchNormalization", "momentum") == [0.8] * 5
    assert values("UpSampling2D", "interpolation") == ["nearest"] * 2
    strides = values("Conv2D", "strides")
    assert strides == [(1, 1)] * 3 + [(2, 2)] * 3 + [(1, 1)]
    assert values("ZeroPadding2D", "padding") == [((0, 1), (0, 1))]
    order = [type(layer).__name__ for layer in discriminator.layers if layer.name != "images"]
    block = ["LeakyReLU", "Dropout"]
    assert order == [
        "Conv2D", *block, "Conv2D", *block, "ZeroPadding2D",
        "BatchNormalization", "Conv2D", *block, "BatchNormalization", "Conv2D", *block,
        "Flatten", "Dense",
    ]  # fmt: skip


@pytest.mark.parametrize("shape", [(28, 28, 1), (64, 32, 3)])
def test_paper_refuses_other_sizes_in_one_sentence(shape):
    found = f"found {shape[0]}x{shape[1]}"
    with pytest.raises(UserError, match=f"64x64 images, {found}"):
        build_pair(shape, GanConfig(networks="paper"), seed=0)
