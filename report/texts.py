"""What reports and exported sets say of how examples were made; needs no TensorFlow."""

from collections.abc import Mapping
from typing import Any

from arms.catalog import ARMS, INGREDIENTS
from datasets.kinds import Kind

Nouns = tuple[str, str]


def how_pairs_were_trained(config: Mapping[str, Any], nouns: Nouns) -> str:
    """What learned from which examples: one sentence, without its full stop.

    Args:
        config: Of the run, as run.json keeps it (`foundation.checks.to_dict`).
        nouns: What one example and several are called (`Kind.nouns`).
    """
    gan, (one, several) = config["gan"], nouns
    learned = f"per class, on that class's real training {several} only"
    if config.get("pool_classes"):
        learned = f"on the real training {several} of all classes together"
    if gan.get("conditional"):
        learned = f"for all classes, each {one} with its class, on the real training {several}"
    repeats = gan.get("rare_repeats") or 1
    if repeats > 1:
        learned += (
            " (the quarter of them that lie farthest from their neighbours shown "
            f"{repeats} times as often)"
        )
    pair, members = f"{gan['networks']} generator/discriminator pair", gan.get("ensemble") or 1
    trained = f"One {pair} was trained"
    if members > 1:
        trained = f"{members} {pair}s, which draw equal shares, were trained"
    return f"{trained} {learned}, with the {gan['loss']} loss"


def are_synthetic(models: str, short: str, kind: Kind) -> str:
    """What goes with examples that leave the house: two sentences.

    Args:
        models: What drew them.
        short: The same in a word.
        kind: Of the examples.
    """
    return (
        f"These {kind.nouns[1]} are SYNTHETIC. They were drawn by {models}; none of them is "
        f"{kind.real_forms} or an entry of the data set that the {short} learned from."
    )


def how_they_were_made(config: Mapping[str, Any], kind: Kind) -> str:
    """What the synthetic examples of a run are, in two sentences.

    Args:
        config: As for `how_pairs_were_trained`.
        kind: Of the examples.
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
        f"{how_pairs_were_trained(config, kind.nouns)}; {average} then drew "
        f"{config['synthetic_per_class']:,} {kind.nouns[1]} "
        f"{'' if config.get('pool_classes') else 'per class '}from {latents}, "
        f"without any choice among them. They are synthetic: {kind.unreal}."
    )


def learned_from(arm: str, examples: str) -> str:
    """What the classifier of an arm learned from, after "trained on".

    Args:
        arm: A key of `ARMS`.
        examples: What several are called.
    """
    return ARMS[arm].trained_on.format(examples=examples)


def about_ingredient(name: str, synthetic_per_class: int, nouns: Nouns) -> str:
    """What the examples of an ingredient are, of a run that makes so many of each class."""
    one, several = nouns
    return INGREDIENTS[name].about.format(
        synthetic_per_class=synthetic_per_class, example=one, examples=several
    )
