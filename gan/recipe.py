"""What is trained and how: networks, losses, remedies and the schedule of one GAN."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from gan.alone import judges_alone
from gan.catalog import OBJECTIVES, SCHEDULES, Schedule
from gan.objectives import Objective, OfOne
from gan.options import GanConfig, settled
from gan.penalties import Judge, Penalty
from gan.remedies.catalog import REMEDIES

GENERATOR, CRITIC = "generator", "discriminator"
"""What the two networks of a plain pair are called."""

BASIC_STATISTICS = (
    "generator_loss",
    "discriminator_loss",
    "discriminator_accuracy_real",
    "discriminator_accuracy_fake",
    "real_logit",
    "fake_logit",
)


class Batch(NamedTuple):
    """What one round of updates is given."""

    real: tf.Tensor
    """float32 [b, *shape], encoded."""
    labels: tf.Tensor | None = None
    """int32 [b], where the networks are told the class."""
    other: tf.Tensor | None = None
    """float32 [b, *shape], of the domain that is translated into or from."""
    anchors: tf.Tensor | None = None
    """float32 [b, latent_dim], of which the generator is to make the real examples."""
    earlier: tuple["Batch", ...] = ()
    """For steps that the critic takes alone before; real examples, and labels where it has some."""
    done: tf.Tensor | float = 0.0
    """The part of the training that lies behind, 0 to 1."""


# From examples float32 [n, *shape], a seed int32 [2] and the part of the training that lies behind
# to what the critic sees of them.
View = Callable[[tf.Tensor, tf.Tensor, tf.Tensor | float], tf.Tensor]


class Term(Protocol):
    """A further part of the generator's loss."""

    def prepare(self, batch: Batch, examples: tf.Tensor, rows: tf.Tensor, seed: tf.Tensor) -> Batch:
        """A batch with what this term needs of it.

        Args:
            batch: As far as it is put together.
            examples: float32 [n, *shape], all training examples.
            rows: int32 [b], of the batch.
            seed: int32 [2], the unit's seed and the number of the update.
        """

    def __call__(self, batch: Batch, fake: tf.Tensor, anchored: tf.Tensor) -> tf.Tensor:
        """A scalar.

        Args:
            batch: As it was prepared.
            fake: float32 [b, *shape], what the generator made of fresh latents.
            anchored: What it made of the batch's anchors; empty where it has none.
        """


class Control(Protocol):
    """Something that follows how the critic takes examples, to act on later updates by it."""

    statistics: tuple[str, ...]
    """Names of what it lets be kept of every update."""

    def follow(self, real_logits: tf.Tensor, fake_logits: tf.Tensor) -> Mapping[str, tf.Tensor]:
        """Take account of an update; scalars by the names of its statistics.

        Args:
            real_logits: float32 [b, 1], what the critic made of the update's real examples.
            fake_logits: Likewise, of the fake ones.
        """


# From the name of a network and the number of the update, an int32, to a factor of its step size.
Brake = Callable[[str, tf.Tensor], tf.Tensor | float]


