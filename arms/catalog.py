"""The arms, and the ingredients that they are made of; rows that need no TensorFlow.

An arm is a list of ingredients: every batch of its classifier has a part of each. Treatments are
done to the whole batch, whatever it is made of. A new arm is a row of `ARMS`; what it is made of
are rows of `arms.ingredients`.
"""

from dataclasses import dataclass

from arms.ingredients import INGREDIENTS, TREATMENTS
from datasets.kinds import IMAGES
from plots import palette
from plots.palette import ArmStyle

REFERENCE_ARM = "original"
"""What the others are compared with."""


@dataclass(frozen=True, kw_only=True)
class Arm:
    """What one classifier learns from."""

    ingredients: tuple[str, ...]
    trained_on: str
    """How sentences say it, after "a classifier trained on"; `{examples}` is filled in."""
    about: str
    """What `--help` says of it, in a few words."""
    style: ArmStyle
    treatments: tuple[str, ...] = ()
    """What is done to its batches; keys of `TREATMENTS`."""
    is_longer: bool = False
    """Whether its classifier trains `longer` times the updates of the others."""
    kinds: frozenset[str] | None = None
    """Kinds of data that it is for, beside what its parts are for; None: all."""
    is_cheap: bool = False
    """Whether anyone has it without a model: the better one of these is what others must beat."""
    is_floor: bool = False
    """Whether every arm of GANs is compared with it in a study: the model that is no GAN."""

    def suits(self, kind: str) -> bool:
        """Whether it can be made of examples of a kind, by its name."""
        parts = [INGREDIENTS[part].kinds for part in self.ingredients]
        parts += [TREATMENTS[name].kinds for name in self.treatments]
        return all(kinds is None or kind in kinds for kinds in (self.kinds, *parts))

    @property
    def settings(self) -> tuple[str, ...]:
        """Parts of the configuration that any of its ingredients or treatments depends on."""
        needed = [INGREDIENTS[part].settings for part in self.ingredients]
        needed += [TREATMENTS[name].settings for name in self.treatments]
        return tuple(name for settings in needed for name in settings)

    @property
    def needs_gans(self) -> bool:
        """Whether it waits for every class's synthetic examples."""
        return any(INGREDIENTS[part].needs == "gans" for part in self.ingredients)

    @property
    def drawn(self) -> tuple[str, ...]:
        """Its ingredients that are drawn from a model."""
        return tuple(part for part in self.ingredients if INGREDIENTS[part].is_drawn)

    @property
    def is_judged(self) -> bool:
        """Whether it is one drawn ingredient as it was drawn, which is judged under its name."""
        return len(self.ingredients) == 1 and bool(self.drawn) and not self.treatments


# In the order of tables: real examples, those of GANs, then the controls that a GAN must beat.
ARMS: dict[str, Arm] = {
    "original": Arm(
        ingredients=("real",),
        trained_on="real training {examples}",
        about="real training examples",
        style=palette.REAL,
        is_cheap=True,
    ),
    "augmented": Arm(
        ingredients=("transformed",),
        trained_on="transformed real {examples} alone",
        about="only transformed ones",
        style=palette.GREEN,
        is_cheap=True,
    ),
    "augmented-longer": Arm(
        ingredients=("transformed",),
        is_longer=True,
        kinds=IMAGES,  # of the classifiers of rows one alone counts updates
        trained_on="transformed real {examples} alone, for as much longer as --longer says",
        about="the same for --longer times the updates, as the time of GANs would allow",
        style=palette.LIME,
    ),
    "original+augmented": Arm(
        ingredients=("real", "transformed"),
        trained_on="real and transformed real {examples} together",
        about="real and transformed ones, half of every batch of each (--mix)",
        style=palette.TEAL,
    ),
    "mixup": Arm(
        ingredients=("real",),
        treatments=("mixup",),
        trained_on="blends of two real images and of their labels",
        about="blends of two real ones and of their labels",
        style=palette.INDIGO,
    ),
    "synthetic": Arm(
        ingredients=("drawn",),
        trained_on="GAN-made {examples} alone",
        about="only GAN-made ones",
        style=palette.SYNTHETIC,
    ),
    "original+synthetic": Arm(
        ingredients=("real", "drawn"),
        trained_on="real and GAN-made {examples} together",
        about="real and GAN-made ones, half of every batch of each (--mix)",
        style=palette.PINK,
    ),
    "augmented+synthetic": Arm(
        ingredients=("real", "drawn"),
        treatments=("transformed",),
        trained_on="real and GAN-made {examples} together, all transformed",
        about="the same, every example transformed",
        style=palette.WINE,
    ),
    "gaussian": Arm(
        ingredients=("gaussian",),
        trained_on="{examples} drawn from a Gaussian per class alone",
        about="a control: examples drawn from a Gaussian in the PCA space of each class",
        style=palette.ORANGE,
    ),
    "original+gaussian": Arm(
        ingredients=("real", "gaussian"),
        trained_on="real {examples} and {examples} drawn from a Gaussian per class together",
        about="the control of original+synthetic",
        style=palette.SKY,
    ),
    "augmented+gaussian": Arm(
        ingredients=("real", "gaussian"),
        treatments=("transformed",),
        trained_on=(
            "real {examples} and {examples} drawn from a Gaussian per class, all transformed"
        ),
        about="the control of augmented+synthetic",
        style=palette.BLACK,
    ),
    "interpolated": Arm(
        ingredients=("interpolated",),
        trained_on="{examples} between neighbouring real ones of a class alone",
        about="a control: examples between neighbouring real ones of a class, SMOTE",
        style=palette.OLIVE,
    ),
    "original+interpolated": Arm(
        ingredients=("real", "interpolated"),
        trained_on="real {examples} and {examples} between neighbouring ones together",
        about="real ones and those",
        style=palette.SAND,
    ),
    "resampled": Arm(
        ingredients=("resampled",),
        trained_on="real {examples} drawn with replacement",
        about="a control: real ones drawn with replacement, as many as synthetic has",
        style=palette.GREY,
    ),
    "marginals": Arm(
        ingredients=("marginals",),
        trained_on="rows whose columns were drawn independently within the class alone",
        about="a control of tables: every column drawn on its own within the class",
        style=palette.PURPLE,
    ),
    "copula": Arm(
        ingredients=("copula",),
        trained_on="rows drawn from a Gaussian copula per class alone",
        about="a control of tables: columns and their correlations within each class",
        style=palette.NAVY,
        is_floor=True,
    ),
    "original+copula": Arm(
        ingredients=("real", "copula"),
        trained_on="real rows and rows drawn from a Gaussian copula per class together",
        about="real rows and those",
        style=palette.BRICK,
    ),
    "bootstrap": Arm(
        ingredients=("bootstrap",),
        trained_on="real rows drawn with replacement alone",
        about="a control of tables: real rows drawn with replacement, judged as if they were new",
        style=palette.SLATE,
    ),
}
ALL_ARMS = "all"
"""What `--arms` may say in the place of every name."""
HEADLINE_ORDER = ("synthetic", "original+synthetic", "augmented+synthetic", "augmented")
"""Whose result makes the headline, if it has one; after these the order of the table."""


def arms_of(kind: str) -> list[str]:
    """The arms that can be made of examples of a kind, by its name, in the order of tables."""
    return [name for name, arm in ARMS.items() if arm.suits(kind)]


def arm_of(ingredient: str) -> str:
    """The name of the arm that is made of one ingredient alone, under which it is judged."""
    return next(
        name
        for name, arm in ARMS.items()
        if arm.ingredients == (ingredient,) and not arm.treatments
    )
