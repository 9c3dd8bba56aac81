import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets.signals.long_series.cutting import MOST_QUAKES, Cutter, cut
from foundation.errors import UserError
from tests.datasets.signals.series_made import made_series, plain_windows


def in_batches(signal, times, sizes):
    """The rows in batches of these sizes, again and again."""
    start, turn = 0, 0
    while start < len(signal):
        size = sizes[turn % len(sizes)]
        yield signal[start : start + size], times[start : start + size]
        start, turn = start + size, turn + 1


@settings(max_examples=60, deadline=None)
@given(
    lengths=st.lists(st.integers(2, 60), min_size=1, max_size=6),
    sizes=st.lists(st.integers(1, 40), min_size=1, max_size=4),
    window=st.integers(1, 9),
)
def test_windows_are_those_of_a_plain_loop_however_the_rows_come(lengths, sizes, window):
    signal, times = made_series(lengths)
    wanted = plain_windows(signal, times, window)
    got = cut(in_batches(signal, times, sizes), window)
    assert got.quakes.tolist() == [quake for quake, *_ in wanted]
    assert got.times.tolist() == [time for *_, time in wanted]
    assert np.array_equal(
        got.waves, np.array([wave for _, _, wave, _ in wanted]).reshape(-1, window)
    )
    assert [quake.rows for quake in got.found] == lengths
    assert [quake.windows for quake in got.found] == [length // window for length in lengths]
    assert got.step == 1


@settings(max_examples=60, deadline=None)
@given(
    lengths=st.lists(st.integers(2, 60), min_size=1, max_size=6),
    sizes=st.lists(st.integers(1, 40), min_size=1, max_size=4),
    room=st.integers(6, 20),
)
def test_without_room_windows_stay_evenly_spaced_in_each_quake(lengths, sizes, room):
    window = 3
    signal, times = made_series(lengths)
    got = cut(in_batches(signal, times, sizes), window, room * window)
    everything = plain_windows(signal, times, window)
    assert len(got.waves) <= room
    wanted = [found for found in everything if found[1] % got.step == 0]
    assert got.quakes.tolist() == [quake for quake, *_ in wanted]
    assert got.times.tolist() == [time for *_, time in wanted]
    assert [wave.tolist() for wave in got.waves] == [wave.tolist() for _, _, wave, _ in wanted]
    assert sum(quake.windows for quake in got.found) == len(everything)
    # One step less would not have had room.
    assert got.step == 1 or sum(f[1] % (got.step // 2) == 0 for f in everything) > room


def test_times_are_told_apart_that_single_precision_cannot():
    times = np.concatenate([1.469099983 - 1e-9 * np.arange(8), 1.469099983 - 1e-9 * np.arange(8)])
    assert len(np.unique(times.astype(np.float32))) == 1
    got = cut([(np.zeros(16), times)], 4)
    assert got.quakes.tolist() == [1, 1, 2, 2]
    assert np.diff(got.times[:2])[0] == pytest.approx(-4e-9, rel=1e-3)


def test_a_column_that_rises_is_no_time_to_failure():
    rising = np.arange(MOST_QUAKES + 1.0)
    with pytest.raises(UserError, match="--target: expected a time to failure, which rises"):
        cut([(rising, rising)], 4)


def test_more_quakes_than_there_is_room_for_windows_are_refused():
    signal, times = made_series([4, 4, 4])
    with pytest.raises(UserError, match="--window: expected windows of which one of each quake"):
        cut([(signal, times)], 4, 8)


def test_room_for_one_window_holds_the_first():
    cutter = Cutter(2, 1)
    cutter.take(np.arange(8.0), np.arange(8.0, 0, -1))
    assert cutter.windows().waves.tolist() == [[0, 1]]
