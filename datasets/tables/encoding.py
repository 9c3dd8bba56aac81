"""Rows as networks see them, fitted on training rows and kept without pickles."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from datasets.kinds import Span, describe
from datasets.tables.encoded_column import EncodedColumn, encoder_of
from datasets.tables.scales import SCALES
from datasets.tables.schema import Schema
from foundation.errors import UserError, unknown_name

ENCODINGS: dict[str, str] = {name: scale.about for name, scale in SCALES.items()}
"""Encodings by name: what becomes of numbers. Categories are softmax spans in all of them."""


@dataclass(frozen=True)
class TableEncoding:
    """Rows as numbers near 0 and categories as probabilities.

    Column by column in the order of the schema: a number is one linear value, then, where training
    rows have gaps or special values of it, a softmax span of its states; a category is one softmax
    span of those that training rows have, the most frequent one first, a gap last. A category that
    they do not have is "other": zeros in the whole span. What they do not have is never drawn.

    Args:
        name: A key of `ENCODINGS`.
        schema: Of the rows.
        columns: The parts, one for each column.
    """

    name: str
    schema: Schema
    columns: tuple[EncodedColumn, ...]

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        return tuple(span for column in self.columns for span in column.spans)

    @cached_property
    def features(self) -> tuple[str, ...]:
        """What the values of an encoded row are called."""
        return tuple(name for column in self.columns for name in column.features)

    @property
    def shape(self) -> tuple[int, ...]:
        return (sum(span.width for span in self.spans),)

    @property
    def errors(self) -> npt.NDArray[np.float64]:
        """float64 `[columns]`: how far `decode(encode(x))` may be from x, for training rows."""
        return np.array([column.error for column in self.columns])

    def encode(self, stored: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        encoded = np.zeros((len(stored), *self.shape), np.float32)
        for place, (column, values) in enumerate(self._parts(encoded)):
            column.encode(stored[:, place], values)
        return encoded

    def decode(self, drawn: np.ndarray) -> npt.NDArray[np.float64]:
        """Rows that fit the schema: the likeliest category, numbers rounded and in range.

        Args:
            drawn: `[n, *shape]`; spans of categories may be probabilities or logits.

        Raises:
            ValueError: Another shape, or a value is not finite.
        """
        if drawn.shape[1:] != self.shape:
            raise ValueError(f"rows must be {['n', *self.shape]}, got {describe(drawn)}")
        if not np.isfinite(drawn).all():
            raise ValueError("a drawn row has a value that is not finite")
        columns = [column.decode(values) for column, values in self._parts(drawn)]
        return np.stack(columns, axis=1)

    def _parts(self, encoded: np.ndarray) -> list[tuple[EncodedColumn, np.ndarray]]:
        """The columns with their views of encoded rows."""
        parts, start = [], 0
        for column in self.columns:
            width = sum(span.width for span in column.spans)
            parts.append((column, encoded[:, start : start + width]))
            start += width
        return parts

    def to_arrays(self) -> dict[str, np.ndarray]:
        """Everything as arrays of plain types; what is no array stands as JSON in `settings`."""
        told = [column.said() for column in self.columns]
        settings = {
            "name": self.name,
            "schema": self.schema.to_json(),
            "columns": [facts for facts, _ in told],
        }
        numbers = [np.array(values, np.float64) for _, values in told]
        return {
            "settings": np.frombuffer(json.dumps(settings).encode(), np.uint8),
            "counts": np.array([len(values) for values in numbers], np.int64),
            "numbers": np.concatenate(numbers),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "TableEncoding":
        """What `to_arrays` has said.

        Raises:
            UserError: It has not.
        """
        try:
            settings = json.loads(arrays["settings"].tobytes())
            schema, name = Schema.from_json(settings["schema"]), settings["name"]
            ends = np.cumsum(arrays["counts"])[:-1]
            parts = zip(
                schema.columns, settings["columns"], np.split(arrays["numbers"], ends), strict=True
            )
            return cls(
                name=name,
                schema=schema,
                columns=tuple(
                    encoder_of(column).restored(column, said, numbers, SCALES[name])
                    for column, said, numbers in parts
                ),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise UserError(f"Expected an encoding of rows, found no such file: {error}.") from None


def fit_encoding(
    schema: Schema, training: npt.NDArray[np.float64], name: str = "standard"
) -> TableEncoding:
    """An encoding of the rows that a network learns from.

    Args:
        schema: Of the rows.
        training: Stored rows `[n, columns]` of training alone.
        name: A key of `ENCODINGS`.

    Raises:
        UserError: Another name.
    """
    if name not in ENCODINGS:
        raise unknown_name("encoding", name, ENCODINGS)
    scale = SCALES[name]
    return TableEncoding(
        name=name,
        schema=schema,
        columns=tuple(
            encoder_of(column).fit(column, values, scale)
            for column, values in zip(schema.columns, training.T, strict=True)
        ),
    )
