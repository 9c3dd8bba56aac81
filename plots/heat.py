"""Heat laid over images: where something is, in yellow to red on a grey image."""

import matplotlib
import numpy as np
from PIL import Image

from plots.tiles import check_images

COLORS = "autumn_r"  # yellow to red
STRONGEST = 0.8  # the part of the hottest place that is heat, the rest is image
_RISE = 0.7  # below 1 what is half as hot can be seen on black, too
_DARKEST, _LIGHTEST = 40, 215  # of the image, so that heat stands out from both
_GREY_WEIGHTS = np.array([0.299, 0.587, 0.114])  # of red, green and blue: ITU-R BT.601


def heated(images: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """Images in grey under their heat, each scaled to its own hottest place.

    Args:
        images: uint8 [n, h, w, 1 or 3].
        heat: float [n, h', w'], at least 0; enlarged with smooth transitions.

    Returns:
        uint8 [n, h, w, 3]; without any heat the image itself in grey, black and white softened.
    """
    pixels = check_images(images).astype(np.float64)
    grey = pixels if pixels.shape[-1] == 1 else (pixels @ _GREY_WEIGHTS)[..., np.newaxis]
    grey = _DARKEST + grey * (_LIGHTEST - _DARKEST) / 255
    size = images.shape[2], images.shape[1]
    shares = np.stack([_share(each, size) for each in heat])[..., np.newaxis]
    colors = 255 * matplotlib.colormaps[COLORS](shares[..., 0])[..., :3]
    part = STRONGEST * shares**_RISE
    return np.rint((1 - part) * grey + part * colors).astype(np.uint8)


def in_color(images: np.ndarray) -> np.ndarray:
    """Images uint8 [n, h, w, 1 or 3] with three channels, grey ones repeated."""
    return np.broadcast_to(check_images(images), (*images.shape[:3], 3))


def _share(heat: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Heat of one image, enlarged to (w, h), 0..1."""
    hottest = float(heat.max())
    if hottest <= 0:
        return np.zeros(size[::-1])
    scaled = Image.fromarray((heat / hottest).astype(np.float32))
    return np.clip(np.asarray(scaled.resize(size, Image.Resampling.BILINEAR), np.float64), 0, 1)
