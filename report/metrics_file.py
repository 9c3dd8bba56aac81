"""metrics.jsonl of a run: the form of its rows, and reading them back."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from foundation.errors import UserError
from plan.run import Run
from plan.run_directory import METRICS_FILE


def metrics_row(
    run: Run,
    arm: str,
    repeat: int | None,
    split: str,
    metric: str,
    class_name: str | None,
    value: float | int | None,
    classifier: str = "",
) -> dict[str, Any]:
    """One row; docs/outputs.md says what its fields hold.

    Where an arm has a panel of classifiers, the row of one of them names it in a field more.
    """
    row = {
        "dataset": run.data.name,
        "arm": arm,
        "seed": run.config.seed,
        "repeat": repeat,
        "samples_per_class": run.samples_per_class,
        "split": split,
        "metric": metric,
        "class_name": class_name,
        "value": value,
    }
    return {**row, "classifier": classifier} if classifier else row


def read_metrics(root: Path) -> tuple[Mapping[str, Any], ...]:
    """The rows of a run's metrics.jsonl.

    Args:
        root: The run's directory.

    Raises:
        UserError: There is no such file, it cannot be read, or a line holds something else.
    """
    path = root / METRICS_FILE
    try:
        rows = tuple(json.loads(line) for line in path.read_text("utf-8").splitlines())
    except FileNotFoundError:
        raise UserError(
            f"{root}: expected a finished run, found no metrics.jsonl in it; run its command again."
        ) from None
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: expected a row of JSON in each line: {error}.") from None
    if not all(isinstance(row, dict) for row in rows):
        raise UserError(f"{path}: expected an object in each line, found something else.")
    return rows
