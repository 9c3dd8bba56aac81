"""The spoken digits: who is tested, and what is said of other files."""

import numpy as np
import pytest

from datasets.fetching.downloads import DownloadError
from datasets.signals import sources
from datasets.signals.options import SignalOptions
from datasets.signals.sources import load_spoken_digits
from foundation.errors import UserError
from tests.datasets.signals.made import write_folder


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Two digits of two speakers, seven times each, and a file of another name."""
    root = tmp_path_factory.mktemp("data")
    names = [f"{d}/{d}_{s}_{i}.wav" for d in "38" for s in ("ann", "bob") for i in range(7)]
    write_folder(root / "spoken_digits", [*names, "3/silly name.wav"])
    return root


def test_the_first_five_of_each_speaker_and_digit_are_the_official_test(place):
    data = load_spoken_digits(place, SignalOptions())
    assert data.class_names == ("3", "8") and len(data.examples) == 28 and data.groups is None
    assert (
        data.test_mask.sum() == 20 and np.bincount(data.labels[data.test_mask]).tolist() == [10] * 2
    )
    passed = {entry.file: entry.reason for entry in data.inspection.passed_over}
    assert passed == {"3/silly name.wav": "not named as 7_jackson_3.wav"}


def test_a_speaker_is_left_out_in_the_place_of_the_official_test(place):
    data = load_spoken_digits(place, SignalOptions(leave_out="bob"))
    assert data.test_mask.sum() == 14 and set(data.groups[data.test_mask]) == {1}
    assert set(data.groups[~data.test_mask]) == {0}


def test_what_is_not_there_and_cannot_be_fetched_is_a_sentence(tmp_path, monkeypatch):
    def refuse(*given, **options):
        raise DownloadError("no network")

    monkeypatch.setattr(sources, "fetch_files", refuse)
    with pytest.raises(UserError, match="neither found .* nor downloaded .no network."):
        load_spoken_digits(tmp_path, SignalOptions())


def test_a_folder_of_other_files_is_refused(tmp_path):
    write_folder(tmp_path / "spoken_digits", ["a/1.wav"])
    with pytest.raises(UserError, match="expected recordings named as 7_jackson_3.wav"):
        load_spoken_digits(tmp_path, SignalOptions())
