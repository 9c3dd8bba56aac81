"""One seed for every unit of work, whatever ran before it and in whatever process."""

import zlib
from dataclasses import dataclass

import numpy as np


def derive_seed(run_seed: int, *scope: str | int) -> int:
    """A seed that depends on the run's seed and on what it is for, and on nothing else.

    Args:
        run_seed: The seed of the run (or of the split), >= 0.
        *scope: What the seed is for, such as `"gan", "7"`.

    Returns:
        An int in [0, 2**31), accepted by NumPy, TensorFlow and Keras alike.
    """
    # crc32 and not hash(): Python salts the latter anew in every process.
    words = [zlib.crc32(str(part).encode("utf-8")) for part in scope]
    state = np.random.SeedSequence([run_seed, len(words), *words]).generate_state(1, np.uint32)
    return int(state[0] >> np.uint32(1))


@dataclass(frozen=True)
class ClassifierSeeds:
    """What one repeat of one arm's classifier starts from."""

    images: int
    """Of what an arm draws itself, such as its transformations; its own for every arm."""
    weights: int
    """Of initial weights and dropout masks; the same for all arms, which differ in data only."""
    training: int
    """Of the order of the batches; the same for all arms."""


def classifier_seeds(run_seed: int, arm: str, repeat: int) -> ClassifierSeeds:
    """The seeds of one repeat of one arm's classifier.

    They do not depend on how many repeats there are, so that further ones can be added later.

    Args:
        run_seed: The seed of the run, >= 0.
        arm: The kind of training data.
        repeat: Which classifier of the arm, from 0.
    """
    scope = ("repeat", repeat) if repeat else ()
    return ClassifierSeeds(
        images=derive_seed(run_seed, "arm", arm, *scope),
        weights=derive_seed(run_seed, "classifier", "weights", *scope),
        training=derive_seed(run_seed, "classifier", "training", *scope),
    )
