"""Presets for tables: functions from the rows of the smallest class to a full configuration."""

from dataclasses import replace

from classifiers.options import ClassifierConfig
from gan.options import GanConfig
from plan.config import SMALL_CLASS, ExperimentConfig

ARMS = ("original", "synthetic", "original+synthetic", "marginals", "copula")
"""What a GAN has to beat stands beside it: independent columns, and correlated ones."""

_SMALL_GAN = GanConfig(
    networks="rows",
    loss="relativistic",
    updates=2000,
    batch_size=64,
    latent_dim=16,
    width=64,
    r1_weight=1.0,
    r2_weight=1.0,
    r1_interval=1,
    beta_2=0.99,
)
_LARGE_GAN = replace(
    _SMALL_GAN,
    conditional=True,
    ensemble=4,
    updates=4000,
    batch_size=256,
    latent_dim=32,
    width=128,
    r1_weight=3.0,
    r2_weight=3.0,
    r1_interval=4,
    encoding="quantile",
)


def standard(rows_per_class: int) -> ExperimentConfig:
    """The default: a pair for each class of a small table, one for all classes of a large one."""
    small = rows_per_class < SMALL_CLASS
    return ExperimentConfig(
        arms=ARMS,
        synthetic_per_class=1000 if small else 8000,
        class_shares="real",
        classifier=ClassifierConfig(network="panel"),
        gan=_SMALL_GAN if small else _LARGE_GAN,
    )


def smoke(rows_per_class: int) -> ExperimentConfig:
    """To see everything once."""
    config = standard(rows_per_class)
    return replace(
        config,
        preset="smoke",
        synthetic_per_class=100,
        repeats=1,
        gan=replace(config.gan, ensemble=1, updates=100, batch_size=32, width=32),
    )
