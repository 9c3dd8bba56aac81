"""One round of updates of a pair, as a table of schedules.

A schedule is a function of the players and a batch; it applies its optimizer steps and returns the
statistics of `STATISTICS`, in that order. It is traced into the trainer's one compiled function.
"""

from collections.abc import Callable
from dataclasses import dataclass

import keras
import tensorflow as tf

from gan.objectives import AdversarialLoss
from gan.penalties import r1_penalty
from gan.remedies.coverage import coverage_loss
from gan.remedies.differentiable_augmentation import Transform, chain

STATISTICS = (
    "generator_loss",
    "discriminator_loss",
    "discriminator_accuracy_real",
    "discriminator_accuracy_fake",
    "real_logit",
    "fake_logit",
)


@dataclass(frozen=True)
class Players:
    """What one round of updates works on."""

    generator: keras.Model
    discriminator: keras.Model
    generator_optimizer: keras.optimizers.Optimizer
    discriminator_optimizer: keras.optimizers.Optimizer
    loss: AdversarialLoss
    latent_dim: int
    r1_weight: float = 0.0
    r1_interval: int = 1
    coverage_weight: float = 0.0
    augment: Transform = chain(())
    """What the discriminator's images go through, real and fake ones alike."""

    @property
    def slope_ratio(self) -> Callable[[tf.Tensor], tf.Tensor] | None:
        """By what the discriminator's slope at a fake image is multiplied to be the generator's.

        Where a logit depends on its own image alone, both losses go down the same way from it, and
        the loss has the factor. None: no factor does it, as with batch normalisation in the
        discriminator.

        Reference:
            Shen et al. 2021 (arXiv 2103.00430), section 3: asymmetric losses in one stage.
        """
        mixes_images = any(
            isinstance(layer, keras.layers.BatchNormalization)
            for layer in self.discriminator.layers
        )
        return None if mixes_images else self.loss.slope_ratio

    def augmented(self, images: tf.Tensor, seed: tf.Tensor, purpose: int) -> tf.Tensor:
        """The images as the discriminator gets to see them.

        Args:
            images: float32 [n, h, w, c] in [-1, 1], real or fake.
            seed: int32 [2], the unit's seed and the number of the step.
            purpose: Tells apart the draws of one step.
        """
        return self.augment(images, tf.random.experimental.stateless_fold_in(seed, purpose))

    def latents(self, count: int | tf.Tensor, seed: tf.Tensor, purpose: int) -> tf.Tensor:
        """Standard normal latents [count, latent_dim] of this step and purpose.

        Args:
            count: How many.
            seed: int32 [2], the unit's seed and the number of the step.
            purpose: Tells apart the draws of one step.
        """
        # Stateless: the draw depends on unit, step and purpose only, never on what ran before.
        folded = tf.random.experimental.stateless_fold_in(seed, purpose)
        return tf.random.stateless_normal((count, self.latent_dim), folded)

    def penalty(self, real_images: tf.Tensor, update: tf.Tensor) -> tf.Tensor:
        """The discriminator's R1 penalty in the updates that are due for it, else 0.

        Lazy regularisation (Karras et al. 2020, section 3.1): every `r1_interval`-th update, with a
        weight that is larger by that factor.
        """
        if self.r1_weight == 0:
            return tf.constant(0.0)
        weight = self.r1_weight * self.r1_interval
        return tf.cond(
            tf.equal(update % self.r1_interval, 0),
            lambda: weight * r1_penalty(self.discriminator, real_images),
            lambda: tf.constant(0.0),
        )


def _apply(optimizer, tape: tf.GradientTape, loss: tf.Tensor, model: keras.Model) -> None:
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply(gradients, model.trainable_variables)


def _statistics(generator_loss, discriminator_loss, real_logits, fake_logits) -> tf.Tensor:
    return tf.stack(
        [
            generator_loss,
            discriminator_loss,
            tf.reduce_mean(tf.cast(real_logits > 0, tf.float32)),
            tf.reduce_mean(tf.cast(fake_logits < 0, tf.float32)),
            tf.reduce_mean(real_logits),
            tf.reduce_mean(fake_logits),
        ]
    )


