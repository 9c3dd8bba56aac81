"""A drawn set of rows: a CSV for each class in the form of the file that was learned from, and one
Parquet file with all classes, whose columns have types."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from datasets.kinds import Kind
from datasets.tables.kind import table_kind
from datasets.tables.schema import Schema
from datasets.tables.writing import write_csv, write_parquet, written_names
from foundation.files import load_arrays
from report.croissant_parts import column, field

TASK = "tabular-classification"
FOLDER = "synthetic"
DESCRIBED = f"{FOLDER}.parquet"
_RECORDS = "rows"

_LOADING = f"""\
```python
# pandas; the columns of the real table, each with its type, all classes
import pandas
rows = pandas.read_parquet("DIR/{DESCRIBED}")

# Hugging Face
import datasets
rows = datasets.load_dataset("parquet", data_files="DIR/{DESCRIBED}", split="train")

# Croissant
import mlcroissant
records = mlcroissant.Dataset(jsonld="DIR/croissant.json").records("{_RECORDS}")
```

Each class alone, as the real file writes its values: `{FOLDER}/<class>.csv`."""


def write(
    kind: Kind,
    files: Mapping[str, Path],
    arm: str,
    directory: Path,
    advance: Callable[[int], None],
) -> dict[str, int]:
    """Write the rows (`report.exported_forms`); which arm drew them stands in the card."""
    schema = table_kind(kind).schema
    rows_of: dict[str, np.ndarray] = {}
    for done, (name, path) in enumerate(files.items(), start=1):
        rows_of[name] = load_arrays(path)["images"]
        write_csv(schema, rows_of[name], name, directory / place(path.stem))
        advance(done)
    write_parquet(schema, rows_of, directory / DESCRIBED)
    return {name: len(rows) for name, rows in rows_of.items()}


def place(folder: str) -> str:
    return f"{FOLDER}/{folder}.csv"


def loading(data: Mapping[str, Any]) -> str:
    return _LOADING


def distribution(digest: str) -> list[dict[str, Any]]:
    """The file of all classes, which the records are read from, and those of single classes."""
    return [
        {
            "@type": "cr:FileObject",
            "@id": "all",
            "name": "all",
            "description": "All rows, with the columns of the real table.",
            "contentUrl": DESCRIBED,
            "encodingFormat": "application/x-parquet",
            "sha256": digest,
        },
        {
            "@type": "cr:FileSet",
            "@id": "classes",
            "name": "classes",
            "description": "The same rows, a file for each class, as the real file writes values.",
            "encodingFormat": "text/csv",
            "includes": f"{FOLDER}/*.csv",
        },
    ]


def records(data: Mapping[str, Any]) -> dict[str, Any]:
    """A row with all its columns."""
    return {
        "@type": "cr:RecordSet",
        "@id": _RECORDS,
        "name": _RECORDS,
        "description": "All rows.",
        "field": list(_fields(Schema.from_json(data["schema"]))),
    }


_TYPES = {"number": "sc:Float", "integer": "sc:Integer", "date": "sc:DateTime"}


def _fields(schema: Schema) -> Iterator[dict[str, Any]]:
    types = {each.name: _TYPES.get(each.type, "sc:Text") for each in schema.columns}
    for name in written_names(schema):
        about = "The class." if name == schema.target else "As in the real table."
        yield field(_RECORDS, name, about, column("all", name), types.get(name, "sc:Text"))
