"""Numbers of a column by the mode that they lie in: several hills, each with a scale of its own."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_MOST_MODES = 10
_LEAST_WEIGHT = 0.005
_CONCENTRATION = 0.001  # of the weights' prior: what is not needed gets next to no weight
_MOST_FITTED = 5000
_SEED = 0
_DEVIATIONS = 4.0
_EPSILON = 2.0**-24


@dataclass(frozen=True)
class ModesScale:
    """Mode-specific normalisation: `(x - mean) / (4 sd)` of the likeliest mode, and that mode.

    The modes are those of a Gaussian mixture with a variational prior, at most 10, fitted on at
    most 5,000 numbers. Left out are modes with a weight below 0.005, and those in which no number
    of training lies. Other than in the source a number's mode is the likeliest one, not a draw, so
    that a row has one encoding; and numbers have no bounds, so that far ones come back.

    Args:
        farthest: Largest distance of a number of training to the mean of its mode.
        modes: (weight, mean, standard deviation) of each, by ascending means.

    Reference:
        Xu, Skoularidou, Cuesta-Infante, Veeramachaneni 2019 (arXiv 1907.00503), section 4.2, with
        the threshold and the concentration of its own code.
    """

    farthest: float
    modes: tuple[tuple[float, float, float], ...]

    about: ClassVar[str] = "numbers by the mode of a mixture that they are likeliest of, and it."
    source: ClassVar[str] = "Xu et al. 2019, section 4.2"

    @classmethod
    def fit(cls, values: Floats) -> "ModesScale":
        weights, means, spreads = _mixture(values)
        kept = weights >= _LEAST_WEIGHT
        everything = cls.of([0.0, *_in_rows(weights[kept], means[kept], spreads[kept])])
        used = np.unique(everything.part_of(values))
        scale = cls(0.0, tuple(everything.modes[place] for place in used))
        away = np.abs(values - scale._table[scale.part_of(values), 1])
        return cls(float(away.max()), scale.modes)

    @classmethod
    def of(cls, numbers: Sequence[float]) -> "ModesScale":
        farthest, *rest = map(float, numbers)
        places = range(0, len(rest), 3)
        return cls(farthest, tuple((rest[i], rest[i + 1], rest[i + 2]) for i in places))

    @property
    def numbers(self) -> tuple[float, ...]:
        return (self.farthest, *(number for mode in self.modes for number in mode))

    @property
    def error(self) -> float:
        return 2 * _EPSILON * self.farthest

    @property
    def parts(self) -> int:
        return len(self.modes)

    @cached_property
    def _table(self) -> Floats:
        """float64 [modes, 3]."""
        return np.array(self.modes)

    def part_of(self, values: Floats) -> Integers:
        weights, means, spreads = self._table.T
        distances = (values[:, np.newaxis] - means) / spreads
        return (np.log(weights / spreads) - 0.5 * distances**2).argmax(axis=1)

    def encode(self, values: Floats) -> Floats:
        _, means, spreads = self._table[self.part_of(values)].T
        return (values - means) / (_DEVIATIONS * spreads)

    def decode(self, encoded: Floats, part: Integers | None = None) -> Floats:
        place = np.zeros(len(encoded), np.int64) if part is None else part
        _, means, spreads = self._table[place].T
        return encoded * (_DEVIATIONS * spreads) + means


def _in_rows(weights: Floats, means: Floats, spreads: Floats) -> list[float]:
    order = np.argsort(means, kind="stable")
    rows: list[float] = np.stack([weights, means, spreads], axis=1)[order].ravel().tolist()
    return rows


def _mixture(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Weights, means and standard deviations of the fitted components, float64 [k] each."""
    # Which are needed by fits alone: the import takes a second.
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import BayesianGaussianMixture

    if len(values) > _MOST_FITTED:
        values = np.random.default_rng(_SEED).choice(values, _MOST_FITTED, replace=False)
    centre, spread = float(values.mean()), float(values.std())
    different = len(np.unique(values))
    if different < 2:
        return np.ones(1), np.array([centre]), np.ones(1)
    mixture = BayesianGaussianMixture(
        n_components=min(_MOST_MODES, different),
        covariance_type="spherical",
        weight_concentration_prior=_CONCENTRATION,
        random_state=_SEED,
    )
    with warnings.catch_warnings():
        # Any mixture near the best one scales as well.
        warnings.simplefilter("ignore", ConvergenceWarning)
        mixture.fit(((values - centre) / spread)[:, np.newaxis])
    deviations = np.sqrt(mixture.covariances_)
    return mixture.weights_, mixture.means_[:, 0] * spread + centre, deviations * spread
