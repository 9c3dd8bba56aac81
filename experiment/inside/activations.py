"""What came out of every activation along the training."""

import numpy as np

from experiment.inside.looking import Looking, NothingToSee
from experiment.inside.seen import by_layer, seen_by_instruments
from gan.probe import REACH
from gan.recipe import CRITIC, GENERATOR
from plots.inside_training import histograms_gif, plot_histograms, plot_layers
from plots.style import figure_to_png


def draw(looking: Looking) -> dict[str, bytes]:
    """`activations.png`, and their histograms as a picture and an animation."""
    found = seen_by_instruments(looking)
    if not len(found["output_layers"]):
        raise NothingToSee("The networks are no graphs of layers whose outputs could be seen.")
    updates = found["update"]
    panels: dict[str, dict[str, np.ndarray]] = {}
    histograms: dict[str, np.ndarray] = {}
    for network in (GENERATOR, CRITIC):
        for quantity, what in (
            ("activation_deviation", "Standard deviation"),
            ("still_share", "Share of units that say the same of every example"),
        ):
            panels[f"{what}, {network}"] = by_layer(found, quantity, "output_layers", network)
        shares = by_layer(found, "activation_histogram", "output_layers", network)
        histograms |= {f"{network} {name}": values for name, values in shares.items()}
    title = f"{looking.training_title}: activations"
    return {
        "activations.png": figure_to_png(plot_layers(updates, panels, title, logarithmic=False)),
        "histograms.png": figure_to_png(
            plot_histograms(updates, histograms, REACH, title, "What comes out of the layer")
        ),
        "histograms.gif": histograms_gif(updates.tolist(), histograms, REACH, title),
    }
