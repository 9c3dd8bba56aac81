"""Refusing to mix settings in one directory."""

from collections.abc import Iterable
from pathlib import Path

from foundation.errors import UserError
from plan.settings import differing_fields
from plan.task import Task


def refuse_other_settings(tasks: Iterable[Task], root: Path) -> None:
    """Refuse what was made with other settings than a task's.

    Raises:
        UserError: A finished unit was made with other settings; lists the fields.
    """
    for task in tasks:
        record = task.unit.record()
        lines = differing_fields(record["settings"], task.settings) if record else []
        if lines:
            raise UserError(
                f"{root}: {task.name} was made with other settings ({'; '.join(lines)}). Choose "
                "another --output, ask for the same settings, or start over with --force."
            )
