"""What every stage works on: the run's data, plan, directory and means of speaking."""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from arms.catalog import INGREDIENTS
from arms.sources import ArmSources
from augmentation.policies import (
    OWN,
    Policy,
    change_policy,
    choose_policy,
    usual_policy,
)
from datasets.dataset import Dataset
from datasets.kinds import Encoding
from datasets.splits import LEAST_VALIDATION_IMAGES, Split, draw_split, validation_images
from foundation.files import load_arrays, save_arrays
from foundation.progress import ProgressDisplay
from foundation.workers import Workers
from plan.config import ExperimentConfig
from plan.graph import JUDGING_MAKERS, Plan, Task
from plan.run_directory import METRICS_FILE, RunDirectory
from plan.timing import Timing
from training.checkpoint import Checkpoint


def choose_classes(data: Dataset, config: ExperimentConfig) -> Dataset:
    """The selected classes, or all of them, pooled into one where the config asks for it.

    Raises:
        UserError: An unknown class.
    """
    selected = data.select_classes(config.classes or data.class_names)
    return selected.pool_classes() if config.pool_classes else selected


def prepare_data(data: Dataset, config: ExperimentConfig) -> Dataset:
    """The selected classes in the form that the config asks for, such as images of a size.

    Args:
        data: As the catalog loads it.
        config: `classes`, `pool_classes`, `image_size`, `rgb`.

    Returns:
        The same kind of data; `provenance` says what was done to the examples.

    Raises:
        UserError: An unknown class.
    """
    selected = choose_classes(data, config)
    kind, examples, done = selected.kind.fitted(
        selected.examples, image_size=config.image_size, rgb=config.rgb
    )
    return dataclasses.replace(
        selected, kind=kind, examples=examples, provenance=selected.provenance + done
    )


def draw_run_split(data: Dataset, config: ExperimentConfig) -> Split:
    """Draw the split that the config describes.

    Args:
        data: As `prepare_data` returns it.
        config: `split_seed`, `subset_seed`, `samples_per_class`, `selection`.

    Raises:
        UserError: A class has too few images for it.
    """
    return draw_split(
        data,
        split_seed=config.split_seed,
        samples_per_class=config.samples_per_class,
        subset_seed=config.subset_seed,
        selection=config.selection,
    )


