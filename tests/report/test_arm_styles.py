"""No two arms look alike, with and without colour."""

from arms.catalog import ARMS


def test_arms_differ_in_colour_and_in_marker_and_line():
    styles = [arm.style for arm in ARMS.values()]
    assert len({style.color for style in styles}) == len(styles)
    assert len({(style.marker, style.line) for style in styles}) == len(styles)
