"""What the augmented arm does to images, and where it must not mirror them."""

from collections.abc import Callable
from dataclasses import dataclass

import keras
import tensorflow as tf
from keras import layers

from experiment.seeds import derive_seed

BatchTransform = Callable[[tf.Tensor], tf.Tensor]


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

    def describe(self) -> str:
        """The ranges in one line of text."""
        flip = "left-right flip" if self.horizontal_flip else "no flip"
        return (
            f"{flip}, zoom {self.zoom[0]:g} to {self.zoom[1]:g} per axis (below 1 enlarges), "
            f"rotation ±{self.rotation_degrees:g}°, "
            f"brightness {self.brightness[0]:g} to {self.brightness[1]:g}, nearest fill"
        )


def choose_policy(name: str, mirror_safe: bool, mirror_reason: str) -> AugmentationPolicy:
    """The policy of a data set.

    Args:
        name: `paper`, `no_flip`, or `auto`: `no_flip` where a mirror image has another label.
        mirror_safe: Whether a left-right flip keeps the label of these images.
        mirror_reason: Why it does or does not.
    """
    if name == "paper":
        reason = "The source study's ranges, as published, asked for by name."
        return AugmentationPolicy(name="paper", reason=reason, horizontal_flip=True)
    if name == "auto" and mirror_safe:
        reason = f"The source study's ranges: {mirror_reason}"
        return AugmentationPolicy(name="paper", reason=reason, horizontal_flip=True)
    why = mirror_reason if name == "auto" else "asked for by name."
    reason = f"The source study's ranges without its flip: {why}"
    return AugmentationPolicy(name="no_flip", reason=reason, horizontal_flip=False)


def build_transform(policy: AugmentationPolicy, seed: int) -> BatchTransform:
    """A function that transforms batches, starting from the seed's own random state.

    Args:
        policy: The ranges.
        seed: Of all draws.

    Returns:
        A function from float32 [n, h, w, c] in [0, 255] to the same, for use in compiled code.
    """
    geometry: list[keras.layers.Layer] = []
    if policy.horizontal_flip:
        geometry.append(layers.RandomFlip("horizontal", seed=derive_seed(seed, "flip")))
    # In Keras a negative zoom factor enlarges: -0.5 shows half of the image.
    zoom = (policy.zoom[0] - 1.0, policy.zoom[1] - 1.0)
    geometry.append(
        layers.RandomZoom(zoom, zoom, fill_mode="nearest", seed=derive_seed(seed, "zoom"))
    )
    turn = policy.rotation_degrees / 360.0
    geometry.append(
        layers.RandomRotation(turn, fill_mode="nearest", seed=derive_seed(seed, "rotation"))
    )
    brightness_seeds = keras.random.SeedGenerator(derive_seed(seed, "brightness"))

    def transform(images: tf.Tensor) -> tf.Tensor:
        for layer in geometry:
            images = layer(images, training=True)
        # keras.layers.RandomBrightness adds to the grey levels; the source multiplies them.
        shape = (tf.shape(images)[0], 1, 1, 1)
        factor = keras.random.uniform(shape, *policy.brightness, seed=brightness_seeds)
        return images * factor

    return transform
