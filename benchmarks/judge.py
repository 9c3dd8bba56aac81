"""The classifier that judges all candidates: as in a study, from synthetic images alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from classifiers.catalog import build_classifier
from classifiers.evaluation import Evaluator, Predictions
from classifiers.trainer import ClassifierTrainer
from datasets import catalog
from datasets.dataset import Dataset
from datasets.splits import Split
from foundation.errors import UserError
from foundation.progress import ProgressDisplay
from foundation.seeds import classifier_seeds
from gan.layers import ImageShape
from plan.config import ExperimentConfig
from plan.run import draw_run_split, prepare_data
from training.training_set import TrainingSet


@dataclass(frozen=True)
class Judge:
    """Trains the same classifier on whatever it is given, and measures it on real images."""

    data: Dataset
    split: Split
    config: ExperimentConfig
    on_test: bool
    """Judge on the test images, at the checkpoint that the validation images like best; else on
    the validation images, which then choose nothing."""

    @property
    def image_shape(self) -> ImageShape:
        """(h, w, c) of the real images."""
        height, width, channels = self.data.kind.shape
        return height, width, channels

    @classmethod
    def of_run(
        cls,
        config: ExperimentConfig,
        data_dir: Path | None,
        on_test: bool,
        display: ProgressDisplay,
    ) -> "Judge":
        """Load a study's data and draw its split.

        Raises:
            UserError: The data cannot be had, or has no two such classes.
        """
        source = catalog.load(config.dataset, data_dir, display=display)
        if source.notice:
            display.say(source.notice)
        data = prepare_data(source, config)
        if len(data.class_names) < 2:
            raise UserError(f"{data.name}: expected two classes at least, found one.")
        return cls(data, draw_run_split(data, config), config, on_test)

    @property
    def image_count(self) -> int:
        """Real images that judge."""
        return len(self.split.test if self.on_test else self.split.validation)

    def class_examples(self, class_index: int) -> np.ndarray:
        """The real training images of one class, uint8 [n, h, w, c]."""
        index = self.split.train
        return self.data.examples[index[self.data.labels[index] == class_index]]

    def judge_real(self) -> Predictions:
        """What the real training images are worth: the mark to come near to."""
        index = self.split.train
        return self._judge(TrainingSet(self.data.examples[index], self.data.labels[index]))

    def judge_images(self, images: Sequence[np.ndarray]) -> Predictions:
        """What other images of these classes are worth, synthetic ones above all.

        Args:
            images: uint8 [n, h, w, c] of each class, in the order of the class names.
        """
        labels = np.repeat(np.arange(len(images)), [len(part) for part in images])
        return self._judge(TrainingSet(np.concatenate(images), labels.astype(np.int64)))

    def _judge(self, training: TrainingSet) -> Predictions:
        seeds = classifier_seeds(self.config.seed, "synthetic", 0)
        names = self.data.class_names
        model = build_classifier(
            self.config.classifier.network, self.data.kind, len(names), seeds.weights
        )
        config = self.config.classifier
        if not self.on_test:
            config = replace(config, evaluations=1)  # nothing is chosen on the way
        ClassifierTrainer(model, config).train(
            training,
            Evaluator.on_validation(self.data, self.split, model),
            seed=seeds.training,
            select_best=self.on_test,
        )
        rows = self.split.test if self.on_test else self.split.validation
        return Evaluator(self.data, rows, model).predict()
