"""A table that lies in a file, given by its path."""

from pathlib import Path

from datasets.dataset import Dataset
from datasets.fetching.place import Place
from datasets.fetching.readable_names import readable_name, slug
from datasets.tables.options import TableRequest
from datasets.tables.reading import ENDINGS, existing_table, read_table
from datasets.tables.table import table_dataset
from foundation.progress import ProgressDisplay


def load_table_file(
    place: Place, options: TableRequest, display: ProgressDisplay | None = None
) -> Dataset:
    """Load a CSV, TSV or Parquet file, and the file of its test rows where one is given.

    Args:
        place: Of the file.
        options: Which columns are what.
        display: Not used; every loader takes it.

    Raises:
        UserError: A file is not there or no table, or as for `table_dataset`.
    """
    path = existing_table(place.path)
    title = place.title or table_title(path)
    return table_dataset(
        read_table(path),
        options,
        name=place.name or slug(title, "table"),
        title=title,
        provenance=place.provenance or f"The table {readable_name(path.name)}, given by its path.",
        test=None if options.test is None else read_table(existing_table(Path(options.test))),
    )


def table_title(path: Path) -> str:
    """The name of a file without what says its format."""
    name = path.name
    for ending in sorted(ENDINGS, key=len, reverse=True):
        if name.lower().endswith(ending) and len(name) > len(ending):
            name = name[: -len(ending)]
            break
    return readable_name(name)
