"""Pictures made light enough to be carried inside a page."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageSequence

# WebP's own scale, 0..100: letters and thin lines show nothing of it at 80; what moves needs less.
STILL_QUALITY = 80
MOVING_QUALITY = 70
# Its scale of effort: in lossless files the size, too, hardly depends on it from here on.
_LOSSLESS_EFFORT = 60


def light(content: bytes) -> tuple[bytes, str]:
    """The lightest form of a PNG or GIF that looks the same.

    Drawings are smallest as WebP without loss, photographs with it; what neither makes smaller
    stays as it is.

    Args:
        content: A PNG, or a GIF with or without animation.

    Returns:
        The picture, with the same size, frames and durations, and its kind for a data URI: `png`,
        `gif` or `webp`.
    """
    kind = "gif" if content.startswith(b"GIF") else "png"
    forms = [(content, kind), *((form, "webp") for form in _as_webp(content))]
    return min(forms, key=lambda form: len(form[0]))


def pixel_size(picture: bytes | Path) -> tuple[int, int]:
    """Width and height of a picture or of the file of one."""
    with Image.open(io.BytesIO(picture) if isinstance(picture, bytes) else picture) as opened:
        return opened.size


def _as_webp(content: bytes) -> Iterator[bytes]:
    """Without loss, then with it."""
    with Image.open(io.BytesIO(content)) as picture:
        loop = picture.info.get("loop", 1)
        frames, durations = [], []
        for frame in ImageSequence.Iterator(picture):
            frames.append(frame.convert("RGB"))
            durations.append(frame.info.get("duration", 0))
    moves = len(frames) > 1
    animation = {"save_all": True, "duration": durations, "loop": loop} if moves else {}
    yield _encoded(frames, lossless=True, quality=_LOSSLESS_EFFORT, **animation)
    yield _encoded(frames, quality=MOVING_QUALITY if moves else STILL_QUALITY, **animation)


def _encoded(frames: Sequence[Image.Image], **options: Any) -> bytes:
    file = io.BytesIO()
    # The method is speed against size; beyond these, seconds bring nothing.
    method = 2 if len(frames) > 1 else 4
    frames[0].save(file, format="WEBP", append_images=frames[1:], method=method, **options)
    return file.getvalue()
