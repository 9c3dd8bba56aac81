"""Values that a file keeps with their types, as the texts that a CSV would have for them."""

import io
from typing import Any

import pandas as pd

from foundation.errors import UserError


def typed_as_texts(content: bytes, shown: str) -> pd.DataFrame:
    """The columns of a Parquet file as texts, NA where there is no value.

    Args:
        content: Its bytes.
        shown: Its name, for messages.

    Raises:
        UserError: It is damaged.
    """
    from pyarrow import ArrowException

    try:
        frame = pd.read_parquet(io.BytesIO(content))
    except (ArrowException, OSError, ValueError, TypeError, KeyError) as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise UserError(f"{shown}: expected a Parquet file, could not read it: {reason}.") from None
    texts = {place: as_texts(frame.iloc[:, place]) for place in range(frame.shape[1])}
    named = pd.DataFrame(texts, index=pd.RangeIndex(len(frame)))
    named.columns = frame.columns
    return named


def as_texts(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """One column's values as texts."""
    kinds = pd.api.types
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(values.dtype.categories.dtype)
    if kinds.is_datetime64_any_dtype(values.dtype):
        texts = _dates(values)
    elif kinds.is_bool_dtype(values.dtype):
        texts = values.map({True: "true", False: "false"})
    elif kinds.is_float_dtype(values.dtype):
        texts = values.map(_plain_number, na_action="ignore")
    else:
        texts = values.map(str, na_action="ignore")
    return texts.astype("str").reset_index(drop=True)


def _dates(values: "pd.Series[Any]") -> "pd.Series[Any]":
    if values.dt.tz is not None:
        values = values.dt.tz_convert("UTC").dt.tz_localize(None)
    is_day = (values.dropna() == values.dropna().dt.normalize()).all()
    return values.dt.strftime("%Y-%m-%d" if is_day else "%Y-%m-%d %H:%M:%S")


def _plain_number(value: float) -> str:
    """The shortest text that reads as this number; 22.0 is 22."""
    text = repr(float(value))
    return text[:-2] if text.endswith(".0") else text
