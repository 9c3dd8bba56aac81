"""study.toml: what a study was asked for, to be read by people and by the tool."""

import dataclasses
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from experiment.command_line import run_parser
from foundation.checks import to_dict
from foundation.errors import UserError
from foundation.files import write_atomically
from plan.presets import PAPER_SMALL_CLASS
from plan.settings import differing_fields
from studies.request import StudyRequest

# Set by the study for each of its runs.
_OWN_FIELDS = ("dataset", "seed", "subset_seed", "samples_per_class")
# What leaves no trace in figures.
_WITHOUT_TRACE = ("views",)


@dataclass(frozen=True, kw_only=True)
class Share:
    """What a budget comes to for one setting at one amount of data."""

    setting: str
    amount: str
    updates: int
    """Of each class's GAN; one pair for all takes as many for each class."""
    images_per_update: int
    """Real images that an update shows, those of all steps of the discriminator."""
    seconds_per_update: float | None = None
    """As measured before the runs; None where the budget is in images."""

    @property
    def place(self) -> tuple[str, str]:
        """Setting and amount."""
        return self.setting, self.amount


@dataclass(frozen=True, kw_only=True)
class AskedStudy:
    """A study as it was last asked for."""

    kind: str = "study"
    """Of many runs: in messages, and the name of the file."""

    dataset: str
    """As typed."""
    request: StudyRequest
    words: tuple[str, ...]
    """What every run was given besides."""
    shares: tuple[Share, ...] = ()
    """Of its budget, if it has one; kept, so that going on measures nothing anew."""


def write_study(directory: Path, asked: AskedStudy, runs: Sequence[str]) -> None:
    """Write study.toml, or that of another kind.

    Args:
        directory: Of the study.
        asked: What was asked for; fields that are None are left out.
        runs: The runs' directories, relative to that of the study.
    """
    content: dict[str, Any] = {
        "dataset": asked.dataset,
        "words": list(asked.words),
        "study": _known(dataclasses.asdict(asked.request)),
        "runs": list(runs),
    }
    if asked.shares:
        content["budget"] = [_known(dataclasses.asdict(share)) for share in asked.shares]
    write_atomically(directory / f"{asked.kind}.toml", tomli_w.dumps(content))


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: _toml(value) for key, value in fields.items() if value is not None}


def _toml(value: Any) -> Any:
    return [_toml(each) for each in value] if isinstance(value, (list, tuple)) else value


def read_study(directory: Path, kind: str = "study") -> tuple[AskedStudy, list[str]]:
    """Read study.toml, or that of another kind: what was asked for, and the runs' directories.

    Raises:
        UserError: It is not there, or is none.
    """
    path = directory / f"{kind}.toml"
    try:
        content = tomllib.loads(path.read_text("utf-8"))
        fields = {key: _tuples(value) for key, value in content["study"].items()}
        asked = AskedStudy(
            dataset=str(content["dataset"]),
            request=StudyRequest(**fields),
            words=tuple(content["words"]),
            kind=kind,
            shares=tuple(Share(**each) for each in content.get("budget", ())),
        )
        asked.request.check()
        return asked, list(content["runs"])
    except FileNotFoundError:
        raise UserError(f"{directory}: expected a {kind}, found no {path.name} in it.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{path}: expected the record of a {kind}, found {error}.") from None


def study_there(directory: Path, kind: str = "study") -> AskedStudy | None:
    """The study whose directory it is; None: none is there.

    Raises:
        UserError: Its record cannot be read.
    """
    has_one = (directory / f"{kind}.toml").exists()
    return read_study(directory, kind)[0] if has_one else None


def check_same_study(directory: Path, asked: AskedStudy) -> None:
    """Refuse to write over another study; further seeds, amounts and values make no other one.

    Args:
        directory: Of the study that is asked for; it need not exist.
        asked: That study.

    Raises:
        UserError: Data set, settings of all runs, or what is varied differ from the study there; or
            its record cannot be read.
    """
    there = study_there(directory, asked.kind)
    if there is None:
        return
    stored, current = _identities(there, asked)
    lines = differing_fields(stored, current)
    if lines:
        raise UserError(
            f"{directory}: expected the {asked.kind} that is there already, found another one "
            f"({'; '.join(lines)}); give it another --name."
        )


def _identities(there: AskedStudy, asked: AskedStudy) -> Iterator[dict[str, Any]]:
    """What studies are about; where files are and who does the work is no part of it."""
    settings = [_settings(each) for each in (there, asked)]
    for each, config in zip((there, asked), settings):
        options = [option for option, *_ in each.request.vary]
        # Options of another version, or a file that is gone: the words must do.
        words = list(each.words) if None in settings else config
        budget = [each.request.budget_images, each.request.budget_seconds]
        yield {
            "dataset": each.dataset,
            "config": words,
            "vary": options,
            "budget": budget,
            "resplit": each.request.resplit,
        }


def _settings(asked: AskedStudy) -> dict[str, Any] | None:
    try:
        config = run_parser(asked.words)(PAPER_SMALL_CLASS).run
    except UserError:
        return None
    left_out = (*_OWN_FIELDS, *_WITHOUT_TRACE)
    return {key: value for key, value in to_dict(config).items() if key not in left_out}


def _tuples(value: Any) -> Any:
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value
