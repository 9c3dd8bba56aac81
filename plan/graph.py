"""Every task of a run: what it makes, which settings it depends on, and what it waits for."""

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from arms.catalog import ARMS, INGREDIENTS, REFERENCE_ARM, arm_of
from foundation.checks import to_dict
from foundation.errors import UserError
from metrics.attacks.catalog import ATTACKS
from metrics.catalog import metrics_of
from metrics.copying.catalog import COPY_CHECKS
from metrics.disclosures import disclosures_of
from plan.config import ExperimentConfig
from plan.drawn_settings import arm_settings, drawn_counts, truncation
from plan.mixing import refuse_other_settings
from plan.run_directory import RunDirectory
from plan.settings import gan_settings
from plan.stages import STAGES
from plan.task import Task
from plan.unit import Unit
from plan.views import views_of

JUDGING_MAKERS = frozenset({"judge", "quality", "privacy", "inside"})
"""Of the units that look at drawn examples and networks; no arm's figures wait for them."""

# What runs of earlier versions never kept, all of a group or none; where all else is finished
# there, it is not missed.
_LATER_MAKERS = ({"drawing"}, {"judge", "quality"}, {"privacy"}, {"inside"})


def _needs_of(tasks: Iterable[Task]) -> list[str]:
    """What any of some tasks needs, each name once: many arms wait for the same classes."""
    return list(dict.fromkeys(need for task in tasks for need in task.needs))


