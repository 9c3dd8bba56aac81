"""Scalars and pictures as TensorBoard reads them, for those who watch a training.

Written with TensorFlow alone: `tf.summary` asks for the package tensorboard, which only those need
who look. Nothing reads these files but TensorBoard; no unit, marker or figure depends on them.
"""

import contextlib
import io
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import tensorflow as tf

from foundation.errors import UserError
from plots.tiles import to_picture

# TensorBoard takes every file for one of events that has ".tfevents." in its name.
_NAME = "events.out.tfevents."
_VERSION = "brain.Event:2"

Item = TypeVar("Item")


class EventFile:
    """The events of one training, readable while they come.

    Whoever goes on from a checkpoint writes all that was recorded before it anew: files that
    earlier starts of the training have left are emptied, so every update is there once. The times
    of events are those of the writing.

    Args:
        directory: Of this training alone; TensorBoard names the curves after it.

    Raises:
        UserError: The place cannot be written; likewise from every method.

    Reference:
        event.proto and summary.proto of TensorFlow, record by record in TFRecord format.
    """

    def __init__(self, directory: Path) -> None:
        self._path = directory / f"{_NAME}{time.time_ns()}"
        self._taken: dict[str, int] = {}
        with self._writable():
            directory.mkdir(parents=True, exist_ok=True)
            for earlier in directory.glob(f"{_NAME}*"):
                # Not deleted: a TensorBoard that reads it without its data server would stop there.
                earlier.write_bytes(b"")
            self._writer = tf.io.TFRecordWriter(str(self._path))
        self._add(0, file_version=_VERSION)
        # A TensorBoard that has read the earlier ones forgets what it knows from step 0 on.
        start = tf.compat.v1.SessionLog(status=tf.compat.v1.SessionLog.START)
        self._add(0, session_log=start)
        self.flush()

    def __enter__(self) -> "EventFile":
        return self

    def __exit__(self, *error: object) -> None:
        with self._writable():
            self._writer.close()

    def new(self, series: str, items: Sequence[Item]) -> Sequence[Item]:
        """Those items of a growing list that have not been asked for yet.

        Args:
            series: Names the list.
            items: All that have come so far; after a resume also those of before.
        """
        taken, self._taken[series] = self._taken.get(series, 0), len(items)
        return items[taken:]

    def add_scalars(self, step: int, values: Mapping[str, float]) -> None:
        """Add numbers by their tags; one that is not finite was not measured and is left out.

        Args:
            step: The update after which they hold.
            values: TensorBoard groups tags by what stands before a slash.
        """
        known = {tag: float(value) for tag, value in values.items() if math.isfinite(value)}
        value = tf.compat.v1.Summary.Value
        self._add_values(step, [value(tag=tag, simple_value=known[tag]) for tag in known])

    def add_picture(self, step: int, tag: str, pixels: np.ndarray) -> None:
        """Add a picture, uint8 [h, w, 1 or 3]; the rest as for `add_scalars`."""
        height, width, channels = pixels.shape
        png = io.BytesIO()
        to_picture(pixels).save(png, "png")
        summary = tf.compat.v1.Summary
        image = summary.Image(
            height=height, width=width, colorspace=channels, encoded_image_string=png.getvalue()
        )
        self._add_values(step, [summary.Value(tag=tag, image=image)])

    def flush(self) -> None:
        """Let what was added be seen."""
        with self._writable():
            self._writer.flush()

    def _add_values(self, step: int, values: list) -> None:
        self._add(step, summary=tf.compat.v1.Summary(value=values))

    def _add(self, step: int, **content) -> None:
        event = tf.compat.v1.Event(wall_time=time.time(), step=step, **content)
        with self._writable():
            self._writer.write(event.SerializeToString())

    @contextlib.contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UserError(f"Cannot write {self._path}: {error.strerror or error}.") from error
        except tf.errors.OpError as error:
            raise UserError(f"Cannot write {self._path}: {error.message}.") from error
