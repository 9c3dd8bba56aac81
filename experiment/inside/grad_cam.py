"""Where discriminator and judge look: Grad-CAM on real and synthetic images."""

from collections.abc import Iterator

import numpy as np

from experiment.inside.looking import Looking, NothingToSee
from gan.criticism import compares_examples
from plots.heat import heated, in_color
from plots.image_sheets import Sheet, plot_sheets
from plots.style import figure_to_png
from training.saliency import heat_reader


def draw(looking: Looking) -> dict[str, bytes]:
    """`grad_cam.png`: of both networks, on images of both sides that nobody has picked."""
    sheets = [*_of_discriminator(looking), *_of_judge(looking)]
    if not sheets:
        raise NothingToSee(
            f"The discriminator has no convolution or compares the {looking.several} of a batch, "
            "and there is no judge with one."
        )
    title = f"{looking.title}: what speaks for what is said"
    return {"grad_cam.png": figure_to_png(plot_sheets(sheets, title))}


def _of_discriminator(looking: Looking) -> Iterator[Sheet]:
    """What speaks for real in real images, and for fake in synthetic ones."""
    if not _is_kept(looking) or compares_examples(looking.critic):
        return
    read = heat_reader(looking.critic)
    if read is None:
        return
    for side, images in _sides(looking).items():
        verdict, sign = ("real", 1.0) if side == "real" else ("fake", -1.0)
        encoded = looking.encoding.encode(images)
        heat = read(encoded, np.zeros(len(images), int), sign)
        yield _sheet(
            f"Discriminator: what speaks for {verdict}", side, looking.pictured(images), heat
        )


def _of_judge(looking: Looking) -> Iterator[Sheet]:
    """What speaks for the class."""
    read = heat_reader(looking.judge) if looking.has_judge else None
    if read is None:
        return
    index = looking.run.class_index(looking.class_name)
    for side, images in _sides(looking).items():
        heat = read(images.astype(np.float32), np.full(len(images), index), 1.0)
        heading = f"Judge: what speaks for class {looking.class_name}"
        yield _sheet(heading, side, looking.pictured(images), heat)


def _is_kept(looking: Looking) -> bool:
    return (looking.directory / "discriminator.keras").is_file()


def _sides(looking: Looking) -> dict[str, np.ndarray]:
    return {
        "real": looking.some_real[: looking.columns],
        "synthetic": looking.synthetic[: looking.columns],
    }


def _sheet(heading: str, side: str, images: np.ndarray, heat: np.ndarray) -> Sheet:
    return Sheet(heading, {side: in_color(images), "heat": heated(images, heat)})