class Plan:
    """The tasks of a run.

    Args:
        config: What was asked for, with a number wherever the data decides.
        dataset: The name of the data set that was loaded.
        data_checksum: Of all its examples and labels, before classes are selected.
        class_names: The selected classes.
        run_directory: Where the units live.
        kind: Name of the kind of data.
    """

    def __init__(
        self,
        config: ExperimentConfig,
        dataset: str,
        data_checksum: str,
        class_names: Sequence[str],
        run_directory: RunDirectory,
        kind: str = "images",
    ) -> None:
        self._config, self._kind, self._metrics = config, kind, metrics_of(kind)
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
        if config.subset_seed is not None:
            self._data_settings["subset_seed"] = config.subset_seed
        if config.pool_classes:
            # Named only here: runs that were made before there was the choice stay valid.
            self._data_settings["pooled_classes"] = list(config.classes) or "all"

    def at(self, run_directory: RunDirectory) -> "Plan":
        """The same plan in a run directory that is written another way."""
        plan = copy.copy(self)
        for cached in ("tasks", "_everything"):
            plan.__dict__.pop(cached, None)
        plan._directory = run_directory
        return plan

    def split(self) -> Task:
        """Which rows are for training, validation and test."""
        settings = self._data_settings | {"classes": list(self._class_names)}
        return Task(self._directory.split_unit(), "split", "split", settings)

    def shared_gan(self, member: int = 0) -> Task:
        """The one pair of a conditional family; of an ensemble one of several."""
        settings = self.split().settings | self._member_settings(member)
        return Task(
            self._directory.shared_gan_unit(member), "gans", "shared_gan", settings,
            repeat=member, needs=(self.split().name,), threads=self._config.gan.threads,
        )  # fmt: skip

    def _member_settings(self, member: int) -> dict[str, Any]:
        """What one of several pairs depends on: not on how many there are."""
        alone = gan_settings(replace(self._config.gan, ensemble=1))
        settings = {"seed": self._config.seed, "gan": alone}
        return settings | ({"member": member} if member else {})

    def members(self, class_name: str) -> list[Task]:
        """The pairs of which a class's generator is put together; none where it is one of its
        own."""
        count = self._config.gan.ensemble
        if self._config.gan.conditional:
            return [self.shared_gan(member) for member in range(count)]
        return [self._member(class_name, member) for member in range(count if count > 1 else 0)]

    def _member(self, class_name: str, member: int) -> Task:
        settings = self._data_settings | {"class": class_name} | self._member_settings(member)
        return Task(
            self._directory.member_unit(class_name, member), "gans", "gans", settings, class_name,
            repeat=member, needs=(self.split().name,), threads=self._config.gan.threads,
        )  # fmt: skip

    def gan(self, class_name: str) -> Task:
        """The GAN that draws a class: its own, or its share of the one of all."""
        settings = self._data_settings | {
            "class": class_name,
            "seed": self._config.seed,
            "gan": gan_settings(self._config.gan),
        }
        members = self.members(class_name)
        if self._config.gan.conditional:
            settings |= self.split().settings
        # One that fails does not stop the class's own unit, which says so.
        return Task(
            self._directory.gan_unit(class_name), "gans", "class_of_gan" if members else "gans",
            settings, class_name, needs=(self.split().name, *(each.name for each in members)),
            despite_failure=bool(members), threads=self._config.gan.threads,
        )  # fmt: skip

    def synthesis(self, class_name: str) -> Task:
        """A class's synthetic examples."""
        gan = self.gan(class_name)
        count = drawn_counts(self._config) | truncation(self._config)
        return Task(
            self._directory.synthesis_unit(class_name), "synthesis", "synthesis",
            gan.settings | count, class_name, needs=(gan.name,), threads=gan.threads,
        )  # fmt: skip

    def drawing(self, ingredient: str, class_name: str) -> Task:
        """A class's examples of a drawn ingredient: those of its GAN, or of a control."""
        if INGREDIENTS[ingredient].needs == "gans":
            return self.synthesis(class_name)
        settings = self._data_settings | {
            "class": class_name,
            "seed": self._config.seed,
            "ingredient": ingredient,
            **drawn_counts(self._config),
        }
        return Task(
            self._directory.drawing_unit(ingredient, class_name), "synthesis", "drawing",
            settings, class_name, ingredient,
            needs=(self.split().name,), threads=self._config.classifier.threads,
        )  # fmt: skip

    def classifier(self, arm: str, repeat: int = 0) -> Task:
        """One of an arm's classifiers."""
        settings = self.split().settings | arm_settings(self._config, arm)
        settings |= {"arm": arm, "seed": self._config.seed}
        settings["classifier"] = to_dict(self._config.classifier_of(arm))
        if repeat:
            settings["repeat"] = repeat
        drawn = [self.drawing(i, name) for i in ARMS[arm].drawn for name in self._class_names]
        return Task(
            self._directory.classifier_unit(arm, repeat), "classifiers", "classifiers", settings,
            arm, repeat=repeat, needs=(self.split().name, *(task.name for task in drawn)),
            threads=self._config.classifier.threads,
        )  # fmt: skip

    def classifiers(self, arm: str) -> list[Task]:
        """All repeats of an arm."""
        return [self.classifier(arm, repeat) for repeat in range(self.repeats)]

    @property
    def repeats(self) -> int:
        """Classifiers per arm; one where the config leaves it open (`experiment.open_settings`)."""
        return self._config.repeats or 1

    def judge(self) -> Task:
        """The classifier that judges drawn examples, trained on half of the real ones."""
        settings = self.split().settings | {
            "seed": self._config.seed,
            "classifier": to_dict(self._config.classifier),
        }
        return Task(
            self._directory.judge_unit(), "classifiers", "judge", settings,
            needs=(self.split().name,), threads=self._config.classifier.threads,
        )  # fmt: skip

    def quality(self, arm: str) -> Task:
        """How good the examples are that an arm draws, as the judge sees them."""
        return self._judged(self._directory.quality_unit(arm), "quality", arm, self._metrics)

    def _judged(self, unit: Unit, maker: str, arm: str, metrics: Iterable[str]) -> Task:
        classifier = self.classifier(arm)
        return Task(
            unit, "classifiers", maker, classifier.settings | {"metrics": sorted(metrics)}, arm,
            needs=(self.judge().name, *classifier.needs), threads=classifier.threads,
        )  # fmt: skip

    def privacy(self, arm: str) -> Task:
        """Whether the examples that an arm draws repeat what they were learned from."""
        unit = self._directory.privacy_unit(arm)
        figures = (*ATTACKS, *COPY_CHECKS, *disclosures_of(self._kind))
        return self._judged(unit, "privacy", arm, figures)

    def inside(self, class_name: str = "") -> Task:
        """What happened inside the training of a class; without one, views of the whole run."""
        judged = len(self._class_names) > 1
        known = self.judge() if judged else self.split()
        settings = known.settings | arm_settings(self._config, arm_of("drawn"))
        settings |= {"seed": self._config.seed, "class": class_name}
        settings["views"] = views_of(bool(class_name), judged, self._kind)
        needs, after = [known.name], [self.synthesis(name).name for name in self._class_names]
        if class_name:
            needs, after = [self.synthesis(class_name).name, known.name], []
        elif REFERENCE_ARM in self._config.arms:  # not a setting: another choice is no other run
            after.append(self.classifier(REFERENCE_ARM).name)
        # A class that has failed is where they are wanted most: it has those that can be drawn.
        return Task(
            self._directory.inside_unit(class_name), "classifiers", "inside", settings, class_name,
            needs=tuple(needs), after=tuple(after), despite_failure=True,
            threads=self._config.gan.threads,
        )  # fmt: skip

    @property
    def drawn_ingredients(self) -> list[str]:
        """What is drawn for the chosen arms."""
        return list(dict.fromkeys(part for arm in self._config.arms for part in ARMS[arm].drawn))

    @property
    def needs_gans(self) -> bool:
        """Whether a chosen arm learns from synthetic data; of one class it is all there is."""
        one = len(self._class_names) == 1
        return one or any(ARMS[arm].needs_gans for arm in self._config.arms)

    @cached_property
    def tasks(self) -> dict[str, Task]:
        """Every task of the chosen stages and arms by name; what a task needs comes before it.

        Controls need no stage before the classifiers, which then draw them.
        """
        chosen = set(self._config.stages)
        makers = {"drawing"} if "classifiers" in chosen else set()
        return {
            name: task
            for name, task in self._everything.items()
            if task.stage in chosen or task.maker in makers
        }

    def _all(self) -> Iterator[Task]:
        yield self.split()
        if self.needs_gans:
            members = [each for name in self._class_names for each in self.members(name)]
            yield from {task.name: task for task in members}.values()
            yield from (self.gan(name) for name in self._class_names)
            yield from (self.synthesis(name) for name in self._class_names)
        if len(self._class_names) > 1:
            yield from self._of_several_classes()
        if self.needs_gans and self._config.views:
            yield from (self.inside(name) for name in self._class_names)
            yield self.inside()

    def _of_several_classes(self) -> Iterator[Task]:
        for ingredient in self.drawn_ingredients:
            yield from (self.drawing(ingredient, name) for name in self._class_names)
        for arm in self._config.arms:
            yield from self.classifiers(arm)
        if self.drawn_ingredients:
            yield self.judge()
            for arm in map(arm_of, self.drawn_ingredients):
                yield from (self.quality(arm), self.privacy(arm))

    def waiting(self) -> list[Task]:
        """The tasks that are still to be done, each after those that it needs.

        Runs of earlier versions have no judge, and no examples of controls: where all else is
        finished there, they are not missed.
        """
        waiting = [task for task in self.tasks.values() if not task.is_done()]
        begun = {task.maker for task in self.tasks.values() if task.unit.marker.exists()}
        never_kept = {maker for makers in _LATER_MAKERS if not makers & begun for maker in makers}
        finished = len(waiting) < len(self.tasks) and self._directory.has_whole_report()
        return [] if finished and {task.maker for task in waiting} <= never_kept else waiting

    def is_hopeless(self, name: str) -> bool:
        """Whether a unit is finished but of no use, or waits in vain for such a one."""
        task = self._everything[name]
        if task.is_done():
            return not task.is_usable()
        return not task.despite_failure and any(map(self.is_hopeless, task.needs))

    @cached_property
    def _everything(self) -> dict[str, Task]:
        """What `tasks` would be, were all stages chosen."""
        return {task.name: task for task in self._all()}

    def check_needs(self, waiting: Iterable[Task]) -> None:
        """Refuse what waits for something that is neither there nor to be made.

        Raises:
            UserError: A stage is missing before one that was chosen.
        """
        tasks = list(waiting)
        hopeless = {name for name in _needs_of(tasks) if self.is_hopeless(name)}
        tasks = [task for task in tasks if hopeless.isdisjoint(task.needs)]
        made = {task.name for task in tasks}
        missing = [need for name in _needs_of(tasks) for need in self._missing(name, made)]
        if missing:
            wanted = {need.stage for need in missing}
            stages = " ".join(stage for stage in STAGES if stage in wanted)
            raise UserError(
                f"{self._directory.root}: {missing[0].name} is missing or was made with other "
                f"settings; run --stages {stages} first, or leave --stages out."
            )

    def _missing(self, name: str, made: set[str]) -> Iterator[Task]:
        """A unit that is neither there nor to be made, after those that it needs itself."""
        task = self._everything[name]
        if name not in made and not task.is_done():
            for need in task.needs:
                yield from self._missing(need, made)
            yield task

    def check(self) -> None:
        """Refuse to mix settings in one directory, in units that are not asked for now either.

        Raises:
            UserError: A finished unit was made with other settings; lists the fields.
        """
        refuse_other_settings(self._ever_made(), self._directory.root)

    def _ever_made(self) -> Iterator[Task]:
        """Everything that may be in the run directory, whatever was chosen this time."""
        yield from (self.split(), self.judge(), self.shared_gan())
        for ingredient, row in INGREDIENTS.items():
            for name in self._class_names:
                if row.needs == "gans":
                    yield self.gan(name)
                if row.is_drawn:
                    yield self.drawing(ingredient, name)
        for arm in ARMS:
            for repeat in self._directory.repeats_of(arm):
                yield self.classifier(arm, repeat)
