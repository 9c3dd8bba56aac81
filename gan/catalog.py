"""What a GAN is put together from: tables of families, objectives and schedules.

A row has a name, its facts and the module that does the work, imported when first used: names and
combinations are checked, and `--help` answers, without TensorFlow.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from datasets.kinds import IMAGES, PICTURES, TABLES
from gan.row import Row

USABLE = ("ok", "unknown")
"""Statuses of a trained GAN whose examples may be used; `unknown`: too few real ones to judge."""


@dataclass(frozen=True, kw_only=True)
class Family(Row):
    """Networks that are trained together.

    The module has `build(encoding, classes, options, seed)`, which makes a `gan.recipe.Recipe`:
    encoding: a `datasets.kinds.Encoding`; classes: int; options: `GanConfig`; seed: int.
    """

    options: Mapping[str, Any] = field(default_factory=dict)
    """Fields of `GanConfig` that it sets where the user does not: what makes it this family."""
    heeds: frozenset[str] = frozenset()
    """Fields that change networks and that its own take into account; refused elsewhere."""
    grows: bool = False
    """Whether an update takes longer the later it comes."""
    shapes: tuple[tuple[int, ...], ...] = ((8, 8, 1),)
    """Encoded examples that stand for all those it is made for, the smallest one first."""

    def load(self) -> Callable[..., Any]:
        """The function `build`."""
        return self.found("build")


@dataclass(frozen=True, kw_only=True)
class ObjectiveRow(Row):
    """An adversarial loss; the module has a `gan.objectives.Objective` of the row's name."""

    has_parts: bool = True
    """Whether the critic's loss is a part on real examples plus a part on fake ones."""
    has_scale: bool = True
    """Whether its logits have one; else any multiple of them says the same."""

    def load(self, name: str) -> Any:
        """The objective of a name."""
        return self.found(name)


@dataclass(frozen=True, kw_only=True)
class Schedule(Row):
    """When the networks step, and which real examples a round of updates takes."""

    phases: tuple[str, ...]
    """Functions of the module (`gan.steps.Phase`). Each runs over all rounds of an epoch before
    the next one starts; their statistics add up."""
    batch_fraction: float = 1.0
    """Real examples of a round, as a part of the batch size."""
    with_replacement: bool = False
    """Draw every batch anew from all examples, instead of going through shuffled epochs."""
    takes_penalties: bool = False
    """The critic steps once, on real and fake examples together: penalties on it and the
    generator's further terms have a place, and so has a loss without parts."""

    def load(self) -> tuple[Callable[..., Any], ...]:
        """The phases."""
        return tuple(map(self.found, self.phases))


# Fields that change networks: a family heeds them or refuses them.
NETWORK_SWITCHES = (
    *("conditional", "spectral_normalization", "self_attention", "minibatch_deviation"),
    *("minibatch_discrimination", "pack"),
)
# Penalties take the logits of a pack for one, so that it is no matter of a network alone.
UNPACKED_SWITCHES = frozenset(NETWORK_SWITCHES) - {"pack"}
# What every critic heeds that ends as those of `gan.layers.critic` do.
_USUAL_SWITCHES = frozenset({"conditional", "minibatch_deviation", "minibatch_discrimination"})

_OF_DCGAN: dict[str, Any] = {
    "module": "gan.families.dcgan",
    "kinds": PICTURES,
    "heeds": UNPACKED_SWITCHES,
    # Sides and channels of all kinds are those of dcgan itself.
    "shapes": ((8, 8, 1), (31, 31, 3), (128, 128, 1)),
}

_OF_ROWS = {"loss": "relativistic", "r1_weight": 1.0, "r2_weight": 1.0}
_OF_SNGAN = {"loss": "hinge", "spectral_normalization": True, "r1_weight": 0.0}

