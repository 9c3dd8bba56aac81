"""Any image set of TensorFlow Datasets (TFDS) with one label or none, as image files."""

import dataclasses
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from datasets.dataset import Dataset
from datasets.fetching.readable_names import readable_name, slug
from datasets.fetching.tfds_prepare import DatasetUnavailable, damaged, find_place, open_prepared
from datasets.folder_layout import LabelledFile
from datasets.images.bundled import DIGITS_ARE_NOT_MIRROR_SAFE
from datasets.images.image_files import load_image_files
from datasets.images.kind import ImageKind
from datasets.images.options import ImageOptions
from datasets.inspection import PassedOver
from foundation.errors import UserError
from foundation.progress import ProgressDisplay

# TensorFlow takes seconds to import and is needed only where a data set is read.
if TYPE_CHECKING:
    import tensorflow_datasets as tfds

PREFIX = "tfds:"
BATCH = 256
_NAME = re.compile(r"[a-z][a-z0-9_]*(/[A-Za-z0-9][A-Za-z0-9_.+-]*)?(:\d+\.\d+\.\d+)?")
OFFICIAL_SPLITS = ("train", "validation", "test")
# Data sets of letters and digits, in which a mirror image lies.
_WRITTEN = {
    *("mnist", "emnist", "kmnist", "mnist_corrupted", "binarized_mnist", "moving_mnist"),
    *("svhn_cropped", "cmaterdb", "omniglot"),
}


@dataclasses.dataclass(frozen=True)
class ImageFeatures:
    """Which features of a TFDS data set hold the image and its label; None: it has no label."""

    image: str
    label: str | None


def load_tfds(
    dataset: str,
    data_dir: Path | None,
    options: ImageOptions,
    display: ProgressDisplay | None = None,
) -> Dataset:
    """A TFDS data set, decoded and looked over as the files of a folder are.

    Args:
        dataset: TFDS's name of it: `NAME` or `NAME/CONFIG`, maybe with `:VERSION`.
        data_dir: Where TFDS keeps data sets; None for `TFDS_DATA_DIR` or TFDS's default place.
        options: How the images are made to fit.
        display: Where progress goes.

    Returns:
        The images of the official splits train, validation and test where there is a train split
        and another one; else of all splits, undivided.

    Raises:
        UserError: TFDS knows no such data set, it is neither prepared nor to be had, has no images,
            several labels or sequences, or cannot be read.
    """
    check_name(dataset)
    place = find_place(data_dir)
    try:
        builder = open_prepared(
            dataset, place, splits=(), check=lambda builder: find_features(dataset, builder.info)
        )
    except DatasetUnavailable as reason:
        raise UserError(
            f"{PREFIX}{dataset} could be neither found nor downloaded ({reason}): run "
            f"'tfds build {dataset} --data_dir {place.path}' once with a connection to the "
            f"internet, or give --data-dir a folder in which TensorFlow Datasets has prepared it."
        ) from reason
    features = find_features(dataset, builder.info)
    with tempfile.TemporaryDirectory(prefix="tfds-", ignore_cleanup_errors=True) as scratch:
        files, passed_over = _write_files(builder, features, Path(scratch), display)
        data = load_image_files(
            files,
            passed_over,
            options,
            name=slug(f"tfds-{dataset}"),
            title=f"TFDS {dataset}",
            provenance=f"TensorFlow Datasets {builder.info.full_name}.",
            display=display,
        )
    if builder.name in _WRITTEN:
        kind = ImageKind.of(
            data.examples, mirror_safe=False, mirror_reason=DIGITS_ARE_NOT_MIRROR_SAFE
        )
        return dataclasses.replace(data, kind=kind)
    return data


def check_name(dataset: str) -> None:
    """Refuse what cannot be a name of TFDS.

    Raises:
        UserError: It has other characters or parts.
    """
    if not _NAME.fullmatch(dataset):
        raise UserError(
            f"{PREFIX}{readable_name(dataset)}: expected tfds:NAME or tfds:NAME/CONFIG with a name "
            f"as https://www.tensorflow.org/datasets/catalog lists it, found other characters."
        )


