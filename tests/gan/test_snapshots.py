import numpy as np
import pytest

from gan.snapshots import Snapshots, milestone_epochs, snapshot_epochs

LENGTHS = [1, 2, 9, 10, 11, 40, 41, 49, 50, 51, 99, 100, 101, 360, 1000, 31_415]


@pytest.mark.parametrize("epochs", LENGTHS)
def test_milestones_and_the_last_epoch_are_among_the_snapshots(epochs):
    chosen = snapshot_epochs(epochs)
    expected = {epoch for epoch in (1, 10, 50, 100) if epoch <= epochs} | {epochs}
    assert expected <= set(chosen)
    assert set(milestone_epochs(epochs)) == expected


@pytest.mark.parametrize("epochs", LENGTHS)
def test_snapshots_ascend_within_the_training_and_are_few(epochs):
    for chosen in (snapshot_epochs(epochs), milestone_epochs(epochs)):
        assert list(chosen) == sorted(set(chosen))
        assert chosen[0] == 1 and chosen[-1] == epochs
    assert len(snapshot_epochs(epochs)) <= min(epochs, 40 + 4)
    assert len(milestone_epochs(epochs)) <= 5


def test_a_short_training_is_drawn_after_every_epoch():
    assert snapshot_epochs(7) == (1, 2, 3, 4, 5, 6, 7)
    assert snapshot_epochs(40) == tuple(range(1, 41))


def test_known_values():
    assert milestone_epochs(5) == (1, 5)
    assert milestone_epochs(360) == (1, 10, 50, 100, 360)
    assert snapshot_epochs(120, at_most=3) == (1, 10, 50, 60, 100, 120)


def test_spread_is_even():
    gaps = np.diff([epoch for epoch in snapshot_epochs(1000) if epoch not in (10, 50, 100)])
    assert gaps.max() <= 2 * gaps.min()


def test_round_trip(tmp_path, smooth_images):
    images = smooth_images(48, 8, 3).reshape(3, 16, 8, 8, 3)
    written = Snapshots(np.array([1, 10, 31], np.int64), images)
    path = tmp_path / "not" / "yet" / "snapshots.npz"
    written.save(path)
    read = Snapshots.load(path)
    assert read.epochs.dtype == np.int64 and read.epochs.tolist() == [1, 10, 31]
    assert read.images.dtype == np.uint8 and np.array_equal(read.images, images)
    assert [file.name for file in path.parent.iterdir()] == ["snapshots.npz"]
