"""The data of a study whose runs have splits of their own."""

import dataclasses
import functools
from collections.abc import Callable

import numpy as np
from rich.console import Console

from datasets.dataset import Dataset
from experiment.pipeline import Request, load_source
from foundation.errors import UserError
from foundation.progress import ProgressDisplay

Load = Callable[[int], Dataset]


def load_by_split(request: Request, source: Dataset) -> Load | None:
    """How to load the data of a split seed, where test examples are drawn as it is loaded.

    That is so where groups stay on one side, or classes are bins that test examples play no part
    in.

    Args:
        request: Of one of the runs.
        source: The data that it names.

    Returns:
        The data by the split seed; None: the same for all.

    Raises:
        UserError: The test examples are given, and the same in every split.
    """
    if source.test_mask is None:
        return None

    @functools.lru_cache(maxsize=1)
    def load(split_seed: int) -> Dataset:
        run = dataclasses.replace(request.arguments.run, split_seed=split_seed)
        arguments = dataclasses.replace(request.arguments, run=run)
        asked = dataclasses.replace(request, arguments=arguments)
        return load_source(asked, ProgressDisplay(Console(quiet=True)))

    one, other = (load(seed).test_mask for seed in (0, 1))
    if one is None or other is None or np.array_equal(one, other):
        raise UserError(
            f"--resplit: expected data whose test {source.kind.nouns[1]} are drawn, by "
            f"--split-seed, found {source.name}, whose test {source.kind.nouns[1]} are given."
        )
    return load
