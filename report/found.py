"""What a run has come to, read from its files once for all sections of the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from arms.catalog import ARMS, INGREDIENTS
from classifiers.catalog import CLASSIFIERS
from classifiers.tables.catalog import TABLE_CLASSIFIERS, TableClassifier
from foundation.checks import to_dict
from gan.training_plan import TrainingPlan
from plan.config import ExperimentConfig
from plan.folder_check import FolderCheck, check_folder
from plan.run import Run
from plan.unit import Unit
from plots.palette import ArmStyle
from report.advice import Advice, advice, longer_option
from report.answer import answer_sentence
from report.arm_result import ArmResult, ClassGan, trainings_in_words
from report.privacy_table import PrivacyTable, finished_privacy
from report.quality_table import QualityTable, finished_quality
from report.results import FinishedArm, arm_results, done_classifiers, finished_arms


@dataclass(frozen=True, kw_only=True)
class Found:
    """A run and what has been read of it."""

    run: Run
    finished: Mapping[str, FinishedArm] = field(default_factory=dict)
    """The arms all of whose repeats are there."""
    arms: Sequence[ArmResult] = ()
    """Of all arms that are begun or were asked for; none where there is nothing to classify."""
    quality: Mapping[str, QualityTable] = field(default_factory=dict)
    """Arm of drawn images -> class name (None: all classes) -> metric -> value."""
    privacy: Mapping[str, PrivacyTable] = field(default_factory=dict)
    """Arm of drawn images -> whether they may be shared."""
    gans: Sequence[ClassGan] = ()
    check: FolderCheck | None = None
    """Of a user's own files."""
    is_loaded_again: bool = False
    """Whether the page is that of a run at work, which loads itself anew now and then: what is
    unfolded there is a file beside it, which the browser keeps."""

    @property
    def title(self) -> str:
        """What pictures and headings call the data set."""
        return self.run.data.title

    @property
    def example(self) -> str:
        """What one example is called."""
        return self.run.data.kind.nouns[0]

    @property
    def examples(self) -> str:
        """What several are called."""
        return self.run.data.kind.nouns[1]

    @property
    def class_names(self) -> Sequence[str]:
        return self.run.data.class_names

    @property
    def repeats(self) -> int:
        """How often each arm is trained."""
        return self.run.plan.repeats

    @property
    def panel(self) -> dict[str, TableClassifier]:
        """The classifiers that all learn from every arm; none where there is one alone."""
        members = CLASSIFIERS[self.run.config.classifier.network].members
        return {name: TABLE_CLASSIFIERS[name] for name in members}

    @property
    def trainings(self) -> str:
        """What a mean is of, in words; empty where each arm is trained once."""
        if self.repeats * max(len(self.panel), 1) == 1:
            return ""
        return trainings_in_words(len(self.panel), self.repeats)

    @property
    def over_repeats(self) -> str:
        """What a caption adds where a picture shows several trainings."""
        return f", mean and range of {self.trainings}" if self.trainings else ""

    @property
    def curve_name(self) -> str:
        """What the curves of the images that are not trained on are called."""
        return "test" if self.run.config.selection == "none" else "validation"

    @property
    def styles(self) -> dict[str, ArmStyle]:
        """How each arm is drawn."""
        return {name: arm.style for name, arm in ARMS.items()}

    @property
    def test_images(self) -> int:
        """How many real examples the arms were tested on."""
        arms = iter(self.finished.values())
        return len(next(arms).repeats[0].tested.labels) if self.finished else 0

    @property
    def failed_gans(self) -> list[ClassGan]:
        """The classes whose GAN gave nothing that can be used."""
        return [gan for gan in self.gans if gan.has_failed]

    @cached_property
    def answer(self) -> str:
        """What the run found, in words."""
        if self.run.config.pool_classes:
            return (
                f"The {self.examples} of all classes were pooled: there is nothing to classify, "
                "so this report shows their one generator alone."
            )
        if len(self.class_names) < 2:
            return (
                f"Only the class {self.class_names[0]} was used: there is nothing to classify, so "
                "this report shows its generator alone."
            )
        return answer_sentence(
            self.arms,
            dataset_title=self.title,
            test_images=self.test_images,
            longer=longer_option(self.run.config),
            examples=self.examples,
        )

    @cached_property
    def advice(self) -> list[Advice]:
        """What to do, most pressing first."""
        return advice(self.run, self.arms)


def find(run: Run) -> Found:
    """Read what a run has left behind."""
    finished = finished_arms(run)
    several = len(run.data.class_names) > 1
    return Found(
        run=run,
        finished=finished,
        arms=arm_results(run, finished) if several else (),
        quality=finished_quality(run),
        privacy=finished_privacy(run),
        gans=class_gans(run),
        check=check_folder(run),
    )


def shown_units(run: Run) -> list[Unit]:
    """The units with a marker that the report is made of."""
    names = run.data.class_names
    drawn = [name for name, ingredient in INGREDIENTS.items() if ingredient.is_drawn]
    units = [run.plan.gan(name).unit for name in names]
    units += [run.plan.drawing(part, name).unit for part in drawn for name in names]
    units += [task.unit for done in done_classifiers(run).values() for task in done]
    units += [run.run_directory.quality_unit(arm) for arm in finished_quality(run)]
    units += [run.run_directory.privacy_unit(arm) for arm in finished_privacy(run)]
    if run.plan.needs_gans:
        units += [run.plan.inside(name).unit for name in ("", *names)]
    return [unit for unit in units if unit.marker.is_file()]


def shown_config(config: ExperimentConfig) -> dict[str, Any]:
    """The config without the choice of stages and of views, which leave no trace in results."""
    shown = to_dict(config)
    del shown["stages"], shown["views"]
    return shown


def class_gans(run: Run) -> list[ClassGan]:
    """How the GAN of each class stands."""
    return [_class_gan(run, name) for name in run.data.class_names]


def _class_gan(run: Run, class_name: str) -> ClassGan:
    unit = run.plan.gan(class_name).unit
    record = unit.record()
    if record is None:
        return ClassGan(class_name=class_name, directory=unit.directory)
    return ClassGan(
        class_name=class_name,
        directory=unit.directory,
        status=record["status"],
        detail=record["detail"],
        epochs=_epochs_begun(run, record),
    )


def _epochs_begun(run: Run, record: Mapping[str, Any]) -> int:
    """Markers of earlier versions do not say it; theirs were passes over all images."""
    if "epochs" in record:
        return record["epochs"]
    plan = TrainingPlan(record["training_images"], run.config.gan)
    per_epoch = max(1, record["training_images"] // plan.examples_per_update)
    return -(-record["updates"] // per_epoch)
