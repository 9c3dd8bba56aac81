"""What instruments saw of two networks along a training: logits, layers, histograms."""

from collections.abc import Mapping, Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from PIL import Image

from plots.gif import encode_within
from plots.palette import REAL_COLOR, SYNTHETIC_COLOR
from plots.style import MUTED, count_axis, new_figure, set_title, styled

_BANDS = ((5, 95, 0.15), (25, 75, 0.3))
_LAYER_COLORS = matplotlib.colormaps["viridis"]
_SMALLEST = 1e-12
_COLUMNS = 2
_MOST_FRAMES, _FRAME_DPI = 20, 75


@styled
def plot_logits(
    updates: np.ndarray, real: np.ndarray, fake: np.ndarray, areas: np.ndarray, title: str
) -> Figure:
    """Draw the distributions of logits above how well they tell real from fake.

    Args:
        updates: int [p], rising.
        real: float [p, n], logits of real examples.
        fake: float [p, m], of fake ones.
        areas: float [p], area under the ROC curve, 0..1.
        title: What it is of.

    Returns:
        Two panels: medians with bands of the middle half and of the middle nine tenths; the areas.
    """
    figure = new_figure(height=5.6)
    set_title(figure, title)
    logits, told = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    for values, color, label in (
        (real, REAL_COLOR, "real images"),
        (fake, SYNTHETIC_COLOR, "fake images"),
    ):
        for low, high, alpha in _BANDS:
            edges = np.percentile(values, [low, high], axis=1)
            logits.fill_between(updates, *edges, color=color, alpha=alpha, linewidth=0)
        logits.plot(updates, np.median(values, axis=1), color=color, label=label)
    logits.set_ylabel("Logit")
    _legend(logits)
    told.plot(updates, 100 * areas, color=MUTED, marker=".")
    told.axhline(50, color=MUTED, linestyle="--", linewidth=1.2, label="50 %: cannot tell")
    told.set_ylabel("Pairs told apart (%)")
    told.set_ylim(-3, 103)
    count_axis(told, "Updates")
    _legend(told)
    return figure


@styled
def plot_layers(
    updates: np.ndarray,
    panels: Mapping[str, Mapping[str, np.ndarray]],
    title: str,
    *,
    logarithmic: bool = True,
) -> Figure:
    """Draw one line for each layer, a panel for each quantity.

    Args:
        updates: int [p], rising.
        panels: What a panel shows -> name of the layer -> values [p].
        title: What it is of.
        logarithmic: Whether values are on a logarithmic axis, where what is not above 0 is left
            out, and a layer without anything else is said to be 0; else from 0 on.
    """
    figure = new_figure(height=2.4 * len(panels) + 0.6, width=7.2)
    set_title(figure, title)
    for axes, (label, layers) in zip(
        np.atleast_1d(figure.subplots(len(panels), 1, sharex=True)), panels.items(), strict=True
    ):
        for place, (name, values) in enumerate(layers.items()):
            color = _LAYER_COLORS(0.9 * place / max(len(layers) - 1, 1))
            shown = np.where(values > _SMALLEST, values, np.nan) if logarithmic else values
            line = ("-", "--", ":")[place % 3]
            legend = name if np.isfinite(shown).any() else f"{name}: 0 or none"
            # Before the axis and not cut off by it: a share that is 0 throughout is seen, too.
            above = {"clip_on": logarithmic, "zorder": 3}
            axes.plot(updates, shown, color=color, linestyle=line, label=legend, lw=1.4, **above)
        if logarithmic:
            axes.set_yscale("log")
            # Powers of ten come as formulas, which class names forbid to be parsed.
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            axes.yaxis.set_minor_formatter(NullFormatter())
            axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        else:
            axes.set_ylim(bottom=0)
        axes.set_title(label, loc="left")
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8)
    count_axis(axes, "Updates")
    return figure


