"""What reports and exported images say of how images were made; needs no TensorFlow."""

from collections.abc import Mapping
from typing import Any


def how_pairs_were_trained(config: Mapping[str, Any]) -> str:
    """What learned from which images: one sentence, without its full stop.

    Args:
        config: Of the run, as run.json keeps it (`foundation.checks.to_dict`).
    """
    gan = config["gan"]
    learned = "per class, on that class's real training images only"
    if config.get("pool_classes"):
        learned = "on the real training images of all classes together"
    if gan.get("conditional"):
        learned = "for all classes, each image with its class, on the real training images"
    repeats = gan.get("rare_repeats") or 1
    if repeats > 1:
        learned += (
            " (the quarter of them that lie farthest from their neighbours shown "
            f"{repeats} times as often)"
        )
    return (
        f"One {gan['networks']} generator/discriminator pair was trained {learned}, with the "
        f"{gan['loss']} loss"
    )


def are_synthetic(models: str, short: str) -> str:
    """What goes with images that leave the house: two sentences.

    Args:
        models: What drew them.
        short: The same in a word.
    """
    return (
        f"These images are SYNTHETIC. They were drawn by {models}; none of them is a photograph, a "
        f"scan or an entry of the data set that the {short} learned from."
    )


def how_images_were_made(config: Mapping[str, Any]) -> str:
    """What the synthetic images of a run are, in two sentences.

    Args:
        config: As for `how_pairs_were_trained`.
    """
    decay = config["gan"]["ema_decay"]
    average = (
        f"an exponential moving average (decay {decay:g}) of the generator"
        if decay
        else "the generator after its last update"
    )
    cut = config.get("truncation")
    latents = "standard normal latents" + (
        "" if cut is None else f" cut off at -{cut:g} and {cut:g}"
    )
    return (
        f"{how_pairs_were_trained(config)}; {average} then drew "
        f"{config['synthetic_per_class']:,} images "
        f"{'' if config.get('pool_classes') else 'per class '}from {latents}, "
        "without any choice among them. They are synthetic: no photograph or scan shows these."
    )
