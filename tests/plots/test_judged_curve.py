import numpy as np
import pandas as pd
import pytest

from metrics.intervals import wilson
from plots.judged_curve import Exported, plot_judged


def _judged(**columns):
    table = {
        "epoch": [1, 2, 4], "update": [10, 20, 40], "named_share": [0.5, 0.75, 1.0],
        "confidence": [0.4, 0.7, 0.9], "variety": [0.2, 0.9, np.nan],
    }  # fmt: skip
    return pd.DataFrame(table | columns)


def _lines(axes):
    return {line.get_label(): line for line in axes.lines}


def test_shares_with_their_interval_and_the_exported_generator():
    upper, lower = plot_judged(_judged(), 16, Exported(0.95, 1000), "Digits, class 3").axes
    lines = _lines(upper)
    shares = lines["named as intended, of 16 (95 %)"]
    assert shares.get_xdata().tolist() == [10, 20, 40]
    assert shares.get_ydata().tolist() == [50, 75, 100]
    assert lines["mean probability of the intended class"].get_ydata().tolist() == [40, 70, 90]
    star = lines["exported generator, of 1,000"]
    assert (star.get_xdata()[0], star.get_ydata()[0]) == (40, 95)
    (band,) = upper.collections
    low, high = wilson(0.5, 16)
    ends = band.get_paths()[0].vertices
    at_first = ends[ends[:, 0] == 10, 1]
    assert at_first.min() == pytest.approx(100 * low) and at_first.max() == pytest.approx(
        100 * high
    )
    assert lower.lines[0].get_ydata().tolist()[:2] == [0.2, 0.9]
    assert lower.get_ylabel().startswith("Variety")


def test_a_generator_that_drew_no_images_has_no_star():
    upper, _ = plot_judged(_judged(), 16, None, "Digits, class 3").axes
    assert len(_lines(upper)) == 3 and not any("exported" in label for label in _lines(upper))


def test_varieties_above_that_of_real_images_are_seen():
    _, lower = plot_judged(_judged(variety=[2.0, 1.0, 0.5]), 16, Exported(0.9, 5), "Digits").axes
    assert lower.get_ylim()[1] > 2
    _, lower = plot_judged(_judged(variety=[np.nan] * 3), 16, Exported(0.9, 5), "Digits").axes
    assert lower.get_ylim() == (0, 1.25)
