"""Runs on a table made by hand, whose units are finished without any training."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console

from classifiers.tables.catalog import TABLE_CLASSIFIERS
from datasets.dataset import Dataset
from datasets.tables.reading import tidied
from datasets.tables.table import table_dataset
from foundation.files import save_arrays
from foundation.progress import ProgressDisplay
from plan.graph import Plan
from plan.run import Run
from plan.run_directory import RunDirectory
from plan.table_presets import smoke
from plan.timing import Timing
from tests.report.examples import AWKWARD

HOSTILE = "<b>age</b> & $x_2$ {{ 7 * 7 }}"
NUMBERS = {HOSTILE: lambda rng, n: rng.normal(40, 9, n).round(1), "fare": lambda rng, n: np.exp(
    rng.normal(3, 1, n)).round(2)}  # fmt: skip
CATEGORIES = {
    "sex": lambda rng, n: rng.choice(["female", "male"], n),
    "port": lambda rng, n: rng.choice(["<i>Q</i>", "Cherbourg, France", "S"], n, p=(0.2, 0.3, 0.5)),
}


def made_table(columns=(*NUMBERS, *CATEGORIES), count=120, seed=0) -> Dataset:
    """Rows of two classes that differ a little, in any of the columns above."""
    rng, makers = np.random.default_rng(seed), {**NUMBERS, **CATEGORIES}
    frame = pd.DataFrame({name: makers[name](rng, count) for name in columns})
    frame["class"] = np.where(np.arange(count) % 2, "no", AWKWARD)
    return table_dataset(tidied(frame.astype(str)), name="made", title="Made & more")


def table_run(root: Path, data: Dataset | None = None, **fields) -> Run:
    """A run on a table, none of whose units is finished."""
    data = made_table() if data is None else data
    config = replace(smoke(60), dataset="made.csv", **fields)
    directory = RunDirectory(root, data.class_names)
    return Run(
        config=config,
        data=data,
        plan=Plan(config, data.name, data.checksum, data.class_names, directory),
        run_directory=directory,
        display=ProgressDisplay(Console()),
        timing=Timing(root / "timing.csv"),
    )


def finish_panel(run: Run, arm: str, repeat: int, said: dict[str, np.ndarray]) -> None:
    """Leave what a panel leaves that says these probabilities [n, k] of the first n test rows."""
    task = run.plan.classifier(arm, repeat)
    rows = run.load_split().test[: len(next(iter(said.values())))]
    path = task.unit.directory / "predictions.npz"
    arrays = {"probabilities": np.stack(list(said.values())).astype(np.float32)}
    arrays |= {"classifiers": np.array(list(said)), "labels": run.data.labels[rows], "index": rows}
    save_arrays(path, arrays)
    task.unit.finish(task.settings, [path], training_images=96, updates=0, selected_update=0)


def finish_rows(run: Run, ingredient: str, class_name: str, examples: np.ndarray) -> None:
    """Leave rows as those that an ingredient has drawn of a class."""
    path = run.run_directory.drawn_file(ingredient, class_name)
    save_arrays(path, {"images": examples})
    task = run.plan.drawing(ingredient, class_name)
    task.unit.finish(task.settings, [path])


def right_in(run: Run, shares: dict[str, float], count: int = 20) -> dict[str, np.ndarray]:
    """Of each classifier of the panel sure probabilities, right in such a share of the rows."""
    labels = run.data.labels[run.load_split().test[:count]]
    said = {}
    for name in TABLE_CLASSIFIERS:
        wrong = np.arange(count) >= round(shares[name] * count)
        said[name] = np.eye(2)[np.where(wrong, 1 - labels, labels)]
    return said
