"""One round of updates, as phases that the schedules of `gan.catalog.SCHEDULES` name.

A phase takes a recipe, an optimizer for each of its networks by name, a batch, and a seed int32
[2]: the unit's and the number of the update. It applies its optimizer steps and returns scalars by
the names of the recipe's statistics. It is traced into the trainer's one compiled function.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import keras
import tensorflow as tf

from gan.objectives import Parts
from gan.recipe import CRITIC, GENERATOR, Batch, Recipe

Optimizers = Mapping[str, keras.optimizers.Optimizer]
Statistics = dict[str, tf.Tensor]
Phase = Callable[[Recipe, Optimizers, Batch, tf.Tensor], Statistics]

# Purposes of draws from 100 on are those of the critic's steps alone, from 150 on those of the
# generator's; others are single digits.
_ALONE, _AGAIN = 100, 150


def simultaneous(
    recipe: Recipe, optimizers: Optimizers, batch: Batch, seed: tf.Tensor
) -> Statistics:
    """Both networks step once, from the same fake examples: one generator pass serves both.

    One pass back through the critic serves both, too, where there is a `slope_ratio`. Before that
    the critic steps alone on each of the batch's earlier ones.

    Args:
        recipe: Networks and losses of a plain pair.
        optimizers: By the names of the networks.
        batch: Real examples, their labels where the pair is told them, and anchors where a term of
            the recipe has prepared some.
        seed: int32 [2], the unit's seed and the number of the update.

    Returns:
        The basic statistics, the critic's loss without its penalties.
    """
    for place, earlier in enumerate(batch.earlier):
        _step_of_critic_alone(recipe, optimizers[CRITIC], earlier, seed, place)
    count = tf.shape(batch.real)[0]
    latents = recipe.latents(count, seed, 0, batch.labels)
    if batch.anchors is not None:
        latents = tf.concat([latents, batch.anchors], axis=0)
    with tf.GradientTape() as tape:
        drawn = recipe.generator(latents, training=True)
        fake, anchored = drawn[:count], drawn[count:]
        terms = _terms(recipe, batch, fake, anchored)
    slopes, statistics = _step_of_critic(recipe, optimizers[CRITIC], batch, fake, seed)
    variables = recipe.generator.trainable_variables
    upstream = [slopes, tf.constant(1.0)]
    gradients = tape.gradient([fake, terms], variables, output_gradients=upstream)
    optimizers[GENERATOR].apply(gradients, variables)
    for place in range(1, recipe.generator_steps):
        _step_of_generator_alone(recipe, optimizers[GENERATOR], batch, seed, place)
    return statistics


def _step_of_generator_alone(
    recipe: Recipe, optimizer, batch: Batch, seed: tf.Tensor, place: int
) -> None:
    """A further step of the generator against the critic as it is now, from its adversarial loss
    alone; `place` tells such steps of a round apart."""
    seed = _own_seed(seed, _AGAIN + place)
    latents = recipe.latents(tf.shape(batch.real)[0], seed, 0, batch.labels)
    critic = recipe.judge(batch.labels)
    real_logits = critic(recipe.seen(batch.real, seed, 3, batch.done), training=True)
    with tf.GradientTape() as tape:
        fake = recipe.generator(latents, training=True)
        seen_fake = recipe.seen(fake, seed, 4, batch.done)
        loss = recipe.objective.generator(real_logits, critic(seen_fake, training=True))
    _apply(optimizer, tape, loss, recipe.generator)


def _own_seed(seed: tf.Tensor, purpose: int) -> tf.Tensor:
    """Another unit's seed, as it were, of the same update: penalties are due for the update."""
    own = tf.random.experimental.stateless_fold_in(seed, purpose)
    return tf.stack([own[0], seed[1]])


def _terms(recipe: Recipe, batch: Batch, fake: tf.Tensor, anchored: tf.Tensor) -> tf.Tensor:
    """The generator's further losses, added up."""
    if not recipe.terms:
        return tf.constant(0.0)
    return tf.add_n([term(batch, fake, anchored) for term in recipe.terms])


def _step_of_critic_alone(
    recipe: Recipe, optimizer, batch: Batch, seed: tf.Tensor, place: int
) -> None:
    """A step of the critic on examples of its own; `place` tells such steps of a round apart."""
    seed = _own_seed(seed, _ALONE + place)
    latents = recipe.latents(tf.shape(batch.real)[0], seed, 0, batch.labels)
    fake = recipe.generator(latents, training=True)
    judged = _judge(recipe, batch, fake, seed)
    variables = recipe.critic.trainable_variables
    optimizer.apply(judged.tape.gradient(judged.penalised_loss, variables), variables)


class _Judgement(NamedTuple):
    """What the critic makes of real and of fake examples."""

    tape: tf.GradientTape
    """Persistent; it has seen the fake examples."""
    real_logits: tf.Tensor
    fake_logits: tf.Tensor
    loss: tf.Tensor
    penalised_loss: tf.Tensor
    generator_loss: tf.Tensor


