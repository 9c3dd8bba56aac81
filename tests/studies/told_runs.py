"""Directories of finished runs as their files tell them, without any training."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from foundation.checks import to_dict
from foundation.files import save_arrays, write_atomically
from plan.config import ExperimentConfig

ACCURACIES = {"original": 0.95, "synthetic": 0.90}
HOSTILE = "<script>alert('x')</script>"


def make_told_run(
    root: Path,
    *,
    accuracies: dict[str, float] = ACCURACIES,
    test=range(100),
    title: str = "Digits",
    checksum: str = "abc",
    **settings,
) -> Path:
    """Leave what a finished run leaves, as far as others look at it; return its directory."""
    config = to_dict(replace(ExperimentConfig(dataset="digits"), **settings))
    record = {
        "config": config,
        "data": {
            "dataset": "digits",
            "title": title,
            "checksum": checksum,
            "all_classes": ["0", "1"],
            "classes": ["0", "1"],
            "image_shape": [16, 16, 1],
        },
        "started": f"2026-01-{10 + config['seed']:02d}T08:30:00+00:00",
        "status": "finished",
    }
    write_atomically(root / "run.json", json.dumps(record))
    save_arrays(root / "split.npz", {"test": np.array(test, np.int64)})
    rows = [row for arm, value in accuracies.items() for row in _rows(arm, value, accuracies)]
    write_atomically(root / "metrics.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    write_atomically(
        root / "report.html", f'<style>x</style><p class="answer">Of {title} &amp; more.</p><p>No'
    )
    return root


def _rows(arm, accuracy, accuracies):
    values = {"accuracy_mean": accuracy}
    values |= {"accuracy_mean_low": accuracy - 0.01, "accuracy_mean_high": accuracy + 0.01}
    if arm != "original":
        difference = accuracy - accuracies["original"]
        name = "accuracy_mean_difference_to_original"
        values |= {name: difference, f"{name}_low": difference - 0.02}
        values |= {f"{name}_high": difference + 0.02}
    base = {"arm": arm, "split": "test", "repeat": None, "class_name": None}
    rows = [base | {"metric": metric, "value": value} for metric, value in values.items()]
    # What is of one repeat or one class is not the arm's.
    rows.append(base | {"repeat": 0, "metric": "accuracy_mean", "value": 0.1})
    rows.append(base | {"class_name": "0", "metric": "accuracy_mean", "value": 0.2})
    return rows
