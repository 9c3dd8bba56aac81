"""Gradients and weights of every layer along the training."""

from experiment.inside.looking import Looking
from experiment.inside.seen import by_layer, seen_by_instruments
from gan.recipe import CRITIC, GENERATOR
from plots.inside_training import plot_layers
from plots.style import figure_to_png


def draw(looking: Looking) -> dict[str, bytes]:
    """`gradients.png` and `weights.png`."""
    found = seen_by_instruments(looking)
    files = {}
    for quantity, what in (("gradient_norm", "gradient"), ("weight_norm", "weights")):
        panels = {
            f"Norm of the {network}'s {what}": by_layer(found, quantity, "weight_layers", network)
            for network in (GENERATOR, CRITIC)
        }
        title = f"{looking.training_title}: {what} of every layer"
        figure = plot_layers(found["update"], panels, title)
        files[f"{what.removesuffix('s')}s.png"] = figure_to_png(figure)
    return files
