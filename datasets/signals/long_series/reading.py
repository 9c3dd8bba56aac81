"""Columns of numbers of a long file, a batch of rows at a time."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from datasets.fetching.readable_names import readable_name
from datasets.tables.reading import DELIMITERS, MISSING
from foundation.errors import UserError

Column = npt.NDArray[np.float64]

_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"
_HEAD_BYTES = 1 << 16
_BLOCK_BYTES = 4 << 20
_BATCH_ROWS = 1 << 18
_TOO_LARGE = 1e38  # for what is kept as float32
# Arrow's errors, some of which are ValueErrors, and those of the system and of packed files.
_UNREADABLE = (pa.ArrowException, OSError, EOFError)


@dataclass(frozen=True, kw_only=True)
class SeriesFile:
    """A CSV (maybe gzipped) or Parquet file that is never whole in memory.

    Attributes:
        path: Of the file.
        names: Of its columns.
        rows: About how many there are, to show progress; None: not known.
        delimiter: Between values of a line; empty: it is a Parquet file.
    """

    path: Path
    names: tuple[str, ...]
    rows: int | None
    delimiter: str

    def batches(self, columns: Sequence[str]) -> Iterator[tuple[Column, ...]]:
        """Some columns, rows in their order.

        Args:
            columns: Some of `names`.

        Yields:
            A float64 array `[rows of the batch]` of each.

        Raises:
            UserError: The file is damaged, or a value is no finite number.
        """
        shown = readable_name(self.path.name)
        read = _csv_batches if self.delimiter else _parquet_batches
        done = 0
        try:
            for batch in read(self, columns):
                values = tuple(
                    batch.column(name).cast(pa.float64()).to_numpy(zero_copy_only=False)
                    for name in columns
                )
                _check_finite(values, columns, done, shown)
                done += batch.num_rows
                yield values
        except _UNREADABLE as error:
            wanted = " and ".join(map(repr, columns))
            raise UserError(
                f"{shown}: expected numbers in {wanted} in every row and nothing damaged, found "
                f"after row {done:,}: {_reason(error)}."
            ) from None


def open_series(path: Path) -> SeriesFile:
    """Look at the head of a file.

    Raises:
        UserError: It cannot be read, or is empty.
    """
    shown = readable_name(path.name)
    try:
        with path.open("rb") as raw:
            if raw.read(len(_PARQUET)) == _PARQUET:
                parquet = pyarrow.parquet.ParquetFile(path)
                return SeriesFile(
                    path=path,
                    names=tuple(parquet.schema_arrow.names),
                    rows=parquet.metadata.num_rows,
                    delimiter="",
                )
        with ExitStack() as stack:
            head = _open_text(path, stack).read(_HEAD_BYTES)
        packed = _is_packed(path)
    except _UNREADABLE as error:
        raise UserError(f"{shown}: could not be read: {_reason(error)}.") from None
    text = head.decode("utf-8-sig", "replace")
    if not text.strip():
        raise UserError(f"{shown}: expected a first line with names of columns, found no text.")
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    names = next(csv.reader([first], delimiter=delimiter))
    per_row = max(1, len(head) / max(1, text.count("\n")))
    return SeriesFile(
        path=path,
        names=tuple(readable_name(name.strip()) for name in names),
        rows=None if packed else round(path.stat().st_size / per_row),
        delimiter=delimiter,
    )


def _is_packed(path: Path) -> bool:
    with path.open("rb") as raw:
        return raw.read(len(_GZIP)) == _GZIP


def _open_text(path: Path, stack: ExitStack) -> pa.NativeFile:
    """The bytes of a text file, unpacked, to be closed by a stack."""
    raw = stack.enter_context(pa.OSFile(str(path)))
    return stack.enter_context(pa.CompressedInputStream(raw, "gzip")) if _is_packed(path) else raw


def _csv_batches(file: SeriesFile, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    with ExitStack() as stack:
        reader = pyarrow.csv.open_csv(
            _open_text(file.path, stack),
            pyarrow.csv.ReadOptions(
                column_names=list(file.names), skip_rows=1, block_size=_BLOCK_BYTES
            ),
            pyarrow.csv.ParseOptions(delimiter=file.delimiter),
            pyarrow.csv.ConvertOptions(
                include_columns=list(columns),
                column_types=dict.fromkeys(columns, pa.float64()),
                null_values=sorted(MISSING),
            ),
        )
        yield from stack.enter_context(reader)


def _parquet_batches(file: SeriesFile, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    # With a buffer, a row group is read by pieces; otherwise its columns are read whole.
    with pyarrow.parquet.ParquetFile(file.path, buffer_size=_BLOCK_BYTES, pre_buffer=False) as all_:
        yield from all_.iter_batches(_BATCH_ROWS, columns=list(columns))


def _check_finite(values: Sequence[Column], columns: Sequence[str], done: int, shown: str) -> None:
    for name, column in zip(columns, values, strict=True):
        unusable = ~(np.abs(column) < _TOO_LARGE)  # so that NaN is, too
        if unusable.any():
            row = done + int(unusable.argmax()) + 1
            raise UserError(
                f"{shown}: expected a number in {name!r} in every row, found none, or one that is "
                f"too large, in row {row:,}."
            )


def _reason(error: BaseException) -> str:
    """The first line of what a library says."""
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return readable_name(" ".join(str(said).split()))[:200].rstrip(".")
