"""A folder of images, in whatever of the usual layouts it comes."""

from pathlib import Path

from datasets.image_files import ImageOptions
from datasets.labeled_images import LabeledImages
from experiment.progress import ProgressDisplay


def load_image_folder(
    path: Path,
    options: ImageOptions,
    *,
    name: str | None = None,
    title: str | None = None,
    provenance: str | None = None,
    display: ProgressDisplay | None = None,
) -> LabeledImages:
    raise NotImplementedError
