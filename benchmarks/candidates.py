"""What the benchmarks compare: our own training and the peers', begun in one way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import keras
import numpy as np

from benchmarks.operations import PASSES
from benchmarks.peers import (
    SOURCE_SHAPE,
    TUTORIAL_SHAPE,
    SourceTraining,
    Training,
    TutorialTraining,
)
from datasets.images.kind import PixelEncoding
from datasets.images.pixels import to_signed_unit
from gan.layers import ImageShape
from gan.options import GanConfig, settled
from gan.trainer import GanTrainer
from gan.training_plan import TrainingPlan
from plan.preset_rows import PRESETS
from plan.presets import preset_config

# More updates than any benchmark waits for.
_ENDLESS = 10**9


class OwnTraining:
    """The training of this project's `GanTrainer`, the averaged generator included.

    Args:
        images: uint8 [n, h, w, c], the images of one class.
        config: Networks, loss, schedule, budget.
        seed: The unit's seed.

    Raises:
        UserError: The config does not fit the images.
    """

    def __init__(self, images: np.ndarray, config: GanConfig, seed: int) -> None:
        height, width, channels = images.shape[1:]
        self._trainer = GanTrainer(PixelEncoding((height, width, channels)), config)
        self._images, self._seed = images, seed
        self.images_per_update = TrainingPlan(len(images), config).examples_per_update
        passes = PASSES[config.schedule](self.images_per_update, settled(config))
        recipe = self._trainer.recipe
        self.multiply_adds_per_update = passes.multiply_adds(recipe.generator, recipe.critic)

    @property
    def generator(self) -> keras.Model:
        """The averaged generator."""
        return self._trainer.averaged_generator

    def stretches(self) -> Iterator[int]:
        """Train to the end of the budget; yields the updates done after each stretch of some."""
        for progress in self._trainer.train(to_signed_unit(self._images), self._seed):
            yield progress.updates


@dataclass(frozen=True)
class Candidate:
    """A way of training a pair."""

    name: str
    image_shape: ImageShape
    """Of the images that it learns and draws."""
    begin: Callable[[np.ndarray, int], Training]
    """From the images of one class, uint8 [n, h, w, c], and a seed to a training."""


def preset_candidate(preset: str, image_shape: ImageShape, images_per_class: int) -> Candidate:
    """The endless training of a preset.

    Args:
        preset: Its name.
        image_shape: (h, w, c).
        images_per_class: Some defaults of a preset depend on it.
    """
    config = preset_config(preset, images_per_class).gan
    return own_candidate(preset, image_shape, replace(config, updates=_ENDLESS, epochs=None))


def own_candidate(name: str, image_shape: ImageShape, config: GanConfig) -> Candidate:
    """Our training with any config."""
    return Candidate(name, image_shape, lambda images, seed: OwnTraining(images, config, seed))


# The peers by name; each is made for one size of images.
PEERS: dict[str, Candidate] = {
    "tutorial": Candidate("tutorial", TUTORIAL_SHAPE, TutorialTraining),
    "source": Candidate("source", SOURCE_SHAPE, SourceTraining),
}


def candidates_of(image_shape: ImageShape, images_per_class: int) -> list[Candidate]:
    """All presets and peers that can learn images of a shape.

    Args:
        image_shape: (h, w, c).
        images_per_class: Some defaults of a preset depend on it.
    """
    # The paper preset's networks are made for its own size alone.
    presets = [name for name in PRESETS if name != "paper" or image_shape == SOURCE_SHAPE]
    own = [preset_candidate(name, image_shape, images_per_class) for name in presets]
    return own + [peer for peer in PEERS.values() if peer.image_shape == image_shape]
