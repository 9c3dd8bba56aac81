"""An arm against itself under other seeds."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.same_arms import compare_halves, halves, main
from foundation.errors import UserError


def summary(accuracies):
    """The rows of a study: arm -> accuracy by seed."""
    return pd.DataFrame(
        [
            {"setting": None, "samples_per_class": "50", "arm": arm, "seed": seed}
            | {"accuracy": value, "test_images": 10_000}
            for arm, values in accuracies.items()
            for seed, value in enumerate(values)
        ]
    )


def test_the_halves_are_paired_in_the_order_of_their_seeds():
    rows = summary({"original": [0.9, 0.8, 0.7, 0.5]}).sample(frac=1, random_state=0)
    np.testing.assert_allclose(halves(rows), [0.2, 0.3])


@pytest.mark.parametrize("seeds", [2, 3, 5])
def test_seeds_that_cannot_be_halved(seeds):
    with pytest.raises(UserError, match=f"even number of at least 4, found {seeds}"):
        halves(summary({"original": [0.9] * seeds}))


def test_noise_has_no_word_and_a_gap_has_one():
    rng = np.random.default_rng(0)
    same = 0.94 + 0.004 * rng.standard_normal(10)
    other = same + np.repeat([0.05, 0.0], 5)
    table = compare_halves(summary({"original": same, "augmented": other})).set_index("arm")
    assert table.loc["original", "word"] == "no difference shown (5 seeds)"
    assert table.loc["original", "low"] < 0 < table.loc["original", "high"]
    assert table.loc["augmented", "word"] == "better"
    assert table.loc["augmented", "points"] == pytest.approx(
        100 * (np.mean(other[:5]) - np.mean(other[5:]))
    )


def test_from_the_command_line(tmp_path, capsys):
    rng = np.random.default_rng(1)
    table = summary({"original": 0.9 + 0.01 * rng.standard_normal(6)})
    table.to_csv(tmp_path / "summary.csv", index=False)
    assert main([str(tmp_path)]) == 0
    assert "no difference shown (3 seeds)" in capsys.readouterr().out
    assert main([str(tmp_path / "none")]) == 2
    assert "summary.csv, found none" in capsys.readouterr().err
