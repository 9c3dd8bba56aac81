import gzip
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from datasets import catalog
from datasets.fetching.place import Place
from datasets.signals.long_series.options import SeriesRequest
from datasets.signals.long_series.series import load_series_file
from datasets.signals.long_series.sources import load_lanl
from datasets.signals.scaled import PEAK
from datasets.source_options import SourceOptions
from datasets.splits import draw_split
from foundation.errors import UserError
from tests.datasets.signals.series_made import made_series, plain_windows, write_series

WINDOW = 512
REQUEST = SeriesRequest(signal_column="acoustic_data", window=WINDOW)
# The last one is shorter than a window.
LENGTHS = [3000, 3600, 3100, 3333, 3500, 2900, 3400, 3200, 500]


@pytest.fixture(scope="module")
def rows():
    return made_series(LENGTHS)


@pytest.fixture(scope="module")
def path(rows, tmp_path_factory):
    return write_series(tmp_path_factory.mktemp("series") / "quakes.csv", *rows)


@pytest.fixture(scope="module")
def data(path):
    return load_series_file(Place(path=path), REQUEST)


def test_windows_are_stored_as_they_are_and_belong_to_their_quakes(rows, data):
    wanted = plain_windows(*rows, WINDOW)
    assert data.examples.dtype == np.int16
    assert np.array_equal(data.examples, [wave for _, _, wave, _ in wanted])
    assert data.groups.tolist() == [quake for quake, *_ in wanted]
    assert data.kind.form == "0.064 s at 8,000 Hz" and data.kind.loudness == "dataset"


def test_classes_are_thirds_of_the_times_outside_the_test_quakes(rows, data):
    times = np.array([time for *_, time in plain_windows(*rows, WINDOW)])
    outside = np.sort(times[~data.test_mask])
    low, high = (float(f"{outside[(len(outside) - 1) * k // 3]:.4g}") for k in (1, 2))
    assert data.class_names == (
        f"up to {low:.12g}", f"above {low:.12g} to {high:.12g}", f"above {high:.12g}"
    )  # fmt: skip
    assert data.labels.tolist() == [int(time > low) + int(time > high) for time in times]
    counts = np.bincount(data.labels[~data.test_mask])
    assert counts.max() - counts.min() <= 2


def test_a_split_parts_no_quake(data):
    split = draw_split(data, split_seed=0, samples_per_class=None, selection="validation")
    parts = [set(data.groups[rows]) for rows in (split.train, split.validation, split.test)]
    assert all(parts) and sum(map(len, parts)) == len(set.union(*parts)) == 8
    assert set(data.groups[data.test_mask]) == parts[2]


def test_test_quakes_have_no_say_in_classes_and_loudness(rows, tmp_path):
    signal, times = rows[0] + 0.5, rows[1].copy()
    request = replace(REQUEST, leave_out="2")
    before = load_series_file(Place(path=write_series(tmp_path / "a.csv", signal, times)), request)
    second = slice(3000, 6600)
    signal[second] *= 3
    times[second] *= 7
    after = load_series_file(Place(path=write_series(tmp_path / "b.csv", signal, times)), request)
    assert after.class_names == before.class_names
    rest = ~before.test_mask
    assert np.array_equal(after.examples[rest], before.examples[rest])
    assert np.abs(after.examples[rest]).max() == PEAK
    assert np.abs(after.examples[~rest].astype(int)).max() == 32768  # clipped, not turned round


def test_the_seed_draws_the_test_quakes(path, data):
    drawn = {
        tuple(np.unique(other.groups[other.test_mask]))
        for other in (
            load_series_file(Place(path=path), replace(REQUEST, split_seed=seed))
            for seed in range(6)
        )
    }
    assert len(drawn) > 1 and all(1 <= len(quakes) <= 2 for quakes in drawn)


def test_each_window_is_as_loud_as_the_others_on_demand(path):
    alike = load_series_file(Place(path=path), replace(REQUEST, loudness="recording"))
    assert (np.abs(alike.examples.astype(int)).max(axis=1) == PEAK).all()