Page = Literal["live", "last", "none"]
"""When a run draws its page: from its first minute, as its last act, or not now; what many small
pages show takes longer than their trainings, and the same command makes it later."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run at work."""

    config: ExperimentConfig
    data: Dataset
    """The selected classes, pixels as the networks get them."""
    plan: Plan
    run_directory: RunDirectory
    display: ProgressDisplay
    timing: Timing
    trained: list[str] = field(default_factory=list)
    """Names of the units that this start has made."""
    workers: Workers = Workers()
    tensorboard: bool = False
    """Whether trainings write what can be watched of them while they go on."""
    says_test_figures: bool = True
    """Whether figures on test images are printed, and not only in the report: not in a sweep."""
    page: Page = "live"

    def tasks(self) -> list[Task]:
        """What it makes; without its page nothing that a page alone shows."""
        return self._shown(self.plan.tasks.values())

    def waiting(self) -> list[Task]:
        """What of that is still to be made, each after what it needs."""
        return self._shown(self.plan.waiting())

    def _shown(self, tasks: Iterable[Task]) -> list[Task]:
        return [t for t in tasks if self.page != "none" or t.maker not in JUDGING_MAKERS]

    def has_results(self) -> bool:
        """Whether all is written that it tells in the end, its page where it draws one."""
        if self.page == "none":
            return (self.run_directory.root / METRICS_FILE).is_file()
        return self.run_directory.has_whole_report()

    @property
    def policy(self) -> Policy:
        """The policy of the augmented arm for this data set, with the user's changes."""
        wanted = self.config.augmentation
        kind: Any = self.data.kind  # of images, where the kind has no way of its own
        if kind.name in OWN:
            return OWN[kind.name]
        name = usual_policy(wanted.policy, kind)
        policy = choose_policy(name, kind.mirror_safe, kind.mirror_reason)
        return change_policy(policy, wanted.changes)

    @property
    def samples_per_class(self) -> int | str:
        """Real images per class that the run may use, for metrics rows."""
        return self.config.samples_per_class or "all"

    @property
    def selection_remark(self) -> str:
        """That no image is held out for validation, and why; empty where some are."""
        if self.config.selection != "last":
            return ""
        there = validation_images(
            self.data,
            split_seed=self.config.split_seed,
            samples_per_class=self.config.samples_per_class,
        )
        few = there < LEAST_VALIDATION_IMAGES
        why = f"there would be {there}, too few to choose by" if few else "as was asked for"
        one, several = self.data.kind.nouns
        tested = ", and the last weights of every classifier are tested"
        return (
            f"No {one} is held out for validation ({why}): all real {several} outside the test set "
            f"are for training{tested if len(self.data.class_names) > 1 else ''}."
        )

    def draw_split(self) -> Split:
        """Draw the split that the config describes.

        Raises:
            UserError: A class has too few images for it.
        """
        return draw_run_split(self.data, self.config)

    def load_split(self) -> Split:
        """The split that the split stage has drawn."""
        return Split(**load_arrays(self.run_directory.root / "split.npz"))

    def save_split(self, split: Split) -> None:
        """Write split.npz: int64 rows of the data set under the names of `Split`."""
        save_arrays(self.run_directory.root / "split.npz", vars(split))

    def fit_encoding(self, split: Split) -> Encoding:
        """The form in which GANs see the examples, fitted on all training examples together."""
        training = self.data.examples[split.train]
        return self.data.kind.encoding(training, self.config.gan.encoding)

    def class_examples(self, split: Split, class_name: str) -> np.ndarray:
        """The real training examples of one class, [n, *kind.shape]."""
        index = split.train[self.data.labels[split.train] == self.class_index(class_name)]
        return self.data.examples[index]

    def drawn_count(self, split: Split, class_name: str) -> int:
        """How many examples of a class are drawn, by its GAN or by a control; at least one."""
        count, classes = self.config.synthetic_per_class, len(self.data.class_names)
        if self.config.class_shares == "equal":
            return count
        real = np.bincount(self.data.labels[split.train], minlength=classes)
        share = real[self.class_index(class_name)] / real.sum()
        return max(round(count * classes * float(share)), 1)

    def arm_sources(self, split: Split) -> ArmSources:
        """What the arms are made from; files of drawn examples need not exist yet."""
        drawn = [name for name, ingredient in INGREDIENTS.items() if ingredient.is_drawn]
        return ArmSources(
            data=self.data,
            split=split,
            policy=self.policy,
            drawn_files={
                ingredient: [
                    self.run_directory.drawn_file(ingredient, name)
                    for name in self.data.class_names
                ]
                for ingredient in drawn
            },
            synthetic_per_class=self.config.synthetic_per_class,
            mix=self.config.mix,
        )

    def trained_for(self, class_name: str) -> str:
        """Whose training the GAN of a class comes from: its own, or that of all classes."""
        return "all classes" if self.config.gan.conditional else f"class {class_name}"

    def class_index(self, class_name: str) -> int:
        return self.data.class_names.index(class_name)

    def failed_classes(self) -> dict[str, str]:
        """Classes whose GAN ended without a usable generator, with the reason."""
        failed = {}
        for name in self.data.class_names:
            task = self.plan.gan(name)
            record = task.unit.record()
            if record is not None and not task.is_usable():
                failed[name] = str(record.get("detail"))
        return failed

    def checkpoint(self, task: Task) -> Checkpoint:
        """What the unit may go on from, and where it keeps its state while it is in the making."""
        return Checkpoint(task.unit.directory, task.name, task.settings, self.display.say)

    def unfinished(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """The tasks that are still to be done, each with its way cleared."""
        for task in tasks:
            if not task.is_done():
                self.clear_way(task)
                self.trained.append(task.name)
                yield task

    def clear_way(self, task: Task) -> None:
        """Take away the marker of a unit that is to be made; says so where it is found damaged."""
        damaged = task.unit.damaged_file()
        if damaged is not None:
            self.display.say(
                f"  {task.name}: {damaged} is missing, damaged or half-written; "
                "this unit is done again."
            )
        task.unit.marker.unlink(missing_ok=True)
