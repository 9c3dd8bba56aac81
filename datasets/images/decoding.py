"""One image file as pixels of the size that the networks get: told by content, of any kind.

Pillow opens the file; what it does not do by itself is here: 16-bit grey levels are scaled instead
of clipped, transparent pixels lie on white, the camera's rotation is undone, and whatever a hostile
file can raise becomes a reason.
"""

import contextlib
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

# As much memory as one image may take while it is decoded.
MOST_BYTES = 400_000_000
# What Pillow holds for each pixel, conversions and the copy for resizing included.
_BYTES_PER_PIXEL = {"1": 2, "L": 1, "P": 9, "RGB": 4}
_BYTES_PER_OTHER_PIXEL = 8
# Reductions by whole factors stop this far above the wanted size; Lanczos does the rest.
REDUCING_GAP = 3.0
# These run other programs or only name data that Pillow cannot read.
_REFUSED_FORMATS = {"EPS", "WMF", "BUFR", "GRIB", "HDF5", "MPEG"}
_ORIENTATION_TAG = 0x0112
# What undoes each EXIF orientation; 1 is upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_TURNED = (5, 6, 7, 8)


class UnusableImage(Exception):
    """A file is no image that can be used; the text is a few words that say why."""


@dataclass(frozen=True)
class Header:
    """What a file says of its image before it is decoded."""

    width: int
    height: int
    mode: str
    length: int
    """Of the file, in bytes."""

    @property
    def decoding_bytes(self) -> int:
        """About how much memory the image takes while it is decoded."""
        return _decoding_bytes(self.width, self.height, self.mode)


