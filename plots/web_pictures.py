"""Pictures made light enough to be carried inside a page."""

import io

from PIL import Image, ImageSequence

# Of pictures up to this size nothing is gained; both numbers in bytes and WebP's own 0..100.
LIGHT_BYTES = 300_000
QUALITY = 70


def light(content: bytes) -> tuple[bytes, str]:
    """A PNG or GIF as it is where it is light, else as a WebP with the same frames and durations.

    Args:
        content: A PNG, or a GIF with or without animation.

    Returns:
        The picture, and its kind for a data URI: `png`, `gif` or `webp`.
    """
    kind = "gif" if content.startswith(b"GIF") else "png"
    if len(content) <= LIGHT_BYTES:
        return content, kind
    with Image.open(io.BytesIO(content)) as picture:
        frames, durations = [], []
        for frame in ImageSequence.Iterator(picture):
            frames.append(frame.convert("RGB"))
            durations.append(frame.info.get("duration", 0))
        loop = picture.info.get("loop", 1)
    file = io.BytesIO()
    frames[0].save(
        file,
        format="WEBP",
        quality=QUALITY,
        method=2,
        save_all=len(frames) > 1,
        append_images=frames[1:],
        duration=durations if len(frames) > 1 else 0,
        loop=loop,
    )
    smaller = file.getvalue()
    return (smaller, "webp") if len(smaller) < len(content) else (content, kind)
