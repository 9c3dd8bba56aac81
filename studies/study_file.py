"""study.toml: what a study was asked for, to be read by people and by the tool."""

import dataclasses
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from foundation.errors import UserError
from foundation.files import write_atomically
from studies.request import StudyRequest

FILE_NAME = "study.toml"


@dataclass(frozen=True, kw_only=True)
class AskedStudy:
    """A study as it was last asked for."""

    dataset: str
    """As typed."""
    request: StudyRequest
    words: tuple[str, ...]
    """What every run was given besides."""


def write_study(directory: Path, asked: AskedStudy, runs: Sequence[str]) -> None:
    """Write study.toml.

    Args:
        directory: Of the study.
        asked: What was asked for; fields that are None are left out.
        runs: The runs' directories, relative to that of the study.
    """
    fields = dataclasses.asdict(asked.request)
    content: dict[str, Any] = {
        "dataset": asked.dataset,
        "words": list(asked.words),
        "study": {key: _toml(value) for key, value in fields.items() if value is not None},
        "runs": list(runs),
    }
    write_atomically(directory / FILE_NAME, tomli_w.dumps(content))


def _toml(value: Any) -> Any:
    return [_toml(each) for each in value] if isinstance(value, (list, tuple)) else value


def read_study(directory: Path) -> tuple[AskedStudy, list[str]]:
    """Read study.toml: what was asked for, and the runs' directories.

    Raises:
        UserError: It is not there, or is none.
    """
    path = directory / FILE_NAME
    try:
        content = tomllib.loads(path.read_text("utf-8"))
        fields = {key: _tuples(value) for key, value in content["study"].items()}
        asked = AskedStudy(
            dataset=str(content["dataset"]),
            request=StudyRequest(**fields),
            words=tuple(content["words"]),
        )
        asked.request.check()
        return asked, list(content["runs"])
    except FileNotFoundError:
        raise UserError(f"{directory}: expected a study, found no {FILE_NAME} in it.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{path}: expected the record of a study, found {error}.") from None


def _tuples(value: Any) -> Any:
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value