def simultaneous(
    players: Players, real_images: tf.Tensor, seed: tf.Tensor, anchors: tf.Tensor | None = None
) -> tf.Tensor:
    """Both networks step once, from the same fake images: one generator pass serves both.

    One pass back through the discriminator serves both, too, where there is a `slope_ratio`.

    Args:
        players: Networks, optimizers, loss.
        real_images: float32 [n, h, w, c] in [-1, 1].
        seed: int32 [2], the unit's seed and the number of the step.
        anchors: float32 [n, latent_dim], of which the generator is to make the real images
            (`gan.remedies.coverage`); None: no such pull.

    Returns:
        float32 [6], the values of `STATISTICS`, the discriminator's loss without its penalty.
    """
    count = tf.shape(real_images)[0]
    latents = players.latents(count, seed, purpose=0)
    if anchors is not None:
        latents = tf.concat([latents, anchors], axis=0)
    with tf.GradientTape() as generator_tape:
        drawn_images = players.generator(latents, training=True)
        fake_images, anchored_images = drawn_images[:count], drawn_images[count:]
        pull = tf.constant(0.0)
        if anchors is not None:
            pull = players.coverage_weight * coverage_loss(real_images, anchored_images)
    with tf.GradientTape(persistent=True) as discriminator_tape:
        discriminator_tape.watch(fake_images)
        seen_real = players.augmented(real_images, seed, purpose=3)
        seen_fake = players.augmented(fake_images, seed, purpose=4)
        real_logits = players.discriminator(seen_real, training=True)
        fake_logits = players.discriminator(seen_fake, training=True)
        generator_loss = players.loss.generator(fake_logits)
        discriminator_loss = players.loss.discriminator_real(
            real_logits
        ) + players.loss.discriminator_fake(fake_logits)
        penalised_loss = discriminator_loss + players.penalty(seen_real, update=seed[1])
    variables = players.discriminator.trainable_variables
    ratio = players.slope_ratio
    if ratio is None:
        gradients = discriminator_tape.gradient(penalised_loss, variables)
        slopes = discriminator_tape.gradient(generator_loss, fake_images)
    else:
        *gradients, slopes = discriminator_tape.gradient(penalised_loss, [*variables, fake_images])
        slopes *= tf.reshape(ratio(fake_logits), (-1, 1, 1, 1))
    players.discriminator_optimizer.apply(gradients, variables)
    variables = players.generator.trainable_variables
    upstream = [slopes, tf.constant(1.0)]
    gradients = generator_tape.gradient([fake_images, pull], variables, output_gradients=upstream)
    players.generator_optimizer.apply(gradients, variables)
    return _statistics(generator_loss, discriminator_loss, real_logits, fake_logits)


def alternating(players: Players, real_images: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """One iteration of the source study: two discriminator steps, then one generator step.

    Args and Returns as for `simultaneous`, with half a batch of real images.
    """
    return discriminator_only(players, real_images, seed) + generator_only(
        players, real_images, seed
    )


def discriminator_only(players: Players, real_images: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """The two discriminator steps of an iteration of the source study.

    One step on half a batch of real images, one on half a batch of fakes that the generator makes
    in inference mode. Args and Returns as for `alternating`; the generator's loss reads 0.
    """
    with tf.GradientTape() as tape:
        seen_real = players.augmented(real_images, seed, purpose=3)
        real_logits = players.discriminator(seen_real, training=True)
        real_loss = players.loss.discriminator_real(real_logits)
    _apply(players.discriminator_optimizer, tape, real_loss, players.discriminator)
    latents = players.latents(tf.shape(real_images)[0], seed, purpose=1)
    fake_images = players.generator(latents, training=False)
    with tf.GradientTape() as tape:
        seen_fake = players.augmented(fake_images, seed, purpose=4)
        fake_logits = players.discriminator(seen_fake, training=True)
        fake_loss = players.loss.discriminator_fake(fake_logits)
    _apply(players.discriminator_optimizer, tape, fake_loss, players.discriminator)
    return _statistics(0.0, real_loss + fake_loss, real_logits, fake_logits)


def generator_only(players: Players, real_images: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """The generator step of an iteration of the source study, on a full batch of latents.

    The discriminator runs in training mode, dropout included. Args and Returns as for
    `alternating`; all but the generator's loss read 0.
    """
    latents = players.latents(2 * tf.shape(real_images)[0], seed, purpose=2)
    with tf.GradientTape() as tape:
        fake_images = players.generator(latents, training=True)
        seen_fake = players.augmented(fake_images, seed, purpose=5)
        logits = players.discriminator(seen_fake, training=True)
        loss = players.loss.generator(logits)
    _apply(players.generator_optimizer, tape, loss, players.generator)
    return tf.pad(tf.reshape(loss, (1,)), [[0, len(STATISTICS) - 1]])


Step = Callable[[Players, tf.Tensor, tf.Tensor], tf.Tensor]


@dataclass(frozen=True)
class Schedule:
    """When the networks step, and which real images a round takes."""

    phases: tuple[Step, ...]
    """Each runs over all rounds of an epoch before the next one starts; their statistics add up."""
    batch_fraction: float = 1.0
    """Real images of a round, as a part of the batch size."""
    with_replacement: bool = False
    """Draw every batch anew from all images, instead of going through shuffled epochs."""


SCHEDULES: dict[str, Schedule] = {
    "simultaneous": Schedule(phases=(simultaneous,)),
    "alternating": Schedule(phases=(alternating,), batch_fraction=0.5, with_replacement=True),
    # The last commit of the source study ran all discriminator steps of an epoch first.
    "discriminator_first": Schedule(
        phases=(discriminator_only, generator_only), batch_fraction=0.5, with_replacement=True
    ),
}
