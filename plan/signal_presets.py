"""Presets for recordings: functions from those of the smallest class to a full configuration."""

from dataclasses import replace

from classifiers.options import ClassifierConfig
from gan.options import GanConfig
from plan.config import ExperimentConfig

ARMS = ("original", "augmented", "synthetic", "original+synthetic", "gaussian", "interpolated")
"""What a GAN has to beat stands beside it: a normal distribution, and blends of neighbours."""


def standard(recordings_per_class: int) -> ExperimentConfig:
    """The default: a pair for each class that sees spectra as pictures."""
    return ExperimentConfig(
        arms=ARMS,
        synthetic_per_class=500,
        classifier=ClassifierConfig(network="listener", updates=800, batch_size=32),
        gan=GanConfig(
            # Far ahead of a pull towards training recordings on others (docs/tuning.md).
            minibatch_discrimination=True,
            updates=3000,
            batch_size=16,
            width=16,
            generator_learning_rate=5e-4,
            discriminator_learning_rate=1e-3,
        ),
    )


def smoke(recordings_per_class: int) -> ExperimentConfig:
    """To see everything once."""
    config = standard(recordings_per_class)
    return replace(
        config,
        preset="smoke",
        synthetic_per_class=50,
        repeats=1,
        gan=replace(config.gan, updates=100),
        classifier=replace(config.classifier, updates=120, evaluations=6),
    )
