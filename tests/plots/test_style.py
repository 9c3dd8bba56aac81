"""The shared look: safe labels, stable colours, reproducible bytes."""

import io
import struct

import matplotlib
import numpy as np
import pytest
from PIL import Image

from plots import style

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("7", "7"),
        ("$x_1$", "$x_1$"),
        ("<script>", "<script>"),
        ("Äpfel", "Äpfel"),
        ("two\n lines\tof text", "two lines of text"),
        ("苹果", "□□"),
        ("a\x00b", "a□b"),
        ("x" * 200, "x" * 21 + "…"),
        ("y" * 22, "y" * 22),
    ],
)
def test_display_name(name, shown):
    assert style.display_name(name) == shown


def test_display_names_keeps_names_apart():
    names = ["x" * 200, "x" * 199 + "y", "plain", "苹果", "香蕉", " "]
    labels = style.display_names(names, limit=8)
    assert labels == ["0: xxxxxxx…", "1: xxxxxxx…", "plain", "3: □□", "4: □□", "5: "]


def test_styled_leaves_global_settings_alone():
    before = dict(matplotlib.rcParams)
    style.new_figure(height=2)
    assert dict(matplotlib.rcParams) == before


def _labelled_figure(title):
    figure = style.new_figure(height=2)
    style.set_title(figure, title)
    axes = style.styled(figure.subplots)()
    axes.plot([0, 1000], [0, 1])
    style.count_axis(axes, "Updates")
    return figure


def test_png_bytes_are_reproducible_and_carry_no_metadata():
    png = style.figure_to_png(_labelled_figure("$unclosed ^math_ 苹"))
    assert png == style.figure_to_png(_labelled_figure("$unclosed ^math_ 苹"))
    assert png != style.figure_to_png(_labelled_figure("other"))
    assert b"tEXt" not in png and b"tIME" not in png and b"iTXt" not in png
    width, height = struct.unpack(">II", png[16:24])
    assert Image.open(io.BytesIO(png)).size == (width, height)
    assert 0.9 * 5.6 * style.DPI < width < 1.1 * 5.6 * style.DPI


def test_long_titles_are_wrapped_and_cut():
    figure = style.new_figure(height=2)
    style.set_title(figure, "word " * 100)
    lines = figure.get_suptitle().splitlines()
    assert len(lines) == style.TITLE_LINES
    assert max(map(len, lines)) <= style.TITLE_LINE_LENGTH
    assert lines[-1].endswith("…")


@pytest.mark.parametrize("values", [[97.0, 99.1], [100.0], [0.0], [0.0, 100.0], [99.99, 100.0]])
def test_percent_limits_contain_the_values_and_stay_near_0_to_100(values):
    low, high = style.percent_limits(values)
    assert low < min(values) and max(values) < high
    assert low >= -5 and high <= 105
    assert high - low >= 1
    assert np.isfinite([low, high]).all()


def test_pictures_of_very_many_classes_stay_within_bounds():
    figure = style.new_figure(height=300.0)
    figure.subplots()
    picture = Image.open(io.BytesIO(style.figure_to_png(figure)))
    assert 7000 < picture.height < 8200
    assert 0.5 < picture.width / picture.height / (style.FIGURE_WIDTH / 300) < 1.5