def every_row(examples: np.ndarray) -> npt.NDArray[np.int32]:
    """All rows once, int32 [n], of examples [n, *shape]."""
    return np.arange(len(examples), dtype=np.int32)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """One GAN, ready to be trained.

    Views, penalties, terms and controls may have `variables`, lists by name: what of their state
    belongs to a checkpoint.
    """

    generators: Mapping[str, keras.Model]
    """From latents float32 [n, latent_dim] to encoded examples float32 [n, *shape]; where there are
    `classes`, the last of a row's values are the code of a class."""
    critics: Mapping[str, keras.Model]
    """From encoded examples float32 [n, *shape], and the code of their class float32 [n, classes]
    where there are `classes`, to logits float32 [n, 1]."""
    objective: Objective
    schedule: Schedule
    classes: int = 0
    """How many a conditional pair is told apart, each by a code with a single 1; 0: it is not."""
    noise: int = 0
    """How many of the latents, the last ones, are there for draws that a generator makes: they
    come on top of the length that options give."""
    critic_steps: int = 1
    """Steps of the critic in a round in which all networks step together."""
    generator_steps: int = 1
    """Steps of the generator there; those after the first are from latents of their own."""
    brakes: tuple[Brake, ...] = ()
    """What step sizes are multiplied by."""
    views: tuple[View, ...] = ()
    """What the critic's examples go through, real and fake ones alike, in this order."""
    penalties: tuple[Penalty, ...] = ()
    terms: tuple[Term, ...] = ()
    controls: tuple[Control, ...] = ()
    statistics: tuple[str, ...] = BASIC_STATISTICS
    """Names of what is kept of every update; a phase that has no such value counts as 0."""
    grow: Callable[[keras.Model, tf.Tensor | float], None] | None = None
    """Gives the weights of a network that follow from the part of the training that lies behind
    their values, before every round; None: there are none."""
    rows_shown: Callable[[np.ndarray], npt.NDArray[np.int32]] = every_row
    """From encoded examples [n, *shape] to the rows that an epoch shows."""

    @property
    def generator(self) -> keras.Model:
        """The generator of a plain pair."""
        return self.generators[GENERATOR]

    @property
    def critic(self) -> keras.Model:
        """The discriminator of a plain pair."""
        return self.critics[CRITIC]

    @property
    def networks(self) -> dict[str, keras.Model]:
        """All of them, in the order in which their initial weights are drawn."""
        return {**self.generators, **self.critics}

    @property
    def states(self) -> dict[str, list]:
        """Variables of views, penalties, terms and controls, by name."""
        parts = (*self.views, *self.penalties, *self.terms, *self.controls)
        return {
            name: list(variables)
            for part in parts
            for name, variables in getattr(part, "variables", {}).items()
        }

    @property
    def slope_ratio(self) -> OfOne | None:
        """By what the critic's slope at a fake example is multiplied to be the generator's.

        Where a logit depends on its own example alone, both losses go down the same way from it,
        and the objective has the factor. None: no factor does it, as with batch normalisation in
        the critic.

        Reference:
            Shen et al. 2021 (arXiv 2103.00430), section 3: asymmetric losses in one stage.
        """
        if any(penalty.sees_fake for penalty in self.penalties) or not judges_alone(self.critic):
            return None
        return self.objective.slope_ratio

    @property
    def latent_dim(self) -> int:
        """Length of a latent vector, without the code of a class."""
        return self.generator.input_shape[-1] - self.classes

    def codes(self, labels: tf.Tensor) -> tf.Tensor:
        """Classes int32 [n] as float32 [n, classes]."""
        return tf.one_hot(labels, self.classes)

    def judge(self, labels: tf.Tensor | None) -> Judge:
        """The critic of examples of these classes, int32 [n]; None where it is not told them."""
        if labels is None:
            return self.critic
        codes = self.codes(labels)
        return lambda examples, training: self.critic([examples, codes], training=training)

    def seen(
        self, examples: tf.Tensor, seed: tf.Tensor, purpose: int, done: tf.Tensor | float = 0.0
    ) -> tf.Tensor:
        """The examples as the critic gets to see them.

        Args:
            examples: float32 [n, *shape], encoded, real or fake.
            seed: int32 [2], the unit's seed and the number of the step.
            purpose: Tells apart the draws of one step.
            done: The part of the training that lies behind.
        """
        seed = tf.random.experimental.stateless_fold_in(seed, purpose)
        for place, view in enumerate(self.views):
            own = tf.random.experimental.stateless_fold_in(seed, place)
            examples = view(examples, own, done)
        return examples

    def followed(self, real_logits: tf.Tensor, fake_logits: tf.Tensor) -> dict[str, tf.Tensor]:
        """The statistics of all controls, after they have followed an update (`Control`)."""
        found: dict[str, tf.Tensor] = {}
        for control in self.controls:
            found |= control.follow(real_logits, fake_logits)
        return found

    def latents(
        self,
        count: int | tf.Tensor,
        seed: tf.Tensor,
        purpose: int,
        labels: tf.Tensor | None = None,
    ) -> tf.Tensor:
        """Standard normal latents of this step and purpose, as the generator takes them.

        Args:
            count: How many.
            seed: As for `seen`.
            purpose: Likewise.
            labels: Of what classes the examples are to be, int32 [count].

        Returns:
            float32 [count, latent_dim], with the codes of the labels [count, latent_dim + classes].
        """
        # Stateless: the draw depends on unit, step and purpose only, never on what ran before.
        folded = tf.random.experimental.stateless_fold_in(seed, purpose)
        latents = tf.random.stateless_normal((count, self.latent_dim), folded)
        return latents if labels is None else tf.concat([latents, self.codes(labels)], axis=1)


def pair_recipe(
    generator: keras.Model, discriminator: keras.Model, options: GanConfig, classes: int = 0
) -> Recipe:
    """A plain pair of networks with all that the options choose from the tables.

    Args:
        generator: As in `Recipe.generators`.
        discriminator: As in `Recipe.critics`.
        options: Names the objective and the schedule, and turns remedies on.
        classes: How many the pair is told apart; 0: it is not told.
    """
    options = settled(options)
    recipe = Recipe(
        generators={GENERATOR: generator},
        critics={CRITIC: discriminator},
        objective=OBJECTIVES[options.loss].load(options.loss),
        schedule=SCHEDULES[options.schedule],
        classes=classes,
    )
    return with_remedies(recipe, options)


def with_remedies(recipe: Recipe, options: GanConfig) -> Recipe:
    """A recipe with every remedy that the options turn on, in the order of the table."""
    for remedy in REMEDIES.values():
        if remedy.is_on(options):
            recipe = remedy.load()(recipe, options)
    return recipe


def with_part(
    recipe: Recipe, *, view=None, penalty=None, term=None, control=None, brake=None
) -> Recipe:
    """A recipe with one more view, penalty, term, control or brake at the end of its own."""
    return replace(
        recipe,
        brakes=recipe.brakes + ((brake,) if brake else ()),
        controls=recipe.controls + ((control,) if control else ()),
        statistics=recipe.statistics + (control.statistics if control else ()),
        views=recipe.views + ((view,) if view else ()),
        penalties=recipe.penalties + ((penalty,) if penalty else ()),
        terms=recipe.terms + ((term,) if term else ()),
    )
