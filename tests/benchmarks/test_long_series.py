import numpy as np
import pytest

from benchmarks.long_series import (
    NAMES,
    SeriesArguments,
    found_by_variance,
    make_quakes,
    write_series,
)
from datasets.fetching.place import Place
from datasets.signals.long_series.options import SeriesRequest
from datasets.signals.long_series.series import load_series_file
from foundation.errors import UserError

ROWS, QUAKES = 400_000, 6


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    directory = tmp_path_factory.mktemp("made")
    request = SeriesRequest(signal_column=NAMES[0], window=2048)
    data = {}
    for ending in (".csv", ".parquet"):
        path = directory / f"series{ending}"
        write_series(path, ROWS, QUAKES, seed=3)
        data[ending] = load_series_file(Place(path=path), request)
    return data


def test_a_made_series_has_its_rows_and_quakes():
    signal, left = map(np.concatenate, zip(*make_quakes(ROWS, QUAKES, seed=3)))
    assert len(signal) == len(left) == ROWS
    assert (np.diff(left) > 0).sum() == QUAKES - 1 and left.min() > 0


def test_both_forms_of_file_hold_the_same(loaded):
    assert loaded[".csv"].checksum == loaded[".parquet"].checksum
    assert len(np.unique(loaded[".csv"].groups)) == QUAKES


def test_the_known_signal_is_found_in_quakes_that_were_left_out(loaded):
    assert found_by_variance(loaded[".csv"]) > 0.5


@pytest.mark.parametrize("options", [{"ending": ".txt"}, {"million_rows": 0}, {"quakes": 1}])
def test_bad_options(options):
    with pytest.raises(UserError, match="expected"):
        SeriesArguments(**options)