def test_the_check_says_what_was_cut_and_kept(path):
    room = load_series_file(Place(path=path), REQUEST, most_values=30 * WINDOW)
    shown = room.inspection
    assert [row[:5] for row in shown.tables[0].rows[:1] + shown.tables[0].rows[-1:]] == [
        ("1", "3,000", "3.0001e-06 to 1.1e-09", "5", "3"),
        ("9", "500", "5.001e-07 to 1.1e-09", "0", "0"),
    ]
    parts = [row[5] for row in shown.tables[0].rows]
    assert parts.count("test") == len(set(room.groups[room.test_mask]))
    assert shown.tables[0].rows[-1][5] == "none"
    assert shown.remarks[:3] == (
        "The signal is 'acoustic_data'; 26,533 rows were cut into 9 quakes where "
        "'time_to_failure' rises.",
        "Of 47 windows of 512 samples one in 2 is kept, evenly along each quake: 25, for there is "
        "room for 30.",
        "At the ends of quakes 2,469 rows fill no window.",
    )
    assert len(room.examples) == 25 and room.groups.tolist().count(2) == 4


def test_every_form_of_file_says_the_same(rows, path, data, tmp_path):
    packed = tmp_path / "packed.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    tabs = write_series(tmp_path / "tabs.tsv", *rows, delimiter="\t")
    parquet = tmp_path / "series.parquet"
    columns = {"acoustic_data": rows[0].astype(np.int16), "time_to_failure": rows[1]}
    pyarrow.parquet.write_table(pa.table(columns), parquet, row_group_size=5000)
    for other in (packed, tabs, parquet):
        assert load_series_file(Place(path=other), REQUEST).checksum == data.checksum


def test_a_column_makes_a_table_a_series(path, data):
    loaded = catalog.load(str(path), None, SourceOptions(series=REQUEST))
    assert loaded.checksum == data.checksum
    with pytest.raises(UserError, match="--window: expected a long series .* found a table"):
        catalog.load(str(path), None, SourceOptions(series=SeriesRequest(window=600)))


def test_the_known_series_is_looked_for_in_its_place(path, data, tmp_path):
    with pytest.raises(UserError, match="lanl/train.csv, found nothing there; with an account"):
        load_lanl(tmp_path, SeriesRequest())
    (tmp_path / "lanl").mkdir()
    (tmp_path / "lanl/train.csv").write_bytes(path.read_bytes())
    loaded = load_lanl(tmp_path, SeriesRequest(window=WINDOW))
    assert loaded.checksum == data.checksum and loaded.name == "lanl"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected a first line with names of columns, found no text"),
        ("a,b\n1,2\n", "--signal-column: expected a column of bad, found 'acoustic_data'"),
        ("acoustic_data\n1\n", "--target: expected the column of the time .* bad has nothing"),
        ("acoustic_data,t,u\n1,2,3\n", "found none; beside 'acoustic_data' bad has 't' and 'u'"),
        ("acoustic_data,t\n1,2\n,1\n", "a number in 'acoustic_data' in every row, found none"),
        ("acoustic_data,t\n1,2\n1,inf\n", "a number in 't' .* too large, in row 2"),
        ("acoustic_data,t\n1,2\nx,1\n", "expected numbers .* invalid value 'x'"),
        ("acoustic_data,t\n1,2\n1\n", "expected numbers .* Expected 2 columns, got 1"),
        ("acoustic_data,t\n1,2\n1,1\n", "two quakes or more of at least 512 rows .* found 0 among"),
        ("acoustic_data,t\n" + "1,2\n" * 600 + "1,3\n", "found 1 among 2"),
        ("acoustic_data,t\n" + ("1,3\n" * 600 + "1,2\n") * 2, "times to failure that differ"),
    ],
)
def test_bad_series_end_in_one_sentence(text, said, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text(text)
    with pytest.raises(UserError, match=said) as error:
        load_series_file(Place(path=bad), REQUEST)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("kept", [3, 5000])
def test_damaged_files_end_in_one_sentence(kept, path, tmp_path):
    for name, content in (("cut.csv.gz", gzip.compress(path.read_bytes())), ("cut.csv", b"PAR1")):
        bad = tmp_path / name
        bad.write_bytes(content[:kept])
        with pytest.raises(UserError):
            load_series_file(Place(path=bad), REQUEST)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"window": 100}, "window: expected"),
        ({"target_bins": 1}, "target_bins: expected"),
        ({"sample_rate": 10}, "sample_rate: expected"),
    ],
)
def test_bad_options(options, said):
    with pytest.raises(UserError, match=said):
        SeriesRequest(**options)


def test_the_left_out_quake_must_be_one(path):
    with pytest.raises(UserError, match="--leave-out: expected one of several groups"):
        load_series_file(Place(path=path), replace(REQUEST, leave_out="9"))
