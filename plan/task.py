"""A unit together with what it depends on and what it waits for."""

from dataclasses import dataclass
from typing import Any

from gan.catalog import USABLE
from plan.settings import differing_fields
from plan.unit import Unit


@dataclass(frozen=True)
class Task:
    """A unit together with what it depends on."""

    unit: Unit
    stage: str
    """A key of `plan.stages.STAGES`."""
    maker: str
    """The module of `experiment.stages` that makes it."""
    settings: dict[str, Any]
    subject: str = ""
    """The class or the arm that it is about; empty for the split."""
    ingredient: str = ""
    """What is drawn for the class, where no GAN draws it."""
    repeat: int = 0
    """Which of an arm's classifiers, from 0."""
    needs: tuple[str, ...] = ()
    """Names of the units that must be finished before."""
    after: tuple[str, ...] = ()
    """Names of further units that come before it where they are made, whatever becomes of them."""
    despite_failure: bool = False
    """Whether it is made as well where what it needs has failed, or waits for what has."""
    threads: int = 1
    """Of the process that makes it; results can differ in the last bit between thread counts."""

    @property
    def name(self) -> str:
        """Of the unit."""
        return self.unit.name

    def is_done(self) -> bool:
        """Finished with these settings, and every file still as it was written."""
        record = self.unit.record()
        return (
            record is not None
            and not differing_fields(record["settings"], self.settings)
            and self.unit.damaged_file() is None
        )

    def is_usable(self) -> bool:
        """Whether a finished unit is of use to those that wait for it."""
        record = self.unit.record() or {}
        return record.get("status", USABLE[0]) in USABLE
