"""Animations: what they show, how long, and that they stay within their bound."""

import io

import numpy as np
import pytest
from PIL import Image, ImageSequence

from plots import gif

pytestmark = pytest.mark.filterwarnings("error")


def decode(data):
    """Return (pixels [f, h, w, 3], durations in milliseconds, loop) of a GIF."""
    picture = Image.open(io.BytesIO(data))
    frames, durations = [], []
    for frame in ImageSequence.Iterator(picture):
        frames.append(np.asarray(frame.convert("RGB")))
        durations.append(frame.info["duration"])
    return np.stack(frames), durations, picture.info.get("loop")


def growing(frames, images=4, side=8, channels=1):
    """Return snapshots whose frame f is flat grey of 10 + f."""
    values = np.arange(10, 10 + frames, dtype=np.uint8).reshape(-1, 1, 1, 1, 1)
    return np.broadcast_to(values, (frames, images, side, side, channels)).copy()


@pytest.fixture
def written(monkeypatch):
    """Return the lines of text of every frame, in the order they are written."""
    lines = []
    original = gif.fit_text

    def record(text, size, width):
        lines.append(text)
        return original(text, size, width)

    monkeypatch.setattr(gif, "fit_text", record)
    return lines


def test_frames_durations_hold_and_loop():
    data = gif.progress_gif([1, 10, 50, 100], growing(4), "7")
    frames, durations, loop = decode(data)
    assert len(frames) == 4
    assert durations == [400, 400, 400, 2000]
    assert loop == 0
    assert data[:6] == b"GIF89a"


def test_a_long_run_plays_in_about_eight_seconds():
    _, durations, _ = decode(gif.progress_gif(range(1, 81), growing(80), "7"))
    assert len(durations) == 80
    assert set(durations[:-1]) == {100}
    assert durations[-1] == 2000


def test_each_frame_names_class_and_epoch(written):
    gif.progress_gif([1, 10, 1500], growing(3), "$7_<b>", title="MNIST")
    assert written == [
        "MNIST, class $7_<b>", "epoch 1 of 1,500",
        "MNIST, class $7_<b>", "epoch 10 of 1,500",
        "MNIST, class $7_<b>", "epoch 1,500 of 1,500",
    ]  # fmt: skip


def test_the_text_of_frames_differs_in_pixels():
    images = np.zeros((2, 4, 8, 8, 1), np.uint8)
    frames, _, _ = decode(gif.progress_gif([1, 200], images, "7"))
    heading = 2 * (gif.TITLE_SIZE + 5)
    assert (frames[0][:heading] != frames[1][:heading]).any()
    np.testing.assert_array_equal(frames[0][heading:], frames[1][heading:])


def test_grey_pixels_survive_up_to_the_palette():
    frames, _, _ = decode(gif.progress_gif([1, 2], np.stack([growing(1)[0] * 12] * 2), "7"))
    center = frames[-1][-30, 60]
    assert abs(int(center[0]) - 120) <= 255 / gif.GREY_LEVELS
    assert center[0] == center[1] == center[2]


def test_colors_survive():
    images = np.zeros((2, 4, 16, 16, 3), np.uint8)
    images[..., 0] = 200
    frames, _, _ = decode(gif.progress_gif([1, 2], images, "apple"))
    np.testing.assert_allclose(frames[-1][-30, 60], [200, 0, 0], atol=8)


@pytest.mark.parametrize("shape", [(28, 28, 1), (64, 64, 3)])
def test_noise_of_200_frames_stays_within_3_megabytes(shape, written):
    noise = np.random.default_rng(0).integers(0, 256, (200, 16, *shape), dtype=np.uint8)
    data = gif.progress_gif(range(1, 201), noise, "noise")
    frames, durations, _ = decode(data)
    assert len(data) <= 3_000_000
    assert len(frames) >= gif.FEWEST_FRAMES
    assert durations[-1] == 2000
    last_pass = written[-2 * len(frames) :]
    assert last_pass[1] == "epoch 1 of 200" and last_pass[-1] == "epoch 200 of 200"


def test_a_tight_bound_shrinks_the_pictures():
    noise = np.random.default_rng(0).integers(0, 256, (50, 16, 64, 64, 1), dtype=np.uint8)
    wide = gif.progress_gif(range(1, 51), noise, "n", max_bytes=1_000_000)
    tight = gif.progress_gif(range(1, 51), noise, "n", max_bytes=60_000)
    assert len(wide) <= 1_000_000 and len(tight) <= 60_000
    assert decode(tight)[0].shape[1] < decode(wide)[0].shape[1]
    with pytest.raises(ValueError, match="max_bytes"):
        gif.progress_gif(range(1, 51), noise, "n", max_bytes=10)


def test_equal_input_gives_equal_bytes():
    images = np.random.default_rng(0).integers(0, 256, (5, 4, 8, 8, 3), dtype=np.uint8)
    first, second = (gif.progress_gif(range(5), images, "x") for _ in range(2))
    assert first == second


def test_one_snapshot_is_enough():
    frames, _, _ = decode_single(gif.progress_gif([3], growing(1), "7"))
    assert frames == 1


def decode_single(data):
    picture = Image.open(io.BytesIO(data))
    return picture.n_frames, picture.size, picture.mode


@pytest.mark.parametrize(
    ("epochs", "images"),
    [
        ([], growing(1)[:0]),
        ([1, 2], growing(3)),
        ([1], growing(1).astype(float)),
        ([1], growing(1)[0]),
    ],
)
def test_bad_snapshots_are_refused(epochs, images):
    with pytest.raises(ValueError, match="expected"):
        gif.progress_gif(epochs, images, "7")


def test_no_frame_at_all_is_refused():
    with pytest.raises(ValueError, match="at least one frame"):
        gif.encode_within(lambda frame, scale: None, 0, scale=1.0)


def test_spread_keeps_first_and_last():
    assert gif.spread(5, 10) == [0, 1, 2, 3, 4]
    assert gif.spread(200, 5) == [0, 50, 100, 149, 199]
    assert gif.spread(1000, 7)[0] == 0 and gif.spread(1000, 7)[-1] == 999


def test_mosaic_aligns_classes_by_epoch_and_names_those_that_ended(written):
    snapshots = {
        "0": ([1, 10, 20], growing(3)),
        "1": ([1, 10], growing(2)),
        "2": None,
    }
    frames, durations, _ = decode(gif.mosaic_gif(snapshots, title="digits"))
    assert len(frames) == 3 and durations[-1] == 2000
    assert written[:8] == [
        "0", "", "1", "", "2", "failed", "digits", "epoch 1 of 20",
    ]  # fmt: skip
    assert written[-8:] == [
        "0", "", "1", "ended at 10", "2", "failed", "digits", "epoch 20 of 20",
    ]  # fmt: skip


def test_mosaic_shows_the_latest_snapshot_up_to_the_epoch():
    bright = np.full((2, 4, 8, 8, 1), 0, np.uint8)
    bright[1] = 255
    snapshots = {"a": ([1, 3], bright), "b": ([1, 2, 3], growing(3) * 0)}
    frames, _, _ = decode(gif.mosaic_gif(snapshots))
    place = (2 * (gif.TITLE_SIZE + 5) + gif.MARGIN + 3, gif.MARGIN + 3)
    assert [int(frame[place][0]) for frame in frames] == [0, 0, 255]


def test_mosaic_without_failures_needs_no_line_for_notes(written):
    gif.mosaic_gif({"a": ([1, 2], growing(2)), "b": ([1, 2], growing(2))}, title="t")
    assert written == ["a", "b", "t", "epoch 1 of 2", "a", "b", "t", "epoch 2 of 2"]


def test_mosaic_of_forty_classes_with_awkward_names_and_numbers_of_images():
    rng = np.random.default_rng(0)
    snapshots = {
        f"<script>$_{index}{'ü' * 200}": (
            range(1, 31),
            rng.integers(0, 256, (30, 1 + index % 3, 28, 28, 1), dtype=np.uint8),
        )
        for index in range(40)
    }
    data = gif.mosaic_gif(snapshots)
    assert len(data) <= 3_000_000
    assert len(decode(data)[0]) >= gif.FEWEST_FRAMES


@pytest.mark.parametrize(
    ("count", "columns"), [(1, 1), (3, 3), (4, 4), (7, 4), (10, 5), (13, 5), (17, 6), (40, 8)]
)
def test_mosaic_columns(count, columns):
    assert gif.mosaic_columns(count) == columns


def test_mosaic_without_any_class_is_refused():
    with pytest.raises(ValueError, match="at least one class"):
        gif.mosaic_gif({"a": None})
