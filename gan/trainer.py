"""Adversarial training of one class of images at a time, by one compiled function."""

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import keras
import numpy as np
import tensorflow as tf

from foundation.errors import UserError, unknown_name
from foundation.seeds import derive_seed
from gan.networks import NETWORKS, ImageShape, build_networks
from gan.objectives import LOSSES
from gan.options import GanConfig
from gan.remedies.coverage import Anchors
from gan.remedies.differentiable_augmentation import TRANSFORMS, chain
from gan.remedies.rarity import rows_of_an_epoch
from gan.steps import SCHEDULES, STATISTICS, Players, Step
from training.adam import FusedAdam
from training.batches import shuffled_epochs, with_replacement
from training.variables import NamedVariables

# Long enough that the calls cost nothing, short enough for a progress bar and Ctrl-C.
_ROUNDS_PER_CALL = 50
_CALL_SECONDS = 1.5


def check_config(config: GanConfig) -> None:
    """Check the config against the tables that its names choose from.

    Raises:
        UserError: A name is in no table, or the batch size does not suit the schedule.
    """
    half_batches = SCHEDULES.get(config.schedule, SCHEDULES["simultaneous"]).batch_fraction < 1
    if half_batches and config.batch_size % 2:
        raise UserError(
            f"gan.batch_size: expected an even number for the schedule {config.schedule}, which "
            f"takes half batches, found {config.batch_size}."
        )
    if config.coverage_weight and config.schedule in SCHEDULES.keys() - {"simultaneous"}:
        raise UserError(
            "gan.coverage_weight: expected 0 with any schedule but simultaneous, found "
            f"{config.coverage_weight:g} with {config.schedule}."
        )
    named: list[tuple[str, str, Collection[str]]] = [
        ("pair of networks", config.networks, NETWORKS),
        ("adversarial loss", config.loss, LOSSES),
        ("schedule", config.schedule, SCHEDULES),
    ]
    for transform in config.differentiable_augmentation:
        named.append(("differentiable augmentation", transform, TRANSFORMS))
    for kind, name, table in named:
        if name not in table:
            raise unknown_name(kind, name, table)


class DivergedError(ArithmeticError):
    """A loss stopped being a finite number."""


@dataclass(frozen=True)
class TrainingPlan:
    """How long one class is trained.

    Args:
        images: Training images of the class.
        config: Budget and batch size.
    """

    images: int
    config: GanConfig

    @property
    def images_per_update(self) -> int:
        """Real images of one round of updates; never more than there are, unless they repeat."""
        schedule = SCHEDULES[self.config.schedule]
        batch_size = self.config.batch_size
        if not schedule.with_replacement:
            batch_size = min(batch_size, self.images)
        return max(1, int(batch_size * schedule.batch_fraction))

    @property
    def updates_per_epoch(self) -> int:
        """Rounds of updates that make an epoch: floor(images / images per update), at least 1."""
        return max(1, self.images // self.images_per_update)

    @property
    def updates(self) -> int:
        """Rounds of updates in all."""
        if self.config.updates is not None:
            return self.config.updates
        assert self.config.epochs is not None  # one of the two, by the config's own check
        return self.config.epochs * self.updates_per_epoch

    @property
    def epochs(self) -> int:
        """Epochs begun, the last one maybe unfinished."""
        return -(-self.updates // self.updates_per_epoch)


@dataclass(frozen=True)
class Progress:
    """What a stretch of training did."""

    updates: int
    """Updates finished so far."""
    statistics: np.ndarray
    """float32 [updates of this stretch, 6], the columns of `gan.steps.STATISTICS`."""
    finished_epoch: int | None
    """The number of the epoch that this stretch ended (from 1); None inside an epoch."""


class GanTrainer:
    """Trains generator/discriminator pairs, one class after the other.

    The networks are built and the step is compiled once; `train` starts each class from fresh
    weights of its own seed, so a class trains the same whatever ran before it.

    Args:
        image_shape: (h, w, c).
        config: Networks, loss, schedule, budget.

    Raises:
        UserError: An unknown name in the config, or networks that do not fit the images.
    """

    def __init__(self, image_shape: ImageShape, config: GanConfig) -> None:
        check_config(config)
        self.image_shape = image_shape
        self.config = config
        self._rounds_per_call = 2
        self._updates = 0
        self.generator, self.discriminator = build_networks(image_shape, config, seed=0)
        self.averaged_generator = keras.models.clone_model(self.generator)
        self._players = Players(
            generator=self.generator,
            discriminator=self.discriminator,
            generator_optimizer=self._adam(self.generator),
            discriminator_optimizer=self._adam(self.discriminator),
            loss=LOSSES[config.loss],
            latent_dim=config.latent_dim,
            r1_weight=config.r1_weight,
            r1_interval=config.r1_interval,
            coverage_weight=config.coverage_weight,
            augment=chain(config.differentiable_augmentation),
        )
        self._anchors = (
            Anchors(self.generator, config.latent_dim, config.coverage_interval)
            if config.coverage_weight
            else None
        )
        # Everything that an update changes, the random states of dropout among it.
        self._variables = NamedVariables(
            generator=self.generator.variables,
            discriminator=self.discriminator.variables,
            averaged_generator=self.averaged_generator.variables,
            generator_optimizer=self._players.generator_optimizer.variables,
            discriminator_optimizer=self._players.discriminator_optimizer.variables,
            anchors=[self._anchors.latents] if self._anchors else [],
        )
        phases = SCHEDULES[config.schedule].phases
        # The average moves once a round, in the phase that ends with the generator's step.
        self.compiled_phases = [
            self._compile(phase, moves_average=phase is phases[-1]) for phase in phases
        ]

    def _adam(self, model: keras.Model) -> FusedAdam:
        # The step size is set by every update, from the config's rate and its decay.
        optimizer = FusedAdam(learning_rate=0.0, beta_1=self.config.beta_1)
        optimizer.build(model.trainable_variables)
        return optimizer

    def _compile(self, phase: Step, moves_average: bool):
        """Many rounds of one phase as one compiled call."""
        signature = [
            tf.TensorSpec((None, *self.image_shape), tf.float32, name="images"),
            tf.TensorSpec((None, None), tf.int32, name="batches"),
            tf.TensorSpec((), tf.int32, name="unit_seed"),
            tf.TensorSpec((), tf.int32, name="first_update"),
            tf.TensorSpec((), tf.int32, name="total_updates"),
        ]

        def rounds(images, batches, unit_seed, first_update, total_updates):
            count = tf.shape(batches)[0]
            rows = tf.TensorArray(tf.float32, size=count, element_shape=(len(STATISTICS),))
            for index in tf.range(count):
                update = first_update + index
                self._set_learning_rates(update, total_updates)
                seed = tf.stack([unit_seed, update])
                row = phase(self._players, *self._inputs(images, batches[index], seed))
                if moves_average:
                    self._update_average(update)
                rows = rows.write(index, row)
            return rows.stack()

        return tf.function(rounds, input_signature=signature)

    def _inputs(self, images: tf.Tensor, batch: tf.Tensor, seed: tf.Tensor) -> tuple:
        """What a phase takes besides the players."""
        real_images = tf.gather(images, batch)
        if self._anchors is None:
            return real_images, seed
        return real_images, seed, self._anchors.of(images, batch, seed)

    def _set_learning_rates(self, update: tf.Tensor, total_updates: tf.Tensor) -> None:
        done = tf.cast(update, tf.float32) / tf.cast(total_updates, tf.float32)
        factor = 1.0 - (1.0 - self.config.final_learning_rate_fraction) * done
        for optimizer, rate in (
            (self._players.generator_optimizer, self.config.generator_learning_rate),
            (self._players.discriminator_optimizer, self.config.discriminator_learning_rate),
        ):
            optimizer.learning_rate.assign(rate * factor)

    def _update_average(self, update: tf.Tensor) -> None:
        # A young average forgets faster, or the first random weights would stay in it for long.
        step = tf.cast(update, tf.float32)
        decay = tf.minimum(self.config.ema_decay, (1.0 + step) / (10.0 + step))
        for average, current in zip(self.averaged_generator.weights, self.generator.weights):
            average.assign(decay * average + (1.0 - decay) * current)

    def _start(self, seed: int) -> None:
        """Fresh weights, dropout states and optimizers, as if nothing had been trained before."""
        fresh = build_networks(self.image_shape, self.config, seed)
        for model, source in zip((self.generator, self.discriminator), fresh):
            for variable, value in zip(model.variables, source.variables):
                variable.assign(value)
        self.averaged_generator.set_weights(self.generator.get_weights())
        for optimizer in (
            self._players.generator_optimizer,
            self._players.discriminator_optimizer,
        ):
            for variable in optimizer.variables:
                variable.assign(tf.zeros_like(variable))
        self._updates = 0

    def state(self) -> dict[str, np.ndarray]:
        """All that the training in progress has come to, for `train` to go on from.

        To be asked for between two stretches.
        """
        return self._variables.values() | {"updates": np.array(self._updates)}

    def suits(self, state: Mapping[str, np.ndarray]) -> bool:
        """Whether a state is one of these networks and optimizers, by names and shapes."""
        return "updates" in state and self._variables.suit(state)

    def train(
        self,
        images: np.ndarray,
        seed: int,
        pause_after: Collection[int] = (),
        *,
        state: Mapping[str, np.ndarray] | None = None,
    ) -> Iterator[Progress]:
        """Train a fresh pair; the caller logs, draws and saves between the stretches.

        Randomness depends on the seed and the number of the update, or is part of the state: a
        training that goes on is equal to one that was never stopped.

        Args:
            images: float32 [n, h, w, c] in [-1, 1], the training images of one class.
            seed: The unit's seed.
            pause_after: Epochs after which the caller wants to look at the generator.
            state: What `state` has returned in a training of the same images, seed and config, to
                go on from; None: start afresh.

        Yields:
            A `Progress` after at most 50 updates, at the end of each of these epochs, and at the
            end of the last. An epoch of a small class can be a single update: stopping after every
            one would cost more than the update.

        Raises:
            DivergedError: A statistic or a weight of the generator is not finite; the message
                names the update.
        """
        if state is None:
            self._start(seed)
        else:
            self._variables.assign(state)
            self._updates = int(state["updates"])
        plan = TrainingPlan(len(images), self.config)
        update = self._updates
        rows = rows_of_an_epoch(images, self.config.rare_repeats or 1)
        batches = islice(self._batches(plan, rows, derive_seed(seed, "batches")), update, None)
        data = tf.constant(images)
        while update < plan.updates:
            rounds = self._rounds_in_next_stretch(plan, update, pause_after)
            chosen = np.stack(list(islice(batches, rounds)))
            by_phase = [
                self._run_phase(phase, data, chosen, seed, update, plan.updates)
                for phase in self.compiled_phases
            ]
            statistics = np.sum(by_phase, axis=0)
            _check_finite(statistics, update)
            self._updates = update = update + rounds
            self._check_generator(update)
            epoch, rest = divmod(update, plan.updates_per_epoch)
            ended = rest == 0 or update == plan.updates
            yield Progress(update, statistics, epoch + (rest > 0) if ended else None)

    def _run_phase(self, phase, data, batches, seed, first_update, total_updates) -> np.ndarray:
        """One phase over the rounds of a stretch, in calls that take about a second at most."""
        parts = []
        done = 0
        while done < len(batches):
            chosen = tf.constant(batches[done : done + self._rounds_per_call])
            start = time.monotonic()
            parts.append(phase(data, chosen, seed, first_update + done, total_updates).numpy())
            self._adapt_call(time.monotonic() - start)
            done += len(chosen)
        return np.concatenate(parts)

    def _adapt_call(self, seconds: float) -> None:
        """Lengthen quick calls and shorten slow ones: only a finished call can be interrupted."""
        if seconds < _CALL_SECONDS / 2:
            self._rounds_per_call = min(2 * self._rounds_per_call, _ROUNDS_PER_CALL)
        elif seconds > _CALL_SECONDS:
            self._rounds_per_call = max(self._rounds_per_call // 2, 1)

    def _check_generator(self, update: int) -> None:
        # The last step of a stretch can break the weights without a statistic that shows it.
        if not all(np.isfinite(weight).all() for weight in self.averaged_generator.get_weights()):
            raise DivergedError(f"not finite after update {update}: weights of the generator")

    def _batches(self, plan: TrainingPlan, rows: np.ndarray, seed: int) -> Iterator[np.ndarray]:
        replace = SCHEDULES[self.config.schedule].with_replacement
        draw = with_replacement if replace else shuffled_epochs
        return (rows[chosen] for chosen in draw(len(rows), plan.images_per_update, seed))

    def _rounds_in_next_stretch(
        self, plan: TrainingPlan, update: int, pause_after: Collection[int]
    ) -> int:
        if len(self.compiled_phases) > 1:
            # Each phase must go through the whole epoch before the next one starts.
            left_in_epoch = plan.updates_per_epoch - update % plan.updates_per_epoch
            return min(left_in_epoch, plan.updates - update)
        pauses = [epoch * plan.updates_per_epoch for epoch in pause_after]
        left = min([pause - update for pause in pauses if pause > update] + [plan.updates - update])
        return min(left, self._rounds_per_call)


def _check_finite(statistics: np.ndarray, first_update: int) -> None:
    bad = ~np.isfinite(statistics).all(axis=1)
    if bad.any():
        index = int(np.argmax(bad))
        values = dict(zip(STATISTICS, statistics[index].tolist()))
        names = ", ".join(name for name, value in values.items() if not np.isfinite(value))
        raise DivergedError(f"not finite at update {first_update + index + 1}: {names}")