def find_features(dataset: str, info: "tfds.core.DatasetInfo") -> ImageFeatures:
    """The image and its label, as the data set itself pairs them or as they are usually called.

    Raises:
        UserError: There is no image, several, or more than one label.
    """
    import tensorflow_datasets as tfds

    features = dict(info.features) if hasattr(info.features, "keys") else {}
    # A subclass of Image holds masks, not pictures.
    images = [name for name, kind in features.items() if type(kind) is tfds.features.Image]
    labels = [name for name, kind in features.items() if type(kind) is tfds.features.ClassLabel]
    paired = info.supervised_keys or ()
    image = _choose(images, [*paired[:1], "image"])
    if image is None:
        found = ", ".join(features) or type(info.features).__name__
        many = f"several images ({', '.join(images)})" if images else f"no image among {found}"
        raise UserError(f"{PREFIX}{dataset}: expected a data set of single images, found {many}.")
    several = [name for name, kind in features.items() if _holds_many_labels(kind)]
    label = _choose(labels, [*paired[1:2], "label"])
    if several or (labels and label is None):
        raise UserError(
            f"{PREFIX}{dataset}: expected one label per image or none, found several in "
            f"{', '.join(several or labels)}."
        )
    return ImageFeatures(image, label)


def _choose(names: list[str], preferred: list[Any]) -> str | None:
    """The first preferred name that is there, else the only one."""
    chosen = [name for name in preferred if name in names]
    if chosen:
        return chosen[0]
    return names[0] if len(names) == 1 else None


def _holds_many_labels(feature: Any) -> bool:
    """Whether a feature is a sequence that holds labels, at any depth."""
    import tensorflow_datasets as tfds

    if isinstance(feature, tfds.features.Sequence):
        return _holds_label(feature.feature)
    if isinstance(feature, tfds.features.FeaturesDict):
        return any(_holds_many_labels(inner) for inner in feature.values())
    return False


def _holds_label(feature: Any) -> bool:
    import tensorflow_datasets as tfds

    if isinstance(feature, tfds.features.FeaturesDict):
        return any(_holds_label(inner) for inner in feature.values())
    return isinstance(feature, tfds.features.ClassLabel) or _holds_many_labels(feature)


def _write_files(
    builder: "tfds.core.DatasetBuilder",
    features: ImageFeatures,
    directory: Path,
    display: ProgressDisplay | None,
) -> tuple[list[LabelledFile], list[PassedOver]]:
    """The images as TFDS stores them, PNG or JPEG, in files that are named by numbers."""
    splits = _used_splits(list(builder.info.splits))
    names = _class_names(builder, features)
    files: list[LabelledFile] = []
    passed_over: list[PassedOver] = []
    total = sum(builder.info.splits[split].num_examples for split in splits)
    display = display or ProgressDisplay(Console(quiet=True))
    with display.task(f"Reading {builder.name}", total) as advance:
        for split, official in splits.items():
            (directory / split).mkdir()
            for number, (image, label) in enumerate(_records(builder, features, split)):
                shown = f"{split}/{number}"
                if not 0 <= label < len(names):
                    passed_over.append(PassedOver(file=shown, reason="no label"))
                    continue
                path = directory / split / f"{number:09d}"
                path.write_bytes(image)
                files.append(
                    LabelledFile(path=path, class_name=names[label], split=official, shown=shown)
                )
                advance(len(files) + len(passed_over))
    return files, passed_over


def _used_splits(splits: list[str]) -> dict[str, str | None]:
    """The splits to read, and what each counts as; None where the split is to be drawn."""
    official = [split for split in OFFICIAL_SPLITS if split in splits]
    if "train" in official and len(official) > 1:
        return {split: split for split in official}
    return {split: None for split in official or splits}


def _class_names(builder: "tfds.core.DatasetBuilder", features: ImageFeatures) -> list[str]:
    if features.label is None:
        return [builder.name]
    label = builder.info.features[features.label]
    return [readable_name(name) for name in label.names or map(str, range(label.num_classes))]


def _records(
    builder: "tfds.core.DatasetBuilder", features: ImageFeatures, split: str
) -> Iterator[tuple[bytes, int]]:
    """Pairs of encoded image and label, in the order of the records on disk."""
    import tensorflow as tf
    import tensorflow_datasets as tfds

    wanted = {features.image: True} | ({features.label: True} if features.label else {})
    skip = {features.image: tfds.decode.SkipDecoding()}
    try:
        records = builder.as_dataset(
            split=split,
            decoders=tfds.decode.PartialDecoding(wanted, decoders=skip),
            read_config=tfds.ReadConfig(try_autocache=False, interleave_cycle_length=1),
        )
        # In batches, because each step from TensorFlow to Python takes its time.
        for batch in records.batch(BATCH).as_numpy_iterator():
            images = batch[features.image]
            labels = batch[features.label] if features.label else [0] * len(images)
            yield from zip(images.tolist(), map(int, labels), strict=True)
    except (tf.errors.OpError, ValueError, OSError) as error:
        raise damaged(builder, f"{split} split, {type(error).__name__}") from error
