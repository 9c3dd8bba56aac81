"""What a study's command line asks for; answered and refused without TensorFlow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import tyro

from experiment.command_line import RunArguments, run_parser
from experiment.parsing import parse_known_words
from foundation.errors import UserError
from plan.presets import PAPER_SMALL_CLASS, preset_config

# What a study sets for each of its runs itself, or would make no sense for all of them.
_OWN = {
    "--seed": "--seeds takes its place",
    "--subset-seed": "every seed of a study has a subset of its own",
    "--label": "a study names its runs itself",
    "--stages": "a study needs all of them",
    "--force": "the runs of a study are made one by one, each with --force where it must be",
    "--list-datasets": "it is an option of the program without study",
    "--pool-classes": "a study compares classifiers",
}
# The same in a file of options, where the command line wins if it has an option for it.
_IN_A_FILE = _OWN | {
    "--samples-per-class": "that is an option of the study's own command line",
    "--dry-run": "that is an option of the study's own command line",
}
_WINS = {
    "--seed": "--seeds",
    "--subset-seed": "--seeds",
    "--samples-per-class": "--samples-per-class",
    "--dry-run": "--dry-run",
}
_MOST_SEEDS = 1000

DESCRIPTION = """\
What do many runs say together? Each seed, amount of data and setting is an ordinary run in a
directory of its own; what is there already counts. Beside the runs a study directory is made:
OUTPUT/DATASET/study-NAME/, report.html first. The same command again goes on where it stopped.

Besides these options those of a run may be given: see "run_experiment.py --help". Exceptions,
because a study sets them itself or they are about one run: --seed, --subset-seed, --label,
--stages, --force, --pool-classes, --list-datasets; in a --config file also samples_per_class and
dry_run, unless the command line has them.
"""


@dataclass(frozen=True, kw_only=True)
class StudyRequest:
    """Which runs a study has."""

    seeds: tuple[int, ...] = (5,)
    """One number: so many seeds, from 0 on; several: these. A seed is that of the whole pipeline:
    which images, GANs and classifiers."""
    samples_per_class: tuple[str, ...] = ("all",)
    """Amounts of real images per class, validation included, such as 10 25 50 all."""
    vary: Annotated[tuple[tuple[str, ...], ...], tyro.conf.UseAppendAction] = ()
    """An option of a run and its values, such as gan.r1-weight 0 1; commas join the words of one
    value. May be given several times: every combination is run."""
    gan: tuple[str, ...] = ()
    """Families of GANs, such as dcgan cgan wgan-gp: short for --vary gan and these."""
    name: str | None = None
    """Of the study's directory; None: preset, amounts and varied options."""
    dry_run: bool = False
    """Print the runs, their units, an estimate of time and disk space; write nothing."""

    def check(self) -> None:
        """Refuse what is out of range; not while it is made, where the parser would wrap it.

        Raises:
            UserError: Names the option, what was expected and what was found.
        """
        _check_seeds(self.seeds)
        _check_amounts(self.samples_per_class)
        for words in self.vary:
            if len(words) < 2:
                raise UserError(
                    "--vary: expected an option and its values, such as gan.r1-weight 0 1, found "
                    f"{' '.join(words) or 'nothing'!r}."
                )
            if len(set(words[1:])) != len(words[1:]):
                raise UserError(f"--vary {words[0]}: expected each value once, found {words[1:]}.")
        options = [words[0] for words in self.vary]
        if len(set(options)) != len(options):
            raise UserError(f"--vary: expected each option once, found {' '.join(options)}.")
        if self.name is not None and not _is_plain(self.name):
            raise UserError(
                f"--name: expected 1 to 60 letters, digits or any of _.+-=, found {self.name!r}."
            )

    @property
    def all_seeds(self) -> tuple[int, ...]:
        """One number counts, several are meant as they are."""
        return tuple(range(self.seeds[0])) if len(self.seeds) == 1 else self.seeds


def _is_plain(name: str) -> bool:
    good = all(c.isascii() and (c.isalnum() or c in "_.+-=") for c in name)
    return good and 0 < len(name) <= 60


def _check_seeds(seeds: tuple[int, ...]) -> None:
    if not seeds or min(seeds) < 0 or len(set(seeds)) != len(seeds):
        raise UserError(
            "--seeds: expected a number of seeds, or different seeds of at least 0, found "
            f"{' '.join(map(str, seeds)) or 'none'}."
        )
    if len(seeds) == 1 and not 1 <= seeds[0] <= _MOST_SEEDS:
        raise UserError(f"--seeds: expected from 1 to {_MOST_SEEDS} seeds, found {seeds[0]}.")


def _check_amounts(amounts: tuple[str, ...]) -> None:
    good = all(a == "all" or (a.isascii() and a.isdigit() and int(a) >= 2) for a in amounts)
    if not amounts or not good or len(set(map(amount_key, amounts))) != len(amounts):
        raise UserError(
            "--samples-per-class: expected different numbers of at least 2, or all, found "
            f"{' '.join(amounts) or 'none'}."
        )


def amount_key(amount: str) -> float:
    """Sorts amounts: numbers ascending, then all."""
    return float("inf") if amount == "all" else float(amount)


def read_request(words: Sequence[str]) -> tuple[StudyRequest, list[str]]:
    """The study's own options, and the words that are for its runs.

    Raises:
        UserError: An option that a study cannot have or that is unknown, or a value out of range.
        SystemExit: With 0, after --help.
    """
    request, rest = parse_known_words(
        StudyRequest, words, prog="run_experiment.py study", description=DESCRIPTION
    )
    if len(request.gan) == 1:  # nothing is varied: it is an option of the runs
        rest = ["--gan", *request.gan, *rest]
    elif request.gan:
        request = replace(request, vary=(("gan", *request.gan), *request.vary))
    request = replace(request, gan=())
    request.check()
    for word in rest:
        option = word.partition("=")[0].replace("_", "-")
        if option in _OWN:
            raise UserError(f"{option}: expected none in a study, because {_OWN[option]}.")
    _check_file(run_parser(rest)(PAPER_SMALL_CLASS), words)
    return request, rest


def _check_file(found: RunArguments, words: Sequence[str]) -> None:
    """Refuse what a study cannot have and no word has asked for: it comes from a file."""
    usual = RunArguments(run=preset_config(found.run.preset))
    given = {word.partition("=")[0].replace("_", "-") for word in words}
    for option, why in _IN_A_FILE.items():
        if _WINS.get(option) in given:
            continue
        name = option.removeprefix("--").replace("-", "_")
        inner = hasattr(found.run, name)
        here, there = ((each.run if inner else each) for each in (found, usual))
        if getattr(here, name) != getattr(there, name):
            raise UserError(
                f"--config {found.config}: {option}: expected none in a study, because {why}."
            )
