"""A run directory opened for reading, by the small programs beside the run."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasets.kinds import Kind, restored_kind
from foundation.errors import UserError, unknown_name
from plan.run_directory import RunDirectory
from plan.unit import Unit


@dataclass(frozen=True)
class FinishedRun:
    """What a run's `run.json` says, and where its files are."""

    record: dict[str, Any]
    run_directory: RunDirectory

    @classmethod
    def open(cls, root: Path) -> "FinishedRun":
        """Open a run.

        Raises:
            UserError: The directory is not a run, or its run.json cannot be read.
        """
        path = root / "run.json"
        try:
            record = json.loads(path.read_text("utf-8"))
            names = _class_names(record["data"])
            restored_kind(record["data"])
            int(record["config"]["gan"].get("threads", 1))
        except FileNotFoundError:
            raise UserError(
                f"{root}: expected the directory of a run, found no run.json in it."
            ) from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(
                f"{path}: expected a run's record, could not read it: {error}."
            ) from None
        return cls(record, RunDirectory(root, names))

    @property
    def command(self) -> list[str]:
        """Its command line without the program's name; empty where its record does not say it."""
        words = self.record.get("command")
        return [str(word) for word in words[2:]] if isinstance(words, list) else []

    @property
    def class_names(self) -> list[str]:
        """The classes of the run."""
        return self.record["data"]["classes"]

    @property
    def kind(self) -> Kind:
        """What the examples of the run are; of images where its record does not say so."""
        return restored_kind(self.record["data"])

    def trained_gan(self, class_name: str) -> tuple[Unit, dict[str, Any]]:
        """The unit of a class with a generator, maybe a collapsed one, and its marker's content.

        Raises:
            UserError: No such class, not trained yet, diverged, or damaged.
        """
        unit, record = self.ended_gan(class_name)
        if record["status"] == "diverged":
            raise UserError(f"Class {class_name!r} has no generator. {record.get('detail', '')}")
        return unit, record

    def ended_gan(self, class_name: str) -> tuple[Unit, dict[str, Any]]:
        """The unit of a class whose training has ended, however it did, and its marker's content.

        Raises:
            UserError: No such class, not trained yet, or damaged.
        """
        if class_name not in self.class_names:
            raise unknown_name("class", class_name, self.class_names, option="--class")
        unit = self.run_directory.gan_unit(class_name)
        record = unit.record()
        if record is None or "status" not in record:
            raise UserError(
                f"{unit.directory}: the generator of class {class_name!r} is not finished; "
                "run the run's command again."
            )
        damaged = unit.damaged_file()
        if damaged is not None:
            raise UserError(
                f"{unit.directory / damaged}: missing or damaged; run the run's command again."
            )
        return unit, record


def _class_names(data: dict[str, Any]) -> list[str]:
    """All classes of the data set, those of the run among them.

    Raises:
        ValueError: What stands there is something else.
    """
    every, chosen = data["all_classes"], data["classes"]
    for names in (every, chosen):
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ValueError(f"expected a list of names, found {str(names)[:40]!r}")
    if not set(chosen) <= set(every):
        raise ValueError("classes that are not among all classes")
    return every
