"""Which candidates of a large grid are tried: chosen by what the ones before have reached."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from studies.grid import PlannedRun, Setting
from studies.results import RunOfStudy
from studies.study import Study

# Candidates that are drawn by chance before the estimator has something to go by.
_BY_CHANCE = 5
# Proposals in a row that are known already, after which the search has nothing new.
_PATIENCE = 100

Score = Callable[[Sequence[RunOfStudy]], float | None]
"""Of the runs of a candidate; None where it has none, such as after a failure."""


@dataclass(frozen=True)
class TpeSearch:
    """A tree-structured Parzen estimator over the combinations of a grid.

    The same scores lead to the same candidates: a search that is stopped goes through its finished
    runs again and goes on from there, and one with more trials begins with the fewer.

    Args:
        trials: Candidates that are tried; fewer where there are no more.
        score: What is to be large.

    Reference:
        Bergstra et al., "Algorithms for hyper-parameter optimization", 2011, section 4, by Optuna.
    """

    trials: int
    score: Score

    def __call__(self, study: Study) -> Iterator[PlannedRun]:
        """The runs to be made, all seeds of a candidate after each other; where it ends with fewer
        trials, `study.search_ended` says why."""
        runs: dict[Setting, list[PlannedRun]] = {}
        for planned in study.planned:
            runs.setdefault(planned.setting, []).append(planned)
        proposals = _Proposals(list(runs))
        scores: dict[Setting, float | None] = {}
        patience = _PATIENCE
        while len(scores) < min(self.trials, len(runs)) and patience:
            setting, tell = proposals.ask()
            patience = patience - 1 if setting in scores else _PATIENCE
            if setting not in scores:
                yield from runs[setting]
                scores[setting] = self.score([study.done[each] for each in runs[setting]])
            tell(scores[setting])
        if not patience:
            study.search_ended = (
                f"its last {_PATIENCE} proposals in a row were combinations that it had tried"
            )


def search(trials: int, score: Score) -> TpeSearch:
    """What chooses so many candidates by their scores."""
    return TpeSearch(trials, score)


class _Proposals:
    """What the estimator would try next; numbers keep their order, other values have none."""

    def __init__(self, settings: Sequence[Setting]) -> None:
        import optuna  # a third of a second, and for this alone

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        sampler = optuna.samplers.TPESampler(seed=0, n_startup_trials=_BY_CHANCE)
        self._study = optuna.create_study(direction="maximize", sampler=sampler)
        self._failed = optuna.trial.TrialState.FAIL
        self._values = values_of(settings)
        self._space: Mapping[str, Any] = {
            option: optuna.distributions.IntDistribution(0, len(values) - 1)
            if _are_numbers(values)
            else optuna.distributions.CategoricalDistribution(tuple(range(len(values))))
            for option, values in self._values.items()
        }

    def ask(self) -> tuple[Setting, Callable[[float | None], None]]:
        """A setting, and what takes its score."""
        trial = self._study.ask(dict(self._space))
        places = trial.params
        setting = tuple((name, values[places[name]]) for name, values in self._values.items())

        def tell(score: float | None) -> None:
            if score is None:
                self._study.tell(trial, state=self._failed)
            else:
                self._study.tell(trial, score)

        return setting, tell


def values_of(settings: Sequence[Setting]) -> dict[str, list[str]]:
    """Option -> its values; numbers in ascending order, others in that of the grid."""
    found: dict[str, list[str]] = {}
    for setting in settings:
        for option, value in setting:
            if value not in found.setdefault(option, []):
                found[option].append(value)
    return {
        option: sorted(values, key=float) if _are_numbers(values) else values
        for option, values in found.items()
    }


def _are_numbers(values: Sequence[str]) -> bool:
    try:
        return all(float(value) == float(value) for value in values)
    except ValueError:
        return False
