"""Fresh networks of a family, from a seed."""

from collections.abc import Iterator
from contextlib import contextmanager

import keras

from datasets.kinds import Encoding
from foundation.errors import UserError
from gan.options import GanConfig
from gan.own_family import OwnFamily, find_family
from gan.recipe import Recipe
from training.initial_weights import draw_initial_weights


@contextmanager
def _computing_in(precision: str) -> Iterator[None]:
    """Layers that are made here compute in a precision; their weights are float32.

    Reference:
        Micikevicius et al. 2018, section 3.1, for master weights; bfloat16 needs no loss scaling.
    """
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16" if precision == "bfloat16" else precision)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def build_networks(encoding: Encoding, config: GanConfig, seed: int, classes: int = 1) -> Recipe:
    """Freshly initialised networks with all that belongs to their training.

    Args:
        encoding: Of the examples that they learn.
        config: Names the family and its sizes.
        seed: Of the initial weights and of the dropout masks.
        classes: How many the examples are of; a conditional pair is told which.

    Raises:
        UserError: The networks cannot be built for these examples.
    """
    family = find_family(config.networks)
    assert family is not None  # `gan.checks`
    told = classes if config.conditional else 0
    try:
        with _computing_in(config.precision):
            recipe = family.load()(encoding, told, config, seed)
        _check_recipe(recipe, encoding, config, told)
        draw_initial_weights(list(recipe.networks.values()), seed)
    except UserError:
        raise
    except Exception as error:
        if not isinstance(family, OwnFamily):
            raise
        raise UserError(
            f"--gan {config.networks}: expected a function that builds networks for "
            f"{encoding.shape}, found {type(error).__name__}: {error}"
        ) from error
    return recipe


def _check_recipe(recipe: object, encoding: Encoding, config: GanConfig, told: int) -> None:
    """Refuse what a user's own function has built, where it is not what was asked for."""
    where = f"--gan {config.networks}: expected"
    if not isinstance(recipe, Recipe):
        raise UserError(f"{where} a gan.recipe.Recipe, found {type(recipe).__name__}.")
    if recipe.classes != told:
        raise UserError(
            f"{where} networks that are told apart {told} classes, found {recipe.classes}."
        )
    taken = (config.latent_dim + recipe.noise + told,)
    for model in recipe.generators.values():
        found = (model.input_shape[1:], model.output_shape[1:])
        if found != (taken, tuple(encoding.shape)):
            raise UserError(
                f"{where} a generator from {taken} to {encoding.shape}, "
                f"found one from {found[0]} to {found[1]}."
            )
    for model in recipe.critics.values():
        if model.output_shape[1:] != (1,):
            raise UserError(f"{where} a critic with one logit, found {model.output_shape[1:]}.")
