import io

import numpy as np
import pytest
from PIL import Image, ImageSequence

from plots.latent_walk import walk_gif


@pytest.mark.parametrize("channels", [1, 3])
def test_every_step_is_a_frame_and_none_stays_longer(channels):
    frames = np.zeros((6, 4, 8, 8, channels), np.uint8)
    frames[:, 1] = np.linspace(0, 255, 6).round()[:, None, None, None]
    with Image.open(io.BytesIO(walk_gif(frames))) as picture:
        assert picture.info["loop"] == 0
        found = [frame.convert("L") for frame in ImageSequence.Iterator(picture)]
        durations = {frame.info["duration"] for frame in ImageSequence.Iterator(picture)}
    assert len(found) == 6 and len(durations) == 1
    scale = (found[0].width - 2) // 16
    right = [np.asarray(frame)[: 8 * scale, 8 * scale + 2 :].mean() for frame in found]
    assert right == sorted(right) and right[0] < 5 and right[-1] > 250
    assert np.asarray(found[-1])[: 8 * scale, : 8 * scale].max() < 5


def test_it_stays_within_its_bound():
    frames = np.random.default_rng(0).integers(0, 256, (12, 9, 28, 28, 1), np.uint8)
    assert len(walk_gif(frames, max_bytes=60_000)) <= 60_000
