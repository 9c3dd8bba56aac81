"""The command line of a run: config dataclasses, presets and TOML files, through tyro."""

import argparse
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol

import tyro

from datasets.catalog import check_source
from datasets.kinds import KINDS
from experiment.parsing import by_option, option_types, parse_words, value_in_words
from foundation.errors import UserError, unknown_name
from gan.checks import check_config
from plan.config import ExperimentConfig
from plan.presets import PAPER_SMALL_CLASS, USUAL_KIND, preset_config

DESCRIPTION = """\
What is a classifier worth when it learns from GAN-made data?

For every class of a labelled image data set a generator/discriminator pair is trained; the same
classifier is then trained on the original, on augmented and on the synthetic images, and all are
compared on real images that none of them has seen. The same command again resumes where it
stopped. Results go to OUTPUT/DATASET/PRESET-seedN/, report.html first. Defaults below are those of
the preset for classes of 1,000 images and more; for smaller ones it may set others.

Other programs: "run_experiment.py study --help" does many runs (seeds, amounts of data, other
settings) and says what they show together, "run_experiment.py sweep --help" ranks settings on
validation images, "run_experiment.py generate --help" makes more examples from a finished run,
"run_experiment.py export --help" writes its synthetic set as folders of PNGs, "run_experiment.py
inspect --help" draws what happened inside its training, "run_experiment.py compare --help" lays
runs side by side, "run_experiment.py index --help" lists them.
"""


_LABEL = re.compile(r"[A-Za-z0-9_.+=-]{1,60}")


@dataclass(frozen=True, kw_only=True)
class RunArguments:
    """Everything that a command line can say about a run."""

    run: Annotated[ExperimentConfig, tyro.conf.arg(name="")]
    data_dir: Path | None = None
    """Where data sets are kept; None: for TensorFlow Datasets TFDS_DATA_DIR, else its default
    place, for fids30 and kaggle: the user's own data directory."""
    output: Path = Path("runs")
    """Where runs go, each in a directory of its own."""
    config: Path | None = None
    """TOML file with any of these options by their long names; the command line wins over it."""
    label: str | None = None
    """What else tells the run's directory apart: -LABEL is added to its name. One without, which
    holds the same settings, is used if it is there. Letters, digits and _.+-=, at most 60."""
    dry_run: bool = False
    """Print the work and an estimate of the time, and stop; no run is written."""
    verbose: bool = False
    """Print all settings as well, with what the preset and the data have decided."""
    force: bool = False
    """Start over: delete what the tool wrote into this run's directory (and only that) first."""
    list_datasets: bool = False
    """Print the known data sets and stop."""
    resplit: int | None = None
    """Runs with other splits, other test examples and other seeds, one after the other, and a page
    that says what they show together: a study (run_experiment.py study --resplit). None: 10 for
    tables of fewer than 2,000 rows without test rows of their own, with preset standard and no
    option about one run, such as --seed; else 1. Range: 1 to 1000."""
    jobs: int | None = None
    """GANs and classifiers that are trained at once, each in a process of its own; results do not
    depend on it. None: as many as cores and free memory allow (two on each GPU). Range: >= 1."""
    cluster: str | None = None
    """Address of a Dask scheduler, such as tcp://10.0.0.1:8786, whose workers train them instead;
    they see OUTPUT under the same path."""
    tensorboard: bool = False
    """Write losses, accuracies, what the instruments see, and drawn images as event files below
    tensorboard/ in the run's directory while it trains, for those who watch live with TensorBoard
    ("pip install tensorboard", which the run itself does not need); results do not depend on it."""

    def __post_init__(self) -> None:
        if self.label is not None and not _LABEL.fullmatch(self.label):
            raise UserError(
                f"--label: expected 1 to 60 letters, digits or any of _.+-=, found {self.label!r}."
            )
        if self.resplit is not None and not 1 <= self.resplit <= 1000:
            raise UserError(f"--resplit: expected 1 to 1000, found {self.resplit}.")
        if self.jobs is not None and self.jobs < 1:
            raise UserError(f"--jobs: expected at least 1, found {self.jobs}.")
        if self.jobs is not None and self.cluster is not None:
            raise UserError(
                "--jobs: expected no number beside --cluster, whose workers decide how many units "
                f"are trained at once, found {self.jobs}."
            )


