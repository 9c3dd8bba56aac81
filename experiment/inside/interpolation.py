"""What a generator draws on the way from one latent to another."""

import numpy as np

from experiment.inside.looking import Looking
from gan.ensemble import choices
from gan.interpolation import slerp, walk
from gan.synthesis import draw_latents, example_maker
from plots.image_sheets import Sheet, plot_sheets
from plots.latent_walk import walk_gif
from plots.style import figure_to_png

_ROWS = 5
_WALKS, _STOPS, _STEPS = 9, 3, 12
"""Of the animation: ways side by side, latents on each, steps from one to the next."""


def draw(looking: Looking) -> dict[str, bytes]:
    """`interpolation.png` and `interpolation.gif`."""
    make = example_maker(looking.generator, looking.encoding)
    count = max(_ROWS + 1, _WALKS * _STOPS)
    latents = draw_latents(
        count, looking.generator.input_shape[-1], looking.seed("interpolation"),
        looking.run.config.truncation, choices(looking.run.config.gan.ensemble),
    )  # fmt: skip
    shares = np.linspace(0, 1, looking.columns)
    ways = np.concatenate([slerp(latents[i], latents[i + 1], shares) for i in range(_ROWS)])
    walks = np.stack(
        [walk(each, _STEPS) for each in latents[: _WALKS * _STOPS].reshape(_WALKS, _STOPS, -1)]
    )
    drawn = looking.pictured(make(np.concatenate([ways, walks.reshape(-1, walks.shape[-1])])))
    strips = np.split(drawn[: len(ways)], _ROWS)
    frames = drawn[len(ways) :].reshape(_WALKS, _STOPS * _STEPS, *drawn.shape[1:]).swapaxes(0, 1)
    return {
        "interpolation.png": _strips(looking, strips, shares),
        "interpolation.gif": walk_gif(frames),
    }


def _strips(looking: Looking, strips: list[np.ndarray], shares: np.ndarray) -> bytes:
    rows = {f"{number} to {number + 1}": strip for number, strip in enumerate(strips, start=1)}
    captions = [f"{100 * share:.0f} %" for share in shares]
    sheets = [Sheet("Latents 1 to 6, each row from one to the next", rows, captions)]
    return figure_to_png(plot_sheets(sheets, f"{looking.title}: between latents"))
