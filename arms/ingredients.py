"""What arms are made of: kinds of training data, and what is done to batches; rows that need no
TensorFlow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from datasets.kinds import IMAGES, TABLES


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
    kinds: frozenset[str] | None = None
    """Kinds of data that it is for; None: all."""
    by_kind: Mapping[str, str] = field(default_factory=dict)
    """Kinds of data that have a module of their own for it."""

    def module_for(self, kind: str) -> str:
        """The module that makes it of examples of a kind, by its name."""
        return self.by_kind.get(kind, self.module)


INGREDIENTS: dict[str, Ingredient] = {
    "real": Ingredient(module="arms.real", about="The real training examples."),
    "transformed": Ingredient(
        module="arms.transformed",
        about="Real training examples, transformed anew in every batch.",
        settings=("augmentation",),
        by_kind={"table": "arms.transformed_rows", "signal": "arms.transformed_signals"},
    ),
    "drawn": Ingredient(
        module="arms.drawn",
        about="Examples that a GAN has drawn.",
        needs="gans",
        is_drawn=True,
        settings=("gan", "synthetic_per_class", "truncation"),
    ),
    "gaussian": Ingredient(
        module="arms.gaussian",
        about=(
            "The control: a normal distribution was fitted, class by class, to the same real "
            "training {examples} in the space of their first principal components (at most 128), "
            "and {synthetic_per_class:,} {examples} per class were drawn from it. What a GAN has "
            "learned beyond means and correlations shows in its distance from this."
        ),
        is_drawn=True,
        settings=("synthetic_per_class",),
    ),
    "interpolated": Ingredient(
        module="arms.interpolated",
        about=(
            "The control: {synthetic_per_class:,} {examples} per class, each at a random place "
            "between a real training {example} of the class and one of its five nearest neighbours "
            "there, or of all others in a smaller class (SMOTE within the class; a single "
            "{example} is repeated). What a GAN has learned beyond blends of two neighbours "
            "shows in what it does better."
        ),
        is_drawn=True,
        settings=("synthetic_per_class",),
        by_kind={"table": "arms.interpolated_rows"},
    ),
    "marginals": Ingredient(
        module="arms.marginals",
        about=(
            "The control: {synthetic_per_class:,} rows per class, each column drawn on its own "
            "from the values that real training rows of the class have there. What a GAN has "
            "learned beyond single columns shows in its distance from this."
        ),
        is_drawn=True,
        settings=("synthetic_per_class",),
        kinds=TABLES,
    ),
    "copula": Ingredient(
        module="arms.copula",
        about=(
            "The control: a Gaussian copula was fitted, class by class, to the same real training "
            "rows, and {synthetic_per_class:,} rows per class were drawn from it: every column has "
            "the values of real rows, and ranks are correlated as there (shrunk, Ledoit and Wolf). "
            "What a GAN has learned beyond that shows in its distance from this."
        ),
        is_drawn=True,
        settings=("synthetic_per_class",),
        kinds=TABLES,
    ),
    "bootstrap": Ingredient(
        module="arms.bootstrap",
        about=(
            "The control: {synthetic_per_class:,} rows per class, each a real training row drawn "
            "with replacement. A generator that learns by heart looks like this."
        ),
        is_drawn=True,
        settings=("synthetic_per_class",),
        kinds=TABLES,
    ),
    # Not drawn, though there are as many: nothing was fitted, so there is no model to judge, and
    # files of copies would be kept for nothing. Each repeat draws anew.
    "resampled": Ingredient(
        module="arms.resampled",
        about="Real training examples, drawn with replacement, as many as of a drawn ingredient.",
        settings=("synthetic_per_class",),
        kinds=IMAGES,
    ),
}


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """What is done to every batch of an arm as a whole, real and drawn parts alike.

    The module has `treat(training, sources, seed)`, which returns the `TrainingSet` treated.
    """

    module: str
    settings: tuple[str, ...] = ()
    """Parts of the configuration that it depends on."""
    kinds: frozenset[str] | None = None
    """Kinds of data that it can be done to; None: all."""
    by_kind: Mapping[str, str] = field(default_factory=dict)
    """Kinds of data that have a module of their own for it."""

    def module_for(self, kind: str) -> str:
        """The module that does it to examples of a kind, by its name."""
        return self.by_kind.get(kind, self.module)


# In the order in which they are done.
TREATMENTS: dict[str, Treatment] = {
    "transformed": Treatment(
        module="arms.transformed",
        settings=("augmentation",),
        by_kind={"table": "arms.transformed_rows", "signal": "arms.transformed_signals"},
    ),
    # The blend of two categories is none.
    "mixup": Treatment(module="arms.mixup", kinds=IMAGES),
}
