"""Means over seeds with 95 % t intervals, whose spread is steadied by that of their neighbours.

A study has few seeds: with five, a variance has four degrees of freedom, and a plain t interval
that is corrected for dozens of comparisons is wider than any difference of interest. The variances
of all comparisons of a study tell about each other (Smyth 2004): each is shrunk towards a line in
log(size), fitted to the logarithms of all *other* variances. How much depends on how alike they
are and on how well the line is known there; both become prior degrees of freedom. One comparison
alone, or one that the others say nothing about, keeps the plain t interval. One whose values
are all the same (no seed moves it) says nothing of how far others spread, and lends them nothing.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, polygamma, stdtr, stdtrit

from metrics.intervals import CONFIDENCE

# How far estimated variances at one size go together: differences to one reference correlate by
# about 1/2, those of one arm to two references by about 0.8; of variances these are the squares.
_SHARED, _SHARED_BY_ARM = 0.25, 0.64
# Before the data speak, as if this many variances had shown it: spreads differ by a quarter up or
# down (0.5 is the standard deviation of the logarithm of a variance).
_USUAL_VARIETY, _USUAL_COUNT = 0.5**2, 8
# Values that differ by less are the same but for rounding in floating point.
_SAME = 1e-12


@dataclass(frozen=True, kw_only=True)
class OverSeeds:
    """A mean over seeds and how sure it is."""

    seeds: int
    mean: float
    standard_error: float | None
    """None for one seed, which says nothing of others."""
    df: float | None
    """Degrees of freedom: of the seeds, and what the other comparisons add."""

    def interval(self, level: float = CONFIDENCE) -> tuple[float, float] | None:
        """The two-sided t interval; None for one seed."""
        if self.standard_error is None or self.df is None:
            return None
        half = -float(stdtrit(self.df, (1 - level) / 2)) * self.standard_error
        return self.mean - half, self.mean + half

    def share_interval(self) -> tuple[float, float] | None:
        """The same of a share, such as an accuracy: cut at 0 and 1."""
        found = self.interval()
        return None if found is None else (max(found[0], 0.0), min(found[1], 1.0))

    @property
    def p_value(self) -> float | None:
        """Two-sided, of the mean being zero; None for one seed."""
        if self.standard_error is None or self.df is None:
            return None
        return 2 * float(stdtr(self.df, -abs(self.mean) / self.standard_error))


def over_seeds(
    values: Sequence[np.ndarray],
    sizes: Sequence[float],
    subjects: Sequence[Hashable],
    *,
    resolution: float,
    overlap: float | Sequence[float] = 0.0,
) -> list[OverSeeds]:
    """Means over seeds of several quantities of one kind, with moderated t statistics.

    Args:
        values: For each quantity (an arm at a size, say) its values, float [seeds], one for each
            seed; numbers of seeds may differ.
        sizes: For each quantity the real examples per class behind it, > 0; its spread is taken to
            follow a power of them, roughly.
        subjects: For each quantity what it is about, such as the arm: those on one subject at one
            size hold much of the same and say nothing new about each other.
        resolution: The smallest step of a value, such as 1 / test images; no spread is taken to be
            below that of rounding to it.
        overlap: Where every seed has a split of its own of the same examples (`--resplit`): test
            examples over training examples, >= 0. Trainings that share examples err together, which
            their spread does not show; the variance of a mean of J values is then their variance
            times 1 / J + overlap, not 1 / J. With test examples that no seed learns from: 0. One
            for each quantity, or one for all. What is moderated is the variance over splits, which
            the correction multiplies: they borrow from each other as before, and the degrees of
            freedom stay those of the splits and of what the others add.

    Returns:
        One for each quantity.

    Reference:
        Smyth, "Linear models and empirical Bayes methods for assessing differential expression in
        microarray experiments", 2004, sections 4 and 6.2; the trend as in limma. Beside these, the
        line's own uncertainty counts, and a variance plays no part in its own prior. Splits that
        overlap: Nadeau and Bengio, "Inference for the generalization error", Machine Learning 52,
        2003, section 4, the corrected resampled t-test.
    """
    seeds = np.array([len(each) for each in values])
    df = np.maximum(seeds - 1, 0).astype(float)
    raw = np.array([np.var(each, ddof=1) if len(each) > 1 else np.nan for each in values])
    variances = np.maximum(raw, resolution**2 / 6)  # of a difference of two rounded values
    known = np.flatnonzero(df > 0)
    moderated, total = variances.copy(), df.copy()
    logs = np.log(np.asarray(sizes, float))[known]
    codes = np.unique(
        [repr(each) for each, n in zip(subjects, seeds) if n > 1], return_inverse=True
    )[1]
    spread = np.array([len(each) > 1 and np.ptp(each) > _SAME for each in values])
    moderated[known], total[known] = _moderated(
        variances[known], df[known], logs, codes, spread[known]
    )
    overlaps = np.broadcast_to(overlap, len(values))
    return [_over(*each) for each in zip(values, moderated, total, overlaps, strict=True)]


def _over(values: np.ndarray, variance: float, df: float, overlap: float) -> OverSeeds:
    """The mean of one quantity, given the variance of its values and the degrees of freedom."""
    seeds, mean = len(values), float(np.mean(values))
    if seeds < 2:
        return OverSeeds(seeds=seeds, mean=mean, standard_error=None, df=None)
    error = float(np.sqrt(variance * (1 / seeds + overlap)))
    return OverSeeds(seeds=seeds, mean=mean, standard_error=error, df=float(df))


def _moderated(
    variances: np.ndarray,
    df: np.ndarray,
    x: np.ndarray,
    subjects: np.ndarray,
    lends: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Variances shrunk towards what the others that lend say, and their degrees of freedom."""
    noise = polygamma(1, df / 2)  # variance of the logarithm of an estimated variance
    logs = np.log(variances) - digamma(df / 2) + np.log(df / 2)  # unbiased for the true one
    same_size = x[:, None] == x[None, :]
    twins = same_size & (subjects[:, None] == subjects[None, :])
    shared = np.where(twins, _SHARED_BY_ARM, np.where(same_size, _SHARED, 0.0))
    np.fill_diagonal(shared, 1.0)
    covariance = np.sqrt(np.outer(noise, noise)) * shared
    result, degrees = variances.copy(), df.copy()
    for index in range(len(x)):
        others = np.flatnonzero(~twins[index] & lends)
        predicted = _predict(x[others], logs[others], covariance[np.ix_(others, others)], x[index])
        if predicted is None:
            continue
        mean, variance = predicted
        prior = 2 * _inverse_trigamma(variance)
        center = np.exp(mean + digamma(prior / 2) - np.log(prior / 2))
        degrees[index] = prior + df[index]
        result[index] = (prior * center + df[index] * variances[index]) / degrees[index]
    return result, degrees


