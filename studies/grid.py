"""The runs of a study: every setting, amount of data and seed, as command lines of single runs."""

import hashlib
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from experiment.command_line import OPTIONS, option_words, run_parser
from experiment.parsing import option_types
from foundation.errors import UserError
from plan.config import ExperimentConfig
from plan.presets import PAPER_SMALL_CLASS
from studies.request import StudyRequest, amount_key

_FIXED = {
    *("dataset", "seed", "subset-seed", "split-seed", "samples-per-class", "classes", "stages"),
    *("arms", "selection", "pool-classes", "preset", "min-images", "strict"),
    *("repeats", "views"),
}
"""What would make runs of one study incomparable, be the same run, or is varied in another way."""
_SETTINGS = {option.removeprefix("--") for option, _ in option_types(ExperimentConfig)}
_LONGEST_LABEL = 60

Setting = tuple[tuple[str, str], ...]
"""Varied options with their values, in the order of the command line."""


@dataclass(frozen=True, kw_only=True)
class PlannedRun:
    """One run of a study."""

    seed: int
    amount: str
    """Real images per class: a number, or `all`."""
    setting: Setting
    words: tuple[str, ...]
    """Its command line without the program's name."""
    is_resplit: bool = False
    """Whether its seed is that of the split, too."""

    @property
    def setting_name(self) -> str:
        """Such as `gan.r1-weight 0, mix 0.3`; empty where nothing is varied."""
        return name_of(self.setting)

    @property
    def title(self) -> str:
        """What messages call it."""
        setting = f", {self.setting_name}" if self.setting else ""
        return f"seed {self.seed}, {self.amount} examples per class{setting}"


def name_of(setting: Setting) -> str:
    """A setting in words."""
    return ", ".join(f"{option} {value}" for option, value in setting)


def settings_of(request: StudyRequest) -> list[Setting]:
    """Every combination of the varied options' values.

    Raises:
        UserError: An option that cannot be varied.
    """
    columns = []
    for option, *values in request.vary:
        option = option.removeprefix("--").replace("_", "-")
        if option in _FIXED or (f"--{option}" in OPTIONS and option not in _SETTINGS):
            raise UserError(
                f"--vary {option}: expected an option that leaves the runs of a study comparable, "
                "such as gan.r1-weight; this one is not among them."
            )
        columns.append([(option, value) for value in values])
    return list(itertools.product(*columns))


Place = tuple[str, str]
"""Name of a setting, and amount."""


def plan_grid(
    request: StudyRequest, rest: Sequence[str], updates: Mapping[Place, int] | None = None
) -> list[PlannedRun]:
    """The runs, those of one setting and amount after each other: they share what is compiled.

    Args:
        request: Seeds, amounts and varied options.
        rest: Words that are for every run.
        updates: Of each class's GAN at a place, where a budget decides them (`studies.budget`).

    Raises:
        UserError: An option that cannot be varied, or is unknown.
    """
    of_all = _words_of_splits(rest) if request.resplit else ()
    return [
        PlannedRun(
            seed=seed,
            amount=amount,
            setting=setting,
            words=(
                *rest,
                *of_all,
                *_words(
                    seed,
                    amount,
                    setting,
                    updates or {},
                    is_resplit=request.resplit,
                    has_views=not request.resplit or seed == request.all_seeds[0],
                ),
            ),
            is_resplit=request.resplit,
        )
        for setting in settings_of(request)
        for amount in sorted(request.samples_per_class, key=amount_key)
        for seed in request.all_seeds
    ]


def _words(
    seed: int,
    amount: str,
    setting: Setting,
    updates: Mapping[Place, int],
    *,
    is_resplit: bool = False,
    has_views: bool = True,
) -> list[str]:
    words = [*("--seed", str(seed)), "--samples-per-class", "None" if amount == "all" else amount]
    # The subset of seed 0 is that of a run made alone, which counts.
    own_subset = amount != "all" and seed > 0 and not is_resplit  # a split has its own subset
    words += ["--subset-seed", str(seed) if own_subset else "None"]
    if is_resplit:
        words += ["--split-seed", str(seed), "--resplit", "1"]
    # The inside of one training is enough to look at; "inspect" draws that of any other.
    words += [] if has_views else ["--no-views"]
    decided = updates.get((name_of(setting), amount))
    if decided is not None:
        words += ["--gan.epochs", "None"]  # a preset may count in them
        setting = (*setting, ("gan.updates", str(decided)))
    for option, value in setting:
        words += option_words(option, value)
    return [*words, "--label", label_of(setting)] if setting else words


def _words_of_splits(rest: Sequence[str]) -> tuple[str, ...]:
    """One classifier for each arm, if nobody asks for more: a split repeats the whole pipeline."""
    asked = run_parser(rest)(PAPER_SMALL_CLASS).run.repeats
    return ("--repeats", "1") if asked is None else ()


def label_of(setting: Setting) -> str:
    """What tells the directories of settings apart, such as `r1_weight-0`."""
    lasts = [option.rpartition(".")[2] for option, _ in setting]
    names = lasts if len(set(lasts)) == len(lasts) else [option for option, _ in setting]
    parts = [f"{name.replace('-', '_')}-{value}" for name, (_, value) in zip(names, setting)]
    text = "-".join(parts)
    plain = re.sub(r"[^A-Za-z0-9_.+=-]", "+", text)
    if len(plain) <= _LONGEST_LABEL and plain == text.replace(",", "+"):
        return plain
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]
    return f"{plain[: _LONGEST_LABEL - 9]}-{digest}"


def study_name(request: StudyRequest, preset: str) -> str:
    """The name of a study: as asked for, or of preset, amounts, varied options and budget.

    The seeds are not in it: with more of them it is the same study, gone on with.
    """
    if request.name is not None:
        return request.name
    amounts = sorted(request.samples_per_class, key=amount_key)
    parts = [preset, *([] if amounts == ["all"] else ["n" + "+".join(amounts)])]
    parts += ["resplit"] if request.resplit else []
    for option, *values in request.vary:
        last = option.rpartition(".")[2].replace("-", "_")
        parts.append(re.sub(r"[^A-Za-z0-9_.+=-]", "+", f"{last}-{'+'.join(values)}"))
    parts += request.budget_name
    name = "-".join(parts)
    if len(name) <= _LONGEST_LABEL:
        return name
    return f"{name[: _LONGEST_LABEL - 9]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
