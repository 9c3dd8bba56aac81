"""A small table, made by hand."""

import numpy as np

from datasets.dataset import Dataset
from datasets.tables.kind import TableKind
from datasets.tables.schema import Column, Schema


def table(rows=60, test_mask=None, name="flowers"):
    column = Column(name="x", type="number", decimals=1)
    schema = Schema(columns=(column,), target="y", classes=("a", "b"), order=("x", "y"))
    return Dataset(
        name=name,
        title="Flowers",
        kind=TableKind(schema),
        examples=np.arange(rows, dtype=np.float64)[:, None],
        labels=np.arange(rows, dtype=np.int64) % 2,
        class_names=("a", "b"),
        test_mask=test_mask,
        provenance="Made.",
    )
