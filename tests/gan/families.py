"""Families for tests, as modules of the user's own would have them; and encodings of images."""

import sys
from dataclasses import dataclass, replace
from types import ModuleType

import keras
import numpy as np

from datasets.images.kind import PixelEncoding
from datasets.kinds import Span
from gan.catalog import FAMILIES, OBJECTIVES, SCHEDULES, Family, ObjectiveRow
from gan.recipe import pair_recipe


def pixels(*shape) -> PixelEncoding:
    """The encoding of images of a shape (h, w, c)."""
    return PixelEncoding(shape)


@dataclass(frozen=True)
class RowSpans:
    """An encoding of rows of a shape (d,): a number, one in [-1, 1], and a category of the rest."""

    shape: tuple[int, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        spans = (Span(1, "linear"), Span(1, "tanh"), Span(self.shape[0] - 2, "softmax"))
        return spans if self.shape[0] > 2 else spans[: self.shape[0]]


ENCODINGS = {"images": PixelEncoding, "table": RowSpans}
"""By kind of data: the encoding of examples of a shape."""


def build(encoding, classes, options, seed):
    """Dense networks with batch normalisation and dropout: compiled in a second."""
    latents = keras.Input((options.latent_dim,))
    x = keras.layers.Dense(8)(latents)
    x = keras.layers.BatchNormalization(momentum=0.8)(x)
    x = keras.layers.LeakyReLU(0.2)(x)
    x = keras.layers.Dense(int(np.prod(encoding.shape)), activation="tanh")(x)
    generator = keras.Model(latents, keras.layers.Reshape(encoding.shape)(x))
    examples = keras.Input(encoding.shape)
    x = keras.layers.Dense(8)(keras.layers.Flatten()(examples))
    x = keras.layers.Dropout(options.dropout)(keras.layers.LeakyReLU(0.2)(x))
    return pair_recipe(generator, keras.Model(examples, keras.layers.Dense(1)(x)), options)


def build_constant(encoding, classes, options, seed):
    """A generator whose every image is the same grey."""
    latents = keras.Input((options.latent_dim,))
    size = int(np.prod(encoding.shape))
    x = keras.layers.Dense(size, kernel_initializer="zeros")(latents)
    generator = keras.Model(latents, keras.layers.Reshape(encoding.shape)(x))
    examples = keras.Input(encoding.shape)
    logits = keras.layers.Dense(1)(keras.layers.Flatten()(examples))
    return pair_recipe(generator, keras.Model(examples, logits), options)


TINY = Family(module=__name__, about="Dense networks.", source="ours")


def module_with(patch, name, **contents) -> str:
    """A module that can be imported for as long as a test runs; its name."""
    module = ModuleType(name)
    vars(module).update(contents)
    patch.setitem(sys.modules, name, module)
    return name


def add_family(patch, name, build_function) -> str:
    """A further row of the table of families for as long as a test runs; its name."""
    module = module_with(patch, f"family_{name}", build=build_function)
    patch.setitem(FAMILIES, name, Family(module=module, about="For a test.", source="ours"))
    return name


def add_objective(patch, name, objective, has_parts=True) -> str:
    """A further row of the table of objectives for as long as a test runs; its name."""
    module = module_with(patch, f"objective_{name}", **{name: objective})
    row = ObjectiveRow(module=module, about="For a test.", source="ours", has_parts=has_parts)
    patch.setitem(OBJECTIVES, name, row)
    return name


def add_schedule(patch, name, like, **phases) -> str:
    """A schedule of other phases with the facts of one in the table; its name."""
    module = module_with(patch, f"schedule_{name}", **phases)
    patch.setitem(SCHEDULES, name, replace(SCHEDULES[like], module=module, phases=tuple(phases)))
    return name