class Parse(Protocol):
    """A command line that is still open about the data."""

    def __call__(self, images_per_class: int, kind: str = USUAL_KIND) -> RunArguments:
        """What it asks for, of data of a kind with so many training images in its smallest class;
        a `UserError` says what is wrong with an option."""


OPTIONS = dict(option_types(RunArguments))
# The family of GANs: its options come before those of the preset.
NETWORKS = ("--gan", "--gan.networks")
# It leaves out what the preset has for pairs of one class.
CONDITIONAL = {"--gan.conditional": True, "--gan.no-conditional": False}
# Lists in which nothing is an answer of its own.
MAY_BE_EMPTY = ("--gan.differentiable-augmentation",)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UserError(f"--config {path}: cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"--config {path}: expected TOML, found an error: {error}.") from error


# Switches that may also be left to something else: they take a word.
_THREE_WAY = ("augmentation.horizontal-flip",)


def _check_kind(option: str, value: Any) -> None:
    """Refuse what the parser would take for words of its own, or find missing."""
    kind = OPTIONS.get(option)
    if kind is None:
        return
    if kind is bool and not isinstance(value, bool):
        raise UserError(f"{option}: expected true or false, found {value!r}.")
    if isinstance(value, bool) and "bool" not in str(kind):
        found = str(value).lower()
        raise UserError(f"{option}: expected {value_in_words(kind)}, found {found}.")
    if isinstance(value, list) and "tuple[" not in str(kind):
        raise UserError(f"{option}: expected one value, found {value!r}.")


def _toml_options(table: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """The table's values with the names that they have on the command line, without dashes."""
    options: list[tuple[str, Any]] = []
    for key, value in table.items():
        name = f"{prefix}{key.replace('_', '-')}"
        is_table = isinstance(value, dict)
        options += _toml_options(value, f"{name}.") if is_table else [(name, value)]
    return options


def _toml_words(name: str, value: Any) -> list[str]:
    """One option as command-line words, so that one parser checks names, types and ranges."""
    if isinstance(value, bool) and name not in _THREE_WAY:
        parent, dot, last = name.rpartition(".")
        return [f"--{name}" if value else f"--{parent}{dot}no-{last}"]
    words = [str(item) for item in (value if isinstance(value, list) else [value])]
    # Joined to its option, a word that begins with a dash is no option itself.
    joined = bool(words) and words[0].startswith("-")
    return [f"--{name}={words[0]}", *words[1:]] if joined else [f"--{name}", *words]


def option_words(name: str, value: str) -> list[str]:
    """Words that give a setting of a run a value, which may be several joined by commas.

    Raises:
        UserError: No setting has this name, or a switch is to be neither true nor false.
    """
    kinds = {option.removeprefix("--"): kind for option, kind in OPTIONS.items()}
    if name not in kinds:
        raise unknown_name("option", name, kinds)
    if kinds[name] is not bool:
        return [f"--{name}", *value.split(",")]
    if value not in ("true", "false"):
        raise UserError(f"--{name}: expected true or false, found {value!r}.")
    return _toml_words(name, value == "true")


def _toml_arguments(table: dict[str, Any]) -> list[str]:
    options = _toml_options(table)
    names = [name for name, _ in options]
    words = []
    for name, value in options:
        if not name:
            raise UserError(f"--config: expected names of options, found an empty one for {value}.")
        if names.count(name) > 1:
            raise UserError(f"--{name}: expected once, found {names.count(name)}.")
        _check_kind(f"--{name}", value)
        words += _toml_words(name, value)
        if any("\0" in word for word in words):
            raise UserError(f"{name!r}: expected text, found a null character.")
    return words


def _parse(
    words: Sequence[str], default: RunArguments, may_be_empty: Sequence[str] | None
) -> RunArguments:
    return parse_words(
        RunArguments,
        words,
        default=default,
        prog="run_experiment.py",
        description=DESCRIPTION,
        may_be_empty=may_be_empty,
    )


def run_parser(arguments: Sequence[str]) -> Parse:
    """A parser of one command line, still open about the size of the data.

    The defaults of a preset may depend on the number of images per class, which is known only when
    the data is loaded; the words of the user stay the same.

    Args:
        arguments: The command line without the program's name.

    Returns:
        A function from images per class, and the kind of data, to the arguments.

    Raises:
        UserError: The preset is unknown, or the TOML file cannot be used.
    """
    finder = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    finder.add_argument("--preset", nargs="?")
    finder.add_argument("--config", type=Path, nargs="?")
    finder.add_argument(*NETWORKS, dest="networks", nargs="?")
    for option, value in CONDITIONAL.items():
        finder.add_argument(option, dest="conditional", action="store_const", const=value)
    try:
        found, _rest = finder.parse_known_args(list(arguments))
    except argparse.ArgumentError as error:
        raise UserError(f"{error}.") from error
    table = _read_toml(found.config) if found.config else {}
    for key in ("config", "help"):
        if key in table:
            raise UserError(f"--config {found.config}: --{key} is for the command line alone.")
    preset = table.get("preset", ExperimentConfig.preset)
    if not isinstance(preset, str):
        raise UserError(f"--config {found.config}: --preset: expected a text, found {preset!r}.")
    if found.preset is not None:
        preset = found.preset
    try:
        preset_config(preset)  # an unknown name ends here
    except UserError as error:
        where = f"--config {found.config}: " if found.preset is None else ""
        raise UserError(f"{where if 'preset' in table else ''}{error}") from None

    networks, conditional = _gan_of_file(table)
    networks = found.networks or networks
    conditional = conditional if found.conditional is None else found.conditional

    def parse(images_per_class: int, kind: str = USUAL_KIND) -> RunArguments:
        run = preset_config(preset, images_per_class, networks, conditional, kind)
        defaults = RunArguments(run=run)
        if table:
            defaults = _parse_file(found.config, table, defaults)
        return _parse(arguments, defaults, MAY_BE_EMPTY)

    return parse


def _gan_of_file(table: dict[str, Any]) -> tuple[str | None, bool | None]:
    """The family that a TOML file names, and whether it is to be one pair for all classes; what is
    of another type is refused with the file's other values."""
    options = dict(_toml_options(table))
    networks = options.get("gan.networks", options.get("gan"))
    conditional = options.get("gan.conditional")
    return (
        networks if isinstance(networks, str) else None,
        conditional if isinstance(conditional, bool) else None,
    )


def _parse_file(path: Path, table: dict[str, Any], defaults: RunArguments) -> RunArguments:
    try:
        # An empty list of a file was written down: all classes, no augmentation.
        return _parse(_toml_arguments(table), defaults, may_be_empty=None)
    except UserError as error:
        raise UserError(f"--config {path}: {error}") from None


def _suits(parse: Parse, kind: str) -> bool:
    """Whether a GAN is asked for that data of a kind can have."""
    try:
        check_config(parse(PAPER_SMALL_CLASS, kind).run.gan, kind)
    except UserError:
        return False
    return True


def answer_without_work(arguments: Sequence[str]) -> None:
    """Answer `--help` and refuse wrong options, and a cluster that is not there, before any work.

    Nothing slow is imported for it.

    Raises:
        SystemExit: With 0 after the help.
        UserError: As for `run_parser`, a wrong option, or a name that is in no table.
    """
    parse = run_parser(arguments)
    asked = parse(PAPER_SMALL_CLASS)
    try:
        check_config(asked.run.gan)
    except UserError as error:
        # Of what kind the data are is not known yet: a preset may name other networks for them.
        if not any(_suits(parse, kind) for kind in KINDS if kind != USUAL_KIND):
            raise by_option(error, OPTIONS) from None
    if asked.list_datasets:
        return
    check_source(asked.run.dataset)
    if asked.cluster is not None:
        from foundation.cluster import check_address  # an optional requirement

        check_address(asked.cluster)
