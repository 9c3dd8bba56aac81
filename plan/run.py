"""What every stage works on: the study's data, plan, directory and means of speaking."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from arms.catalog import ArmSources
from augmentation.policies import AugmentationPolicy, change_policy, choose_policy
from datasets.dataset import LabeledImages
from datasets.images.pixels import resize_lanczos, to_rgb
from datasets.splits import Split, draw_split
from foundation.progress import ProgressDisplay
from foundation.workers import Workers
from plan.config import ExperimentConfig
from plan.graph import Plan, PlannedUnit
from plan.run_directory import RunDirectory, load_arrays, save_arrays
from plan.timing import Timing
from training.checkpoint import Checkpoint


def choose_classes(data: LabeledImages, config: ExperimentConfig) -> LabeledImages:
    """The selected classes, or all of them, pooled into one where the config asks for it.

    Raises:
        UserError: An unknown class.
    """
    selected = data.select_classes(config.classes or data.class_names)
    return selected.pool_classes() if config.pool_classes else selected


def prepare_images(data: LabeledImages, config: ExperimentConfig) -> LabeledImages:
    """The selected classes at the size and with the channels that the config asks for.

    Args:
        data: As the catalog loads it.
        config: `classes`, `pool_classes`, `image_size`, `rgb`.

    Returns:
        The same kind of data; `provenance` says what was done to the pixels.

    Raises:
        UserError: An unknown class.
    """
    selected = choose_classes(data, config)
    images, done = selected.images, ""
    side = config.image_size
    if side is not None and images.shape[1:3] != (side, side):
        images = resize_lanczos(images, side, rgb=config.rgb)
        done += f" Resized to {side}x{side} (Lanczos)."
    elif config.rgb:
        images = to_rgb(images)
    if config.rgb and data.image_shape[-1] == 1:
        done += " Grey repeated in three channels."
    return dataclasses.replace(selected, images=images, provenance=selected.provenance + done)


def draw_study_split(data: LabeledImages, config: ExperimentConfig) -> Split:
    """Draw the split that the config describes.

    Args:
        data: As `prepare_images` returns it.
        config: `split_seed`, `samples_per_class`, `selection`.

    Raises:
        UserError: A class has too few images for it.
    """
    return draw_split(
        data,
        split_seed=config.split_seed,
        samples_per_class=config.samples_per_class,
        selection=config.selection,
    )


@dataclass(frozen=True, kw_only=True)
class Study:
    """One study at work."""

    config: ExperimentConfig
    data: LabeledImages
    """The selected classes, pixels as the networks get them."""
    plan: Plan
    run_directory: RunDirectory
    display: ProgressDisplay
    timing: Timing
    trained: list[str] = field(default_factory=list)
    """Names of the units that this start has made."""
    workers: Workers = Workers()

    @property
    def policy(self) -> AugmentationPolicy:
        """The policy of the augmented arm for this data set, with the user's changes."""
        wanted = self.config.augmentation
        policy = choose_policy(wanted.policy, self.data.mirror_safe, self.data.mirror_reason)
        return change_policy(policy, wanted.changes)

    @property
    def samples_per_class(self) -> int | str:
        """Real images per class that the run may use, for metrics rows."""
        return self.config.samples_per_class or "all"

    def draw_split(self) -> Split:
        """Draw the split that the config describes.

        Raises:
            UserError: A class has too few images for it.
        """
        return draw_study_split(self.data, self.config)

    def load_split(self) -> Split:
        """The split that the split stage has drawn."""
        return Split(**load_arrays(self.run_directory.root / "split.npz"))

    def save_split(self, split: Split) -> None:
        """Write split.npz: int64 rows of the data set under the names of `Split`."""
        save_arrays(self.run_directory.root / "split.npz", vars(split))

    def class_images(self, split: Split, class_name: str) -> np.ndarray:
        """The real training images of one class, uint8 [n, h, w, c]."""
        index = split.train[self.data.labels[split.train] == self.class_index(class_name)]
        return self.data.images[index]

    def arm_sources(self, split: Split) -> ArmSources:
        """What the arms draw their training images from; synthetic files need not exist yet."""
        files = [self.run_directory.synthetic_file(name) for name in self.data.class_names]
        return ArmSources(
            data=self.data,
            split=split,
            policy=self.policy,
            synthetic_files=files,
            synthetic_per_class=self.config.synthetic_per_class,
            seed=self.config.seed,
        )

    def class_index(self, class_name: str) -> int:
        return self.data.class_names.index(class_name)

    def failed_classes(self) -> dict[str, str]:
        """Classes whose GAN ended without a usable generator, with the reason."""
        failed = {}
        for name in self.data.class_names:
            record = self.plan.gan(name).unit.record()
            if record is not None and record.get("status") != "ok":
                failed[name] = str(record.get("detail"))
        return failed

    def checkpoint(self, planned: PlannedUnit) -> Checkpoint:
        """What the unit may go on from, and where it keeps its state while it is in the making."""
        return Checkpoint(planned.unit, planned.settings, self.display.say)

    def unfinished(self, units: list[PlannedUnit]) -> Iterator[PlannedUnit]:
        """The units that are still to be done; says so where one is found damaged."""
        for planned in units:
            if planned.is_done():
                continue
            damaged = planned.unit.damaged_file()
            if damaged is not None:
                self.display.say(
                    f"  {planned.unit.name}: {damaged} is missing, damaged or half-written; "
                    "this unit is done again."
                )
            planned.unit.marker.unlink(missing_ok=True)
            self.trained.append(planned.unit.name)
            yield planned
