"""What gradient boosting goes by that learned from real rows, and from synthetic ones."""

from collections.abc import Callable

import numpy as np

from arms.training import load_arm
from classifiers.evaluation import held_out_rows
from classifiers.tables.catalog import TABLE_CLASSIFIERS, Says
from classifiers.tables.lesson import Lesson
from datasets.tables.kind import table_kind
from experiment.inside.looking import Looking, NothingToSee
from metrics.tables.columns import Table
from plots.boundaries import Plane, plot_boundaries
from plots.importances import plot_importances
from plots.palette import REAL_COLOR, SYNTHETIC_COLOR
from plots.style import figure_to_png

_ASKED, _SHUFFLES = 1000, 5
_GRID = 120
_INNER = (0.01, 0.99)
_SHOWN_PLACES = 300
_JUDGE = "boosting"
_SIDES = {"original": REAL_COLOR, "synthetic": SYNTHETIC_COLOR}
_ROWS = {"original": "real", "synthetic": "synthetic"}


def draw(looking: Looking) -> dict[str, bytes]:
    """`importances.png`, and `boundaries.png` in the plane of the two columns that matter most."""
    run = looking.run
    if any(not run.plan.synthesis(name).is_done() for name in run.data.class_names):
        raise NothingToSee("A class has no synthetic rows.")
    lessons = {name: _lesson(looking, name) for name in _SIDES}
    held_out = np.random.default_rng(looking.seed("rows")).permutation(
        held_out_rows(run.load_split())
    )
    asked = Table(run.data.examples[held_out[:_ASKED]], table_kind(run.data.kind).columns)
    truth = run.data.labels[held_out[:_ASKED]]
    losses = {
        name: _importances(_learned(looking, lesson), asked, truth, looking.seed("shuffles"))
        for name, lesson in lessons.items()
    }
    names = [column.name for column in table_kind(run.data.kind).schema.columns]
    title = f"{looking.title}: what {TABLE_CLASSIFIERS[_JUDGE].heading} goes by"
    shown = {f"{_ROWS[name]} rows": (color, losses[name]) for name, color in _SIDES.items()}
    files = {"importances.png": figure_to_png(plot_importances(shown, names, title))}
    return files | _boundaries(looking, lessons, losses["original"])


def _lesson(looking: Looking, arm: str) -> Lesson:
    run = looking.run
    training = load_arm(arm, run.arm_sources(run.load_split()), 0)
    return Lesson.of(training, table_kind(run.data.kind).columns, len(run.data.class_names))


def _learned(looking: Looking, lesson: Lesson) -> Says:
    return TABLE_CLASSIFIERS[_JUDGE].fit(lesson, looking.seed("judge"))


def _importances(says: Says, asked: Table, truth: np.ndarray, seed: int) -> np.ndarray:
    """float64 [d]: accuracy that is lost where a column is shuffled among the rows, the mean of
    several shuffles.

    Reference:
        Breiman 2001, "Random forests", section 10.
    """
    rng = np.random.default_rng(seed)
    whole = _accuracy(says, asked, truth)
    lost = np.zeros(len(asked.columns))
    for column in range(len(lost)):
        for _ in range(_SHUFFLES):
            values = asked.values.copy()
            values[:, column] = rng.permutation(values[:, column])
            lost[column] += whole - _accuracy(says, Table(values, asked.columns), truth)
    return lost / _SHUFFLES


def _accuracy(says: Callable, table: Table, truth: np.ndarray) -> float:
    return float((says(table).argmax(axis=1) == truth).mean())


def _boundaries(
    looking: Looking, lessons: dict[str, Lesson], losses: np.ndarray
) -> dict[str, bytes]:
    """Of classifiers that learn two columns alone; nothing where there are not two of numbers."""
    kind = table_kind(looking.run.data.kind)
    numbers = np.flatnonzero(~kind.columns.categorical)
    if len(numbers) < 2:
        return {}
    chosen = numbers[np.argsort(-losses[numbers], kind="stable")[:2]]
    real = lessons["original"].table.values[:, chosen]
    # The ends of long tails would leave a strip for all the rest.
    low, high = np.nanquantile(real, _INNER, axis=0)
    low, high = np.where(low < high, (low, high), (low - 0.5, high + 0.5))
    grid = np.stack(
        np.meshgrid(*(np.linspace(*ends, _GRID) for ends in zip(low, high))), axis=-1
    ).reshape(-1, 2)
    planes = []
    for name, lesson in lessons.items():
        two = Lesson(
            lesson.table.take_columns(chosen), lesson.labels, lesson.class_count, lesson.parts
        )
        named = _learned(looking, two)(Table(grid, two.table.columns)).argmax(axis=1)
        rows = np.random.default_rng(0).permutation(len(lesson.labels))[:_SHOWN_PLACES]
        places = two.table.values[rows]
        planes.append(
            Plane(
                f"learned from {_ROWS[name]} rows",
                named.reshape(_GRID, _GRID),
                places,
                lesson.labels[rows],
            )
        )
    names = [kind.schema.columns[place].name for place in chosen]
    figure = plot_boundaries(
        planes,
        looking.run.data.class_names,
        (names[0], names[1]),
        (low[0], high[0], low[1], high[1]),
        f"{looking.title}: {TABLE_CLASSIFIERS[_JUDGE].heading} by two columns alone",
        kind.schema.target,
    )
    return {"boundaries.png": figure_to_png(figure)}
