"""The arms, and the ingredients that they are made of; rows that need no TensorFlow.

An arm is a list of ingredients: every batch of its classifier has a part of each. A new arm is a
row of `ARMS`, a new ingredient a file and a row of `INGREDIENTS`.
"""

from dataclasses import dataclass
from typing import Literal

from plots import palette
from plots.palette import ArmStyle

REFERENCE_ARM = "original"
"""What the others are compared with, and whose classifier judges drawn examples."""


@dataclass(frozen=True, kw_only=True)
class Ingredient:
    """One kind of training data.

    The module of a drawn ingredient that needs nothing has a function `draw(kind, examples, count,
    seed)`: it fits a model to a class's real training examples and draws new ones from it. The
    module of any other has `load(sources, seed)`, which returns a `TrainingSet`.
    """

    module: str
    about: str
    """What its examples are, in a sentence of the report; `{settings}` are filled in."""
    needs: Literal["nothing", "gans"] = "nothing"
    is_drawn: bool = False
    """Whether it has `synthetic_per_class` examples of each class, drawn from a model of real ones
    and kept in files: what they are worth is measured on them directly, too."""
    settings: tuple[str, ...] = ()
    """Parts of the configuration that it depends on."""


INGREDIENTS: dict[str, Ingredient] = {
    "real": Ingredient(module="arms.real", about="The real training examples."),
    "transformed": Ingredient(
        module="arms.transformed",
        about="Real training examples, transformed anew in every batch.",
        settings=("augmentation",),
    ),
    "drawn": Ingredient(
        module="arms.drawn",
        about="Examples that a GAN has drawn.",
        needs="gans",
        is_drawn=True,
        settings=("gan", "synthetic_per_class"),
    ),
    "gaussian": Ingredient(
        module="arms.gaussian",
        about=(
            "The control: a normal distribution was fitted, class by class, to the same real "
            "training images in the space of their first principal components (at most 128), and "
            "{synthetic_per_class:,} images per class were drawn from it. What a GAN has learned "
            "beyond means and correlations of pixels shows in its distance from this."
        ),
        is_drawn=True,
        settings=("synthetic_per_class",),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Arm:
    """What one classifier learns from."""

    ingredients: tuple[str, ...]
    trained_on: str
    """How sentences say it, after "a classifier trained on"."""
    about: str
    """What `--help` says of it, in a few words."""
    style: ArmStyle

    @property
    def settings(self) -> tuple[str, ...]:
        """Parts of the configuration that any of its ingredients depends on."""
        return tuple(name for part in self.ingredients for name in INGREDIENTS[part].settings)

    @property
    def needs_gans(self) -> bool:
        """Whether it waits for every class's synthetic examples."""
        return any(INGREDIENTS[part].needs == "gans" for part in self.ingredients)

    @property
    def drawn(self) -> tuple[str, ...]:
        """Its ingredients that are drawn from a model."""
        return tuple(part for part in self.ingredients if INGREDIENTS[part].is_drawn)


# In the order of tables.
ARMS: dict[str, Arm] = {
    "original": Arm(
        ingredients=("real",),
        trained_on="real training images",
        about="real training images",
        style=palette.REAL,
    ),
    "augmented": Arm(
        ingredients=("transformed",),
        trained_on="transformed real images alone",
        about="only transformed ones",
        style=palette.GREEN,
    ),
    "synthetic": Arm(
        ingredients=("drawn",),
        trained_on="GAN-made images alone",
        about="only GAN-made ones",
        style=palette.SYNTHETIC,
    ),
    "gaussian": Arm(
        ingredients=("gaussian",),
        trained_on="images drawn from a Gaussian per class alone",
        about="a control: images drawn from a Gaussian in the PCA space of each class",
        style=palette.ORANGE,
    ),
    "original+synthetic": Arm(
        ingredients=("real", "drawn"),
        trained_on="real and GAN-made images together",
        about="real and GAN-made ones, half of every batch of each (--mix)",
        style=palette.PINK,
    ),
    "original+gaussian": Arm(
        ingredients=("real", "gaussian"),
        trained_on="real images and images drawn from a Gaussian per class together",
        about="the control of it",
        style=palette.SKY,
    ),
}
HEADLINE_ORDER = ("synthetic", "original+synthetic", "augmented")
"""Whose result makes the headline, if it has one; after these the order of the table."""


def arm_of(ingredient: str) -> str:
    """The name of the arm that is made of one ingredient alone, under which it is judged."""
    return next(name for name, arm in ARMS.items() if arm.ingredients == (ingredient,))
