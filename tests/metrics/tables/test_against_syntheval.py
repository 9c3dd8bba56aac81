"""Distances and associations against those of SynthEval (Lautrup et al. 2024), where it is there.

It is in no requirements: `pip install --no-deps syntheval pcametric lightgbm seaborn`.
"""

import numpy as np
import pandas as pd
import pytest

from metrics.tables.association import association, contingency
from metrics.tables.column_distance import column_distances
from metrics.tables.columns import Table
from tests.metrics.tables.made import MIXED, mixed_rows

pytest.importorskip("syntheval", reason="SynthEval is not installed")
NAMES = ["a", "b", "c", "d"]


@pytest.fixture(scope="module")
def sides():
    """Real and drawn rows without gaps, which SynthEval does not count."""
    made = [mixed_rows(300, seed) for seed in (0, 1)]
    made[1][:, 0] *= 1.3
    return [Table(rows[~np.isnan(rows).any(axis=1)], MIXED) for rows in made]


def frames(sides):
    frames = [pd.DataFrame(side.values, columns=NAMES) for side in sides]
    return [frame.astype({"c": int, "d": int}) for frame in frames]


def test_distances_of_columns(sides):
    from syntheval.metrics.utility.metric_kolmogorov_smirnov import KolmogorovSmirnovTest

    test = KolmogorovSmirnovTest(
        *frames(sides), cat_cols=["c", "d"], num_cols=["a", "b"], do_preprocessing=False,
        plot_figures=False,
    )  # fmt: skip
    theirs, ours = test.evaluate(n_perms=5), column_distances(*sides)
    assert ours[:2].mean() == pytest.approx(theirs["avg ks"])
    assert ours[2:].mean() == pytest.approx(theirs["avg tvd"], abs=1e-4)  # rounded there


def test_associations(sides):
    """Theirs are squares where categories take part, and V is not corrected for its bias."""
    from syntheval.metrics.utility.metric_mixed_correlation import mixed_correlation

    real, ours = sides[0], association(sides[0], "pearson")
    theirs = mixed_correlation(frames(sides)[0], ["a", "b"], ["c", "d"]).loc[NAMES, NAMES]
    theirs = theirs.to_numpy()
    assert ours[0, 1] == pytest.approx(theirs[0, 1])
    np.testing.assert_allclose(ours[:2, 2:] ** 2, theirs[:2, 2:])
    n, phi2 = len(real), theirs[2, 3]
    rows, columns = contingency(real.codes(2), real.codes(3)).shape
    corrected = max(0, phi2 - (rows - 1) * (columns - 1) / (n - 1))
    least = min(size - (size - 1) ** 2 / (n - 1) for size in (rows, columns)) - 1
    assert ours[2, 3] ** 2 == pytest.approx(corrected / least)
