"""A network's layers from top to bottom, as SVG; no other program draws it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from plots.style import INK, MUTED

# Kind of a layer -> its fill; pale, so that text stays legible on all of them.
FILLS = {
    "input": "#ffffff",
    "weights": "#cfe6f5",
    "normalisation": "#e3ecd3",
    "activation": "#fbe3cf",
    "merge": "#f2d7e6",
    "shape": "#eeeeee",
}
_WIDTH, _HEIGHT, _GAP, _BETWEEN, _MARGIN, _HEAD = 264, 40, 16, 34, 22, 54
_FONT = "DejaVu Sans, Verdana, Arial, sans-serif"


@dataclass(frozen=True)
class Box:
    """A layer where it is called.

    Args:
        name: What it is, such as `Conv2D 4x4, stride 2`.
        shape: Of what comes out, without the batch.
        parameters: Numbers that it holds, trained or not; 0 where it was counted before.
        kind: A key of `FILLS`.
        inputs: Places in the list of the boxes that it takes from; all before its own.
    """

    name: str
    shape: tuple[int | None, ...]
    parameters: int
    kind: str
    inputs: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Place:
    row: int
    column: int

    @property
    def left(self) -> int:
        return _MARGIN + self.column * (_WIDTH + _BETWEEN)

    @property
    def top(self) -> int:
        return _HEAD + self.row * (_HEIGHT + _GAP)

    @property
    def middle(self) -> tuple[int, int]:
        return self.left + _WIDTH // 2, self.top + _HEIGHT // 2


def network_svg(boxes: Sequence[Box], title: str) -> str:
    """Draw the layers in order, those that share a row side by side.

    Args:
        boxes: Each after those that it takes from.
        title: Such as `Generator`; the number of parameters is added.

    Returns:
        An SVG document; a line joins what is handed on, in a lane beside the boxes where it passes
        others by.
    """
    places = _places(boxes)
    columns = 1 + max((place.column for place in places), default=0)
    rows = 1 + max((place.row for place in places), default=0)
    width = 2 * _MARGIN + columns * _WIDTH + (columns - 1) * _BETWEEN
    height = _HEAD + rows * (_HEIGHT + _GAP)
    total = sum(box.parameters for box in boxes)
    count = f"{total:,} parameters"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" font-family={quoteattr(_FONT)}>',
        f"<title>{escape(title)}, {count}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _text(_MARGIN, 24, title, size=15, weight="bold"),
        _text(_MARGIN, 42, count, size=11),
    ]
    for box, place in zip(boxes, places):
        parts += [
            _line(places[index], place, _is_free(places, index, place)) for index in box.inputs
        ]
    for box, place in zip(boxes, places):
        parts += _drawn(box, place)
    return "\n".join([*parts, "</svg>"]) + "\n"


def svg_size(text: str) -> tuple[int, int]:
    """Width and height in pixels of a diagram, from its document."""
    found = re.search(r'<svg [^>]*width="(\d+)" height="(\d+)"', text)
    if found is None:
        raise ValueError("expected a diagram with its size, received none")
    return int(found[1]), int(found[2])


def _places(boxes: Sequence[Box]) -> list[_Place]:
    """A row below all that a box takes from; the column of the leftmost of them, if it is free."""
    places: list[_Place] = []
    taken: set[tuple[int, int]] = set()
    for box in boxes:
        above = [places[index] for index in box.inputs]
        row = 1 + max((place.row for place in above), default=-1)
        column = min((place.column for place in above), default=0)
        while (row, column) in taken:
            column += 1
        taken.add((row, column))
        places.append(_Place(row, column))
    return places


def _is_free(places: Sequence[_Place], start: int, end: _Place) -> bool:
    """Whether no box stands in the column between two."""
    column, first = places[start].column, places[start].row
    return not any(p.column == column and first < p.row < end.row for p in places)


def _line(start: _Place, end: _Place, is_free: bool) -> str:
    (x0, y0), (x1, y1) = start.middle, end.middle
    bottom, top = start.top + _HEIGHT, end.top
    if not is_free:
        # Past the boxes between, on their left.
        lane = start.left - 12
        way = f"M{start.left} {y0} C{lane} {y0} {lane} {y0} {lane} {y0 + 12} "
        way += f"V{y1 - 12} C{lane} {y1} {lane} {y1} {end.left} {y1}"
        if end.column != start.column:
            way = f"M{start.left} {y0} H{lane} V{top - 8} H{x1} V{top}"
    elif start.column == end.column:
        way = f"M{x0} {bottom} V{top}"
    elif start.column < end.column:
        way = f"M{x0} {bottom} V{bottom + _GAP // 2} H{x1} V{top}"
    else:
        way = f"M{x0} {bottom} V{y1} H{end.left + _WIDTH}"
    return f'<path d="{way}" fill="none" stroke="{MUTED}" stroke-width="1.5"/>'


def _drawn(box: Box, place: _Place) -> list[str]:
    shape = " × ".join("?" if side is None else f"{side:,}" for side in box.shape)
    right = place.left + _WIDTH - 10
    parts = [
        f'<rect x="{place.left}" y="{place.top}" width="{_WIDTH}" height="{_HEIGHT}" rx="6" '
        f'fill="{FILLS[box.kind]}" stroke="{MUTED}"/>',
        _text(place.left + 10, place.top + 17, box.name, size=12, weight="bold"),
        _text(place.left + 10, place.top + 33, shape, size=11),
    ]
    if box.parameters:
        parts.append(_text(right, place.top + 33, f"{box.parameters:,}", size=11, anchor="end"))
    return parts


def _text(
    x: int, y: int, text: str, *, size: int, weight: str = "normal", anchor: str = "start"
) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{INK}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )
