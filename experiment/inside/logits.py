"""How the discriminator took real and fake images along the training."""

import numpy as np

from experiment.inside.looking import Looking
from experiment.inside.seen import seen_by_instruments
from gan.doctor.evidence import area_under_roc
from plots.inside_training import plot_logits
from plots.style import figure_to_png


def draw(looking: Looking) -> dict[str, bytes]:
    """`logits.png`."""
    found = seen_by_instruments(looking)
    real, fake = found["real_logits"], found["fake_logits"]
    areas = np.array([area_under_roc(*pair) for pair in zip(real, fake)])
    figure = plot_logits(found["update"], real, fake, areas, f"{looking.training_title}: logits")
    return {"logits.png": figure_to_png(figure)}
