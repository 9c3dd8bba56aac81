"""Animations of GANs while they learn, within a bound on their size."""

import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from plots.style import FONT_PATH, display_names, drawable
from plots.tiles import EMPTY, PAPER, check_images, resize_images, tile_images, to_picture

MAX_BYTES = 3_000_000
MOST_FRAMES = 120
FEWEST_FRAMES = 24  # before the pictures get smaller instead
SMALLEST_SCALE = 0.1
PLAY_MILLISECONDS = 8_000
HOLD_MILLISECONDS = 2_000
GREY_LEVELS = 32
COLORS = 128
FRAME_WIDTH = 340  # pixels that a frame with the pictures of one class aims at
MOSAIC_WIDTH = 560
NARROWEST_FRAME = 190  # pixels: room for "epoch 1,000 of 1,000"
TITLE_SIZE = 15
LABEL_SIZES = (14, 11)  # beneath wide and narrow pictures
NARROW_TILE = 90  # pixels
MARGIN = 4

Snapshots = tuple[Sequence[int], np.ndarray]
DrawFrame = Callable[[int, float], Image.Image]


def progress_gif(
    epochs: Sequence[int],
    images: np.ndarray,
    class_name: str,
    *,
    title: str = "",
    max_bytes: int = MAX_BYTES,
) -> bytes:
    """Show the same latents of one class at each snapshot.

    Args:
        epochs: int [f], rising, at least one.
        images: uint8 [f, m, h, w, c], c of 1 or 3.
        class_name: any text.
        title: what stands before the class, such as the data set.
        max_bytes: bound on the result; frames are dropped (never the first or the last), then
            pictures shrunk, until it holds.

    Returns:
        An endless GIF; each frame names its epoch, the last one stays for two seconds.

    Raises:
        ValueError: no frames, images of another type, or a bound that nothing can meet.
    """
    _check_snapshots(epochs, images)
    columns = math.ceil(math.sqrt(images.shape[1]))
    heading = ", ".join(part for part in (title, f"class {class_name}") if part)

    def draw(frame: int, scale: float) -> Image.Image:
        cells = resize_images(images[frame], scale)
        sheet = to_picture(tile_images(cells, columns=columns))
        return _with_heading(sheet, heading, _epoch_line(epochs[frame], epochs[-1]))

    scale = _starting_scale(FRAME_WIDTH, columns * images.shape[3])
    return encode_within(draw, len(epochs), scale=scale, max_bytes=max_bytes)


def mosaic_gif(
    snapshots: Mapping[str, Snapshots | None], *, title: str = "", max_bytes: int = MAX_BYTES
) -> bytes:
    """Show all classes learning side by side.

    Args:
        snapshots: class name -> (epochs int [f], images uint8 [f, m, h, w, c]), f differing
            between classes as it may; None for a class without any, whose place stays empty
            with the word "failed". At least one class has snapshots.
        title: what stands above, such as the data set.
        max_bytes: as for `progress_gif`.

    Returns:
        An endless GIF over all epochs at which any class has a snapshot; each class shows its
        latest one up to then, and the epoch it ended at where that was earlier.

    Raises:
        ValueError: no class has snapshots, or as for `progress_gif`.
    """
    known = {name: found for name, found in snapshots.items() if found is not None}
    if not known:
        raise ValueError("a mosaic needs the snapshots of at least one class, received none")
    for epochs, images in known.values():
        _check_snapshots(epochs, images)
    timeline = sorted({int(epoch) for epochs, _ in known.values() for epoch in epochs})
    layout = _Mosaic.plan(snapshots, title or "all classes")

    def draw(frame: int, scale: float) -> Image.Image:
        return layout.draw(timeline[frame], timeline[-1], scale)

    return encode_within(draw, len(timeline), scale=layout.scale, max_bytes=max_bytes)


