"""Can boosted trees tell drawn rows from real ones?"""

import numpy as np
from scipy.stats import rankdata
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from metrics.evidence import Evidence
from metrics.tables.columns import MOST_CATEGORIES, Table, Values, for_trees

_FOLDS = 5
_TREES, _LEAVES = 50, 15


def scores(evidence: Evidence) -> Values:
    """How surely each row is told right by boosted trees that have not seen it.

    Equally many real and drawn rows are taken, each with its class as a further column; the trees
    (50, of 15 leaves) learn from four fifths at a time. A linear test sees means alone: columns
    that were drawn independently of each other pass it.

    Returns:
        float64 [2 * examples], whose mean is the area under the curve, mean over the folds: 0.5
        where they cannot be told apart, 1 where they always can; below 0.5 where drawn rows are
        copies of real ones. A row has the area and twice what it adds to it (its share of rows of
        the other sort that it is on the right side of, less the area), so that the spread of the
        scores is that of the area. All NaN of other kinds of data.

    Reference:
        Lopez-Paz and Oquab, Revisiting classifier two-sample tests, ICLR 2017, section 3; the
        interval of the area by its influence curve: LeDell, Petersen, van der Laan,
        Computationally efficient confidence intervals for cross-validated area under the ROC curve
        estimates, Electronic Journal of Statistics 9, 2015, section 4.
    """
    count = evidence.examples
    real, drawn = evidence.real, evidence.drawn
    if real.table is None or drawn.table is None:
        return np.full(2 * count, np.nan)
    classes = int(max(real.labels.max(), drawn.labels.max())) + 1
    rows = [s.table.with_column(s.labels, classes) for s in (real, drawn) if s.table is not None]
    both = np.concatenate([table.values[:count] for table in rows])
    is_drawn = np.repeat([0, 1], count)
    result = np.empty(2 * count)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=evidence.seed)
    with threadpool_limits(1):  # threads of trees as small as these wait for each other
        for learned, asked in folds.split(both, is_drawn):
            values = for_trees(both, both[learned])
            trees = _trees(rows[0], evidence.seed).fit(values[learned], is_drawn[learned])
            said = trees.predict_proba(values[asked])[:, 1]
            result[asked] = _influence(said, is_drawn[asked])
    return result


def _trees(table: Table, seed: int) -> HistGradientBoostingClassifier:
    sizes = np.array(table.columns.sizes)
    return HistGradientBoostingClassifier(
        max_iter=_TREES,
        max_leaf_nodes=_LEAVES,
        early_stopping=False,
        categorical_features=(sizes > 0) & (sizes <= MOST_CATEGORIES),
        random_state=seed,
    )


def _influence(said: Values, truth: np.ndarray) -> Values:
    """The area under the curve and twice what each adds to it; their mean is the area.

    Twice holds for equally many of both sorts, as they are up to one in a fold.
    """
    result = np.empty(len(said))
    ranks = rankdata(said)
    for sort, other in ((1, 0), (0, 1)):
        own, others = truth == sort, int((truth == other).sum())
        below = (ranks[own] - rankdata(said[own])) / others  # ties count half
        result[own] = below if sort == 1 else 1 - below
    area = result[truth == 1].mean()
    return area + 2 * (result - area)
