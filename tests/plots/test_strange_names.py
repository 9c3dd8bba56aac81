"""Names of classes and data sets are any text: every picture is drawn, and tells them apart."""

import io

import numpy as np
import pytest
from PIL import Image

from plots.confusion import plot_confusion
from plots.gif import mosaic_gif, progress_gif
from plots.palette import REAL
from plots.per_class_accuracy import plot_per_class_accuracy
from plots.sample_grid import plot_samples, plot_snapshots
from plots.style import display_names, figure_to_png

NAMES = (
    *(
        "two words",
        "'single'",
        '"double"',
        "äöü",
        "写真",
        "画像",
        "🍎",
        "<script>alert(1)",
        "-dash",
    ),
    *(".dot", "$x_1$", r"$\frac{1}$", "$", "n" * 200, "n" * 199, "Cat", "cat", "a\nb", " ", "%s{}"),
    *("\x1b[31m", "_under", "שלום"),
)
TITLES = ("写真 $x$ " + "long " * 60, "x" * 300, r"$\unknown{", " ")
IMAGES = np.random.default_rng(0).integers(0, 256, (8, 8, 8, 3), dtype=np.uint8)
SHOTS = ([1, 2], IMAGES[:, np.newaxis][:2])


@pytest.fixture(autouse=True)
def warnings_are_errors(recwarn):
    yield
    assert [str(warning.message) for warning in recwarn] == []


def test_labels_are_all_different():
    assert len(set(display_names(NAMES))) == len(NAMES)


DRAWINGS = {
    "samples": lambda title: plot_samples(dict.fromkeys(NAMES, (IMAGES, None)), title),
    "confusion": lambda title: plot_confusion(np.eye(len(NAMES), dtype=int), NAMES, title),
    "accuracy": lambda title: plot_per_class_accuracy(
        {"o": dict.fromkeys(NAMES, 0.5)}, NAMES, title, styles={"o": REAL}
    ),
    "snapshots": lambda title: plot_snapshots(*SHOTS, title),
}


@pytest.mark.parametrize(("drawing", "title"), list(zip(DRAWINGS, TITLES)))
def test_every_figure(drawing, title):
    picture = Image.open(io.BytesIO(figure_to_png(DRAWINGS[drawing](title))))
    assert picture.format == "PNG" and picture.width > 300


def test_every_animation():
    for name in ("写真", "n" * 200, "a\nb"):
        assert Image.open(io.BytesIO(progress_gif(*SHOTS, name))).n_frames == 2
    mosaic = mosaic_gif(dict.fromkeys(NAMES, SHOTS), title=TITLES[0])
    assert Image.open(io.BytesIO(mosaic)).n_frames == 2
