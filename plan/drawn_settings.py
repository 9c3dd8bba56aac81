"""Settings that what is drawn, and what learns from it, depends on."""

from typing import Any

from arms.catalog import ARMS
from foundation.checks import plain
from plan.config import ExperimentConfig
from plan.settings import gan_settings


def drawn_counts(config: ExperimentConfig) -> dict[str, Any]:
    """How many examples are drawn of a class; the shares are named only where there are any: units
    were made before there was the choice."""
    counts: dict[str, Any] = {"synthetic_per_class": config.synthetic_per_class}
    shares = config.class_shares
    return counts if shares == "equal" else counts | {"class_shares": shares}


def truncation(config: ExperimentConfig) -> dict[str, Any]:
    """Named only where there is one: units were made before there was the choice."""
    return {} if config.truncation is None else {"truncation": config.truncation}


def arm_settings(config: ExperimentConfig, arm: str) -> dict[str, Any]:
    """What an arm's ingredients depend on."""
    wanted = ARMS[arm].settings
    settings: dict[str, Any] = {}
    if "augmentation" in wanted:
        settings["augmentation"] = config.augmentation.policy
        if config.augmentation.changes:
            settings["augmentation_changes"] = plain(config.augmentation.changes)
    if "gan" in wanted:
        settings["gan"] = gan_settings(config.gan)
    if "synthetic_per_class" in wanted:
        settings |= drawn_counts(config)
    if "truncation" in wanted:
        settings |= truncation(config)
    if len(ARMS[arm].ingredients) > 1:
        settings["mix"] = config.mix
    return settings
