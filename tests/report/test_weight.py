"""How heavy the page of ten classes of 28x28 images gets, with pictures like those of MNIST."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from datasets.images.kind import ImageKind
from foundation.files import write_atomically
from gan.snapshots import Snapshots
from plots.gan_losses import plot_gan_losses
from plots.gif import progress_gif
from plots.sample_grid import plot_snapshots
from plots.style import figure_to_png
from report.found import find
from report.page import render_page
from report.report_unit import draw_sections
from tests.report.examples import finish_all, make_run

pytestmark = pytest.mark.long

FRAMES = 40
LIMIT = 4_000_000
FACTS = {"status": "ok", "detail": "Fine.", "training_images": 5400, "updates": 7000}


def _like_mnist(digits):
    """The digits at 28x28, their strokes as sharp as those of MNIST."""
    pictures = [Image.fromarray(np.uint8(each * 15.9)) for each in load_digits().images]
    large = np.stack([each.resize((28, 28), Image.Resampling.BICUBIC) for each in pictures])
    sharp = np.uint8(np.clip((large.astype(float) - 90) * 2, 0, 255))[..., np.newaxis]
    facts = {"mirror_safe": False, "mirror_reason": "Digits."}
    return dataclasses.replace(digits, examples=sharp, kind=ImageKind.of(sharp, **facts))


def _draw_training(run, class_name):
    """Snapshots that go from noise to the real images, and what is drawn of them."""
    examples = run.data.examples[run.data.labels == run.class_index(class_name)][:16]
    rng = np.random.default_rng(run.class_index(class_name))
    noise = rng.normal(128, 40, examples.shape)
    shares = np.clip(np.linspace(0, 1.3, FRAMES), 0, 1).reshape(-1, 1, 1, 1, 1)
    # Late on, too, a GAN's pictures change a little from epoch to epoch.
    restless = rng.normal(0, 12, (FRAMES, *examples.shape)) * (examples > 0)
    frames = np.uint8(np.clip(noise * (1 - shares) + examples * shares + restless, 0, 255))
    epochs = np.linspace(1, 60, FRAMES).round().astype(int)
    directory = run.plan.gan(class_name).unit.directory
    Snapshots(epochs, frames).save(directory / "snapshots.npz")
    title = f"MNIST, class {class_name}"
    strip = plot_snapshots(epochs.tolist(), frames, title)
    write_atomically(directory / "samples.png", figure_to_png(strip))
    write_atomically(directory / "progress.gif", progress_gif(epochs.tolist(), frames, class_name))
    losses = figure_to_png(plot_gan_losses(_history(rng), title))
    write_atomically(directory / "losses.png", losses)
    task = run.plan.gan(class_name)
    made = [directory / name for name in ("losses.png", "samples.png", "snapshots.npz")]
    task.unit.finish(task.settings, made, **FACTS)


def _history(rng) -> pd.DataFrame:
    update = np.arange(1, 2001) * 4
    noisy = {
        "generator_loss": 0.9 + rng.normal(0, 0.15, 2000),
        "discriminator_loss": 1.3 + rng.normal(0, 0.1, 2000),
        "discriminator_accuracy_real": np.clip(rng.normal(0.6, 0.12, 2000), 0, 1),
        "discriminator_accuracy_fake": np.clip(rng.normal(0.6, 0.12, 2000), 0, 1),
    }
    return pd.DataFrame({"update": update, **noisy})


@pytest.fixture(scope="module")
def ten_classes(digits, tmp_path_factory):
    """A finished run of ten classes."""
    names = tuple("0123456789")
    run = make_run(_like_mnist(digits), tmp_path_factory.mktemp("ten"), names, repeats=1)
    finish_all(run)
    for name in names:
        _draw_training(run, name)
    return run


def test_the_page_of_ten_classes_is_light(ten_classes):
    found = find(ten_classes)
    sections = draw_sections(found)
    weight = len(render_page(found, sections).encode())
    animations = sum(
        path.stat().st_size for path in ten_classes.run_directory.root.glob("gan/*/progress.gif")
    )
    assert "gan/progress.gif" in {name for each in sections.values() for name in each.files}
    assert 1_000_000 < weight <= LIMIT
    assert animations > 2_000_000  # what the page no longer carries
