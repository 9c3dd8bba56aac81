"""What the augmented arm does to its images: the options under `augmentation`."""

import dataclasses
from dataclasses import dataclass
from typing import Annotated, Any

import tyro

from augmentation.policies import check_policy
from foundation.checks import check_pair, check_range, grown


@dataclass(frozen=True, kw_only=True)
class AugmentationConfig:
    """What the augmented arm does to its images: a policy, and ranges to change in it."""

    policy: Annotated[str, tyro.conf.arg(aliases=("--augmentation",))] = "auto"
    """Policy of the augmented arm: auto (what suits the data: affine for digits and letters, flip
    for Fashion-MNIST, gentle for other photos), affine (small turns, shifts and changes of size),
    gentle (small ranges, a flip where it keeps the label), flip (nothing else), paper (the source
    study's ranges), no_flip (the same without its flip), or none (images as they are: the arm
    repeats original). Rows of tables have jitter alone, recordings sound."""
    horizontal_flip: bool | None = None
    """Mirror half of the images left to right; None: as the policy says."""
    zoom: tuple[float, float] | None = None
    """Least and largest part of height and width that fills the image, below 1 enlarges; None: as
    the policy says. Range: 0.1 to 2."""
    rotation_degrees: float | None = None
    """Largest turn to either side in degrees; None: as the policy says. Range: 0 to 180."""
    brightness: tuple[float, float] | None = None
    """Least and largest factor on the grey levels, clipped at white; None: as the policy says.
    Range: 0 to 5."""
    shift: float | None = grown(None, before=None)
    """Largest way to either side, and up or down, as a part of width and height; None: as the
    policy says. Range: 0 to 0.5."""

    def __post_init__(self) -> None:
        check_policy(self.policy)
        check_pair(self, "zoom", 0.1, 2)
        check_range(self, "rotation_degrees", 0, 180)
        check_pair(self, "brightness", 0, 5)
        check_range(self, "shift", 0, 0.5)

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that are given instead of the policy's own."""
        fields = dataclasses.asdict(self)
        del fields["policy"]
        return {name: value for name, value in fields.items() if value is not None}
