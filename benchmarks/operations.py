"""How many multiply-adds one update takes, counted from the layers of the networks.

Counted are convolutions, transposed convolutions and dense layers, which are nearly all of the
work; normalisation, activations, augmentation, optimizers and averages are not, nor are the pools
from which small classes choose their anchors (`gan.remedies.coverage`). Edge pixels count as inner
ones.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import keras
from keras import layers

from gan.options import GanConfig

FLOPS_PER_MULTIPLY_ADD = 2


def _dense(layer: layers.Dense) -> int:
    return layer.kernel.shape[0] * layer.kernel.shape[1]


def _convolution(layer: layers.Conv2D) -> int:
    # Every pixel of the output is a sum over the whole kernel.
    return math.prod(layer.output.shape[1:3]) * math.prod(layer.kernel.shape)


def _transposed_convolution(layer: layers.Conv2DTranspose) -> int:
    # Every pixel of the input is spread by the whole kernel.
    return math.prod(layer.input.shape[1:3]) * math.prod(layer.kernel.shape)


COUNTERS: dict[type, Callable[..., int]] = {
    layers.Dense: _dense,
    layers.Conv2D: _convolution,
    layers.Conv2DTranspose: _transposed_convolution,
}


def layer_multiply_adds(model: keras.Model) -> list[int]:
    """Multiply-adds of one image's forward pass, for each layer with a kernel, in order.

    Args:
        model: A built network in which every layer is used once.

    Raises:
        ValueError: A layer has a kernel, but is of a kind that is not counted here.
    """
    counts = []
    for layer in model.layers:
        if type(layer) in COUNTERS:
            counts.append(COUNTERS[type(layer)](layer))
        elif getattr(layer, "kernel", None) is not None:
            kinds = ", ".join(kind.__name__ for kind in COUNTERS)
            raise ValueError(f"expected layers of {kinds}, found {type(layer).__name__}")
    return counts


@dataclass(frozen=True, kw_only=True)
class Passes:
    """How many images go through one network in one update, by what is computed of them.

    Each of these takes as many multiply-adds as the forward pass.
    """

    forward: float = 0.0
    """Outputs."""
    weight_gradients: float = 0.0
    """Gradients of the weights; gradients are handed down as far as the first layer's output."""
    input_gradients: float = 0.0
    """Gradients handed down through all layers, the first one included."""
    first_input_gradients: float = 0.0
    """Gradients handed down through the first layer alone."""

    def multiply_adds(self, model: keras.Model) -> float:
        """Multiply-adds of all these passes through a network."""
        counts = layer_multiply_adds(model)
        whole = sum(counts)
        # With the weights' gradients, the first layer need not hand anything on.
        handed_down = whole - counts[0]
        return (
            (self.forward + self.input_gradients) * whole
            + self.weight_gradients * (whole + handed_down)
            + self.first_input_gradients * counts[0]
        )  # fmt: skip


@dataclass(frozen=True)
class UpdatePasses:
    """What one update asks of both networks."""

    generator: Passes
    discriminator: Passes

    def multiply_adds(self, generator: keras.Model, discriminator: keras.Model) -> float:
        """Multiply-adds of the update."""
        return self.generator.multiply_adds(generator) + self.discriminator.multiply_adds(
            discriminator
        )


def simultaneous_passes(images: int, config: GanConfig, shares_slopes: bool = True) -> UpdatePasses:
    """One generator pass, then both networks' gradients (`gan.steps.simultaneous`).

    Args:
        images: Real images of the update; as many fake ones.
        config: Settled; of the R1 penalty and the anchors, which add passes of their own.
        shares_slopes: One pass back through the discriminator gives the generator's slopes, too.
    """
    drawn = images * (2 if config.coverage_weight else 1)
    penalised = images / config.r1_interval if config.r1_weight else 0.0
    return UpdatePasses(
        generator=Passes(forward=drawn, weight_gradients=drawn),
        discriminator=Passes(
            # The penalty has a forward pass of its own and the slopes at the images; its gradient
            # goes through the slopes once more, for the weights and from layer to layer.
            forward=2 * images + penalised,
            weight_gradients=2 * images + penalised,
            input_gradients=(0 if shares_slopes else images) + penalised,
            first_input_gradients=images if shares_slopes else 0,
        ),
    )


def alternating_passes(images: int, config: GanConfig) -> UpdatePasses:
    """Two discriminator steps on half batches, then a generator step on a whole one.

    Args:
        images: Real images of the update: half a batch.
        config: Plays no part.
    """
    return UpdatePasses(
        generator=Passes(forward=3 * images, weight_gradients=2 * images),
        discriminator=Passes(
            forward=4 * images, weight_gradients=2 * images, input_gradients=2 * images
        ),
    )


# By the names of `gan.catalog.SCHEDULES`.
PASSES: dict[str, Callable[[int, GanConfig], UpdatePasses]] = {
    "simultaneous": simultaneous_passes,
    "alternating": alternating_passes,
    "discriminator_first": alternating_passes,
}
