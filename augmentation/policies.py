"""What the augmented arm does to images, and where it must not mirror them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from augmentation.sound_policy import SOUND, SoundPolicy
from augmentation.tables import JITTER, RowPolicy
from foundation.errors import UserError, unknown_name


@dataclass(frozen=True, kw_only=True)
class AugmentationPolicy:
    """Ranges of random transformations; every image of every batch draws its own.

    The defaults are those of the source study.
    """

    name: str
    """What tables call it."""
    reason: str
    """One sentence: why this policy and no other."""
    horizontal_flip: bool
    """Mirror half of the images left to right."""
    zoom: tuple[float, float] = (0.5, 1.0)
    """Part of the height, and separately of the width, that fills the image; below 1 enlarges."""
    rotation_degrees: float = 25.0
    """Largest turn to either side, in degrees."""
    brightness: tuple[float, float] = (0.2, 1.0)
    """Factor on the grey levels."""
    shift: float = 0.0
    """Largest way to either side, and separately up or down, as a part of width and height."""

    @property
    def changes_nothing(self) -> bool:
        """Whether every image stays as it is."""
        ranges = (self.zoom, self.rotation_degrees, self.brightness, self.shift)
        return not self.horizontal_flip and ranges == ((1.0, 1.0), 0.0, (1.0, 1.0), 0.0)

    def describe(self) -> str:
        """The ranges in one line of text."""
        if self.changes_nothing:
            return "images as they are, so that the arm `augmented` repeats `original`"
        flip = "left-right flip" if self.horizontal_flip else "no flip"
        clipped = " (clipped at white)" if self.brightness[1] > 1 else ""
        shift = f"shift ±{100 * self.shift:g} % of the side, " if self.shift else ""
        return (
            f"{flip}, zoom {self.zoom[0]:g} to {self.zoom[1]:g} per axis (below 1 enlarges), "
            f"{shift}rotation ±{self.rotation_degrees:g}°, "
            f"brightness {self.brightness[0]:g} to {self.brightness[1]:g}{clipped}, nearest fill"
        )


def _paper(mirror_safe: bool, mirror_reason: str) -> AugmentationPolicy:
    reason = "The source study's ranges, as published."
    return AugmentationPolicy(name="paper", reason=reason, horizontal_flip=True)


def _no_flip(mirror_safe: bool, mirror_reason: str) -> AugmentationPolicy:
    reason = "The source study's ranges without its flip."
    return AugmentationPolicy(name="no_flip", reason=reason, horizontal_flip=False)


def _affine(mirror_safe: bool, mirror_reason: str) -> AugmentationPolicy:
    return AugmentationPolicy(
        name="affine",
        reason="Small turns, shifts and changes of size, as between one hand and another; no flip.",
        horizontal_flip=False,
        zoom=(0.9, 1.1),
        rotation_degrees=10.0,
        brightness=(1.0, 1.0),
        shift=0.07,
    )


def _gentle(mirror_safe: bool, mirror_reason: str) -> AugmentationPolicy:
    flip = "with a flip" if mirror_safe else "without a flip"
    return AugmentationPolicy(
        name="gentle",
        reason=f"Small ranges, {flip}: {mirror_reason}.",
        horizontal_flip=mirror_safe,
        zoom=(0.85, 1.0),
        rotation_degrees=10.0,
        brightness=(0.8, 1.2),
    )


def _flip(mirror_safe: bool, mirror_reason: str) -> AugmentationPolicy:
    return replace(
        _none(mirror_safe, mirror_reason),
        name="flip",
        reason="A left-right flip of half of the images and nothing else.",
        horizontal_flip=True,
    )


def _none(mirror_safe: bool, mirror_reason: str) -> AugmentationPolicy:
    return AugmentationPolicy(
        name="none",
        reason="No transformation.",
        horizontal_flip=False,
        zoom=(1.0, 1.0),
        rotation_degrees=0.0,
        brightness=(1.0, 1.0),
    )


# Functions from whether a left-right flip keeps the label of a data set's images, and why.
POLICIES: dict[str, Callable[[bool, str], AugmentationPolicy]] = {
    "paper": _paper,
    "no_flip": _no_flip,
    "affine": _affine,
    "gentle": _gentle,
    "flip": _flip,
    "none": _none,
}
Policy = AugmentationPolicy | RowPolicy | SoundPolicy
OWN: dict[str, RowPolicy | SoundPolicy] = {"table": JITTER, "signal": SOUND}
"""Kinds of data whose examples are changed in one way of their own."""
AUTO = "auto"
"""Not a policy, but the one that is usual for the data."""


def check_policy(name: str) -> None:
    """Refuse a name that is in no row of the table.

    Raises:
        UserError: It is not `auto` either.
    """
    known = [AUTO, *POLICIES, *(policy.name for policy in OWN.values())]
    if name not in known:
        raise unknown_name("policy", name, known, option="--augmentation")


def usual_policy(name: str, kind: Any) -> str:
    """The policy of a name for data of a kind; in the place of `auto`, what is usual for it.

    Raises:
        UserError: It is for another kind of data.
    """
    own = OWN.get(kind.name)
    able = (own.name,) if own else tuple(POLICIES)
    if name not in (AUTO, *able):
        raise UserError(
            f"--augmentation: expected one for data of the kind {kind.name} ({AUTO}, "
            f"{', '.join(able)}), found {name}."
        )
    if name != AUTO:
        return name
    return own.name if own else kind.usual_policy


def choose_policy(name: str, mirror_safe: bool, mirror_reason: str) -> AugmentationPolicy:
    """The policy of a data set.

    Args:
        name: A key of `POLICIES`, no longer `auto`.
        mirror_safe: Whether a left-right flip keeps the label of these images.
        mirror_reason: Why it does or does not.
    """
    return POLICIES[name](mirror_safe, mirror_reason)


def change_policy(policy: AugmentationPolicy, changes: Mapping[str, Any]) -> AugmentationPolicy:
    """The policy with some of its ranges replaced, and its reason saying so.

    Args:
        policy: As chosen by name.
        changes: Fields of the policy with their new values; none: the policy as it is.
    """
    if not changes:
        return policy
    reason = f"{policy.reason} Set by the user: {', '.join(changes)}."
    return replace(policy, name=f"{policy.name}, changed", reason=reason, **changes)
