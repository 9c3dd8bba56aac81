"""Files of tables as texts: CSV, TSV and Parquet, plain or gzipped, told by their content."""

import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from datasets.fetching.readable_names import readable_name
from datasets.tables.typed import typed_as_texts
from foundation.errors import UserError
from foundation.rows import counted, listed

ENDINGS = (".csv", ".tsv", ".parquet", ".csv.gz", ".tsv.gz", ".parquet.gz")
MISSING = frozenset(
    ("", "?", "-", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null", "None")
)
"""Texts that stand for no value."""
DELIMITERS = (",", ";", "\t", "|")

_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"
# More than this would not fit the memory that a run may take; a gzip bomb ends here.
_MOST_BYTES = 4 << 30
_NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?")
_ENCODINGS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, kw_only=True, eq=False)
class TextTable:
    """Rows as the file has them.

    Attributes:
        frame: Texts without blanks around them, NA where there is no value; no name twice.
        missing_texts: Name of a column -> what it mostly has for no value; only where it has gaps.
        delimiter: What stands between two values of a line.
        remarks: Sentences on what was done.
    """

    frame: pd.DataFrame
    missing_texts: Mapping[str, str]
    delimiter: str = ","
    remarks: tuple[str, ...] = ()


def is_table(path: Path) -> bool:
    """Whether a path ends as a table's."""
    return path.name.lower().endswith(ENDINGS)


def existing_table(path: Path) -> Path:
    """The absolute path of a file, links and `~` resolved.

    Raises:
        UserError: There is nothing, or no file.
    """
    shown = readable_name(str(path))
    try:
        file = path.expanduser().resolve()
        if file.is_file():
            return file
        found = "something else" if file.exists() else "nothing there"
    except (OSError, RuntimeError, ValueError) as error:
        found = f"an error: {getattr(error, 'strerror', None) or error}"
    raise UserError(f"{shown}: expected a table (CSV, TSV or Parquet), found {found}.")


def read_table(path: Path) -> TextTable:
    """Read a table.

    Args:
        path: CSV, TSV or Parquet, maybe gzipped; a first line with the names of the columns.

    Raises:
        UserError: It cannot be read, is no table, or has no columns.
    """
    shown = readable_name(path.name)
    content = _content(path, shown)
    remarks: list[str] = []
    if content.startswith(_PARQUET):
        frame, delimiter = typed_as_texts(content, shown), ","
        names: Sequence[str] = list(map(str, frame.columns))
    else:
        frame, delimiter, remarks = _read_text(content, shown)
        names = [str(text) for text in frame.iloc[0].fillna("")]
        _refuse_numbers(names, shown)
        frame = frame.iloc[1:].reset_index(drop=True)
    frame.columns, said = _different(names)
    return tidied(frame, delimiter, (*remarks, *said))


def tidied(frame: pd.DataFrame, delimiter: str = ",", remarks: Iterable[str] = ()) -> TextTable:
    """Texts without blanks around them, and NA for what stands for no value.

    Args:
        frame: Texts, no name twice.
        delimiter: Of the file.
        remarks: Sentences on it.
    """
    columns, missing, blank = {}, {}, []
    for name in frame.columns:
        before = frame[name].astype("str")
        texts = before.str.strip()
        if not texts.equals(before):
            blank.append(str(name))
        gaps = texts.isna() | texts.isin(MISSING)
        if gaps.any():
            missing[str(name)] = Counter(texts[gaps].fillna("")).most_common(1)[0][0]
        columns[str(name)] = texts.mask(gaps)
    said = list(remarks)
    if blank:
        said.append(f"Blanks around values were taken away in {counted(len(blank), 'column')}.")
    tidy = pd.DataFrame(columns, index=frame.index)
    return TextTable(frame=tidy, missing_texts=missing, delimiter=delimiter, remarks=tuple(said))


def _content(path: Path, shown: str) -> bytes:
    """All bytes, unpacked where they are packed."""
    try:
        content = path.read_bytes()
        if content.startswith(_GZIP):
            with gzip.open(io.BytesIO(content)) as packed:
                content = packed.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"{shown}: expected a table, could not read it: {reason}.") from None
    if len(content) > _MOST_BYTES:
        raise UserError(f"{shown}: expected at most {_MOST_BYTES >> 30} GB unpacked, found more.")
    return content


def _read_text(content: bytes, shown: str) -> tuple[pd.DataFrame, str, list[str]]:
    """Rows of a text file, that of the names included, the delimiter, and remarks."""
    text, remarks = _decoded(content, shown)
    if not text.strip():
        raise UserError(f"{shown}: expected a first line with names of columns, found no text.")
    delimiter = _delimiter(text)
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            header=None,
            dtype="str",
            keep_default_na=False,
            na_filter=False,
            # A quote after a blank would be no quote; other blanks are taken away later, and said.
            skipinitialspace=f'{delimiter} "' in text,
            low_memory=False,
        )
    except (ValueError, pd.errors.ParserError) as error:
        reason = str(error).replace("Error tokenizing data. C error: ", "").strip().rstrip(".")
        reason = " ".join(reason.split())
        raise UserError(
            f"{shown}: expected as many values in each line as the first one has names, and every "
            f"quote closed, found an error: {reason}."
        ) from None
    return frame, delimiter, remarks


def _decoded(content: bytes, shown: str) -> tuple[str, list[str]]:
    mark = next((mark for mark in _ENCODINGS if content.startswith(mark)), b"")
    try:
        text, remarks = content.decode(_ENCODINGS.get(mark, "utf-8")), []
    except UnicodeDecodeError:
        remarks = ["The file is no UTF-8: it was read as Windows-1252."]
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            raise UserError(f"{shown}: expected text, found bytes that are none.") from None
    if "\0" in text:
        raise UserError(f"{shown}: expected a table (CSV, TSV or Parquet), found binary data.")
    return text, remarks


def _delimiter(text: str) -> str:
    """What stands most often in the first line, outside of quotes."""
    first = text.lstrip().partition("\n")[0]
    plain = re.sub(r'"[^"]*"', "", first)
    return max(DELIMITERS, key=plain.count)


def _refuse_numbers(names: Sequence[str], shown: str) -> None:
    """A first line of numbers is a row, unless they count the columns."""
    if not all(_NUMBER.fullmatch(name.strip()) for name in names):
        return
    if [name.strip() for name in names] in ([str(i) for i in range(len(names))], ["0"]):
        return
    raise UserError(
        f"{shown}: expected a first line with names of columns, found numbers: "
        f"{', '.join(names[:5])}{', ...' if len(names) > 5 else ''}."
    )


def _different(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The names without blanks, each once, and remarks on those that had to be changed."""
    taken: dict[str, None] = {}
    unnamed, repeated = [], []
    for place, name in enumerate(names, start=1):
        plain = readable_name(name.strip())
        if not plain:
            plain = f"column {place}"
            unnamed.append(plain)
        new, again = plain, 2
        while new in taken:
            new, again = f"{plain} ({again})", again + 1
        if new != plain:
            repeated.append(new)
        taken[new] = None
    remarks = []
    if unnamed:
        remarks.append(f"Columns without a name are called {_some(unnamed)}.")
    if repeated:
        remarks.append(f"Names that stood twice were numbered: {_some(repeated)}.")
    return list(taken), remarks


def _some(names: Sequence[str]) -> str:
    return listed(names if len(names) <= 5 else [*names[:5], f"{len(names) - 5} more"])