def _predict(
    x: np.ndarray, logs: np.ndarray, covariance: np.ndarray, at: float
) -> tuple[float, float] | None:
    """Mean and variance of a further log variance at a place; None where nothing is known."""
    if not len(x):
        return None
    center, level = x.mean(), logs.mean()
    spread = float(np.sum((x - center) ** 2))
    has_trend = spread > 1e-9
    if not has_trend and at != x[0]:
        return None
    # The line by least squares: each prediction is a weighted sum of the logarithms.
    slope = (x - center) / spread if has_trend else np.zeros_like(x)
    weights = 1 / len(x) + (at - center) * slope
    residuals = logs - level - (x - center) * float(slope @ logs)
    residual_df = len(x) - 1 - has_trend
    # Of the residuals' sum of squares, what estimated variances of one true one would make.
    of_noise = float(np.trace(covariance)) - len(x) * float(covariance.mean())
    of_noise -= spread * float(slope @ covariance @ slope)
    excess = float(residuals @ residuals - of_noise)
    variety = (excess + _USUAL_COUNT * _USUAL_VARIETY) / (residual_df + _USUAL_COUNT)
    variety = max(0.0, float(variety))
    of_line = float(weights @ covariance @ weights) + variety * float(weights @ weights)
    return float(weights @ logs), variety + of_line


def _inverse_trigamma(value: float) -> float:
    """The x > 0 whose trigamma is a value > 0; Newton's steps on 1 / trigamma (Smyth 2004)."""
    if value > 1e7:
        return float(1 / np.sqrt(value))
    if value < 1e-6:
        return 1 / value
    x = 0.5 + 1 / value
    for _ in range(50):
        tri = float(polygamma(1, x))
        step = tri * (1 - tri / value) / float(polygamma(2, x))
        x += step
        if -step / x < 1e-8:
            break
    return x
