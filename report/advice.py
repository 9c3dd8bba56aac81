"""What to do with a result: a table of short advices, each a sentence made of the run's figures."""

import json
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from arms.catalog import REFERENCE_ARM
from plan.config import SMALL_ARMS, ExperimentConfig
from plan.run import Run
from report.arm_result import ArmResult
from report.numbers import number, points, points_interval

SEEDS = 5
_SYNTHETIC, _CHEAP, _ADDED = "synthetic", "augmented", "original+synthetic"
_LONGER = "augmented-longer"
_AMOUNT = "--samples-per-class"
_RESPLIT = "--resplit"
_POINTS = "--classifier.evaluations 15 --label evaluations-15"
# Options of a run that a study sets itself, or that are about one start alone.
_OF_ONE_START = (
    "--seed",
    "--subset-seed",
    _RESPLIT,
    "--label",
    "--stages",
    "--force",
    "--dry-run",
    "--list-datasets",
    "--verbose",
    "--tensorboard",
    "--no-tensorboard",
)


@dataclass(frozen=True)
class Advice:
    """One thing to do, or to know before doing anything."""

    text: str
    command: str = ""
    """How, as one types it; empty: the text says it all."""

    def __str__(self) -> str:
        return f"{self.text} {self.command}".rstrip()


def advice(run: Run, results: Sequence[ArmResult]) -> list[Advice]:
    """What to do, most pressing first; none where no arm was measured.

    Args:
        run: The run; its options make the commands.
        results: All arms of the run.
    """
    complete = {result.arm: result for result in results if result.status == "complete"}
    given = [row(run, complete) for row in ADVICE] if complete else []
    return [each for each in given if each is not None]


def longer_option(config: ExperimentConfig) -> str:
    """The options that train every classifier for twice as long, in a run of its own."""
    # The run's own directory takes no other settings; the number keeps the next advice apart, too.
    if config.classifier.updates is not None:
        updates = 2 * config.classifier.updates
        return f"--classifier.updates {updates} --label updates-{updates}"
    epochs = 2 * (config.classifier.epochs or 1)
    return f"--classifier.epochs {epochs} --classifier.updates None --label epochs-{epochs}"


def _train_longer(run: Run, complete: dict[str, ArmResult]) -> Advice | None:
    """A reference that still learns makes every difference to it a matter of the budget."""
    rising = [arm for arm, result in complete.items() if result.is_rising]
    if not rising:
        return None
    which = ", ".join(rising)
    if REFERENCE_ARM not in rising:
        text = f"Still rising when training ended: {which}. More updates may move the figures:"
    else:
        text = f"Train the classifiers longer before comparing; still rising: {which}. Set"
    return Advice(text, longer_option(run.config))


def _look_closer(run: Run, complete: dict[str, ArmResult]) -> Advice | None:
    reference = complete.get(REFERENCE_ARM)
    end = reference.settling if reference else None
    if end is None or end.state != "not known":
        return None
    if end.slope is None:
        text = f"their curves have {end.points} points. Set"
        return Advice(f"Whether the classifiers had settled is not known: {text}", _POINTS)
    return Advice(
        "Whether the classifiers had settled is not known: the last third of the reference's curve "
        f"changed by {points(end.slope)} points with a standard error of "
        f"{points(end.standard_error, plus='')}. To be surer, set",
        longer_option(run.config),
    )


def _replace_or_keep(run: Run, complete: dict[str, ArmResult]) -> Advice | None:
    found = _settled_difference(complete, _SYNTHETIC)
    if found is None:
        return None
    cost = points(abs(found.difference or 0.0), plus="")
    interval, examples = points_interval(found.difference_interval), run.data.kind.nouns[1]
    over = f"95 % interval over test {examples} {interval}"
    if not _is_shown(found):
        return Advice(
            f"GAN-made {examples} in place of the real ones: no difference shown on these trained "
            f"models, {points(found.difference)} points ({over})."
        )
    if (found.difference or 0.0) < 0:
        return Advice(
            f"Keep the real {examples}: in this run GAN-made ones in their place cost {cost} "
            f"points ({over})."
        )
    return Advice(
        f"In this run GAN-made {examples} in place of the real ones cost nothing: {cost} points "
        f"more ({over})."
    )


