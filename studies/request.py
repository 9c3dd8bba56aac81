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
    "--resplit": "that is an option of the study's own command line",
}
_WINS = {
    "--seed": "--seeds",
    "--subset-seed": "--seeds",
    "--samples-per-class": "--samples-per-class",
    "--dry-run": "--dry-run",
    "--resplit": "--resplit",
}
_MOST_SEEDS = 1000
FAMILY_OPTIONS = ("gan", "gan.networks")
"""Options whose values are families of GANs."""

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
    budget_images: int | None = None
    """With --gan: how many real images each class's GAN is shown in its training, repetitions and
    those of further steps of the discriminator counted; the length of every family's training
    follows from its batch size. Range: >= 1."""
    budget_seconds: float | None = None
    """With --gan: seconds of training for each class's GAN on this machine. How long an update of
    every family takes is measured once, before the runs; what is made depends on the number of
    updates that comes out, which is kept. Range: > 0."""
    resplit: bool = False
    """Every seed is that of the split, too: each run draws test examples of its own, and intervals
    are corrected for the overlap of the splits (Nadeau and Bengio 2003). For small data, where the
    choice of test examples says more than anything else."""
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
        self._check_budget()
        if self.name is not None and not _is_plain(self.name):
            raise UserError(
                f"--name: expected 1 to 60 letters, digits or any of _.+-=, found {self.name!r}."
            )

    def _check_budget(self) -> None:
        if self.budget_images is not None and self.budget_seconds is not None:
            raise UserError("--budget-images: expected it or --budget-seconds, found both.")
        if self.budget_images is not None and self.budget_images < 1:
            raise UserError(f"--budget-images: expected at least 1, found {self.budget_images}.")
        if self.budget_seconds is not None and not 0 < self.budget_seconds < float("inf"):
            raise UserError(
                f"--budget-seconds: expected a number above 0, found {self.budget_seconds:g}."
            )
        for option, *_ in self.vary if self.budget else ():
            _refuse_length(f"--vary {option}", option, self.budget)

    @property
    def budget(self) -> str:
        """The option that gives a budget; empty: none does."""
        given = {"--budget-images": self.budget_images, "--budget-seconds": self.budget_seconds}
        return next((option for option, value in given.items() if value is not None), "")

    @property
    def budget_name(self) -> list[str]:
        """The budget in the name of a study, such as `100000images`."""
        if self.budget_images is not None:
            return [f"{self.budget_images}images"]
        return [] if self.budget_seconds is None else [f"{self.budget_seconds:g}seconds"]

    @property
    def all_seeds(self) -> tuple[int, ...]:
        """One number counts, several are meant as they are."""
        return tuple(range(self.seeds[0])) if len(self.seeds) == 1 else self.seeds


def budget_text(request: StudyRequest) -> str:
    """The budget in words: what each class's GAN has; empty without one."""
    if request.budget_images is not None:
        return f"{request.budget_images:,} real examples to learn from, repetitions counted"
    if request.budget_seconds is not None:
        return f"{request.budget_seconds:,g} seconds of training"
    return ""


def _refuse_length(said: str, option: str, budget: str) -> None:
    """Refuse an option that decides how long GANs are trained, beside a budget."""
    if option.removeprefix("--").replace("_", "-") in ("gan.updates", "gan.epochs"):
        raise UserError(f"{said}: expected none with {budget}, which decides how long GANs train.")


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
    _check_families(request)
    if len(request.gan) == 1:  # nothing is varied: it is an option of the runs
        rest = ["--gan", *request.gan, *rest]
    elif request.gan:
        request = replace(request, vary=(("gan", *request.gan), *request.vary))
    request = replace(request, gan=())
    request.check()
    if request.budget:
        _check_lengths(rest, request.budget)
    if request.resplit:
        _check_no_split_seed(rest)
    check_words_of_runs(rest, words)
    return request, rest


def _check_families(request: StudyRequest) -> None:
    """A budget is for families on equal terms, not for whatever else may be varied."""
    varied = {words[0].removeprefix("--") for words in request.vary if words}
    if request.budget and not (request.gan or varied & set(FAMILY_OPTIONS)):
        raise UserError(
            f"{request.budget}: expected the families of GANs that are to share it, such as --gan "
            "dcgan cgan, found no --gan."
        )


def _check_no_split_seed(rest: Sequence[str]) -> None:
    found = run_parser(rest)(PAPER_SMALL_CLASS)
    if found.run.split_seed or any(_option(word) == "--split-seed" for word in rest):
        raise UserError(
            "--split-seed: expected none with --resplit, where every seed has a split of its own, "
            f"found {found.run.split_seed}."
        )


def _option(word: str) -> str:
    return word.partition("=")[0].replace("_", "-")


def _check_lengths(rest: Sequence[str], budget: str) -> None:
    for word in rest:
        option = word.partition("=")[0]
        _refuse_length(option, option, budget)
    found = run_parser(rest)(PAPER_SMALL_CLASS)
    usual = preset_config(found.run.preset)
    if (found.run.gan.updates, found.run.gan.epochs) != (usual.gan.updates, usual.gan.epochs):
        _refuse_length(f"--config {found.config}: gan.updates, gan.epochs", "gan.updates", budget)


def check_words_of_runs(rest: Sequence[str], words: Sequence[str], kind: str = "study") -> None:
    """Refuse what the runs of a study cannot be given.

    Args:
        rest: The words that are for the runs.
        words: The whole command line.
        kind: What the errors call the study.

    Raises:
        UserError: Such an option, or one that is unknown or out of range.
    """
    for word in rest:
        option = _option(word)
        if option in _OWN:
            raise UserError(f"{option}: expected none in a {kind}, because {_OWN[option]}.")
    _check_file(run_parser(rest)(PAPER_SMALL_CLASS), words, kind)


def _check_file(found: RunArguments, words: Sequence[str], kind: str) -> None:
    """Refuse what a study cannot have and no word has asked for: it comes from a file."""
    usual = RunArguments(run=preset_config(found.run.preset))
    given = {_option(word) for word in words}
    for option, why in _IN_A_FILE.items():
        if _WINS.get(option) in given:
            continue
        name = option.removeprefix("--").replace("-", "_")
        inner = hasattr(found.run, name)
        here, there = ((each.run if inner else each) for each in (found, usual))
        if getattr(here, name) != getattr(there, name):
            raise UserError(
                f"--config {found.config}: {option}: expected none in a {kind}, because {why}."
            )
