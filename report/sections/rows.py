"""Real rows beside drawn ones: columns, how they go together, a plane, and twenty rows of each."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.decomposition import PCA

from arms.catalog import ARMS, INGREDIENTS, arm_of
from arms.drawn import load_examples
from datasets.tables.kind import table_kind
from datasets.tables.writing import row_texts
from foundation.checks import to_dict
from metrics.tables.association import association
from metrics.tables.columns import Table
from plots.association import plot_associations
from plots.embedding import plot_plane
from plots.style import figure_to_png
from plots.table_columns import ShownColumn, plot_columns
from report.found import Found
from report.rendering import render
from report.row_pairs import columns_of_file
from report.section import Content, in_plots
from report.texts import about_ingredient, how_they_were_made

_SHOWN_ROWS = 20
_MOST_COMPARED = 2000


def shown(found: Found) -> bool:
    return found.run.plan.split().is_done()


def build(found: Found) -> Content:
    parts = [name for name, row in INGREDIENTS.items() if row.is_drawn and _is_done(found, name)]
    real = _real(found)
    drawn = {name: _drawn(found, name) for name in parts}
    pictures = {
        f"{what}_{name}": content
        for name, rows in drawn.items()
        for what, content in _pictures(found, name, real, rows).items()
    }
    if drawn:
        pictures["plane"] = _plane(found, real, drawn)
    html = render(
        "sections/rows",
        title=found.title,
        pictures=pictures,
        controls=[name for name in parts if INGREDIENTS[name].needs != "gans"],
        by_gans="drawn" in parts,
        standing=_standing(found, parts),
        texts={name: _text(found, name) for name in parts},
        columns=columns_of_file(found),
        tables={
            "Real training rows": _some_rows(found, real),
            **({"Synthetic rows": _some_rows(found, drawn["drawn"])} if "drawn" in drawn else {}),
        },
    )
    return Content(html=html, files=in_plots(pictures))


@dataclass(frozen=True)
class _Standing:
    """What rows of one sort are worth."""

    arm: str
    accuracy: float
    ahead: float
    """Of that of the GANs' rows, -1..1."""
    about: str


def _standing(found: Found, parts: list[str]) -> list[_Standing]:
    """Rows of GANs first, then the controls; none where one of the two was not classified."""
    arms = {
        each.arm: each.accuracy
        for part in parts
        for each in found.arms
        if each.arm == arm_of(part) and each.accuracy is not None
    }
    by_gans = arm_of("drawn")
    if by_gans not in arms or len(arms) < 2:
        return []
    return [
        _Standing(name, accuracy, accuracy - arms[by_gans], ARMS[name].about)
        for name, accuracy in arms.items()
    ]


Rows = tuple[np.ndarray, np.ndarray]
"""Stored rows float64 [n, columns] and their classes int64 [n]."""


def _is_done(found: Found, ingredient: str) -> bool:
    plan = found.run.plan
    return all(plan.drawing(ingredient, name).is_done() for name in found.class_names)


def _real(found: Found) -> Rows:
    split, data = found.run.load_split(), found.run.data
    rows = np.random.default_rng(0).permutation(split.train)[:_MOST_COMPARED]
    return data.examples[rows], data.labels[rows]


def _drawn(found: Found, ingredient: str) -> Rows:
    """Those of all classes in a random order, so that the first ones are of all of them."""
    directory = found.run.run_directory
    parts = [load_examples(directory.drawn_file(ingredient, name)) for name in found.class_names]
    rows = np.concatenate(parts)
    labels = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    order = np.random.default_rng(0).permutation(len(rows))[:_MOST_COMPARED]
    return rows[order], labels[order]


def _name(ingredient: str) -> str:
    return "synthetic" if INGREDIENTS[ingredient].needs == "gans" else ingredient


def _pictures(found: Found, ingredient: str, real: Rows, drawn: Rows) -> dict[str, bytes]:
    kind = table_kind(found.run.data.kind)
    schema = kind.schema
    columns = [
        ShownColumn(column.name, real[0][:, place], drawn[0][:, place], column.categories)
        for place, column in enumerate(schema.columns)
    ]
    name = _name(ingredient)
    texts = f"{found.title}: real and {name} rows"
    names = [column.name for column in schema.columns]
    matrices = [association(Table(rows, kind.columns)) for rows, _ in (real, drawn)]
    return {
        "columns": figure_to_png(plot_columns(columns, texts, name)),
        "associations": figure_to_png(
            plot_associations(
                matrices[0], matrices[1], names, f"{texts}, associations of columns", name
            )
        ),
    }


def _plane(found: Found, real: Rows, drawn: dict[str, Rows]) -> bytes:
    """All in the plane in which real training rows differ most."""
    kind = found.run.data.kind
    vectors = kind.compared(real[0])
    plane = PCA(min(2, *vectors.shape), random_state=0).fit(vectors)

    def places(rows: np.ndarray) -> np.ndarray:
        found_places = plane.transform(kind.compared(rows))
        return np.pad(found_places, ((0, 0), (0, 2 - found_places.shape[1])))

    sides = [("real", places(real[0]), real[1])]
    sides += [(_name(name), places(rows), labels) for name, (rows, labels) in drawn.items()]
    axes = ("first principal component", "second principal component")
    title = f"{found.title}: rows in the plane in which real ones differ most"
    return figure_to_png(plot_plane(sides, found.class_names, axes, title))


def _text(found: Found, ingredient: str) -> str:
    config, kind = found.run.config, found.run.data.kind
    if INGREDIENTS[ingredient].needs == "gans":
        return how_they_were_made(to_dict(config), kind)
    return about_ingredient(ingredient, config.synthetic_per_class, kind.nouns)


def _some_rows(found: Found, rows: Rows) -> list[list[Any]]:
    """The first rows as their file would have them."""
    schema, names = table_kind(found.run.data.kind).schema, found.class_names
    texts = [
        row_texts(schema, rows[0][place : place + 1], names[rows[1][place]])
        for place in range(min(_SHOWN_ROWS, len(rows[0])))
    ]
    return [[values[0] for values in row.values()] for row in texts]
