"""Tables by name: those that come with scikit-learn, and two that are fetched once."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from datasets.dataset import Dataset
from datasets.fetching.downloaded_folder import data_directory
from datasets.fetching.place import Place
from datasets.tables.options import TableRequest
from datasets.tables.reading import tidied
from datasets.tables.table import table_dataset
from datasets.tables.table_file import load_table_file
from datasets.tables.typed import as_texts
from foundation.errors import UserError
from foundation.progress import ProgressDisplay


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A table of OpenML.

    Attributes:
        title: What titles say.
        number: Of the data set at OpenML.
        target: The column that is told from the others, as OpenML calls it.
        files: Where a file of the user's own may lie, below the directory of data sets.
        kaggle: The same table at Kaggle, as the prefix `kaggle:` takes it.
        known_later: Columns that were written down when the target was known.
        provenance: One sentence.
    """

    title: str
    number: int
    target: str
    files: tuple[str, ...]
    kaggle: str
    provenance: str
    known_later: tuple[str, ...] = ()


TITANIC = Fetched(
    title="Titanic",
    number=40945,
    target="survived",
    files=("titanic/train.csv", "titanic/titanic.csv", "titanic.csv"),
    kaggle="yasserh/titanic-dataset:Titanic-Dataset.csv",
    known_later=("boat", "body"),
    provenance="Passengers of the Titanic (T. Cason, F. E. Harrell Jr.), https://www.openml.org/d/40945.",
)
ADULT = Fetched(
    title="Adult",
    number=1590,
    target="class",
    files=("adult/adult.csv", "adult/adult.csv.gz", "adult.csv", "adult.csv.gz"),
    kaggle="uciml/adult-census-income:adult.csv",
    provenance="Adult census income (B. Becker, R. Kohavi), CC BY 4.0, https://www.openml.org/d/1590.",
)


def load_bundled(
    data_dir: Path | None,
    options: TableRequest,
    display: ProgressDisplay | None = None,
    *,
    name: str,
    title: str,
    target: str,
    provenance: str,
) -> Dataset:
    """A table that comes with scikit-learn.

    Args:
        data_dir: Not used; every loader takes it.
        options: Which columns are what; the target is known.
        display: Not used.
        name: `sklearn.datasets.load_<name>` makes it.
        title: What titles say.
        target: What the column of its classes is called.
        provenance: One sentence.
    """
    import sklearn.datasets

    _refuse_test(options)
    bundle: Any = getattr(sklearn.datasets, f"load_{name}")(as_frame=True)
    frame = bundle.data.apply(as_texts)
    frame[target] = pd.Series(bundle.target_names[bundle.target.to_numpy()], dtype="str")
    return table_dataset(
        tidied(frame),
        replace(options, target=options.target or target),
        name=name,
        title=title,
        provenance=provenance,
    )


def load_fetched(
    data_dir: Path | None,
    options: TableRequest,
    display: ProgressDisplay | None = None,
    *,
    name: str,
    source: Fetched,
    fetch: Callable[..., Any] | None = None,
) -> Dataset:
    """A table of the user's own below the directory of data sets; else that of OpenML, kept there.

    Args:
        data_dir: The directory; None: the user's own data directory.
        options: Which columns are what; the target is known.
        display: Where progress goes.
        name: What paths and tables say.
        source: Where the table is.
        fetch: `sklearn.datasets.fetch_openml`.

    Raises:
        UserError: There is no file and no network, or what `table_dataset` raises.
    """
    directory = data_directory(data_dir)
    for file in source.files:
        if (directory / file).is_file():
            said = f"The table {file} in the directory of data sets: {source.provenance}"
            place = Place(path=directory / file, name=name, title=source.title, provenance=said)
            return load_table_file(place, options, display)
    _refuse_test(options)
    if display is not None:
        display.say(f"Fetching {source.title} from OpenML to {directory / 'openml'}")
    frame = _frame_of_openml(directory, name, source, fetch)
    later = tuple(column for column in source.known_later if column in frame.columns)
    return table_dataset(
        tidied(frame.apply(as_texts)),
        replace(options, target=options.target or source.target, ignore=(*later, *options.ignore)),
        name=name,
        title=source.title,
        provenance=source.provenance,
    )


def _refuse_test(options: TableRequest) -> None:
    if options.test is not None:
        raise UserError(
            f"--test: expected a table that is given by its path, found {options.test!r} beside "
            "one that is given by its name."
        )


def _frame_of_openml(
    directory: Path, name: str, source: Fetched, fetch: Callable[..., Any] | None
) -> pd.DataFrame:
    if fetch is None:
        from sklearn.datasets import fetch_openml

        fetch = fetch_openml
    try:
        bundle = fetch(
            data_id=source.number, as_frame=True, data_home=directory / "openml", n_retries=1
        )
    except (OSError, ValueError) as error:  # URLError is one; a damaged answer is the other
        reason = " ".join(str(error).split()).rstrip(".")
        raise UserError(
            f"{name}: expected {directory / source.files[0]} or a connection to openml.org, found "
            f"neither ({reason}): put a CSV file of the table there, give its path to --dataset, "
            f"or take --dataset kaggle:{source.kaggle} with an account there."
        ) from None
    frame: pd.DataFrame = bundle.frame
    return frame


load_iris = functools.partial(
    load_bundled,
    name="iris",
    title="Iris",
    target="species",
    provenance="Iris (R. A. Fisher 1936), CC BY 4.0; from scikit-learn.",
)
load_wine = functools.partial(
    load_bundled,
    name="wine",
    title="Wine",
    target="class",
    provenance="Wine recognition (S. Aeberhard, M. Forina), CC BY 4.0; from scikit-learn.",
)
load_breast_cancer = functools.partial(
    load_bundled,
    name="breast_cancer",
    title="Breast cancer",
    target="diagnosis",
    provenance=(
        "Breast Cancer Wisconsin, diagnostic (W. Wolberg and others), CC BY 4.0; from scikit-learn."
    ),
)
load_titanic = functools.partial(load_fetched, name="titanic", source=TITANIC)
load_adult = functools.partial(load_fetched, name="adult", source=ADULT)
