"""Adversarial training of one class at a time, or of all together, by one compiled function."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

import keras
import numpy as np
import tensorflow as tf

from datasets.kinds import Encoding
from foundation.seeds import derive_seed
from gan.checks import check_config
from gan.networks import build_networks
from gan.options import GanConfig, settled
from gan.probe import Probe
from gan.recipe import GENERATOR, Batch
from gan.steps import Phase
from gan.training_plan import DivergedError, Progress, TrainingPlan
from training.adam import FusedAdam
from training.batches import shuffled_epochs, with_replacement
from training.variables import NamedVariables

# Long enough that the calls cost nothing, short enough for a progress bar and Ctrl-C.
_ROUNDS_PER_CALL = 50
_CALL_SECONDS = 1.5

# Purposes of draws from 200 on choose the rows of the critic's steps alone (`gan.steps`).
_FURTHER_ROWS = 200


class GanTrainer:
    """Trains the networks of a family, one class after the other.

    They are built and the step is compiled once; `train` starts each class from fresh weights of
    its own seed, so a class trains the same whatever ran before it.

    Args:
        encoding: Of the examples of all classes.
        config: Family, loss, schedule, remedies, budget.
        classes: How many a conditional pair is told apart; of any other each is trained alone.

    Raises:
        UserError: An unknown name in the config, or networks that do not fit the examples.
    """

    def __init__(self, encoding: Encoding, config: GanConfig, classes: int = 1) -> None:
        check_config(config)
        self.encoding = encoding
        self.classes = classes
        self.config = settled(config)
        self._rounds_per_call = 2
        self._updates = 0
        self.recipe = build_networks(encoding, self.config, 0, classes)
        self._averages = {
            name: keras.models.clone_model(model) for name, model in self.recipe.generators.items()
        }
        self._optimizers = {name: self._adam(model) for name, model in self.recipe.networks.items()}
        self._variables = self._named_variables()
        phases = self.recipe.schedule.load()
        # The average moves once a round, in the phase that ends with the generator's step.
        self.compiled_phases = [
            self._compile(phase, moves_average=phase is phases[-1]) for phase in phases
        ]

    @property
    def averaged_generator(self) -> keras.Model:
        """The moving average of a plain pair's generator: what is exported."""
        return self._averages[GENERATOR]

    @cached_property
    def probe(self) -> Probe:
        """What looks into the networks; built where it is first asked for."""
        return Probe(self.recipe, self.averaged_generator)

    @property
    def learning_rates(self) -> dict[str, float]:
        """The step size of each network in the last update."""
        return {name: float(adam.learning_rate) for name, adam in self._optimizers.items()}

    def _named_variables(self) -> NamedVariables:
        """Everything that an update changes, the random states of dropout among it."""
        groups: dict[str, Sequence] = {
            name: model.variables for name, model in self.recipe.networks.items()
        }
        groups |= {f"averaged_{name}": model.variables for name, model in self._averages.items()}
        groups |= {
            f"{name}_optimizer": optimizer.variables for name, optimizer in self._optimizers.items()
        }
        return NamedVariables(**groups, **self.recipe.states)

    def _adam(self, model: keras.Model) -> FusedAdam:
        # The step size is set by every update, from the config's rate and its decay.
        optimizer = FusedAdam(
            learning_rate=0.0, beta_1=self.config.beta_1, beta_2=self.config.beta_2
        )
        optimizer.build(model.trainable_variables)
        return optimizer

    def _compile(self, phase: Phase, moves_average: bool):
        """Many rounds of one phase as one compiled call."""
        names = self.recipe.statistics
        signature = [
            tf.TensorSpec((None, *self.encoding.shape), tf.float32, name="examples"),
            tf.TensorSpec((None,), tf.int32, name="labels"),
            tf.TensorSpec((None, None), tf.int32, name="batches"),
            tf.TensorSpec((), tf.int32, name="unit_seed"),
            tf.TensorSpec((), tf.int32, name="first_update"),
            tf.TensorSpec((), tf.int32, name="total_updates"),
        ]

        def rounds(examples, labels, batches, unit_seed, first_update, total_updates):
            count = tf.shape(batches)[0]
            kept = tf.TensorArray(tf.float32, size=count, element_shape=(len(names),))
            for index in tf.range(count):
                update = first_update + index
                done = tf.cast(update, tf.float32) / tf.cast(total_updates, tf.float32)
                self._set_learning_rates(update, done)
                self._grow(self.recipe.networks, done)
                seed = tf.stack([unit_seed, update])
                batch = self._batch(examples, labels, batches[index], seed, done)
                values = phase(self.recipe, self._optimizers, batch, seed)
                if moves_average:
                    self._update_averages(update, done)
                kept = kept.write(index, tf.stack([values.get(name, 0.0) for name in names]))
            return kept.stack()

        return tf.function(rounds, input_signature=signature)

    def _batch(
        self,
        examples: tf.Tensor,
        labels: tf.Tensor,
        rows: tf.Tensor,
        seed: tf.Tensor,
        done: tf.Tensor,
    ) -> Batch:
        earlier = []
        for step in range(1, self.recipe.critic_steps):
            folded = tf.random.experimental.stateless_fold_in(seed, _FURTHER_ROWS + step)
            most = tf.shape(examples)[0]
            drawn = tf.random.stateless_uniform(tf.shape(rows), folded, 0, most, tf.int32)
            earlier.append(self._examples_of(examples, labels, drawn, done))
        batch = self._examples_of(examples, labels, rows, done)._replace(earlier=tuple(earlier))
        for term in self.recipe.terms:
            batch = term.prepare(batch, examples, rows, seed)
        return batch

    def _examples_of(
        self, examples: tf.Tensor, labels: tf.Tensor, rows: tf.Tensor, done: tf.Tensor
    ) -> Batch:
        told = tf.gather(labels, rows) if self.recipe.classes else None
        return Batch(tf.gather(examples, rows), told, done=done)

    def _set_learning_rates(self, update: tf.Tensor, done: tf.Tensor) -> None:
        factor = 1.0 - (1.0 - self.config.final_learning_rate_fraction) * done
        for name, optimizer in self._optimizers.items():
            if name in self.recipe.generators:
                rate = self.config.generator_learning_rate * factor
            else:
                rate = self.config.discriminator_learning_rate * factor
            for brake in self.recipe.brakes:
                rate *= brake(name, update)
            optimizer.learning_rate.assign(rate)

    def _update_averages(self, update: tf.Tensor, done: tf.Tensor) -> None:
        # A young average forgets faster, or the first random weights would stay in it for long.
        step = tf.cast(update, tf.float32)
        decay = tf.minimum(self.config.ema_decay, (1.0 + step) / (10.0 + step))
        for name, model in self._averages.items():
            for average, current in zip(model.weights, self.recipe.generators[name].weights):
                average.assign(decay * average + (1.0 - decay) * current)
        self._grow(self._averages, done)

    def _grow(self, models: Mapping[str, keras.Model], done: tf.Tensor) -> None:
        """What a network has grown to is no matter of averages."""
        if self.recipe.grow is not None:
            for model in models.values():
                self.recipe.grow(model, done)

    def _start(self, seed: int) -> None:
        """Fresh weights, random states and optimizers, as if nothing had been trained before."""
        fresh = build_networks(self.encoding, self.config, seed, self.classes)
        for name, model in self.recipe.networks.items():
            _copy(fresh.networks[name].variables, model.variables)
        for name, variables in self.recipe.states.items():
            _copy(fresh.states[name], variables)
        for name, average in self._averages.items():
            average.set_weights(self.recipe.generators[name].get_weights())
        for optimizer in self._optimizers.values():
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
        examples: np.ndarray,
        seed: int,
        pause_after: Collection[int] = (),
        *,
        pause_at: Collection[int] = (),
        labels: np.ndarray | None = None,
        state: Mapping[str, np.ndarray] | None = None,
    ) -> Iterator[Progress]:
        """Train fresh networks; the caller logs, draws and saves between the stretches.

        Randomness depends on the seed and the number of the update, or is part of the state: a
        training that goes on is equal to one that was never stopped.

        Args:
            examples: float32 [n, *shape], the encoded training examples of one class, or of all
                classes of a conditional pair.
            seed: The unit's seed.
            pause_after: Epochs after which the caller wants to look at the networks.
            pause_at: Updates, likewise; a schedule of whole epochs pauses at their ends alone.
            labels: int32 [n], what class each is of, where the pair is conditional.
            state: What `state` has returned in a training of the same examples, seed and config,
                to go on from; None: start afresh.

        Yields:
            A `Progress` after at most 50 updates, at each of these pauses, and at the end; not
            after every epoch, which can be a single update in a small class.

        Raises:
            DivergedError: A statistic or a weight of the generator is not finite; the message
                names the update.
        """
        if state is None:
            self._start(seed)
        else:
            self._variables.assign(state)
            self._updates = int(state["updates"])
        plan = TrainingPlan(len(examples), self.config, self.classes)
        pauses = sorted({*pause_at, *(epoch * plan.updates_per_epoch for epoch in pause_after)})
        update = self._updates
        rows = self.recipe.rows_shown(examples)
        batches = islice(self._batches(plan, rows, derive_seed(seed, "batches")), update, None)
        of_one_class = np.zeros(len(examples), np.int32)
        data = (tf.constant(examples), tf.constant(of_one_class if labels is None else labels))
        while update < plan.updates:
            rounds = self._rounds_in_next_stretch(plan, update, pauses)
            chosen = np.stack(list(islice(batches, rounds)))
            by_phase = [
                self._run_phase(phase, data, chosen, seed, update, plan.updates)
                for phase in self.compiled_phases
            ]
            statistics = np.sum(by_phase, axis=0)
            self._check_finite(statistics, update)
            self._updates = update = update + rounds
            self._check_networks(update)
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
            parts.append(phase(*data, chosen, seed, first_update + done, total_updates).numpy())
            self._adapt_call(time.monotonic() - start)
            done += len(chosen)
        return np.concatenate(parts)

    def _adapt_call(self, seconds: float) -> None:
        """Lengthen quick calls and shorten slow ones: only a finished call can be interrupted."""
        if seconds < _CALL_SECONDS / 2:
            self._rounds_per_call = min(2 * self._rounds_per_call, _ROUNDS_PER_CALL)
        elif seconds > _CALL_SECONDS:
            self._rounds_per_call = max(self._rounds_per_call // 2, 1)

    def _check_networks(self, update: int) -> None:
        # The last step of a stretch can break the weights without a statistic that shows it.
        for name, model in {**self._averages, **self.recipe.critics}.items():
            if not all(np.isfinite(weight).all() for weight in model.get_weights()):
                raise DivergedError(f"not finite after update {update}: weights of the {name}")

    def _batches(self, plan: TrainingPlan, rows: np.ndarray, seed: int) -> Iterator[np.ndarray]:
        draw = with_replacement if self.recipe.schedule.with_replacement else shuffled_epochs
        return (rows[chosen] for chosen in draw(len(rows), plan.examples_per_update, seed))

    def _rounds_in_next_stretch(
        self, plan: TrainingPlan, update: int, pauses: Sequence[int]
    ) -> int:
        if len(self.compiled_phases) > 1:
            # Each phase must go through the whole epoch before the next one starts.
            left_in_epoch = plan.updates_per_epoch - update % plan.updates_per_epoch
            return min(left_in_epoch, plan.updates - update)
        left = min([pause - update for pause in pauses if pause > update] + [plan.updates - update])
        return min(left, self._rounds_per_call)

    def _check_finite(self, statistics: np.ndarray, first_update: int) -> None:
        bad = ~np.isfinite(statistics).all(axis=1)
        if bad.any():
            index = int(np.argmax(bad))
            values = dict(zip(self.recipe.statistics, statistics[index].tolist()))
            names = ", ".join(name for name, value in values.items() if not np.isfinite(value))
            raise DivergedError(f"not finite at update {first_update + index + 1}: {names}")


def _copy(source: Sequence, target: Sequence) -> None:
    """Give variables the values of others, one by one."""
    for variable, value in zip(target, source):
        variable.assign(value)
