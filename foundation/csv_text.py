"""Tables as the text of CSV files."""

import csv
import io
from collections.abc import Iterable, Sequence


def csv_text(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """A table with its header; what is None or NaN stays empty.

    Args:
        columns: Their names, in order.
        rows: A value for each column.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if v is None or v != v else v for v in row] for row in rows)
    return text.getvalue()
