"""Intended class of the synthetic images against the class that the judge sees."""

import numpy as np

from arms.drawn import load_examples
from experiment.inside.looking import MOST_LOOKED_AT, Looking, NothingToSee
from foundation.csv_text import csv_text
from plots.confusion import plot_confusion
from plots.style import figure_to_png


def draw(looking: Looking) -> dict[str, bytes]:
    """`confusion.png`, and `confusion.csv` with `intended`, `seen` and `images`."""
    run, names = looking.run, looking.run.data.class_names
    matrix = np.zeros((len(names), len(names)), np.int64)
    for index, name in enumerate(names):
        path = run.run_directory.synthetic_file(name)
        if run.run_directory.synthesis_unit(name).record() is not None and path.is_file():
            named = looking.see(load_examples(path)[:MOST_LOOKED_AT]).named
            matrix[index] = np.bincount(named, minlength=len(names))
    if not matrix.any():
        raise NothingToSee(f"No class has synthetic {looking.several}.")
    title = f"{looking.title}: {matrix.sum():,} synthetic {looking.several}, as the judge sees them"
    axes = ("Intended class", "Class that the judge sees")
    figure = plot_confusion(matrix, names, title, axes)
    rows = [(names[i], names[j], int(matrix[i, j])) for i, j in np.ndindex(matrix.shape)]
    table = csv_text(("intended", "seen", "images"), rows)
    return {"confusion.png": figure_to_png(figure), "confusion.csv": table.encode()}
