"""Event files read back without TensorBoard."""

from pathlib import Path

import tensorflow as tf


def read_events(directory: Path) -> list:
    """All events in the event files of a directory, file by file in the order of their names."""
    paths = [str(path) for path in sorted(directory.glob("*.tfevents.*"))]
    records = [record.numpy() for path in paths for record in tf.data.TFRecordDataset(path)]
    return [tf.compat.v1.Event.FromString(record) for record in records]


def scalars_of(directory: Path) -> dict[str, list[tuple[int, float]]]:
    """Steps and numbers by tag, in the order in which they were written."""
    found: dict[str, list[tuple[int, float]]] = {}
    for event in read_events(directory):
        for value in event.summary.value:
            if value.HasField("simple_value"):
                found.setdefault(value.tag, []).append((event.step, value.simple_value))
    return found


def pictures_of(directory: Path) -> dict[str, dict[int, object]]:
    """Pixels uint8 [h, w, c] by tag and step."""
    found: dict[str, dict[int, object]] = {}
    for event in read_events(directory):
        for value in event.summary.value:
            if value.HasField("image"):
                png = value.image.encoded_image_string
                found.setdefault(value.tag, {})[event.step] = tf.io.decode_png(png).numpy()
    return found
