"""Labelled image files of any kind and size, as one array, with what is to be said of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from datasets.dataset import Dataset
from datasets.file_inspection import FileOutcome, inspect_files, left_out_classes
from datasets.folder_layout import LabelledFile
from datasets.images.decode_cache import DecodedFiles
from datasets.images.decoded_files import ImageSource, decode_files, keep_rows, read_headers
from datasets.images.decoding import Header, UnusableImage
from datasets.images.kind import ImageKind
from datasets.images.options import ImageOptions
from datasets.inspection import PassedOver
from foundation.errors import UserError
from foundation.progress import ProgressDisplay

MIRROR_REASON = (
    "a mirror image of a photo is taken to keep its label; for letters, digits and the like choose "
    "--augmentation affine"
)
# Sides that are kept as they are; the networks are not made for fewer pixels.
_NATIVE_SIDES = range(8, 33)
_SMALL_SIDE, _LARGE_SIDE = 32, 64


def load_image_files(
    files: Sequence[LabelledFile],
    passed_over: Sequence[PassedOver],
    options: ImageOptions,
    *,
    name: str,
    title: str,
    provenance: str,
    display: ProgressDisplay | None = None,
) -> Dataset:
    """Decode image files and look them over.

    Args:
        files: What may be images; the order does not matter.
        passed_over: What was sorted out before, for the list.
        options: Size, fit and strictness.
        name: What paths and tables say.
        title: What titles say.
        provenance: One sentence: source and licence.
        display: Shows the progress; None: nobody does.

    Returns:
        The usable images by class, official splits first, with `inspection` set; grey where all
        of them are.

    Raises:
        UserError: Nothing is usable, every class is left out, or (with `strict`) the same pixels
            stand under two classes.
    """
    files = sorted(files, key=lambda file: (file.class_name, file.split or "", file.path))
    headers = read_headers([file.path for file in files], display)
    decoded, outcomes = _decode(files, headers, options, display)
    if not len(decoded.images):
        raise _nothing_usable(title, outcomes, passed_over)
    left_out = left_out_classes(outcomes, options.min_images, ImageKind.nouns)
    used = [file for file, outcome in zip(files, outcomes, strict=True) if not outcome.reason]
    kept = np.array([file.class_name not in left_out for file in used])
    if not kept.any():
        reasons = ", ".join(f"{name!r} ({reason})" for name, reason in list(left_out.items())[:5])
        raise UserError(f"{title}: --min-images leaves out every class: {reasons}.")
    images = keep_rows(decoded.images, kept, decoded.images.shape[-1])
    used = [file for file, keep in zip(used, kept, strict=True) if keep]
    class_names = tuple(sorted({file.class_name for file in used}))
    data = Dataset(
        name=name,
        title=title,
        kind=ImageKind.of(images, mirror_safe=True, mirror_reason=MIRROR_REASON),
        examples=images,
        labels=np.searchsorted(class_names, [file.class_name for file in used]).astype(np.int64),
        class_names=class_names,
        test_mask=_mask(used, "test"),
        validation_mask=_mask(used, "validation"),
        provenance=f"{provenance} {_treatment(images, options, headers)}",
    )
    return inspect_files(data, outcomes, passed_over, left_out, strict=options.strict)


def choose_size(headers: Sequence[Header]) -> tuple[int, int]:
    """Height and width for images of these sizes.

    Their own where all have the same one and both sides are 8 to 32 pixels; else 32x32 where no
    image is larger than that; else 64x64.
    """
    sizes = {(header.height, header.width) for header in headers}
    height, width = next(iter(sizes)) if len(sizes) == 1 else (0, 0)
    if height in _NATIVE_SIDES and width in _NATIVE_SIDES:
        return height, width
    largest = max((side for size in sizes for side in size), default=0)
    side = _SMALL_SIDE if largest <= _SMALL_SIDE else _LARGE_SIDE
    return side, side


def _decode(
    files: Sequence[LabelledFile],
    headers: Sequence[Header | UnusableImage],
    options: ImageOptions,
    display: ProgressDisplay | None,
) -> tuple[DecodedFiles, list[FileOutcome]]:
    """The decoded images, and what became of each file."""
    reasons = [str(header) if isinstance(header, UnusableImage) else "" for header in headers]
    sources = {
        index: ImageSource(file.path, repr((file.class_name, file.split, file.path.name)), header)
        for index, (file, header) in enumerate(zip(files, headers, strict=True))
        if isinstance(header, Header)
    }
    decoded = DecodedFiles(np.empty((0, 1, 1, 1), np.uint8), ())
    if sources:
        decoded = _decode_at_chosen_size(list(sources.values()), options, display)
    for index, reason in zip(sources, decoded.reasons, strict=True):
        reasons[index] = reason
    outcomes = [
        FileOutcome(
            file=file.shown_name,
            class_name=file.class_name,
            split=file.split,
            reason=reason,
            **(_told_of(header) if isinstance(header, Header) else {}),
        )
        for file, header, reason in zip(files, headers, reasons, strict=True)
    ]
    return decoded, outcomes


def _told_of(header: Header) -> dict[str, Any]:
    """What is said of an image that is used."""
    size = f"{header.width}x{header.height}"
    return {"extent": header.width * header.height, "size": size, "form": header.mode}


def _decode_at_chosen_size(
    sources: list[ImageSource], options: ImageOptions, display: ProgressDisplay | None
) -> DecodedFiles:
    side = options.image_size
    if side is not None:
        return decode_files(sources, side, side, options.fit, display)
    size = choose_size([source.header for source in sources])
    decoded = decode_files(sources, *size, options.fit, display)
    usable = [source.header for source, why in zip(sources, decoded.reasons) if not why]
    better = choose_size(usable)
    # A damaged file must not have a say in the size.
    return decoded if better == size else decode_files(sources, *better, options.fit, display)


def _mask(files: Sequence[LabelledFile], split: str) -> np.ndarray | None:
    mask = np.array([file.split == split for file in files])
    return mask if mask.any() else None


def _treatment(
    images: np.ndarray, options: ImageOptions, headers: Sequence[Header | UnusableImage]
) -> str:
    """One sentence on what was done to the pixels."""
    height, width, channels = images.shape[1:]
    sizes = {(found.height, found.width) for found in headers if isinstance(found, Header)}
    done = f"{height}x{width} pixels, {'grey' if channels == 1 else 'RGB'}"
    if sizes == {(height, width)}:
        return f"Native size: {done}."
    return f"Resized by Lanczos ({options.fit}) to {done}; transparent parts on white."


def _nothing_usable(
    title: str, outcomes: Sequence[FileOutcome], passed_over: Sequence[PassedOver]
) -> UserError:
    everything = [outcome.passed_over for outcome in outcomes] + list(passed_over)
    found = PassedOver.summary(everything) or "no file at all"
    return UserError(f"{title}: expected images, found none that can be used: {found}.")
