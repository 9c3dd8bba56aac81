"""Pictures for a page: the lightest form that shows the same."""

import io

import numpy as np
import pytest
from PIL import Image, ImageSequence

from plots import style, web_pictures
from plots.gif import progress_gif
from plots.web_pictures import light, pixel_size


def encoded(frames, kind, **options):
    file = io.BytesIO()
    pictures = [Image.fromarray(frame) for frame in frames]
    if len(pictures) > 1:
        options |= {"save_all": True, "append_images": pictures[1:]}
    pictures[0].save(file, format=kind, **options)
    return file.getvalue()


@pytest.fixture(scope="module")
def frames():
    """Smooth waves with a little noise that differ from frame to frame, 96x96x3."""
    grid = np.linspace(0, 6, 96)
    waves = [np.sin(grid[:, None] + shift) * np.cos(grid[None] * 2) for shift in range(4)]
    noise = np.random.default_rng(0).normal(0, 0.05, (4, 96, 96, 3))
    return [
        np.uint8(np.clip(wave[..., None] * [1, 0.5, 0.2] + one, -1, 1) * 127 + 128)
        for wave, one in zip(waves, noise)
    ]


@pytest.mark.parametrize(("kind", "count"), [("PNG", 1), ("GIF", 4)])
def test_photographs_become_a_smaller_webp_that_shows_the_same(frames, kind, count):
    durations = {"duration": [100, 200, 300, 2000], "loop": 0} if count > 1 else {}
    content = encoded(frames[:count], kind, **durations)
    smaller, found = light(content)
    assert found == "webp" and len(smaller) < len(content) / 2
    assert pixel_size(smaller) == pixel_size(content) == (96, 96)
    with Image.open(io.BytesIO(smaller)) as picture, Image.open(io.BytesIO(content)) as before:
        assert picture.format == "WEBP"
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


def test_a_drawing_loses_nothing():
    figure = style.new_figure(height=2)
    style.set_title(figure, "Letters and lines")
    figure.subplots().plot([0, 1, 2], [0, 2, 1])
    content = style.figure_to_png(figure)
    smaller, kind = light(content)
    assert kind == "webp" and len(smaller) < len(content) / 2
    pictures = [Image.open(io.BytesIO(each)).convert("RGB") for each in (content, smaller)]
    np.testing.assert_array_equal(*map(np.asarray, pictures))


def test_an_animation_of_flat_greys_loses_nothing():
    images = np.zeros((3, 16, 8, 8, 1), np.uint8)
    images[1:, :, 2:6] = 255
    content = progress_gif([1, 2, 3], images, "7")
    smaller, kind = light(content)
    assert kind == "webp" and len(smaller) < len(content)
    with Image.open(io.BytesIO(smaller)) as picture, Image.open(io.BytesIO(content)) as before:
        assert picture.n_frames == before.n_frames == 3
        for frame in range(3):
            picture.seek(frame)
            before.seek(frame)
            np.testing.assert_array_equal(
                np.asarray(picture.convert("RGB")), np.asarray(before.convert("RGB"))
            )


def test_what_nothing_makes_smaller_stays_as_it_is(frames, monkeypatch):
    content = encoded(frames, "GIF")
    monkeypatch.setattr(web_pictures, "_as_webp", lambda content: [content + b"more"] * 2)
    assert light(content) == (content, "gif")


def test_equal_pictures_have_equal_forms(frames):
    content = encoded(frames[:1], "PNG")
    assert light(content) == light(content)
