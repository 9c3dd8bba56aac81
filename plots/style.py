"""The look that all pictures share: fonts, titles, safe labels, reproducible PNG bytes."""

import io
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.ticker import FuncFormatter, MaxNLocator

DPI = 180
MOST_PIXELS = 8000  # of the longer side of a picture
FIGURE_WIDTH = 5.6  # inches: 11 points stay about 10 pixels high on a phone of 390 pixels
LABEL_LENGTH = 22  # characters of a class name beside an axis
TITLE_LINE_LENGTH = 58
TITLE_LINES = 3
INK = "#222222"
MUTED = "#6b6b6b"
FONT_PATH = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"

RC_PARAMS: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],  # ships with matplotlib: the same picture on every machine
    "font.size": 11,
    "axes.titlesize": 11,
    "axes.labelsize": 11,
    "figure.titlesize": 12,
    "legend.fontsize": 10,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "text.parse_math": False,  # a class may be called "$x_1$"
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.grid": True,
    "grid.color": "#e3e3e3",
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "lines.linewidth": 1.8,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.dpi": DPI,
}

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def styled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Run a plotting function under the shared style, leaving the global settings alone."""

    @wraps(function)
    def wrapper(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        with matplotlib.rc_context(RC_PARAMS):
            return function(*args, **kwargs)

    return wrapper


@lru_cache(maxsize=1)
def _drawable_characters() -> frozenset[int]:
    return frozenset(FT2Font(str(FONT_PATH)).get_charmap())


def drawable(text: str) -> str:
    """Replace what the shared font cannot draw by an empty square, and any space by a blank."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(_drawable_character(character) for character in plain)


def _drawable_character(character: str) -> str:
    invisible = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}
    return (
        "\N{WHITE SQUARE}"
        if invisible or ord(character) not in _drawable_characters()
        else character
    )


def display_name(name: str, limit: int = LABEL_LENGTH) -> str:
    """Return a name as pictures show it: drawable characters, at most `limit` of them."""
    text = drawable(name)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def display_names(names: Iterable[str], limit: int = LABEL_LENGTH) -> list[str]:
    """Return the names as pictures show them; those that would look alike get their index.

    Args:
        names: class names, any text.
        limit: longest label in characters, the index not counted.

    Returns:
        One label per name, all different.
    """
    labels = [display_name(name, limit) for name in names]
    seen = Counter(labels)
    return [
        f"{index}: {label}" if seen[label] > 1 or not label else label
        for index, label in enumerate(labels)
    ]


@styled
def new_figure(height: float, width: float = FIGURE_WIDTH) -> Figure:
    """Return an empty figure of `width` x `height` inches that lays itself out."""
    return Figure(figsize=(width, height), layout="constrained")


def set_title(figure: Figure, title: str) -> None:
    """Put the title above a figure, wrapped and at most three lines long."""
    width = int(TITLE_LINE_LENGTH * figure.get_figwidth() / FIGURE_WIDTH)
    lines = textwrap.wrap(
        drawable(title), width, max_lines=TITLE_LINES, placeholder=" …", break_on_hyphens=False
    )
    figure.suptitle("\n".join(lines), fontweight="bold")


def count_axis(axes: Axes, label: str) -> None:
    """Make x an axis of whole numbers from zero on, with thousands separated."""
    axes.set_xlabel(label)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def percent_limits(values: Sequence[float], *, smallest_span: float = 2.0) -> tuple[float, float]:
    """Return axis limits in % around values in %, never reaching far outside 0 to 100.

    Args:
        values: percentages, not empty.
        smallest_span: least distance of the limits, so that noise does not fill the axis.
    """
    low, high = min(values), max(values)
    margin = max(0.06 * (high - low), (smallest_span - (high - low)) / 2)
    slack = 0.03 * (high - low + 2 * margin)  # room for a marker that sits at 0 or 100 %
    return max(low - margin, -slack), min(high + margin, 100 + slack)


def figure_to_png(figure: Figure) -> bytes:
    """Return the figure as PNG; equal figures give equal bytes (no time, no version inside)."""
    buffer = io.BytesIO()
    # Hundreds of classes make pictures of any length; beyond some, no memory would hold them.
    dpi = min(DPI, MOST_PIXELS / max(figure.get_size_inches()))
    with matplotlib.rc_context(RC_PARAMS):
        figure.savefig(
            buffer, format="png", dpi=dpi, metadata={"Software": None},
            bbox_inches="tight", pad_inches=0.08,
        )  # fmt: skip
    return buffer.getvalue()