@dataclass(frozen=True, kw_only=True)
class _Mosaic:
    """Where the classes stand and how many images each of them shows."""

    snapshots: Mapping[str, Snapshots | None]
    labels: Sequence[str]
    heading: str
    columns: int
    side: int
    image_shape: tuple[int, int, int]

    @classmethod
    def plan(cls, snapshots: Mapping[str, Snapshots | None], heading: str) -> "_Mosaic":
        first = next(found for found in snapshots.values() if found is not None)[1]
        count = len(snapshots)
        wanted = 3 if count <= 4 else 2 if count <= 16 else 1
        return cls(
            snapshots=snapshots,
            labels=display_names(snapshots),
            heading=heading,
            columns=mosaic_columns(count),
            side=min(wanted, max(1, math.isqrt(first.shape[1]))),
            image_shape=first.shape[2:],
        )

    @property
    def has_notes(self) -> bool:
        """Whether any class failed or ended early, which takes a line in every frame."""
        ends = {found[0][-1] if found is not None else None for found in self.snapshots.values()}
        return len(ends) > 1

    @property
    def scale(self) -> float:
        return _starting_scale(MOSAIC_WIDTH, self.columns * self.side * self.image_shape[1])

    def draw(self, epoch: int, last_epoch: int, scale: float) -> Image.Image:
        tiles = [
            self._draw_class(found, label, epoch, scale)
            for found, label in zip(self.snapshots.values(), self.labels, strict=True)
        ]
        sheet = to_picture(tile_images(np.stack(tiles), columns=self.columns, padding=MARGIN))
        return _with_heading(sheet, self.heading, _epoch_line(epoch, last_epoch))

    def _draw_class(
        self, found: Snapshots | None, label: str, epoch: int, scale: float
    ) -> np.ndarray:
        cells = np.full((self.side**2, *self.image_shape), EMPTY, np.uint8)
        if found is None:
            note = "failed"
        else:
            epochs, images = found
            index = max(0, int(np.searchsorted(epochs, epoch, side="right")) - 1)
            shown = images[index][: self.side**2]
            cells[: len(shown)] = shown
            note = f"ended at {epochs[-1]:,}" if epochs[-1] < epoch else ""
        sheet = tile_images(resize_images(cells, scale), columns=self.side, padding=1)
        return _with_lines(sheet, (label, note) if self.has_notes else (label,))


def mosaic_columns(count: int) -> int:
    """Return how many classes stand in a row: wider than high, few empty places at the end."""
    if count <= 4:
        return count
    candidates = range(math.isqrt(count), math.isqrt(2 * count) + 2)
    return min(candidates, key=lambda columns: (-count % columns, -columns))


def encode_within(
    draw: DrawFrame,
    frame_count: int,
    *,
    scale: float,
    max_bytes: int = MAX_BYTES,
    hold: int | None = HOLD_MILLISECONDS,
) -> bytes:
    """Encode frames as GIF, with fewer and then smaller frames until the bound holds.

    Args:
        draw: (frame index, scale) -> picture of mode L or RGB.
        frame_count: frames there are, at least one.
        scale: enlargement to begin with.
        max_bytes: most bytes of the result.
        hold: milliseconds that the last frame stays; None: no longer than the others.

    Raises:
        ValueError: the bound cannot be met, or there is no frame.
    """
    if frame_count < 1:
        raise ValueError("an animation needs at least one frame, received none")
    limit = min(frame_count, MOST_FRAMES)
    while True:
        data = _encode([draw(index, scale) for index in spread(frame_count, limit)], hold)
        if len(data) <= max_bytes:
            return data
        fitting = int(limit * max_bytes / len(data) * 0.97)
        if limit > FEWEST_FRAMES:
            limit = max(FEWEST_FRAMES, min(limit - 1, fitting))
        elif scale > SMALLEST_SCALE:
            scale = scale - 1 if scale > 1 else scale * 0.75
        elif limit > 2:
            limit = max(2, limit // 2)
        else:
            raise ValueError(f"max_bytes: {max_bytes} is too small for any animation")


def _check_snapshots(epochs: Sequence[int], images: np.ndarray) -> None:
    if images.ndim != 5 or not len(images) or len(epochs) != len(images):
        raise ValueError(
            f"expected images [f, m, h, w, c] of f >= 1 epochs, "
            f"received {images.shape} and {len(epochs)} epochs"
        )
    check_images(images[0])


def spread(count: int, limit: int) -> list[int]:
    """Return at most `limit` evenly spread indices below `count`, first and last included."""
    if count <= limit:
        return list(range(count))
    return [round(place) for place in np.linspace(0, count - 1, limit)]


def _encode(frames: Sequence[Image.Image], hold: int | None) -> bytes:
    reduced = _reduce_colors(frames)
    pause = _frame_milliseconds(len(frames))
    durations = [pause] * (len(frames) - 1) + [pause if hold is None else hold]
    buffer = io.BytesIO()
    reduced[0].save(
        buffer, format="GIF", save_all=True, append_images=reduced[1:],
        duration=durations, loop=0, optimize=False, disposal=1,
    )  # fmt: skip
    return buffer.getvalue()


def _frame_milliseconds(frame_count: int) -> int:
    """Return a pause in whole hundredths of a second, the unit of GIF."""
    return 10 * round(min(400, max(60, PLAY_MILLISECONDS / frame_count)) / 10)


def _reduce_colors(frames: Sequence[Image.Image]) -> list[Image.Image]:
    """Give all frames one palette: evenly spaced greys, or the colours that fit best."""
    if all(frame.mode == "L" for frame in frames):
        return [_to_grey_palette(frame) for frame in frames]
    some = [frames[index] for index in spread(len(frames), 8)]
    sheet = np.concatenate([np.asarray(frame) for frame in some])
    palette = Image.fromarray(sheet).quantize(COLORS, method=Image.Quantize.MEDIANCUT)
    return [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]


def _to_grey_palette(frame: Image.Image) -> Image.Image:
    levels = np.asarray(frame).astype(np.uint16) * (GREY_LEVELS - 1)
    indices = ((levels + 127) // 255).astype(np.uint8)
    greys = np.linspace(0, 255, GREY_LEVELS).round().astype(int)
    reduced = Image.frombytes("P", frame.size, indices.tobytes())
    reduced.putpalette(np.repeat(greys, 3).tolist())
    return reduced


def _starting_scale(width: int, pixels: int) -> float:
    return float(round(width / pixels)) if pixels <= width else width / pixels


def _epoch_line(epoch: int, last_epoch: int) -> str:
    return f"epoch {epoch:,} of {last_epoch:,}"


def _with_heading(sheet: Image.Image, first_line: str, second_line: str) -> Image.Image:
    """Put two lines of text above a sheet, which is centred if the text needs more width."""
    line = TITLE_SIZE + 5
    width = max(sheet.width, NARROWEST_FRAME) + 2 * MARGIN
    paper = PAPER if sheet.mode == "L" else (PAPER,) * 3
    frame = Image.new(sheet.mode, (width, sheet.height + 2 * line + 2 * MARGIN), paper)
    frame.paste(sheet, ((width - sheet.width) // 2, 2 * line + MARGIN))
    _write(frame, (MARGIN, 2), first_line, TITLE_SIZE, width - 2 * MARGIN)
    _write(frame, (MARGIN, 2 + line), second_line, TITLE_SIZE, width - 2 * MARGIN)
    return frame


def _with_lines(sheet: np.ndarray, lines: Sequence[str]) -> np.ndarray:
    """Write lines of text under the pictures of a class."""
    size = LABEL_SIZES[sheet.shape[1] < NARROW_TILE]
    height = size + 4
    space = np.full((len(lines) * height, *sheet.shape[1:]), PAPER, np.uint8)
    picture = to_picture(np.concatenate([sheet, space]))
    for number, text in enumerate(lines):
        place = (1, sheet.shape[0] + number * height)
        _write(picture, place, text, size, picture.width)
    return np.asarray(picture).reshape(picture.height, picture.width, -1)


def _write(picture: Image.Image, place: tuple[int, int], text: str, size: int, width: int) -> None:
    color = 0 if picture.mode == "L" else (0, 0, 0)
    ImageDraw.Draw(picture).text(place, fit_text(text, size, width), color, _font(size))


@lru_cache(maxsize=4096)
def fit_text(text: str, size: int, width: int) -> str:
    """Shorten text of a font size with an ellipsis until it is at most `width` pixels wide."""
    kept = drawable(text)
    while len(kept) > 1 and _font(size).getlength(kept) > width:
        kept = kept.rstrip("…")[:-1] + "…"
    return kept


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_PATH), size)
