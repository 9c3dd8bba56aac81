"""Pictures for a page: light ones stay, heavy ones become WebP that shows the same."""

import io

import numpy as np
import pytest
from PIL import Image, ImageSequence

from plots import web_pictures
from plots.web_pictures import light


def encoded(frames, kind, **options):
    file = io.BytesIO()
    pictures = [Image.fromarray(frame) for frame in frames]
    if len(pictures) > 1:
        options |= {"save_all": True, "append_images": pictures[1:]}
    pictures[0].save(file, format=kind, **options)
    return file.getvalue()


@pytest.fixture(scope="module")
def frames():
    """Smooth waves that differ from frame to frame, 96x96x3."""
    grid = np.linspace(0, 6, 96)
    waves = [np.sin(grid[:, None] + shift) * np.cos(grid[None] * 2) for shift in range(4)]
    noise = np.random.default_rng(0).normal(0, 0.05, (4, 96, 96, 3))
    return [
        np.uint8(np.clip(wave[..., None] * [1, 0.5, 0.2] + one, -1, 1) * 127 + 128)
        for wave, one in zip(waves, noise)
    ]


@pytest.mark.parametrize(("kind", "count"), [("PNG", 1), ("GIF", 4)])
def test_a_light_picture_stays_as_it_is(frames, kind, count):
    content = encoded(frames[:count], kind)
    assert light(content) == (content, kind.lower())


@pytest.mark.parametrize(("kind", "count"), [("PNG", 1), ("GIF", 4)])
def test_a_heavy_one_becomes_a_smaller_webp_that_shows_the_same(frames, kind, count, monkeypatch):
    monkeypatch.setattr(web_pictures, "LIGHT_BYTES", 1000)
    durations = {"duration": [100, 200, 300, 2000], "loop": 0} if count > 1 else {}
    content = encoded(frames[:count], kind, **durations)
    smaller, found = light(content)
    assert found == "webp" and len(smaller) < len(content) / 2
    with Image.open(io.BytesIO(smaller)) as picture, Image.open(io.BytesIO(content)) as before:
        assert picture.format == "WEBP" and picture.size == (96, 96)
        assert getattr(picture, "n_frames", 1) == count
        pairs = list(
            zip(
                [np.asarray(f.convert("RGB"), float) for f in ImageSequence.Iterator(picture)],
                [np.asarray(f.convert("RGB"), float) for f in ImageSequence.Iterator(before)],
            )
        )
        for after, original in pairs:
            assert np.abs(after - original).mean() < 10
        if count > 1:
            picture.seek(3)
            picture.load()
            assert picture.info["duration"] == 2000
            assert picture.info["loop"] == 0
