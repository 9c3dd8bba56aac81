"""What the augmented arm does to images, and where it must not mirror them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from foundation.errors import unknown_name


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

    @property
    def changes_nothing(self) -> bool:
        """Whether every image stays as it is."""
        ranges = (self.zoom, self.rotation_degrees, self.brightness)
        return not self.horizontal_flip and ranges == ((1.0, 1.0), 0.0, (1.0, 1.0))

    def describe(self) -> str:
        """The ranges in one line of text."""
        if self.changes_nothing:
            return "images as they are, so that the arm `augmented` repeats `original`"
        flip = "left-right flip" if self.horizontal_flip else "no flip"
        clipped = " (clipped at white)" if self.brightness[1] > 1 else ""
        return (
            f"{flip}, zoom {self.zoom[0]:g} to {self.zoom[1]:g} per axis (below 1 enlarges), "
            f"rotation ±{self.rotation_degrees:g}°, "
            f"brightness {self.brightness[0]:g} to {self.brightness[1]:g}{clipped}, nearest fill"
        )


def _auto(mirror_safe: bool, mirror_reason: str) -> AugmentationPolicy:
    if mirror_safe:
        reason = f"The source study's ranges: {mirror_reason}."
        return AugmentationPolicy(name="paper", reason=reason, horizontal_flip=True)
    reason = f"The source study's ranges without its flip: {mirror_reason}."
    return AugmentationPolicy(name="no_flip", reason=reason, horizontal_flip=False)


def _paper(mirror_safe: bool, mirror_reason: str) -> AugmentationPolicy:
    reason = "The source study's ranges, as published, asked for by name."
    return AugmentationPolicy(name="paper", reason=reason, horizontal_flip=True)


def _no_flip(mirror_safe: bool, mirror_reason: str) -> AugmentationPolicy:
    reason = "The source study's ranges without its flip: asked for by name."
    return AugmentationPolicy(name="no_flip", reason=reason, horizontal_flip=False)


def _gentle(mirror_safe: bool, mirror_reason: str) -> AugmentationPolicy:
    flip = "with a flip" if mirror_safe else "without a flip"
    return AugmentationPolicy(
        name="gentle",
        reason=f"Small ranges, asked for by name, {flip}: {mirror_reason}.",
        horizontal_flip=mirror_safe,
        zoom=(0.85, 1.0),
        rotation_degrees=10.0,
        brightness=(0.8, 1.2),
    )


def _none(mirror_safe: bool, mirror_reason: str) -> AugmentationPolicy:
    return AugmentationPolicy(
        name="none",
        reason="No transformation, asked for by name.",
        horizontal_flip=False,
        zoom=(1.0, 1.0),
        rotation_degrees=0.0,
        brightness=(1.0, 1.0),
    )


# Functions from whether a left-right flip keeps the label of a data set's images, and why.
POLICIES: dict[str, Callable[[bool, str], AugmentationPolicy]] = {
    "auto": _auto,
    "paper": _paper,
    "gentle": _gentle,
    "no_flip": _no_flip,
    "none": _none,
}


def choose_policy(name: str, mirror_safe: bool, mirror_reason: str) -> AugmentationPolicy:
    """The policy of a data set.

    Args:
        name: `paper`, `no_flip`, `gentle`, `none`, or `auto`: `no_flip` where a mirror image has
            another label, else `paper`.
        mirror_safe: Whether a left-right flip keeps the label of these images.
        mirror_reason: Why it does or does not.

    Raises:
        UserError: The name is in no row of the table.
    """
    if name not in POLICIES:
        raise unknown_name("augmentation policy", name, POLICIES, option="--augmentation")
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
