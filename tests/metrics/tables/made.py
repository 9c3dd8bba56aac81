"""Made tables of which the answer is known."""

import numpy as np

from metrics.evidence import Evidence, Sample
from metrics.tables.columns import Columns, Table

MIXED = Columns((0, 0, 3, 2))
"""Two numbers, the second with gaps, three categories, yes or no."""


def mixed_rows(count: int, seed: int) -> np.ndarray:
    """float64 [count, 4], all columns hanging together; a fifth of the second are gaps."""
    rng = np.random.default_rng(seed)
    hidden = rng.normal(size=count)
    second = hidden + 0.5 * rng.normal(size=count)
    second[rng.random(count) < 0.2] = np.nan
    category = np.digitize(hidden + 0.5 * rng.normal(size=count), [-0.5, 0.7])
    answer = hidden + 0.5 * rng.normal(size=count) > 0
    first = np.exp(hidden + 0.3 * rng.normal(size=count))
    return np.column_stack([first, second, category, answer]).astype(np.float64)


def independent(rows: np.ndarray, seed: int) -> np.ndarray:
    """The same with each column in an order of its own: single columns are as they were."""
    rng = np.random.default_rng(seed)
    return np.column_stack([rng.permutation(column) for column in rows.T])


def sample_of(rows: np.ndarray, columns: Columns = MIXED, label: int = 0, classes: int = 2):
    """Rows of one class, their gaps as 0 in the vectors."""
    named = np.tile(np.eye(classes)[label], (len(rows), 1))
    labels = np.full(len(rows), label)
    return Sample(np.nan_to_num(rows), named, labels, table=Table(rows, columns))


def evidence_of(real: np.ndarray, drawn: np.ndarray, columns: Columns = MIXED) -> Evidence:
    return Evidence(sample_of(real, columns), sample_of(drawn, columns))


def strange_rows(seed: int) -> tuple[np.ndarray, Columns]:
    """One to a dozen rows of a few columns, some of one value, some all gaps."""
    rng = np.random.default_rng(seed)
    count, sizes = int(rng.integers(1, 13)), rng.choice([0, 0, 1, 2, 5], rng.integers(1, 6))
    rows = np.column_stack(
        [rng.integers(0, size, count) if size else rng.normal(size=count) for size in sizes]
    ).astype(np.float64)
    rows = np.round(np.where(rng.random(len(sizes)) < 0.3, rows[:1], rows), 3)
    rows[rng.random(rows.shape) < rng.choice([0, 0.3])] = np.nan
    rows[:, rng.random(len(sizes)) < 0.1] = np.nan
    return rows, Columns(tuple(int(size) for size in sizes))
