"""Does what is drawn tell how every column follows from the others?"""

from typing import NamedTuple

import numpy as np
from sklearn.ensemble import RandomForestRegressor

from metrics.evidence import Evidence, Sample
from metrics.tables.columns import Table, Values, some_columns

MOST_ROWS = 1000
"""To learn from, and to be asked about; of more as many at random."""
MOST_COLUMNS = 10
"""That are predicted; of more as many at random."""
_TREES, _LEAF = 10, 5
_COLUMNS_IN_SPLIT = 1 / 3  # Breiman's own for numbers


class _Targets(NamedTuple):
    """A column as numbers to predict, of the rows that have a value."""

    values: Values
    """[n, width]: the rank of a number among real ones, 0 to 1, or the categories one-hot."""
    there: np.ndarray
    """bool [n]."""


def scores(evidence: Evidence) -> Values:
    """How well real rows are predicted, column by column, by what drawn rows teach.

    For each column a random forest (10 trees, 5 rows in a leaf, a third of the columns looked at in
    each split) learns from drawn rows to predict it from all other columns and the class, and is
    asked of real rows. A generator can serve the class alone; here every column is asked for. The
    floor, real rows in the place of the drawn ones, is what real rows teach.

    Returns:
        float64 [rows], one for each real row asked, whose mean is the part of the variance that is
        explained, mean over the columns: 1 is perfect, 0 is as good as the mean, below 0 worse.
        Numbers count by their ranks among real ones, categories one-hot (so that the part is
        Brier's skill score); where a number is a gap, its column is not asked of the row.

    Reference:
        Train on synthetic, test on real: Esteban, Hyland, Rätsch, 2017 (arXiv 1706.02633), section
        4.2, over all columns as the "dimension-wise prediction" of Choi et al., medGAN, 2017
        (arXiv 1703.06490), section 4.1.
    """
    if evidence.real.table is None or evidence.drawn.table is None:
        return np.full(evidence.examples, np.nan)
    rng = np.random.default_rng(evidence.seed)
    real, drawn = (_with_class(some, evidence, rng) for some in (evidence.real, evidence.drawn))
    asked = some_columns(evidence.real.table.columns, MOST_COLUMNS, evidence.seed)
    found = [_explained(real, drawn, column, evidence.seed) for column in asked]
    return np.mean(found, axis=0)


def _with_class(sample: Sample, evidence: Evidence, rng: np.random.Generator) -> Table:
    assert sample.table is not None  # the caller has seen to it
    rows = rng.permutation(len(sample))[:MOST_ROWS]
    classes = int(max(evidence.real.labels.max(), evidence.drawn.labels.max())) + 1
    return sample.table.take(rows).with_column(sample.labels[rows], classes)


def _explained(real: Table, drawn: Table, column: int, seed: int) -> Values:
    """[n], of each real row; the mean is the part of the column's variance that is explained."""
    asked, taught = (_targets(table, column, real) for table in (real, drawn))
    result = np.zeros(len(real))
    truth = asked.values[asked.there]
    spread = float(((truth - truth.mean(axis=0)) ** 2).sum(axis=1).mean()) if len(truth) else 0.0
    if not spread or not taught.there.any():
        return result
    others = np.delete(np.arange(len(real.columns)), column)
    forest = RandomForestRegressor(
        _TREES, min_samples_leaf=_LEAF, max_features=_COLUMNS_IN_SPLIT, random_state=seed
    )
    target = taught.values[taught.there]
    forest.fit(drawn.values[taught.there][:, others], _flat(target))
    said = forest.predict(real.values[asked.there][:, others]).reshape(truth.shape)
    wrong = ((truth - said) ** 2).sum(axis=1) / spread
    # Rows that are not asked leave the mean as it is.
    result[:] = 1 - wrong.mean()
    result[asked.there] += (wrong.mean() - wrong) * len(real) / len(truth)
    return result


def _flat(target: Values) -> Values:
    """A single column as scikit-learn wants it."""
    return target[:, 0] if target.shape[1] == 1 else target


def _targets(table: Table, column: int, real: Table) -> _Targets:
    if table.columns.sizes[column]:
        return _Targets(table.one_hot(column), np.ones(len(table), bool))
    known = real.values[:, column]
    known = np.sort(known[~np.isnan(known)])
    values = table.values[:, column]
    sides = [np.searchsorted(known, values, side) for side in ("left", "right")]
    ranks = (sides[0] + sides[1]) / 2 / max(len(known), 1)
    return _Targets(ranks[:, None], ~np.isnan(values))
