"""Whether the names of a config are rows and go together; needs no TensorFlow."""

from collections.abc import Iterable
from dataclasses import fields

from foundation.errors import UserError, unknown_name
from gan.catalog import FAMILIES, NETWORK_SWITCHES, OBJECTIVES, SCHEDULES, Family
from gan.options import GanConfig
from gan.own_family import find_family
from gan.remedies.catalog import REMEDIES, Remedy
from gan.row import Row


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
    taken = int(config.batch_size * schedule.batch_fraction)
    if taken % config.pack:
        raise UserError(
            f"gan.pack: expected a number that divides the {taken} real examples of an update "
            f"(gan.batch_size, schedule {config.schedule}), found {config.pack}."
        )
    if not schedule.takes_penalties and not OBJECTIVES[config.loss].has_parts:
        raise UserError(
            f"gan.loss: expected one with separate parts for real and fake examples for the "
            f"schedule {config.schedule}, found {config.loss}."
        )
    if config.updates is not None and config.warm_up_updates >= config.updates:
        raise UserError(
            f"gan.warm_up_updates: expected fewer than the updates ({config.updates:,}), or the "
            f"generator would never learn, found {config.warm_up_updates:,}."
        )
    _check_switches(config)
    _check_norm(config)
    for row in REMEDIES.values():
        if row.is_on(config):
            _check_remedy(config, row)
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


def _check_switches(config: GanConfig) -> None:
    """What changes networks."""
    row = _family(config)
    off = {each.name: each.default for each in fields(GanConfig)}
    for switch in NETWORK_SWITCHES:
        found = getattr(config, switch)
        if found != off[switch] and switch not in row.heeds:
            able = ", ".join(name for name, family in FAMILIES.items() if switch in family.heeds)
            raise UserError(
                f"gan.{switch}: expected {off[switch]} with the networks {config.networks}, which "
                f"are not made for it (they are: {able}), found {found}."
            )


def _check_norm(config: GanConfig) -> None:
    if config.spectral_normalization and config.minibatch_discrimination:
        raise UserError(
            "gan.minibatch_discrimination: expected False with gan.spectral_normalization, which "
            "its projections would get round, found True (--gan.no-minibatch-discrimination)."
        )


def _check_remedy(config: GanConfig, row: Remedy) -> None:
    """Refuse a remedy that has no place."""
    reason = no_place(config, row)
    if reason:
        found = f"{getattr(config, row.option):g}"
        raise UserError(f"gan.{row.option}: expected {row.off[-1]:g} {reason.format(found=found)}.")


def no_place(config: GanConfig, row: Remedy) -> str:
    """Why schedule, loss and what a training is of have no place for a remedy; empty: they have.

    Args:
        config: Whether the remedy is on in it makes no difference.
        row: The remedy.

    Returns:
        Words for an error, `{found}` standing for the value that was found.
    """
    reason = ""
    if row.together and not SCHEDULES[config.schedule].takes_penalties:
        able = ", ".join(name for name, each in SCHEDULES.items() if each.takes_penalties)
        reason = f"with any schedule but {able}, found {{found}} with {config.schedule}"
    elif row.of_one_class and config.conditional:
        reason = (
            "with one pair for all classes (gan.conditional), where neighbours may be of another "
            "class, found {found}"
        )
    elif row.losses is not None and config.loss not in row.losses:
        able = ", ".join(sorted(row.losses))
        reason = f"with any loss but {able}, found {{found}} with {config.loss}"
    elif row.beside is not None and not REMEDIES[row.beside].is_on(config):
        reason = f"without gan.{REMEDIES[row.beside].option}, found {{found}}"
    return reason


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
