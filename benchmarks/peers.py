"""Two published GANs, written from their descriptions, with the training loops they come with.

Both learn one class of images, as ours do; nothing of them is tuned.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from benchmarks.operations import alternating_passes, simultaneous_passes
from datasets.images.kind import PixelEncoding
from datasets.images.pixels import to_signed_unit
from foundation.seeds import derive_seed
from gan.networks import build_networks
from gan.objectives import non_saturating
from gan.options import GanConfig
from plan.presets import preset_config

Pair = tuple[keras.Model, keras.Model]

TUTORIAL_SHAPE = (28, 28, 1)
SOURCE_SHAPE = (64, 64, 3)
_TUTORIAL_LATENTS = 100


class Training(Protocol):
    """The training of one pair on the images of one class, ready to begin."""

    @property
    def generator(self) -> keras.Model:
        """What images are drawn from, in inference mode."""

    @property
    def images_per_update(self) -> int:
        """Real images of one update."""

    @property
    def multiply_adds_per_update(self) -> float:
        """Counted from the layers."""

    def stretches(self) -> Iterator[int]:
        """Train, and yield the updates done so far after every stretch; to be called once."""


def tutorial_networks(seed: int) -> Pair:
    """The pair of TensorFlow's tutorial "Deep Convolutional Generative Adversarial Network".

    Args:
        seed: Of the initial weights and the dropout masks.

    Returns:
        A generator from float32 [n, 100] to images [n, 28, 28, 1] in [-1, 1], and a discriminator
        from such images to logits [n, 1].
    """
    keras.utils.set_random_seed(seed)
    latents = keras.Input((_TUTORIAL_LATENTS,), name="latents")
    x = layers.Dense(7 * 7 * 256, use_bias=False)(latents)
    x = layers.LeakyReLU()(layers.BatchNormalization()(x))
    x = layers.Reshape((7, 7, 256))(x)
    for filters, strides in ((128, 1), (64, 2)):
        x = layers.Conv2DTranspose(filters, 5, strides, padding="same", use_bias=False)(x)
        x = layers.LeakyReLU()(layers.BatchNormalization()(x))
    x = layers.Conv2DTranspose(
        1, 5, 2, padding="same", use_bias=False, activation="tanh"
    )(x)  # fmt: skip
    generator = keras.Model(latents, x, name="generator")

    images = keras.Input(TUTORIAL_SHAPE, name="images")
    x = images
    for filters in (64, 128):
        x = layers.LeakyReLU()(layers.Conv2D(filters, 5, 2, padding="same")(x))
        x = layers.Dropout(0.3)(x)
    logits = layers.Dense(1)(layers.Flatten()(x))
    return generator, keras.Model(images, logits, name="discriminator")


class TutorialTraining:
    """The tutorial's loop: one compiled step per batch of 256, both networks from one noise draw.

    The images come through `tf.data`, shuffled, as there. Batches go on into the next epoch, so
    that none is smaller than the rest.

    Args:
        images: uint8 [n, 28, 28, 1], the images of one class.
        seed: Of weights, dropout, noise and the order of the images.
        batch_size: Images of a step.
    """

    def __init__(self, images: np.ndarray, seed: int, batch_size: int = 256) -> None:
        self.images_per_update = batch_size
        self.generator, self.discriminator = tutorial_networks(seed)
        config = GanConfig(r1_weight=0.0)
        passes = simultaneous_passes(self.images_per_update, config, shares_slopes=False)
        self.multiply_adds_per_update = passes.multiply_adds(self.generator, self.discriminator)
        self._images, self._seed = images, seed
        self._noise = tf.random.Generator.from_seed(derive_seed(seed, "noise"))
        self._loss = non_saturating  # its cross-entropies from logits, in their sum
        self._generator_optimizer = keras.optimizers.Adam(1e-4)
        self._discriminator_optimizer = keras.optimizers.Adam(1e-4)
        self._generator_optimizer.build(self.generator.trainable_variables)
        self._discriminator_optimizer.build(self.discriminator.trainable_variables)
        self._train_step = tf.function(self._step)

    def _step(self, real_images: tf.Tensor) -> None:
        noise = self._noise.normal((self.images_per_update, _TUTORIAL_LATENTS))
        with tf.GradientTape() as generator_tape, tf.GradientTape() as discriminator_tape:
            fake_images = self.generator(noise, training=True)
            real_logits = self.discriminator(real_images, training=True)
            fake_logits = self.discriminator(fake_images, training=True)
            generator_loss = self._loss.generator(real_logits, fake_logits)
            discriminator_loss = self._loss.critic(real_logits, fake_logits)
        for tape, loss, model, optimizer in (
            (generator_tape, generator_loss, self.generator, self._generator_optimizer),
            (
                discriminator_tape,
                discriminator_loss,
                self.discriminator,
                self._discriminator_optimizer,
            ),
        ):
            variables = model.trainable_variables
            optimizer.apply(tape.gradient(loss, variables), variables)

    def stretches(self) -> Iterator[int]:
        """Train without end; yields the number of updates after each."""
        batches = (
            tf.data.Dataset.from_tensor_slices(to_signed_unit(self._images))
            .shuffle(len(self._images), seed=derive_seed(self._seed, "batches"))
            .repeat()
            .batch(self.images_per_update)
        )
        for updates, batch in enumerate(batches, start=1):
            self._train_step(batch)
            yield updates


@dataclass(frozen=True)
class _CompiledModels:
    """The discriminator, and the generator with a frozen discriminator behind it."""

    generator: keras.Model
    discriminator: keras.Model
    combined: keras.Model


def _compile_models(pair: Pair, config: GanConfig) -> _CompiledModels:
    generator, discriminator = pair
    combined = keras.Sequential([generator, discriminator], name="combined")
    # From logits: the cross-entropy of the published sigmoid, without its clipping.
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    for model, rate, trains in (
        (discriminator, config.discriminator_learning_rate, True),
        (combined, config.generator_learning_rate, False),
    ):
        discriminator.trainable = trains
        # XLA, which Keras may choose by itself, is the slower one here on processors.
        optimizer = keras.optimizers.Adam(rate, beta_1=config.beta_1)
        model.compile(optimizer, loss, jit_compile=False)
    return _CompiledModels(generator, discriminator, combined)


class SourceTraining:
    """The source study's loop: compiled Keras models and `train_on_batch`, three calls an update.

    Half a batch of real images, drawn with replacement; half a batch of fakes by the generator in
    inference mode; then the generator through the frozen discriminator on a whole batch.

    Args:
        images: uint8 [n, 64, 64, 3], the images of one class.
        seed: Of weights, dropout, latents and the choice of the images.
        batch_size: Images of the generator's step, even.
    """

    def __init__(self, images: np.ndarray, seed: int, batch_size: int = 128) -> None:
        config = preset_config("paper").gan
        recipe = build_networks(PixelEncoding(SOURCE_SHAPE), config, seed)
        pair = (recipe.generator, recipe.critic)
        self.images_per_update = batch_size // 2
        passes = alternating_passes(self.images_per_update, config)
        self.multiply_adds_per_update = passes.multiply_adds(*pair)
        self._models = _compile_models(pair, config)
        self._images, self._latent_dim = images, config.latent_dim
        self._rng = np.random.default_rng(derive_seed(seed, "training"))

    @property
    def generator(self) -> keras.Model:
        return self._models.generator

    def stretches(self) -> Iterator[int]:
        """Train without end; yields the number of updates after each."""
        updates = 0
        while True:
            self._update()
            updates += 1
            yield updates

    def _update(self) -> None:
        models, half = self._models, self.images_per_update
        chosen = self._rng.integers(0, len(self._images), half)
        # Keras 3 asks what is trainable at the first call, older ones asked at `compile`.
        models.discriminator.trainable = True
        models.discriminator.train_on_batch(
            to_signed_unit(self._images[chosen]), np.ones((half, 1), np.float32)
        )
        fake_images = models.generator.predict_on_batch(self._latents(half))
        models.discriminator.train_on_batch(fake_images, np.zeros((half, 1), np.float32))
        models.discriminator.trainable = False
        models.combined.train_on_batch(self._latents(2 * half), np.ones((2 * half, 1), np.float32))

    def _latents(self, count: int) -> np.ndarray:
        return self._rng.standard_normal((count, self._latent_dim), dtype=np.float32)
