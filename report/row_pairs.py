"""Drawn rows beside the real ones that they are nearest to, as the file would have them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from datasets.tables.kind import table_kind
from datasets.tables.writing import row_texts, written_names
from report.found import Found


@dataclass(frozen=True)
class PairRow:
    """One row of a pair."""

    name: str
    """Which side it is of."""
    distance: float | None
    """From the drawn one; None of that itself."""
    cells: tuple[tuple[str, bool], ...]
    """The text of each column, and whether the drawn one has the same."""


RowsOfPair = tuple[PairRow, ...]
"""The drawn row, the nearest that was trained on, and the nearest that was not."""
_SIDES = {"drawn": "drawn", "training": "nearest trained on", "held_out": "nearest held out"}


def columns_of_file(found: Found) -> list[str]:
    """The columns that rows have in a file."""
    return written_names(table_kind(found.run.data.kind).schema)


def rows_of_pairs(found: Found, pairs: Mapping[str, np.ndarray]) -> list[RowsOfPair]:
    """The closest pairs of an arm, closest first.

    Args:
        found: The run.
        pairs: As `experiment.privacy_pairs.find_pairs` leaves them.
    """
    return [_rows_of_pair(found, pairs, place) for place in range(len(pairs["drawn"]))]


def _rows_of_pair(found: Found, pairs: Mapping[str, np.ndarray], place: int) -> RowsOfPair:
    name = found.class_names[int(pairs["class_index"][place])]
    schema = table_kind(found.run.data.kind).schema
    texts = {
        side: [
            str(texts[0])
            for texts in row_texts(schema, pairs[side][place : place + 1], name).values()
        ]
        for side in _SIDES
    }
    distances = [None, *map(float, pairs["distances"][place])]
    return tuple(
        PairRow(
            heading,
            distance,
            tuple((text, text == other) for text, other in zip(texts[side], texts["drawn"])),
        )
        for (side, heading), distance in zip(_SIDES.items(), distances)
    )
