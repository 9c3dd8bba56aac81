"""Settings of a unit, then and now: whether what was made still fits what is asked for.

A marker holds the settings that were in force when its unit was made. A field that came later is
not in it; it reads as the value that does what the code did before the field was there, which the
field itself names (`foundation.checks.grown`). So a new option leaves finished runs finished.
"""

from typing import Any

from augmentation.options import AugmentationConfig
from classifiers.options import ClassifierConfig
from foundation.checks import to_dict, values_before
from gan.catalog import SCHEDULES
from gan.options import GanConfig
from gan.own_family import own_family
from plan.config import ExperimentConfig

# Where the fields of a config stand in a marker: dotted keys of its settings.
_CONFIGS: dict[str, type] = {
    "gan": GanConfig,
    "classifier": ClassifierConfig,
    "config": ExperimentConfig,
    "config.gan": GanConfig,
    "config.classifier": ClassifierConfig,
    "config.augmentation": AugmentationConfig,
}

# A field that is not there is not the same as one that is None.
_ABSENT = object()


def gan_settings(gan: GanConfig) -> dict[str, Any]:
    """What a GAN depends on, beside its examples and its seed; JSON types."""
    settings = to_dict(gan)
    if gan.epochs is not None and gan.rare_repeats > 1:
        # Named only here: an epoch was once a pass over the images, however often they repeat.
        settings["epochs_are_of"] = "what is shown"
    own = own_family(gan.networks)
    if own is not None:
        settings["networks_sha256"] = own.digest
    return settings


def differing_fields(stored: Any, current: Any, prefix: str = "") -> list[str]:
    """Lines `field: stored here, now asked for`, one for each field that differs.

    Args:
        stored: The settings of a marker, JSON types.
        current: Those of the present code, JSON types.
        prefix: The dotted key of both.
    """
    if _ABSENT in (stored, current):
        there, here = (None if side is _ABSENT else side for side in (stored, current))
        return [f"{prefix}: {there!r} there, {here!r} asked for"]
    if prefix == "views" and set(stored) <= set(current):
        return []  # a view that came later leaves what was drawn as it is
    if not (isinstance(stored, dict) and isinstance(current, dict)):
        return [] if stored == current else [f"{prefix}: {stored!r} there, {current!r} asked for"]
    before = values_before(_CONFIGS[prefix]) if prefix in _CONFIGS else {}
    if _CONFIGS.get(prefix) is GanConfig:
        stored, current = _in_force(stored), _in_force(current)
    lines = []
    for key in sorted(stored.keys() | current.keys()):
        name = f"{prefix}.{key}" if prefix else key
        there, here = (side.get(key, before.get(key, _ABSENT)) for side in (stored, current))
        lines += differing_fields(there, here, name)
    return lines


def _in_force(gan: dict[str, Any]) -> dict[str, Any]:
    """Without what plays no part: runs were made with a weight that their schedule left aside."""
    schedule = SCHEDULES.get(gan.get("schedule", ""))
    if schedule is None or schedule.takes_penalties:
        return gan
    return gan | {"r1_weight": 0.0}
