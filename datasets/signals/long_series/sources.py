"""Long series by name: one that is in the user's own place."""

from dataclasses import replace
from pathlib import Path

from datasets.dataset import Dataset
from datasets.fetching.downloaded_folder import data_directory
from datasets.fetching.place import Place
from datasets.signals.long_series.options import SeriesRequest
from datasets.signals.long_series.series import load_series_file
from foundation.errors import UserError
from foundation.progress import ProgressDisplay

PAGE = "https://www.kaggle.com/competitions/LANL-Earthquake-Prediction"
FILES = ("lanl/train.csv", "lanl/train.csv.gz", "lanl/train.parquet")
"""Where the file may lie, below the directory of data sets."""
SIGNAL, TIME = "acoustic_data", "time_to_failure"


def load_lanl(
    data_dir: Path | None, options: SeriesRequest, display: ProgressDisplay | None = None
) -> Dataset:
    """What a fault in a laboratory sounds like before it slips: 629 million samples.

    Args:
        data_dir: The directory of data sets; None: the user's own data directory.
        options: Window, classes, the quake that is left out; the columns are known.
        display: Where progress goes.

    Raises:
        UserError: The file is not there, or what `load_series_file` raises.

    Reference:
        Rouet-Leduc and others 2017, "Machine learning predicts laboratory earthquakes", for the
        experiment; LANL, 2019, "LANL Earthquake Prediction", Kaggle, for the file.
    """
    directory = data_directory(data_dir)
    found = [directory / file for file in FILES if (directory / file).is_file()]
    if not found:
        raise UserError(
            f"lanl: expected {directory / FILES[0]}, found nothing there; with an account at "
            f"Kaggle accept the rules on {PAGE} and get it by kaggle competitions download "
            "LANL-Earthquake-Prediction -f train.csv."
        )
    place = Place(
        path=found[0],
        name="lanl",
        title="Laboratory earthquakes",
        provenance=f"LANL Earthquake Prediction, train.csv of the competition ({PAGE}).",
    )
    asked = replace(
        options,
        signal_column=options.signal_column or SIGNAL,
        target=options.target or TIME,
    )
    return load_series_file(place, asked, display)
