"""metrics.jsonl of a run, read back."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from foundation.errors import UserError


def read_metrics(root: Path) -> tuple[Mapping[str, Any], ...]:
    """The rows of a run's metrics.jsonl.

    Args:
        root: The run's directory.

    Raises:
        UserError: There is no such file, it cannot be read, or a line holds something else.
    """
    path = root / "metrics.jsonl"
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
