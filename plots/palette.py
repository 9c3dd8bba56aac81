"""Colours, markers and lines of the arms; no picture relies on colour alone."""

from dataclasses import dataclass

REAL_COLOR = "#0072B2"
SYNTHETIC_COLOR = "#D55E00"


@dataclass(frozen=True, kw_only=True)
class ArmStyle:
    """How an arm is drawn in every picture."""

    color: str
    marker: str
    line: str


# The first five and the first of the rest are of the palette of Okabe and Ito, distinguishable with
# every common colour blindness; further ones differ in marker and line as well.
REAL = ArmStyle(color=REAL_COLOR, marker="o", line="-")
SYNTHETIC = ArmStyle(color=SYNTHETIC_COLOR, marker="s", line="--")
GREEN = ArmStyle(color="#009E73", marker="^", line="-.")
ORANGE = ArmStyle(color="#E69F00", marker="v", line=":")
PINK = ArmStyle(color="#CC79A7", marker="D", line="-")
SKY = ArmStyle(color="#56B4E9", marker="P", line="--")
BLACK = ArmStyle(color="#000000", marker="X", line=":")
WINE = ArmStyle(color="#882255", marker="<", line="-.")
OLIVE = ArmStyle(color="#999933", marker=">", line="-")
TEAL = ArmStyle(color="#44AA99", marker="h", line="--")
GREY = ArmStyle(color="#6b6b6b", marker="*", line=":")
INDIGO = ArmStyle(color="#332288", marker="p", line="-.")
LIME = ArmStyle(color="#5a7d00", marker="8", line=":")
SAND = ArmStyle(color="#8a6d3b", marker="d", line="-")
PURPLE = ArmStyle(color="#AA4499", marker="H", line="--")
BRICK = ArmStyle(color="#a6403a", marker="<", line=":")
NAVY = ArmStyle(color="#1b4f72", marker="P", line="-.")
SLATE = ArmStyle(color="#5d6d7e", marker="v", line="-")