def _add(run: Run, complete: dict[str, ArmResult]) -> Advice | None:
    """The usual reason to make data: adding it to the little there is."""
    if _SYNTHETIC not in complete:
        return None
    examples = run.data.kind.nouns[1]
    if _ADDED not in complete:
        arms = " ".join([*run.config.arms, _ADDED])
        return Advice(
            f"To see what GAN-made {examples} bring beside the real ones, add an arm:",
            f"--arms {arms}",
        )
    found = _settled_difference(complete, _ADDED)
    if found is None:
        return None
    return Advice(f"Put beside the real {examples}, GAN-made ones made {_change(found)}.")


def _cheaper(run: Run, complete: dict[str, ArmResult]) -> Advice | None:
    found = _settled_difference(complete, _CHEAP)
    if found is None:
        return None
    examples = run.data.kind.nouns[1]
    return Advice(f"Transformed real {examples}, which need no GAN, made {_change(found)}.")


def _time_of_gans(run: Run, complete: dict[str, ArmResult]) -> Advice | None:
    """What else the time could have been spent on: of small classes it is most of the run."""
    if not set(SMALL_ARMS) <= set(complete) or _CHEAP not in complete:
        return None
    if _LONGER not in complete:
        arms = " ".join([*run.config.arms, _LONGER])
        return Advice(
            "To see what the time of the GANs would bring as a longer training on transformed "
            f"{run.data.kind.nouns[1]}, add an arm:",
            f"--arms {arms}",
        )
    found = _settled_difference(complete, _LONGER)
    if found is None:
        return None
    times = f"{run.config.longer:g} times as long"
    return Advice(f"Trained {times}, which takes no GAN either, they made {_change(found)}.")


def _more_seeds(run: Run, complete: dict[str, ArmResult]) -> Advice | None:
    if len(complete) < 2:
        return None
    return Advice(
        f"One run is one seed ({number(run.config.seed)}) and gives no verdict; ask {SEEDS} seeds:",
        study_command(run),
    )


ADVICE: tuple[Callable[[Run, dict[str, ArmResult]], Advice | None], ...] = (
    _train_longer,
    _look_closer,
    _replace_or_keep,
    _add,
    _cheaper,
    _time_of_gans,
    _more_seeds,
)


def study_command(run: Run) -> str:
    """The command that repeats this run with other seeds, with the options that it was given."""
    given, amount = _words(run), run.config.samples_per_class
    words = _without(given, (*_OF_ONE_START, _AMOUNT))
    if _RESPLIT in given:  # it is one of several splits
        words = [*_without(words, ("--split-seed",)), _RESPLIT]
    # A run says None where a study says all; a number may also come from a file of options.
    if amount is not None or len(_without(given, (_AMOUNT,))) < len(given):
        words += [_AMOUNT, str(amount or "all")]
    return shlex.join(["python", "run_experiment.py", "study", *words, "--seeds", str(SEEDS)])


def _words(run: Run) -> list[str]:
    """The command line of the run as run.json keeps it; its data set and preset without one."""
    try:
        record: Any = json.loads((run.run_directory.root / "run.json").read_text("utf-8"))
        return [str(word) for word in record["command"][2:]]
    except (OSError, ValueError, KeyError, TypeError):
        return ["--dataset", run.config.dataset, "--preset", run.config.preset]


def _without(words: Sequence[str], options: Sequence[str]) -> list[str]:
    """The words without these options and what belongs to them."""
    kept, skipping = [], False
    for word in words:
        if word.startswith("--"):
            skipping = word.partition("=")[0].replace("_", "-") in options
        if not skipping:
            kept.append(word)
    return kept


def _settled_difference(complete: dict[str, ArmResult], arm: str) -> ArmResult | None:
    """The arm, where it can be compared with a reference that had settled."""
    reference, found = complete.get(REFERENCE_ARM), complete.get(arm)
    if found is None or found.difference_interval is None:
        return None
    return None if reference is None or reference.is_rising else found


def _change(found: ArmResult) -> str:
    interval = points_interval(found.difference_interval)
    change = f"a difference of {points(found.difference)} points ({interval})"
    return change if _is_shown(found) else f"{change}: none shown on these trained models"


def _is_shown(found: ArmResult) -> bool:
    """Whether the interval of its difference leaves out zero."""
    low, high = found.difference_interval or (0.0, 0.0)
    return low > 0 or high < 0