@styled
def plot_histograms(
    updates: np.ndarray, histograms: Mapping[str, np.ndarray], reach: float, title: str, axis: str
) -> Figure:
    """Draw how the values of every layer are spread, update after update, as dark on light.

    Args:
        updates: int [p], rising.
        histograms: Name of the layer -> shares [p, bins], of equal bins of asinh(value).
        reach: The bins go from -reach to reach.
        title: What it is of.
        axis: What the values are.
    """
    rows = -(-len(histograms) // _COLUMNS)
    figure = new_figure(height=1.7 * rows + 0.9, width=7.2)
    set_title(figure, title)
    grid = figure.subplots(rows, _COLUMNS, squeeze=False, sharex=True, sharey=True)
    for axes in grid.flat[len(histograms) :]:
        axes.set_visible(False)
    edges = np.linspace(-reach, reach, next(iter(histograms.values())).shape[1] + 1)
    at = np.concatenate([[0], (updates[1:] + updates[:-1]) / 2, updates[-1:]])
    for axes, (name, shares) in zip(grid.flat, histograms.items()):
        axes.grid(False)
        # The root: outer bins of a few values are seen beside the ones in the middle.
        axes.pcolormesh(at, edges, np.sqrt(shares.T), cmap="Greys", rasterized=True)
        axes.set_title(name, loc="left", fontsize=9)
        _value_ticks(axes.yaxis, reach)
    figure.supxlabel("Updates", fontsize=11)
    figure.supylabel(axis, fontsize=11)
    return figure


@styled
def histograms_gif(
    updates: Sequence[int], histograms: Mapping[str, np.ndarray], reach: float, title: str
) -> bytes:
    """The same as an animation: a panel of bars for each layer, at some twenty of the looks.

    Args and the shares' form as for `plot_histograms`.

    Returns:
        An endless GIF.
    """
    shown = np.unique(np.linspace(0, len(updates) - 1, _MOST_FRAMES).round().astype(int))
    rows = -(-len(histograms) // _COLUMNS)
    figure = Figure(figsize=(6.4, 1.2 * rows + 0.7), layout="constrained", dpi=_FRAME_DPI)
    canvas = FigureCanvasAgg(figure)
    bars = _bars(figure, histograms, reach)

    def draw(frame: int, scale: float) -> Image.Image:
        look = shown[frame]
        set_title(figure, f"{title}, update {updates[look]:,} of {updates[-1]:,}")
        for name, patch in bars.items():
            patch.set_data(histograms[name][look])
        canvas.draw()
        picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        sides = [max(1, round(side * scale)) for side in picture.size]
        return picture.resize((sides[0], sides[1]), Image.Resampling.LANCZOS)

    return encode_within(draw, len(shown), scale=1.0, max_bytes=1_500_000)


def _bars(figure: Figure, histograms: Mapping[str, np.ndarray], reach: float) -> dict:
    """A panel for each layer; what is to be given the shares of a frame."""
    bars = {}
    grid = figure.subplots(-(-len(histograms) // _COLUMNS), _COLUMNS, squeeze=False, sharex=True)
    for axes in grid.flat[len(histograms) :]:
        axes.set_visible(False)
    for axes, (name, shares) in zip(grid.flat, histograms.items()):
        edges = np.linspace(-reach, reach, shares.shape[1] + 1)
        bars[name] = axes.stairs(shares[0], edges, fill=True, color=REAL_COLOR)
        axes.set_ylim(0, float(shares.max()) or 1)
        axes.set_yticks([])
        axes.set_title(name, loc="left", fontsize=9)
        _value_ticks(axes.xaxis, reach)
    return bars


def _value_ticks(axis, reach: float) -> None:
    """Ticks at round values of what the bins count asinh of."""
    values = [-10, -1, 0, 1, 10]
    places = np.arcsinh(values)
    inside = np.abs(places) < reach
    axis.set_ticks(places[inside], [f"{value}" for value in np.array(values)[inside]])


def _legend(axes: Axes) -> None:
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.1)
