"""Everything that an arm's ingredients may be made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from augmentation.policies import Policy
from datasets.dataset import Dataset
from datasets.splits import Split


@dataclass(frozen=True)
class ArmSources:
    """What an arm's training set is put together from."""

    data: Dataset
    split: Split
    policy: Policy
    """Of what is transformed."""
    drawn_files: Mapping[str, Sequence[Path]]
    """Drawn ingredient -> one `.npz` per class, in the order of the class names."""
    synthetic_per_class: int
    """Examples of each class that an ingredient with a number of its own has."""
    mix: float = 0.5
    """Share of an arm's first ingredient in its batches; the others share the rest equally."""
