"""Presets: functions from the size of the data to a full configuration."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from augmentation.options import AugmentationConfig
from classifiers.options import ClassifierConfig
from foundation.errors import UserError, unknown_name
from gan.catalog import FAMILIES
from gan.options import GanConfig
from gan.remedies.catalog import REMEDIES
from plan import signal_presets, table_presets
from plan.config import SMALL_ARMS, SMALL_CLASS, USUAL_ARMS, ExperimentConfig
from plan.preset_rows import PRESETS

# The source study trained longer, with smaller batches, below this many images per class. It
# counted those that were given, before any split.
PAPER_SMALL_CLASS = 1000
COUNTS_IMAGES_GIVEN = ("paper",)
"""The presets whose number of images per class is that of all images that may be used, test images
of a given split left out; of the others it is that of training images after the split."""
USUAL_KIND = "images"
# What large classes have with the family, and the pairs of one class, that it was measured with
# (docs/tuning.md).
_OF_LARGE_CLASSES: dict[str, Any] = {"updates": 5000, "minibatch_discrimination": True}
# A GAN sees this few images often enough in a shorter training (docs/tuning.md).
_TINY_CLASS = 100


def _standard(images_per_class: int) -> ExperimentConfig:
    config = ExperimentConfig()
    if images_per_class >= SMALL_CLASS:
        return config
    config = replace(
        config,
        arms=USUAL_ARMS + SMALL_ARMS,
        gan=replace(
            config.gan,
            updates=2000,
            batch_size=64,
            width=32,
            # Few latents and an early pull cover a small class (Li and Malik 2018).
            latent_dim=8,
            mapping_layers=2,
            coverage_weight=20.0,
            working_size=32,
            differentiable_augmentation=("color", "translation", "cutout"),
            generator_learning_rate=5e-4,
            discriminator_learning_rate=1e-3,
        ),
        classifier=replace(config.classifier, updates=2400, batch_size=32),
    )
    if images_per_class >= _TINY_CLASS:
        return config
    return replace(
        config,
        synthetic_per_class=1000,
        gan=replace(config.gan, updates=1200, batch_size=32),
    )


def _smoke(images_per_class: int) -> ExperimentConfig:
    standard = _standard(images_per_class)
    return replace(
        standard,
        preset="smoke",
        arms=USUAL_ARMS,
        synthetic_per_class=100,
        repeats=1,
        gan=replace(
            standard.gan,
            updates=200,
            batch_size=32,
            width=16,
            generator_learning_rate=2e-3,
            discriminator_learning_rate=2e-3,
        ),
        classifier=replace(standard.classifier, updates=120, batch_size=32, evaluations=6),
    )


def _paper(images_per_class: int) -> ExperimentConfig:
    small = images_per_class < PAPER_SMALL_CLASS
    return ExperimentConfig(
        preset="paper",
        synthetic_per_class=600 if small else 8000,
        augmentation=AugmentationConfig(policy="paper"),
        selection="none",
        image_size=64,
        rgb=True,
        gan=GanConfig(
            networks="paper",
            schedule="alternating",
            updates=None,
            epochs=1000 if small else 31,
            batch_size=6 if small else 128,
            latent_dim=100,
            r1_weight=0.0,
            generator_learning_rate=2e-4,
            discriminator_learning_rate=2e-4,
            final_learning_rate_fraction=1.0,
            ema_decay=0.0,
        ),
        classifier=ClassifierConfig(
            network="source",
            updates=None,
            epochs=48 if small else 25,
            batch_size=12 if small else 128,
            final_learning_rate_fraction=1.0,
            decay_part=1.0,
        ),
    )


# By kind of data: the presets that it has. What is asked for is read before the kind is known, as
# if it were images.
_FUNCTIONS: dict[str, dict[str, Callable[[int], ExperimentConfig]]] = {
    USUAL_KIND: {"smoke": _smoke, "standard": _standard, "paper": _paper},
    "signal": {"smoke": signal_presets.smoke, "standard": signal_presets.standard},
    "table": {"smoke": table_presets.smoke, "standard": table_presets.standard},
}


def preset_config(
    name: str,
    images_per_class: int = PAPER_SMALL_CLASS,
    networks: str | None = None,
    conditional: bool | None = None,
    kind: str = USUAL_KIND,
) -> ExperimentConfig:
    """The configuration of a preset for classes of a given size.

    Args:
        name: Of a row of `PRESETS`.
        images_per_class: Real training images in the smallest class, after the split; of a preset
            among `COUNTS_IMAGES_GIVEN` those before it.
        networks: Family of GANs, whose own options come before those of the preset; None: the
            preset's. A name that is in no table has none.
        conditional: Whether it is to be one pair for all classes, for which the preset leaves out
            what is for pairs of one class; None: as the family is.
        kind: Name of the kind of data.

    Raises:
        UserError: The name is none of the presets, or none that this kind of data has.
    """
    if name not in PRESETS:
        raise unknown_name("preset", name, PRESETS, option="--preset")
    functions = _FUNCTIONS[kind]
    if name not in functions:
        raise UserError(
            f"--preset: expected one that data of the kind {kind} has ({', '.join(functions)}), "
            f"found {name}."
        )
    config = functions[name](images_per_class)
    gan = replace(config.gan, networks=networks or config.gan.networks)
    # Those of its own family are in the preset, for the size of the classes.
    if gan.networks in FAMILIES and gan.networks != config.gan.networks:
        # The preset's family was measured with it; not every other goes together with it.
        gan = replace(gan, minibatch_discrimination=False, **FAMILIES[gan.networks].options)
    if conditional is not None:
        gan = replace(gan, conditional=conditional)
    usual = gan.networks == GanConfig.networks and not gan.conditional
    if name == ExperimentConfig.preset and images_per_class >= SMALL_CLASS and usual:
        gan = replace(gan, **_OF_LARGE_CLASSES)
    if gan.conditional:
        of_one_class = {row.option: row.off[-1] for row in REMEDIES.values() if row.of_one_class}
        gan = replace(gan, **of_one_class)
    return replace(config, gan=gan)