FAMILIES: dict[str, Family] = {
    "dcgan": Family(
        about="Transposed convolutions that draw small or large images of any size.",
        source="Radford, Metz, Chintala 2016, section 3",
        **_OF_DCGAN
        | {
            "shapes": (
                *((8, 8, 1), (9, 9, 3), (17, 13, 3), (8, 40, 1), (28, 28, 1), (31, 31, 1)),
                *((63, 63, 1), (64, 64, 3), (128, 128, 3)),
            )
        },
    ),
    "vanilla": Family(
        module="gan.families.vanilla",
        about="Dense layers alone.",
        source="Goodfellow et al. 2014, section 5",
        kinds=PICTURES,
        heeds=_USUAL_SWITCHES,
        shapes=((8, 8, 1), (17, 13, 3), (28, 28, 1), (128, 128, 3)),
    ),
    "cgan": Family(
        about="One dcgan pair for all classes, which is told the class.",
        source="Mirza, Osindero 2014; Miyato, Koyama 2018, equation 3, for the discriminator",
        options={"conditional": True},
        **_OF_DCGAN,
    ),
    "wgan-gp": Family(
        about="The dcgan pair with a Wasserstein loss, held by a gradient penalty.",
        source="Gulrajani et al. 2017, section 4 and algorithm 1",
        options={
            **{"loss": "wasserstein", "gradient_penalty_weight": 10.0, "r1_weight": 0.0},
            **{"critic_steps": 2, "beta_1": 0.0},
        },
        **_OF_DCGAN,
    ),
    "sngan": Family(
        about="The dcgan pair with a hinge loss and a spectrally normalised discriminator.",
        source="Miyato et al. 2018, sections 2.1 and 4",
        options=_OF_SNGAN,
        **_OF_DCGAN,
    ),
    "sagan": Family(
        about="The sngan pair with self-attention at a middle resolution.",
        source="Zhang et al. 2019, section 3",
        options=_OF_SNGAN | {"self_attention": True},
        **_OF_DCGAN,
    ),
    "r3gan": Family(
        module="gan.families.r3gan",
        about="Residual networks without normalisation, a relativistic loss, R1 and R2.",
        source="Huang et al. 2024, sections 2 and 3",
        kinds=PICTURES,
        options={"loss": "relativistic", "r1_weight": 0.1, "r2_weight": 0.1, "beta_1": 0.0},
        heeds=_USUAL_SWITCHES,
        shapes=((8, 8, 1), (17, 13, 3), (28, 28, 1), (64, 64, 3), (128, 128, 1)),
    ),
    "progressive": Family(
        module="gan.families.progressive",
        grows=True,
        about="Networks that begin with few pixels and grow to the size of the images.",
        source="Karras, Aila, Laine, Lehtinen 2018, sections 2 and 4.2",
        kinds=PICTURES,
        heeds=_USUAL_SWITCHES,
        shapes=((8, 8, 1), (17, 13, 3), (28, 28, 1), (64, 64, 3), (128, 128, 1)),
    ),
    "rows": Family(
        module="gan.families.rows",
        about="Dense layers for rows of a table; categories are relaxed draws.",
        source="Goodfellow et al. 2014, section 5; Jang, Gu, Poole 2017",
        kinds=TABLES,
        options=_OF_ROWS,
        heeds=_USUAL_SWITCHES | {"pack"},
        shapes=((1,), (7,), (300,)),
    ),
    "paper": Family(
        module="gan.families.paper",
        about="The source study's networks for 64x64 images, batch normalisation on both sides.",
        source="the source study (docs/method.md)",
        kinds=IMAGES,
        shapes=((64, 64, 1), (64, 64, 3)),
    ),
}

OBJECTIVES: dict[str, ObjectiveRow] = {
    "non_saturating": ObjectiveRow(
        module="gan.objectives",
        about="Cross-entropy; the generator maximises the log-probability of passing as real.",
        source="Goodfellow et al. 2014, section 3",
    ),
    "wasserstein": ObjectiveRow(
        module="gan.objectives",
        about="Difference of mean logits; its critic wants a penalty on its slope.",
        source="Arjovsky, Chintala, Bottou 2017, algorithm 1",
        has_scale=False,
    ),
    "hinge": ObjectiveRow(
        module="gan.objectives",
        about="The critic goes on only where a logit is on the wrong side of its margin.",
        source="Miyato et al. 2018, equations 16 and 17",
    ),
    "relativistic": ObjectiveRow(
        module="gan.objectives",
        about="A real example is to look more real than the fake one that it is paired with.",
        source="Jolicoeur-Martineau 2019; Huang et al. 2024, equation 2",
        has_parts=False,
    ),
}

SCHEDULES: dict[str, Schedule] = {
    "simultaneous": Schedule(
        module="gan.steps",
        about="Both networks step once, from the same fake examples.",
        source="Goodfellow et al. 2014, algorithm 1",
        phases=("simultaneous",),
        takes_penalties=True,
    ),
    "alternating": Schedule(
        module="gan.steps",
        about="Two discriminator steps on half batches, then a generator step on a whole one.",
        source="the source study (docs/method.md)",
        phases=("alternating",),
        batch_fraction=0.5,
        with_replacement=True,
    ),
    "discriminator_first": Schedule(
        module="gan.steps",
        about="All discriminator steps of an epoch, then all of its generator steps.",
        source="the last commit of the source study",
        phases=("discriminator_only", "generator_only"),
        batch_fraction=0.5,
        with_replacement=True,
    ),
}
