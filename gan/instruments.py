"""What is written down of the inside of a training, at a bounded cost: `instruments.npz`.

Some dozens of times the networks are looked at (`gan.probe`), and images of the average are held
against real ones. The examples are the same each time, so that what changes is the networks.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import tensorflow as tf
from scipy.spatial.distance import cdist

from foundation.files import load_arrays, save_arrays
from foundation.seeds import derive_seed
from gan.comparison import vectors
from gan.synthesis import draw_latents
from gan.trainer import GanTrainer
from gan.training_plan import Progress, TrainingPlan

FILE = "instruments.npz"
MOST_LOOKS = 40
LEAST_UPDATES_BETWEEN = 150
"""A look takes as long as several updates."""
_FIRST = 10
_SEEN = 32
_COMPARED = 128
_COMPARED_SIDE = 14
_PREFIX = "instruments/"
# Numbers of a look, and what names them.
_SCALARS = {
    "learning_rate": "rates",
    "gradient_norm": "weight_layers",
    "weight_norm": "weight_layers",
    "activation_mean": "output_layers",
    "activation_deviation": "output_layers",
    "still_share": "output_layers",
}


def looks(updates: int) -> tuple[int, ...]:
    """After which updates the networks are looked at: a few, then evenly spread to the last.

    Args:
        updates: Length of the training.
    """
    count = min(max(updates // LEAST_UPDATES_BETWEEN, 1), MOST_LOOKS)
    spread = np.linspace(0, updates, count + 1)[1:].round()
    return tuple(int(each) for each in np.unique([min(_FIRST, updates), *spread]))


class Instruments:
    """Looks into the networks of a training in progress.

    Args:
        trainer: In training on the examples.
        plan: Of the training.
        examples: float32 [n, *shape], encoded, those that are learned from.
        labels: int32 [n], their classes where the pair is conditional; None elsewhere.
        seed: The unit's.
    """

    def __init__(
        self,
        trainer: GanTrainer,
        plan: TrainingPlan,
        examples: np.ndarray,
        labels: np.ndarray | None,
        seed: int,
    ) -> None:
        self._trainer = trainer
        self.due = looks(plan.updates)
        rng = np.random.default_rng(derive_seed(seed, "instruments"))
        rows = rng.permutation(len(examples))[:_COMPARED]
        rows = np.resize(rows, max(len(rows), _SEEN))  # a class of few is seen several times
        told = np.zeros(len(examples), np.int32) if labels is None else labels
        self._labels = told[rows].astype(np.int32)
        self._real = tf.constant(examples[rows])
        recipe = trainer.recipe
        latents = draw_latents(_COMPARED, recipe.latent_dim, derive_seed(seed, "looked at"))
        if recipe.classes:
            codes = recipe.codes(np.resize(self._labels, _COMPARED)).numpy()
            latents = np.concatenate([latents, codes], axis=1)
        self._latents = tf.constant(latents)
        self._looks: list[dict[str, np.ndarray]] = []

    def add(self, progress: Progress) -> None:
        """Look, where one look or more have become due in this stretch of training."""
        last = int(self._looks[-1]["update"]) if self._looks else 0
        if any(last < due <= progress.updates for due in self.due):
            self._looks.append(self._look(progress.updates))

    def _look(self, update: int) -> dict[str, np.ndarray]:
        real, labels = self._real[:_SEEN], tf.constant(self._labels[:_SEEN])
        found = self._trainer.probe.look(real, labels, self._latents[: len(real)])
        arrays = {name: value.numpy() for name, value in found.items()}
        rates = self._trainer.learning_rates
        arrays["learning_rate"] = np.array(list(rates.values()), np.float32)
        arrays["update"] = np.array(update, np.int64)
        arrays["distance"] = np.array(self._distance(), np.float32)
        return arrays

    def _distance(self) -> float:
        drawn = self._trainer.probe.draw(self._latents)
        return energy_distance(*(vectors(each, _COMPARED_SIDE) for each in (self._real, drawn)))

    def state(self) -> dict[str, np.ndarray]:
        """What was seen so far, for `restore`."""
        return {_PREFIX + name: values for name, values in self._stacked().items()}

    def restore(self, state: Mapping[str, np.ndarray]) -> None:
        """Go on from what earlier instruments of the same training have seen."""
        arrays = {
            name.removeprefix(_PREFIX): values
            for name, values in state.items()
            if name.startswith(_PREFIX)
        }
        count = len(arrays.get("update", ()))
        self._looks = [{n: values[i] for n, values in arrays.items()} for i in range(count)]

    @property
    def looks(self) -> Sequence[Mapping[str, np.ndarray]]:
        """What was seen so far, look by look: arrays as in `load_instruments`, without [p]."""
        return self._looks

    def scalars(self, look: Mapping[str, np.ndarray]) -> dict[str, float]:
        """The numbers of one look, such as `weight_norm/generator 01 Dense`."""
        named = {
            f"{array}/{name}": float(value)
            for array, names in _SCALARS.items()
            for name, value in zip(self._names[names], look[array])
        }
        return named | {"instruments/distance": float(look["distance"])}

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        networks = self._trainer.probe.networks
        return {
            "weight_layers": [name for network in networks for name in network.weight_names],
            "output_layers": [name for network in networks for name in network.output_names],
            "rates": list(self._trainer.learning_rates),
        }

    def _stacked(self) -> dict[str, np.ndarray]:
        names = self._looks[0] if self._looks else ()
        return {name: np.stack([look[name] for look in self._looks]) for name in names}

    def save(self, directory: Path) -> list[Path]:
        """Write the file, where anything was seen; returns its path in a list.

        Raises:
            UserError: It cannot be written.
        """
        if not self._looks:
            return []
        names = {key: np.array(values, str) for key, values in self._names.items()}
        save_arrays(directory / FILE, names | self._stacked())
        return [directory / FILE]


def load_instruments(directory: Path) -> dict[str, np.ndarray] | None:
    """What the training of a unit has left; None where it has left nothing.

    Returns:
        `update` int64 [p]; what `gan.probe.Probe` sees with [p] before it; `learning_rate` [p, 2]
        of the networks named by `rates`; `distance` [p], `energy_distance` of real examples and
        those of the average; `weight_layers` and `output_layers`, names of layers, generator first.
    """
    path = directory / FILE
    return load_arrays(path) if path.is_file() else None


def energy_distance(one: np.ndarray, other: np.ndarray) -> float:
    """How far two samples [n, d] and [m, d] are apart, as a part of the mean distance within `one`.

    About 0 for samples of one distribution; NaN where there is nothing to compare.

    Reference:
        Székely, Rizzo 2013, "Energy statistics", section 2, with unbiased means within samples.
    """
    if min(len(one), len(other)) < 2 or not (scale := _within(one)):
        return float("nan")
    return (2 * float(cdist(one, other).mean()) - scale - _within(other)) / scale


def _within(sample: np.ndarray) -> float:
    count = len(sample)
    return float(cdist(sample, sample).sum() / (count * (count - 1)))