@contextlib.contextmanager
def strict_pillow() -> Iterator[None]:
    """Pillow's warnings as this module needs them: large images raise, oddities are silent.

    Filters of warnings belong to the whole process, so this is for the thread that starts the
    others, around all of their work.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


def read_header(file: BinaryIO, length: int) -> Header:
    """Size and mode of an image.

    Args:
        file: Open for reading, at its beginning.
        length: Of the file, in bytes.

    Raises:
        UnusableImage: It is no image, or a decompression bomb.
    """
    with _reasons(), _opened(file) as image:
        return Header(*image.size, image.mode, length)


def decode(file: BinaryIO, height: int, width: int, fit: str) -> npt.NDArray[np.uint8]:
    """The first frame of an image file, made to fit.

    Args:
        file: Open for reading, at its beginning.
        height: Of the result, in pixels.
        width: Of the result, in pixels.
        fit: One of `plan.config.FITS`.

    Returns:
        uint8 `[height, width, 3]`; the channels of a grey image are equal.

    Raises:
        UnusableImage: It is no image, is damaged or truncated, or a decompression bomb.
    """
    with _reasons(), _opened(file) as image:
        # A JPEG can be read at an eighth of its size.
        wanted = int(REDUCING_GAP * max(height, width))
        image.draft(image.mode, (wanted, wanted))
        if _decoding_bytes(*image.size, image.mode) > MOST_BYTES:
            raise UnusableImage(f"decompression bomb: {image.width:,} x {image.height:,} pixels")
        image.load()
        orientation = _orientation(image)
        target = (height, width) if orientation in _TURNED else (width, height)
        fitted = _on_white(_FIT[fit](_plain_mode(image), target))
        if orientation in _UPRIGHT:
            fitted = fitted.transpose(_UPRIGHT[orientation])
        return np.asarray(fitted)


def _decoding_bytes(width: int, height: int, mode: str) -> int:
    return width * height * _BYTES_PER_PIXEL.get(mode, _BYTES_PER_OTHER_PIXEL)


@contextlib.contextmanager
def _reasons() -> Iterator[None]:
    """Every way in which reading a file can fail, as `UnusableImage`."""
    try:
        yield
    except UnusableImage:
        raise
    except UnidentifiedImageError:
        raise UnusableImage("not an image, or damaged from its beginning") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnusableImage("decompression bomb: too many pixels") from None
    # Decoders of some forty formats meet any bytes here; what they raise is not a closed list.
    except Exception as error:
        if "truncated" in str(error).lower():
            raise UnusableImage("truncated") from None
        raise UnusableImage(f"damaged ({type(error).__name__})") from None


def _opened(file: BinaryIO) -> Image.Image:
    return Image.open(file, formats=_formats())


@lru_cache(maxsize=1)
def _formats() -> tuple[str, ...]:
    Image.init()
    # Those of everyday use first, because they are tried one after the other.
    usual = [name for name in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "PPM")]
    others = [name for name in Image.OPEN if name not in usual]
    return tuple(name for name in usual + others if name not in _REFUSED_FORMATS)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION_TAG, 1))
    except Exception:  # a good picture does not become a bad one by its notes
        return 1


def _plain_mode(image: Image.Image) -> Image.Image:
    """The image in a mode that can be resized: L, RGB, or RGBA where it is transparent."""
    if image.mode.startswith("I") or image.mode == "F":
        return Image.fromarray(_grey_levels(image))
    if "transparency" in image.info or image.mode in ("LA", "La", "PA", "RGBA", "RGBa"):
        plain = image.convert("LA") if image.mode == "La" else image
        return plain.convert("RGBA")
    mode = "L" if image.mode in ("1", "L") else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _grey_levels(image: Image.Image) -> npt.NDArray[np.uint8]:
    """Grey levels of more than 8 bits, scaled to 0..255 from the range that their kind has.

    Where the file does not tell the range (TIFF's wide numbers), it is the smallest of 0..1 (only
    for fractions), 0..255 and 0..65535 that holds all values, else the values' own.
    """
    values = np.asarray(image)
    if not np.isfinite(values).all():
        raise UnusableImage("damaged (values that are not finite)")
    low, high = 0.0, 65535.0
    if not (image.mode.startswith("I;16") or image.format in ("PNG", "PPM")):
        low, high = _range_of(float(values.min()), float(values.max()), image.mode == "F")
    scaled = values.astype(np.float32)
    scaled -= np.float32(low)
    scaled *= np.float32(255.0 / ((high - low) or 1.0))
    return np.rint(scaled, out=scaled).clip(0, 255).astype(np.uint8)


def _range_of(least: float, most: float, fractions: bool) -> tuple[float, float]:
    for top in (1.0, 255.0, 65535.0) if fractions else (255.0, 65535.0):
        if least >= 0 and most <= top:
            return 0.0, top
    return least, most


def _resized(
    image: Image.Image, size: tuple[int, int], box: tuple[float, float, float, float] | None = None
) -> Image.Image:
    return image.resize(size, Image.Resampling.LANCZOS, box, reducing_gap=REDUCING_GAP)


def _crop(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The largest part around the centre that has the wanted shape."""
    scale = min(image.width / size[0], image.height / size[1])
    left = (image.width - scale * size[0]) / 2
    top = (image.height - scale * size[1]) / 2
    box = (max(left, 0), max(top, 0), min(image.width - left, image.width), image.height - top)
    return _resized(image, size, (*box[:3], min(box[3], image.height)))


def _pad(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The whole image, its outermost pixels repeated: a frame of one colour would be learnt."""
    scale = min(size[0] / image.width, size[1] / image.height)
    inner = [max(1, round(scale * side)) for side in image.size]
    pixels = np.asarray(_resized(image, (inner[0], inner[1])))
    missing = [size[1] - inner[1], size[0] - inner[0]]
    around = [(extra // 2, extra - extra // 2) for extra in missing]
    return Image.fromarray(np.pad(pixels, around + [(0, 0)] * (pixels.ndim - 2), mode="edge"))


_FIT: dict[str, Callable[[Image.Image, tuple[int, int]], Image.Image]] = {
    "crop": _crop,
    "pad": _pad,
    "stretch": _resized,
}


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")
