"""A drawn set of rows: a CSV for each class in the form of the file that was learned from, and one
Parquet file with all classes, whose columns have types."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from datasets.kinds import Kind
from datasets.tables.kind import TableKind
from datasets.tables.schema import Schema
from datasets.tables.stored import as_frame
from foundation.files import atomic_path, load_arrays
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
    assert isinstance(kind, TableKind)  # the table of forms has looked
    frames: dict[str, pd.DataFrame] = {}
    for done, (name, path) in enumerate(files.items(), start=1):
        frames[name] = as_frame(kind.schema, load_arrays(path)["images"], name)
        with atomic_path(directory / place(path.stem)) as temporary:
            frames[name].to_csv(temporary, sep=kind.schema.delimiter, index=False, encoding="utf-8")
        advance(done)
    together = pd.concat(list(frames.values()), ignore_index=True)
    with atomic_path(directory / DESCRIBED) as temporary:
        _typed(kind.schema, together).to_parquet(temporary, index=False)
    return {name: len(frame) for name, frame in frames.items()}


def _typed(schema: Schema, texts: pd.DataFrame) -> pd.DataFrame:
    """Numbers as numbers, whole ones as whole numbers; gaps as nulls; all else as texts."""
    typed = texts.copy()
    for each in schema.columns:
        values = texts[each.name]
        present = values.where(values != each.missing_text) if each.has_gaps else values
        if each.type in ("number", "integer"):
            plain = present.str.replace(",", ".") if each.decimal_comma else present
            numbers = pd.to_numeric(plain)
            present = numbers.astype("Int64" if each.type == "integer" else "float64")
        typed[each.name] = present
    return typed


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


_TYPES = {"number": "sc:Float", "integer": "sc:Integer"}


def _fields(schema: Schema) -> Iterator[dict[str, Any]]:
    kept = {entry.name for entry in schema.left_out if entry.constant is not None}
    types = {each.name: _TYPES.get(each.type, "sc:Text") for each in schema.columns}
    for name in schema.order:
        if name in types or name in kept or name == schema.target:
            about = "The class." if name == schema.target else "As in the real table."
            kind = types.get(name, "sc:Text")
            yield field(_RECORDS, name, about, column("all", name), kind)
