"""The most and the least convincing images of both sides, by the discriminator's logit."""

import numpy as np

from experiment.inside.looking import Looking, NothingToSee
from gan.criticism import compares_examples, logits_of
from plots.image_sheets import Sheet, plot_sheets
from plots.style import figure_to_png

COMPARES = (
    "The discriminator of class {name} compares the images of a batch with each other, so it says "
    "nothing of a single image."
)


def draw(looking: Looking) -> dict[str, bytes]:
    """`convincing.png`: a row of each end of each side, with logits."""
    if compares_examples(looking.critic):
        raise NothingToSee(COMPARES.format(name=looking.class_name))
    sheets = []
    for side, images in {"synthetic": looking.synthetic, "real": looking.some_real}.items():
        logits = logits_of(looking.critic, looking.encoding, images)
        order = np.argsort(-logits, kind="stable")
        median = f"median logit of {len(images):,}: {_signed(float(np.median(logits)))}"
        least = order[::-1][: looking.columns]
        for end, rows in {"most": order[: looking.columns], "least": least}.items():
            captions = [_signed(logit) for logit in logits[rows].tolist()]
            heading = f"{side.capitalize()}, {end} convincing ({median})"
            sheets.append(Sheet(heading, {side: images[rows]}, captions))
    title = f"{looking.title}: what the discriminator says"
    return {"convincing.png": figure_to_png(plot_sheets(sheets, title))}


def _signed(logit: float) -> str:
    return f"{logit:+.2f}".replace("-", "\N{MINUS SIGN}")
