"""The table of remedies; a name, and whether a config turns it on, needs no TensorFlow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from datasets.kinds import PICTURES
from gan.row import Row

_PARTED_AT_0 = frozenset({"non_saturating", "hinge"})


@dataclass(frozen=True, kw_only=True)
class Remedy(Row):
    """Something that helps where trainings are ill or examples few; the module has `add`.

    `add(recipe, options)` returns the recipe with the remedy in it.
    """

    option: str
    """The field of `GanConfig` that turns it on."""
    off: tuple[Any, ...] = (None, 0)
    """Values of the option that leave it off."""
    choices: tuple[str, ...] = ()
    """The names that its option is made of, where it is one of names."""
    together: bool = False
    """Whether the critic must step once on real and fake examples together
    (`Schedule.takes_penalties`)."""
    of_one_class: bool = False
    """Whether it compares the examples of a training with each other, so that they must be of one
    class."""
    losses: frozenset[str] | None = None
    """Names of the objectives that it has a place in; None: all."""
    beside: str | None = None
    """Another remedy that it acts on, so that it has no place without it."""

    def is_on(self, config: Any) -> bool:
        """Whether a `gan.options.GanConfig` asks for it."""
        return getattr(config, self.option) not in self.off

    def load(self) -> Callable[..., Any]:
        """The function `add`."""
        return self.found("add")


# In the order in which they are added to a recipe.
REMEDIES: dict[str, Remedy] = {
    "r1": Remedy(
        module="gan.remedies.r1",
        about="A penalty on the discriminator's slope at real examples.",
        source="Mescheder, Geiger, Nowozin 2018, equation 9",
        option="r1_weight",
        together=True,
    ),
    "r2": Remedy(
        module="gan.remedies.r2",
        about="The same at fake examples.",
        source="Mescheder, Geiger, Nowozin 2018, section 4.1",
        option="r2_weight",
        together=True,
    ),
    "gradient_penalty": Remedy(
        module="gan.remedies.gradient_penalty",
        about="A penalty where the discriminator's slope between real and fake examples is not 1.",
        source="Gulrajani et al. 2017, section 4",
        option="gradient_penalty_weight",
        together=True,
    ),
    "differentiable_augmentation": Remedy(
        module="gan.remedies.differentiable_augmentation",
        about="The discriminator sees real and fake images through the same random changes.",
        source="Zhao et al. 2020, section 3.2",
        kinds=PICTURES,
        option="differentiable_augmentation",
        off=((),),
        choices=("color", "translation", "cutout"),
    ),
    "adaptive_augmentation": Remedy(
        module="gan.remedies.adaptive_augmentation",
        about="Those changes are as probable as the discriminator is sure of real images.",
        source="Karras et al. 2020 (arXiv 2006.06676), section 3",
        kinds=PICTURES,
        option="adaptive_augmentation",
        off=(0.0,),
        losses=_PARTED_AT_0,
        beside="differentiable_augmentation",
    ),
    "coverage": Remedy(
        module="gan.remedies.coverage",
        about="The generator is pulled towards every training image of a small class.",
        source="Li, Malik 2018, section 3",
        kinds=PICTURES,
        option="coverage_weight",
        together=True,
        of_one_class=True,
    ),
    "rare_images": Remedy(
        module="gan.remedies.rarity",
        about="An epoch shows images that lie far from their neighbours several times.",
        source="Angiulli, Pizzuti 2002, for what is rare",
        kinds=PICTURES,
        option="rare_repeats",
        off=(1,),
        of_one_class=True,
    ),
    "critic_steps": Remedy(
        module="gan.remedies.critic_steps",
        about="The discriminator steps several times for each step of the generator.",
        source="Goodfellow et al. 2014, algorithm 1; Arjovsky, Chintala, Bottou 2017, section 3",
        option="critic_steps",
        off=(1,),
        together=True,
    ),
    "generator_steps": Remedy(
        module="gan.remedies.generator_steps",
        about="The generator steps several times for each step of the discriminator.",
        source="Goodfellow et al. 2014, algorithm 1, turned round",
        option="generator_steps",
        off=(1,),
        together=True,
    ),
    "accuracy_limit": Remedy(
        module="gan.remedies.accuracy_limit",
        about="The discriminator waits while it tells real from fake images too well.",
        source="Goodfellow et al. 2014, algorithm 1, made adaptive",
        option="accuracy_limit",
        off=(1.0,),
        losses=_PARTED_AT_0,
    ),
    "warm_up": Remedy(
        module="gan.remedies.warm_up",
        about="The discriminator learns alone at first.",
        source="the source study (docs/method.md)",
        option="warm_up_updates",
        off=(0,),
    ),
    "label_smoothing": Remedy(
        module="gan.remedies.label_smoothing",
        about="The discriminator is not to be quite sure that real images are real.",
        source="Salimans et al. 2016, section 3.4",
        option="label_smoothing",
        off=(0.0,),
        losses=frozenset({"non_saturating"}),
    ),
    "instance_noise": Remedy(
        module="gan.remedies.instance_noise",
        about="The discriminator sees real and fake images through noise that fades.",
        source="Sønderby et al. 2017, section 2.2; Arjovsky, Bottou 2017, section 3",
        option="instance_noise",
        off=(0.0,),
    ),
    "feature_matching": Remedy(
        module="gan.remedies.feature_matching",
        about="Fake images are to have the mean features of real ones in the discriminator.",
        source="Salimans et al. 2016, section 3.1",
        option="feature_matching_weight",
        off=(0.0,),
        together=True,
    ),
    "lecam": Remedy(
        module="gan.remedies.lecam",
        about="The discriminator's logits are held near those of the other side.",
        source="Tseng, Jiang, Liu, Yang, Yang 2021 (arXiv 2104.03310), equation 5",
        option="lecam_weight",
        off=(0.0,),
    ),
}
