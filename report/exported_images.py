"""A drawn set of images: class folders of PNGs."""

from collections.abc import Mapping
from typing import Any

from report.exported_folders import FolderForm

_LOADING = """\
```python
# Keras; labels are the folders, in the order of their names
import keras
images = keras.utils.image_dataset_from_directory(
    "DIR/{SPLIT}", image_size=({height}, {width}), color_mode="{mode}"
)

# Hugging Face; the column "label" comes from {METADATA} (names that are numbers, as numbers)
import datasets
images = datasets.load_dataset("imagefolder", data_dir="DIR", split="{SPLIT}")

# TensorFlow Datasets
import tensorflow_datasets as tfds
images = tfds.ImageFolder("DIR", shape=({height}, {width}, {channels})).as_dataset(
    split="{SPLIT}", as_supervised=True
)

# Croissant
import mlcroissant
records = mlcroissant.Dataset(jsonld="DIR/croissant.json").records("images")

# the table of labels
import pandas
labels = pandas.read_csv("DIR/{METADATA}", dtype=str, keep_default_na=False)
```"""


def _settings(data: Mapping[str, Any]) -> dict[str, Any]:
    height, width, channels = data["image_shape"]
    mode = "grayscale" if channels == 1 else "rgb"
    return {"height": height, "width": width, "channels": channels, "mode": mode}


FORM = FolderForm(
    TASK="image-classification",
    one="image",
    several="images",
    ending="png",
    media_type="image/png",
    croissant_type="sc:ImageObject",
    text=_LOADING,
    settings=_settings,
)
