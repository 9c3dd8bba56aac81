"""What networks see of recordings, and the sound that is made of it."""

import numpy as np
import pytest

from datasets.signals.encodings import ENCODINGS, encoding_from, fit_encoding
from datasets.signals.kind import SignalKind
from datasets.signals.scaled import PEAK, to_int16, to_peak
from foundation.errors import UserError
from tests.datasets.signals.made import tone

ALIKE, AS_THEY_ARE = SignalKind(2048, 8000), SignalKind(2048, 8000, "dataset")
TONES = np.stack([tone(each, 2048 / 8000) for each in (300, 900, 2000)])


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("kind", [ALIKE, AS_THEY_ARE], ids=["alike", "as they are"])
def test_what_is_read_back_is_the_same_encoding(name, kind):
    stored = to_peak(TONES)
    encoding = fit_encoding(kind, stored, name)
    again = encoding_from(encoding.to_arrays())
    assert again == encoding and hash(again) == hash(encoding)
    assert np.array_equal(again.encode(stored), encoding.encode(stored))
    assert encoding.encode(stored).shape == (3, *encoding.shape)
    assert encoding.shape == ((32, 8, 1) if name == "mel" else (128, 16, 1))


@pytest.mark.parametrize("name", ENCODINGS)
def test_low_notes_are_at_the_bottom_and_time_goes_to_the_right(name):
    encoding = fit_encoding(ALIKE, None, name)
    late = np.concatenate([np.zeros((3, 1024)), TONES[:, :1024]], axis=1)
    pictures = encoding.encode(to_peak(late))[..., 0]
    rows = pictures.max(axis=2).argmax(axis=1)
    assert rows[0] > rows[1] > rows[2]
    columns = pictures.max(axis=1)
    assert (columns[:, : encoding.shape[1] // 2 - 2] == -1).all()
    assert (columns[:, -encoding.shape[1] // 2 + 2 :] > 0.5).all()


@pytest.mark.parametrize("name", ENCODINGS)
def test_sound_made_of_a_spectrum_has_its_notes(name):
    encoding = fit_encoding(ALIKE, None, name)
    back = encoding.decode(encoding.encode(to_peak(TONES)))
    assert back.dtype == np.int16 and np.abs(back).max(axis=1).tolist() == [PEAK] * 3
    found = np.abs(np.fft.rfft(back.astype(float))).argmax(axis=1) * 8000 / 2048
    np.testing.assert_allclose(found, [300, 900, 2000], rtol=0.1)


def test_the_same_spectrum_is_always_the_same_sound():
    encoding = fit_encoding(ALIKE, None)
    pictures = np.random.default_rng(0).uniform(-1, 1, (5, *encoding.shape)).astype(np.float32)
    together = encoding.decode(pictures)
    assert np.array_equal(encoding.decode(pictures), together)
    alone = encoding.decode(pictures[3:4])[0].astype(int)
    assert np.abs(alone - together[3]).max() <= 1


def test_loudness_is_kept_where_it_tells_classes_apart():
    stored = to_int16(np.stack([TONES[0] * 20000, TONES[0] * 2000]))
    encoding = fit_encoding(AS_THEY_ARE, stored)
    loud, quiet = encoding.encode(stored).max(axis=(1, 2, 3))
    assert loud == pytest.approx(1) and loud - quiet == pytest.approx(20 / 30, abs=0.01)
    back = np.abs(encoding.decode(encoding.encode(stored)).astype(float)).max(axis=1)
    assert 5 < back[0] / back[1] < 20
    assert np.ptp(fit_encoding(ALIKE, None).encode(stored).max(axis=(1, 2, 3))) == 0


def test_the_reference_of_loudness_is_of_training_recordings():
    with pytest.raises(ValueError, match="training recordings, got none"):
        fit_encoding(AS_THEY_ARE, None)


def test_silence_stays_silence():
    encoding = fit_encoding(ALIKE, None)
    nothing = np.zeros((2, 2048), np.int16)
    assert (encoding.encode(nothing) == -1).all()
    assert not encoding.decode(encoding.encode(nothing)).any()


@pytest.mark.parametrize("count", [0, 1])
def test_no_recording_and_one_have_the_form_of_many(count):
    encoding = fit_encoding(ALIKE, None)
    encoded = encoding.encode(to_peak(TONES)[:count])
    assert encoded.shape == (count, 32, 8, 1) and encoded.dtype == np.float32
    assert encoding.decode(encoded).shape == (count, 2048)


def test_what_is_no_spectrum_is_refused():
    encoding = fit_encoding(ALIKE, None)
    with pytest.raises(ValueError, match="not finite"):
        encoding.decode(np.full((1, *encoding.shape), np.nan, np.float32))
    with pytest.raises(ValueError, match="spectra must be"):
        encoding.decode(np.zeros((1, 3, 3, 1), np.float32))
    with pytest.raises(UserError, match="'mell'.*'mel'"):
        fit_encoding(ALIKE, None, "mell")
    with pytest.raises(UserError, match="found no such file"):
        encoding_from({})
