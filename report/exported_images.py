"""A drawn set of images: class folders of PNGs, and a table of their labels."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from datasets.kinds import Kind
from foundation.csv_text import csv_text
from foundation.files import load_arrays, write_atomically
from report.croissant_parts import column, field
from report.exported import METADATA, SPLIT

TASK = "image-classification"
DESCRIBED = METADATA

_LOADING = f"""\
```python
# Keras; labels are the folders, in the order of their names
import keras
images = keras.utils.image_dataset_from_directory(
    "DIR/{SPLIT}", image_size=({{height}}, {{width}}), color_mode="{{mode}}"
)

# Hugging Face; the column "label" comes from {METADATA} (names that are numbers, as numbers)
import datasets
images = datasets.load_dataset("imagefolder", data_dir="DIR", split="{SPLIT}")

# TensorFlow Datasets
import tensorflow_datasets as tfds
images = tfds.ImageFolder("DIR", shape=({{height}}, {{width}}, {{channels}})).as_dataset(
    split="{SPLIT}", as_supervised=True
)

# Croissant
import mlcroissant
records = mlcroissant.Dataset(jsonld="DIR/croissant.json").records("images")

# the table of labels
import pandas
labels = pandas.read_csv("DIR/{METADATA}", dtype=str, keep_default_na=False)
```"""


def write(
    kind: Kind,
    files: Mapping[str, Path],
    arm: str,
    directory: Path,
    advance: Callable[[int], None],
) -> dict[str, int]:
    """Write the images, and metadata.csv with a row for each (`report.exported_forms`)."""
    counts: dict[str, int] = {}
    rows: list[tuple[str, str, str]] = []
    for done, (name, path) in enumerate(files.items(), start=1):
        folder = directory / SPLIT / path.stem
        examples = load_arrays(path)["images"]
        kind.write(examples, folder)
        counts[name] = len(examples)
        written = sorted(folder.iterdir())
        rows += [(f"{path.stem}/{file.name}", name, arm) for file in written]
        advance(done)
    write_atomically(directory / METADATA, csv_text(("file_name", "label", "origin"), rows))
    return counts


def place(folder: str) -> str:
    return f"{SPLIT}/{folder}"


def loading(data: Mapping[str, Any]) -> str:
    height, width, channels = data["image_shape"]
    mode = "grayscale" if channels == 1 else "rgb"
    return _LOADING.format(height=height, width=width, channels=channels, mode=mode)


def distribution(digest: str) -> list[dict[str, Any]]:
    return [
        {
            "@type": "cr:FileObject",
            "@id": "metadata",
            "name": "metadata",
            "description": "A row for each image: file_name below its folder, label, origin.",
            "contentUrl": METADATA,
            "encodingFormat": "text/csv",
            "sha256": digest,
        },
        {
            "@type": "cr:FileSet",
            "@id": "pngs",
            "name": "pngs",
            "description": "The images, in a folder for each class.",
            "encodingFormat": "image/png",
            "includes": f"{SPLIT}/*/*.png",
        },
    ]


def records(data: Mapping[str, Any]) -> dict[str, Any]:
    """An image and the row of the table with its name: joined from the image's side."""
    name = _field("file_name", "Of the image, below the folder of metadata.csv.", _FILE_NAME)
    name["references"] = column("metadata", "file_name")
    label = _field(
        "label", "Name of the class that the image was drawn for.", column("metadata", "label")
    )
    origin = _field("origin", "What drew it.", column("metadata", "origin"))
    content = {"fileSet": {"@id": "pngs"}, "extract": {"fileProperty": "content"}}
    image = _field("image", "The image.", content, "sc:ImageObject")
    return {
        "@type": "cr:RecordSet",
        "@id": "images",
        "name": "images",
        "description": "All images with their labels.",
        "key": {"@id": "images/file_name"},
        "field": [name, label, origin, image],
    }


# The folder of the class and the file's own name.
_FILE_NAME = {
    "fileSet": {"@id": "pngs"},
    "extract": {"fileProperty": "fullpath"},
    "transform": {"regex": "^(?:.*/)?([^/]+/[^/]+)$"},
}


def _field(name: str, about: str, source: dict[str, Any], kind: str = "sc:Text") -> dict[str, Any]:
    return field("images", name, about, source, kind)
