"""The layer that hears computes what the reference in NumPy says."""

import numpy as np
import pytest

from datasets.signals.encodings import MEL_BANDS, SpectrumEncoding
from datasets.signals.spectra import Frames
from training.hearing import Hearing


@pytest.mark.parametrize("each_alike", [True, False])
@pytest.mark.parametrize("samples, rate", [(2048, 8000), (1500, 11025)])
def test_it_hears_what_the_encoding_sees(samples, rate, each_alike):
    frames = Frames(samples, rate)
    waves = np.random.default_rng(0).integers(-9000, 9000, (3, samples)).astype(np.int16)
    waves[1] //= 50
    waves[2] = 0
    reference = None if each_alike else frames.full_scale
    wanted = SpectrumEncoding("mel", frames, reference).encode(waves)
    heard = Hearing(samples, rate, MEL_BANDS, each_alike)(waves.astype(np.float32)).numpy()
    assert heard.shape == wanted.shape and (heard[2] == -1).all()
    np.testing.assert_allclose(heard, wanted, atol=2e-5)


def test_it_has_nothing_to_learn():
    layer = Hearing(2048, 8000, MEL_BANDS, True)
    layer.build((None, 2048))
    assert not layer.variables