def _judge(recipe: Recipe, batch: Batch, fake: tf.Tensor, seed: tf.Tensor) -> _Judgement:
    critic = recipe.judge(batch.labels)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(fake)
        seen_real = recipe.seen(batch.real, seed, 3, batch.done)
        seen_fake = recipe.seen(fake, seed, 4, batch.done)
        real_logits = critic(seen_real, training=True)
        fake_logits = critic(seen_fake, training=True)
        generator_loss = recipe.objective.generator(real_logits, fake_logits)
        loss = penalised_loss = recipe.objective.critic(real_logits, fake_logits)
        for penalty in recipe.penalties:
            penalised_loss += penalty(critic, seen_real, seen_fake, seed)
    return _Judgement(tape, real_logits, fake_logits, loss, penalised_loss, generator_loss)


def _step_of_critic(
    recipe: Recipe, optimizer, batch: Batch, fake: tf.Tensor, seed: tf.Tensor
) -> tuple[tf.Tensor, Statistics]:
    """The critic's step; the generator's slopes at fake examples [n, *shape] as they were before.

    Args:
        recipe: Networks and losses.
        optimizer: The critic's.
        batch: Real examples float32 [n, *shape].
        fake: float32 [n, *shape].
        seed: int32 [2], the unit's seed and the number of the update.
    """
    judged = _judge(recipe, batch, fake, seed)
    variables = recipe.critic.trainable_variables
    ratio = recipe.slope_ratio
    if ratio is None:
        gradients = judged.tape.gradient(judged.penalised_loss, variables)
        slopes = judged.tape.gradient(judged.generator_loss, fake)
    else:
        *gradients, slopes = judged.tape.gradient(judged.penalised_loss, [*variables, fake])
        slopes *= tf.reshape(ratio(judged.fake_logits), (-1, *[1] * (len(fake.shape) - 1)))
    optimizer.apply(gradients, variables)
    return slopes, _statistics(recipe, judged.real_logits, judged.fake_logits) | {
        "generator_loss": judged.generator_loss,
        "discriminator_loss": judged.loss,
    }


def _statistics(recipe: Recipe, real_logits: tf.Tensor, fake_logits: tf.Tensor) -> Statistics:
    """How the critic takes both kinds of examples, and what follows it."""
    return recipe.followed(real_logits, fake_logits) | {
        "discriminator_accuracy_real": tf.reduce_mean(tf.cast(real_logits > 0, tf.float32)),
        "discriminator_accuracy_fake": tf.reduce_mean(tf.cast(fake_logits < 0, tf.float32)),
        "real_logit": tf.reduce_mean(real_logits),
        "fake_logit": tf.reduce_mean(fake_logits),
    }


def alternating(
    recipe: Recipe, optimizers: Optimizers, batch: Batch, seed: tf.Tensor
) -> Statistics:
    """One iteration of the source study: two discriminator steps, then one generator step.

    Args and Returns as for `simultaneous`, with half a batch of real examples.
    """
    judged = discriminator_only(recipe, optimizers, batch, seed)
    return judged | generator_only(recipe, optimizers, batch, seed)


def discriminator_only(
    recipe: Recipe, optimizers: Optimizers, batch: Batch, seed: tf.Tensor
) -> Statistics:
    """The two discriminator steps of an iteration of the source study.

    One step on half a batch of real examples, one on half a batch of fakes that the generator makes
    in inference mode. Args and Returns as for `alternating`; there is no generator's loss.
    """
    parts, optimizer, critic = _parts(recipe), optimizers[CRITIC], recipe.judge(batch.labels)
    with tf.GradientTape() as tape:
        seen_real = recipe.seen(batch.real, seed, 3, batch.done)
        real_logits = critic(seen_real, training=True)
        real_loss = parts.critic_real(real_logits)
    _apply(optimizer, tape, real_loss, recipe.critic)
    latents = recipe.latents(tf.shape(batch.real)[0], seed, 1, batch.labels)
    fake = recipe.generator(latents, training=False)
    with tf.GradientTape() as tape:
        seen_fake = recipe.seen(fake, seed, 4, batch.done)
        fake_logits = critic(seen_fake, training=True)
        fake_loss = parts.critic_fake(fake_logits)
    _apply(optimizer, tape, fake_loss, recipe.critic)
    return _statistics(recipe, real_logits, fake_logits) | {
        "discriminator_loss": real_loss + fake_loss
    }


def generator_only(
    recipe: Recipe, optimizers: Optimizers, batch: Batch, seed: tf.Tensor
) -> Statistics:
    """The generator step of an iteration of the source study, on a full batch of latents.

    The discriminator runs in training mode, dropout included. Args and Returns as for
    `alternating`; the generator's loss alone.
    """
    labels = None if batch.labels is None else tf.tile(batch.labels, [2])
    latents = recipe.latents(2 * tf.shape(batch.real)[0], seed, 2, labels)
    with tf.GradientTape() as tape:
        fake = recipe.generator(latents, training=True)
        seen_fake = recipe.seen(fake, seed, 5, batch.done)
        loss = _parts(recipe).generator(recipe.judge(labels)(seen_fake, training=True))
    _apply(optimizers[GENERATOR], tape, loss, recipe.generator)
    return {"generator_loss": loss}


def _parts(recipe: Recipe) -> Parts:
    parts = recipe.objective.parts
    if parts is None:
        raise ValueError("expected an objective with parts for a schedule of two steps, found none")
    return parts


def _apply(optimizer, tape: tf.GradientTape, loss: tf.Tensor, model: keras.Model) -> None:
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply(gradients, model.trainable_variables)
