"""The most and the least convincing images of both sides, by the discriminator's logit."""

import numpy as np

from experiment.inside.looking import Looking
from gan.criticism import company_size, logits_of
from plots.image_sheets import Sheet, plot_sheets
from plots.style import figure_to_png


def draw(looking: Looking) -> dict[str, bytes]:
    """`convincing.png`: a row of each end of each side, with logits."""
    beside = company_size(looking.run.config.gan, len(looking.real))
    # One that compares images must not be asked about an image beside itself.
    company, others = looking.synthetic[:beside], looking.synthetic[beside:]
    synthetic = others if len(others) else looking.synthetic
    sheets = []
    for side, images in {"synthetic": synthetic, "real": looking.some_real}.items():
        logits = logits_of(looking.critic, looking.encoding, images, company)
        order = np.argsort(-logits, kind="stable")
        median = f"median logit of {len(images):,}: {_signed(float(np.median(logits)))}"
        least = order[::-1][: looking.columns]
        for end, rows in {"most": order[: looking.columns], "least": least}.items():
            captions = [_signed(logit) for logit in logits[rows].tolist()]
            heading = f"{side.capitalize()}, {end} convincing ({median})"
            sheets.append(Sheet(heading, {side: looking.pictured(images[rows])}, captions))
    title = f"{looking.title}: what the discriminator says"
    return {"convincing.png": figure_to_png(plot_sheets(sheets, title))}


def _signed(logit: float) -> str:
    return f"{logit:+.2f}".replace("-", "\N{MINUS SIGN}")
