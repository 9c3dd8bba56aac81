"""Whose training and whose images the pictures of a class's GAN say that they show."""

import numpy as np
import pandas as pd
import pytest

from datasets.images.kind import ImageKind
from gan.snapshots import Snapshots
from report import class_pictures


@pytest.mark.parametrize("trained_for", ["class a_$b", "all classes"])
def test_losses_are_of_the_training_and_samples_of_the_class(tmp_path, monkeypatch, trained_for):
    columns = ["generator_loss", "discriminator_loss", "discriminator_accuracy_real"]
    columns += ["discriminator_accuracy_fake", "real_logit", "fake_logit"]
    history = pd.DataFrame({"update": [1, 2], "epoch": [0.5, 1.0]} | dict.fromkeys(columns, 0.5))
    history.to_csv(tmp_path / "history.csv", index=False)
    images = np.zeros((1, 16, 8, 8, 1), np.uint8)
    Snapshots(np.array([1], np.int64), images).save(tmp_path / "snapshots.npz")
    titles = {}
    for name in ("plot_gan_losses", "plot_snapshots"):
        plot = getattr(class_pictures, name)

        def said(*arguments, name=name, plot=plot):
            titles[name] = arguments[-1]
            return plot(*arguments)

        monkeypatch.setattr(class_pictures, name, said)
    kind = ImageKind.of(images[0], mirror_safe=False, mirror_reason="made")
    files = class_pictures.draw_class_pictures(tmp_path, "digits", "a_$b", trained_for, kind)
    assert [path.name for path in files] == ["losses.png", "samples.png", "progress.gif"]
    assert titles == {
        "plot_gan_losses": f"digits, {trained_for}",
        "plot_snapshots": "digits, class a_$b",
    }
