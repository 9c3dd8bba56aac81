"""Whether the names of a config are rows and go together; needs no TensorFlow."""

from collections.abc import Iterable

from foundation.errors import UserError, unknown_name
from gan.catalog import (
    FAMILIES,
    NETWORK_SWITCHES,
    OBJECTIVES,
    REMEDIES,
    SCHEDULES,
    Family,
    Row,
)
from gan.options import OF_ONE_CLASS, GanConfig
from gan.own_family import find_family

# What needs the critic to step once on real and fake examples together, with the value without it.
_TOGETHER = {
    "coverage_weight": 0,
    "r1_weight": 0,
    "r2_weight": 0,
    "gradient_penalty_weight": 0,
    "critic_steps": 1,
}


def check_config(config: GanConfig, kind: str | None = None) -> None:
    """Check every name of a config and how they go together, before anything slow.

    Args:
        config: Any; `r1_weight` may be open.
        kind: Name of the kind of data that it is for; None: not checked.

    Raises:
        UserError: A name is in no table, or two choices do not suit each other.
    """
    _check_names(config)
    schedule = SCHEDULES[config.schedule]
    if schedule.batch_fraction < 1 and config.batch_size % 2:
        raise UserError(
            f"gan.batch_size: expected an even number for the schedule {config.schedule}, which "
            f"takes half batches, found {config.batch_size}."
        )
    if not schedule.takes_penalties:
        _check_two_steps(config)
    _check_family(config)
    if kind is not None:
        _check_kind(config, kind)


def _check_names(config: GanConfig) -> None:
    named: list[tuple[str, str, Iterable[str]]] = [
        ("loss", config.loss, OBJECTIVES),
        ("schedule", config.schedule, SCHEDULES),
    ]
    transforms = REMEDIES["differentiable_augmentation"].choices
    for transform in config.differentiable_augmentation:
        named.append(("differentiable-augmentation", transform, transforms))
    if find_family(config.networks) is None:
        raise unknown_name("networks", config.networks, FAMILIES, option="--gan")
    for what, name, table in named:
        if name not in table:
            raise unknown_name(what, name, table, option=f"--gan.{what}")


def _family(config: GanConfig) -> Family:
    row = find_family(config.networks)
    assert row is not None  # its name was checked
    return row


def _check_family(config: GanConfig) -> None:
    """What changes networks, and what needs a training to be of one class."""
    row = _family(config)
    for switch in NETWORK_SWITCHES:
        if getattr(config, switch) and switch not in row.heeds:
            able = ", ".join(name for name, family in FAMILIES.items() if switch in family.heeds)
            raise UserError(
                f"gan.{switch}: expected False with the networks {config.networks}, which are not "
                f"made for it (they are: {able}), found True."
            )
    for field, off in OF_ONE_CLASS.items():
        value = getattr(config, field)
        if config.conditional and value != off:
            raise UserError(
                f"gan.{field}: expected {off} with one pair for all classes (gan.conditional), "
                f"where neighbours may be of another class, found {value:g}."
            )


def _check_two_steps(config: GanConfig) -> None:
    """A schedule whose discriminator takes real and fake examples in steps of their own."""
    for field, off in _TOGETHER.items():
        value = getattr(config, field)
        if value not in (None, off):
            raise UserError(
                f"gan.{field}: expected {off} with any schedule but "
                f"{', '.join(name for name, row in SCHEDULES.items() if row.takes_penalties)}, "
                f"found {value:g} with {config.schedule}."
            )
    if not OBJECTIVES[config.loss].has_parts:
        raise UserError(
            f"gan.loss: expected one with separate parts for real and fake examples for the "
            f"schedule {config.schedule}, found {config.loss}."
        )


def _check_kind(config: GanConfig, kind: str) -> None:
    rows: list[tuple[str, str, Row]] = [
        ("networks", config.networks, _family(config)),
        *((row.option, name, row) for name, row in REMEDIES.items() if row.is_on(config)),
    ]
    for field, name, row in rows:
        if row.kinds is not None and kind not in row.kinds:
            raise UserError(
                f"gan.{field}: expected what suits data of the kind {kind}, found {name}, which "
                f"is for {', '.join(sorted(row.kinds))}."
            )
