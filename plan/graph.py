"""Which settings each unit of a run depends on, and whether a run's finished units still fit."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from arms.catalog import ARMS
from foundation.checks import plain, to_dict
from foundation.errors import UserError
from plan.config import MOST_REPEATS, ExperimentConfig
from plan.run_directory import RunDirectory
from plan.unit import Unit, differing_fields
from report.page import REFERENCE_ARM


@dataclass(frozen=True)
class PlannedUnit:
    """A unit together with what it depends on."""

    stage: str
    unit: Unit
    settings: dict[str, Any]
    subject: str
    """The class or the arm that it is about; empty for the split."""
    repeat: int = 0
    """Which of an arm's classifiers, from 0."""

    def is_done(self) -> bool:
        """Finished with these settings, and every file still as it was written."""
        record = self.unit.record()
        return (
            record is not None
            and record["settings"] == self.settings
            and self.unit.damaged_file() is None
        )


class Plan:
    """The units of a study.

    Args:
        config: The study.
        dataset: The name of the data set that was loaded.
        data_checksum: Of all its images and labels, before classes are selected.
        class_names: The selected classes.
        run_directory: Where the units live.
    """

    def __init__(
        self,
        config: ExperimentConfig,
        dataset: str,
        data_checksum: str,
        class_names: Sequence[str],
        run_directory: RunDirectory,
    ) -> None:
        self._config = config
        self._class_names = tuple(class_names)
        self._directory = run_directory
        self._data_settings: dict[str, Any] = {
            "dataset": dataset,
            "data_checksum": data_checksum,
            "split_seed": config.split_seed,
            "samples_per_class": config.samples_per_class,
            "selection": config.selection,
            "image_size": config.image_size,
            "rgb": config.rgb,
        }
        if config.pool_classes:
            # Named only here: runs that were made before there was the choice stay valid.
            self._data_settings["pooled_classes"] = list(config.classes) or "all"

    def at(self, run_directory: RunDirectory) -> "Plan":
        """The same plan in a run directory that is written another way."""
        plan = copy.copy(self)
        plan._directory = run_directory
        return plan

    def split(self) -> PlannedUnit:
        settings = self._data_settings | {"classes": list(self._class_names)}
        return PlannedUnit("split", self._directory.split_unit(), settings, "")

    def gan(self, class_name: str) -> PlannedUnit:
        settings = self._data_settings | {
            "class": class_name,
            "seed": self._config.seed,
            "gan": to_dict(self._config.gan),
        }
        return PlannedUnit("gans", self._directory.gan_unit(class_name), settings, class_name)

    def synthesis(self, class_name: str) -> PlannedUnit:
        settings = self.gan(class_name).settings | {
            "synthetic_per_class": self._config.synthetic_per_class
        }
        unit = self._directory.synthesis_unit(class_name)
        return PlannedUnit("synthesis", unit, settings, class_name)

    def classifier(self, arm: str, repeat: int = 0) -> PlannedUnit:
        settings = self.split().settings | {
            "arm": arm,
            "seed": self._config.seed,
            "classifier": to_dict(self._config.classifier),
        }
        if ARMS[arm].uses_policy:
            settings["augmentation"] = self._config.augmentation.policy
            if self._config.augmentation.changes:
                settings["augmentation_changes"] = plain(self._config.augmentation.changes)
        if ARMS[arm].uses_synthetic:
            settings["gan"] = to_dict(self._config.gan)
        if ARMS[arm].uses_synthetic or ARMS[arm].is_drawn:
            settings["synthetic_per_class"] = self._config.synthetic_per_class
        if repeat:
            settings["repeat"] = repeat
        unit = self._directory.classifier_unit(arm, repeat)
        return PlannedUnit("classifiers", unit, settings, arm, repeat)

    def classifiers(self, arm: str) -> list[PlannedUnit]:
        """All repeats of an arm."""
        return [self.classifier(arm, repeat) for repeat in range(self.repeats)]

    @property
    def repeats(self) -> int:
        """Classifiers per arm; one where the config leaves it open (`experiment.open_settings`)."""
        return self._config.repeats or 1

    def fidelity(self, arm: str) -> PlannedUnit:
        """What the classifier of real images sees in the images that an arm draws."""
        settings = self.classifier(arm).settings
        return PlannedUnit("classifiers", self._directory.fidelity_unit(arm), settings, arm)

    @property
    def judged_arms(self) -> list[str]:
        """The chosen arms whose images the classifier of real images is to judge."""
        if len(self._class_names) < 2 or REFERENCE_ARM not in self._config.arms:
            return []
        return [arm for arm in self._config.arms if ARMS[arm].is_drawn]

    def all(self) -> list[PlannedUnit]:
        """Every unit of the chosen stages and arms, in the order in which they run."""
        judged = [self.fidelity(arm) for arm in self.judged_arms]
        synthesis = [self.synthesis(name) for name in self._class_names if self.needs_gans]
        return [
            *self._chosen([self.split()]),
            *self.all_gans(),
            *self._chosen(synthesis),
            *self.all_classifiers(),
            *self._chosen(judged),
        ]

    def all_gans(self) -> list[PlannedUnit]:
        """The GAN of every class, where the study has this stage and needs them."""
        return self._chosen([self.gan(name) for name in self._class_names if self.needs_gans])

    def all_classifiers(self) -> list[PlannedUnit]:
        """The classifiers of the chosen arms, where the study has this stage and classes."""
        arms = self._config.arms if len(self._class_names) > 1 else ()
        return self._chosen([unit for arm in arms for unit in self.classifiers(arm)])

    def _chosen(self, units: list[PlannedUnit]) -> list[PlannedUnit]:
        return [unit for unit in units if unit.stage in self._config.stages]

    @property
    def needs_gans(self) -> bool:
        """Whether a chosen arm learns from synthetic images; of one class they are all there is."""
        return len(self._class_names) == 1 or any(
            ARMS[arm].uses_synthetic for arm in self._config.arms
        )

    def check(self) -> None:
        """Refuse to mix settings in one directory, in units that are not asked for now either.

        Raises:
            UserError: A finished unit was made with other settings; lists the fields.
        """
        repeats = range(MOST_REPEATS)
        classifiers = [self.classifier(arm, repeat) for arm in ARMS for repeat in repeats]
        judged = [self.fidelity(arm) for arm in ARMS if ARMS[arm].is_drawn]
        of_classes = [
            make(name) for make in (self.gan, self.synthesis) for name in self._class_names
        ]
        for planned in [self.split(), *of_classes, *classifiers, *judged]:
            record = planned.unit.record()
            if record is None or record["settings"] == planned.settings:
                continue
            lines = differing_fields(record["settings"], planned.settings)
            raise UserError(
                f"{self._directory.root}: {planned.unit.name} was made with other settings "
                f"({'; '.join(lines)}). Choose another --output, ask for the same settings, or "
                "start over with --force."
            )
