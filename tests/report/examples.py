"""Results made by hand, and run directories whose units are finished without any training."""

import dataclasses
from pathlib import Path

import numpy as np
from PIL import Image
from rich.console import Console

from datasets.dataset import Dataset
from foundation.files import save_arrays, write_atomically
from foundation.progress import ProgressDisplay
from gan.snapshots import Snapshots
from plan.config import ExperimentConfig
from plan.graph import Plan
from plan.run import Run
from plan.run_directory import RunDirectory
from plan.timing import Timing
from plan.views import VIEWS
from plots.network_diagram import Box, network_svg
from report.arm_result import ArmResult

AWKWARD = "<script>alert(1)</script>"
ORIGINAL = ArmResult(
    arm="original", status="complete", accuracy=0.991, interval=(0.9890, 0.9927),
    updates=6000, epochs=14.25, selected_updates=[5100], training_images=54_000,
    per_class={"7": 0.9951},
)  # fmt: skip
SYNTHETIC = ArmResult(
    arm="synthetic", status="complete", accuracy=0.970, interval=(0.9665, 0.9732),
    difference=-0.021, difference_interval=(-0.024, -0.018), updates=6000, epochs=9.6,
    selected_updates=[3900], training_images=80_000, per_class={"7": 0.9622},
)  # fmt: skip
WITHOUT_RESULT = ArmResult(
    arm="synthetic", status="incomplete", detail="the GAN of class 4 collapsed."
)
REPEATED = (
    dataclasses.replace(
        ORIGINAL, accuracies=[0.989, 0.990, 0.994], selected_updates=[5100, 4800, 6000],
        per_class_ranges={"7": (0.9931, 0.9972)},
    ),
    dataclasses.replace(SYNTHETIC, accuracies=[0.961, 0.970, 0.979]),
)  # fmt: skip


def make_run(digits: Dataset, root: Path, names: tuple[str, ...] = ("7", AWKWARD), **fields) -> Run:
    """A run on as many digits as there are names, none of whose units is finished."""
    data = dataclasses.replace(
        digits.select_classes(list(digits.class_names[: len(names)])),
        title="MNIST",
        class_names=names,
        provenance="MNIST by LeCun et al.",
    )
    config = ExperimentConfig(dataset="digits", **{"synthetic_per_class": 10, **fields})
    directory = RunDirectory(root, names)
    return Run(
        config=config,
        data=data,
        plan=Plan(config, data.name, data.checksum, names, directory),
        run_directory=directory,
        display=ProgressDisplay(Console()),
        timing=Timing(root / "timing.csv"),
    )


def finish_split(run: Run) -> None:
    """Draw the split."""
    run.save_split(run.draw_split())
    task = run.plan.split()
    task.unit.finish(task.settings, [run.run_directory.root / "split.npz"])


def finish_gan(run: Run, class_name: str, status: str = "ok", **record) -> None:
    """Leave what a trained GAN leaves, as far as the report looks at it."""
    task = run.plan.gan(class_name)
    directory = task.unit.directory
    directory.mkdir(parents=True, exist_ok=True)
    seed = run.class_index(class_name)
    pixels = np.random.default_rng(seed).integers(0, 256, (4, 40, 30), dtype=np.uint8)
    frames = [Image.fromarray(each) for each in pixels]
    for name, frame in zip(("losses.png", "samples.png"), frames):
        frame.save(directory / name)
    frames[2].save(directory / "progress.gif", save_all=True, append_images=frames[3:])
    examples = run.data.examples[:32].reshape(2, 16, *run.data.kind.shape)
    Snapshots(np.array([1, 5]), examples).save(directory / "snapshots.npz")
    made = [directory / n for n in ("losses.png", "samples.png", "progress.gif", "snapshots.npz")]
    facts = {"detail": "All is well.", "training_images": 100, "updates": 600, "epochs": 1000}
    task.unit.finish(task.settings, made, status=status, **{**facts, **record})


def finish_drawing(run: Run, ingredient: str, class_name: str) -> np.ndarray:
    """Leave the examples that an ingredient has drawn of a class, and return them."""
    path = run.run_directory.drawn_file(ingredient, class_name)
    examples = run.data.examples[run.class_index(class_name) :][:10]
    save_arrays(path, {"images": examples})
    task = run.plan.drawing(ingredient, class_name)
    task.unit.finish(task.settings, [path])
    return examples


def finish_classifier(run: Run, arm: str, repeat: int = 0, right: float = 0.9) -> None:
    """Leave the files of a classifier that is right that often, of 20 test images per class."""
    task = run.plan.classifier(arm, repeat)
    directory = task.unit.directory
    count = len(run.data.class_names)
    labels = np.repeat(np.arange(count), 20)
    rng = np.random.default_rng(repeat)
    said = np.where(rng.random(len(labels)) < right, labels, (labels + 1) % count)
    arrays = {"probabilities": np.eye(count, dtype=np.float32)[said], "labels": labels}
    save_arrays(directory / "predictions.npz", arrays | {"index": np.arange(len(labels))})
    header = "update,training_accuracy,training_loss,validation_accuracy,validation_loss\n"
    write_atomically(directory / "history.csv", header + "5,0.5,0.7,0.6,0.6\n9,0.8,0.3,0.8,0.4\n")
    files = [directory / "history.csv", directory / "predictions.npz"]
    task.unit.finish(task.settings, files, training_images=100, updates=9, selected_update=9)


def finish_all(run: Run) -> None:
    """Leave every unit of a run of the arms original and synthetic."""
    finish_split(run)
    for name in run.data.class_names:
        finish_gan(run, name)
        finish_drawing(run, "drawn", name)
    for repeat in range(run.plan.repeats):
        finish_classifier(run, "original", repeat)
        finish_classifier(run, "synthetic", repeat, right=0.7)


def with_config(found, **changes):
    """The same findings of a run with another config, looked at on its own."""
    run = found.run
    run = dataclasses.replace(run, config=dataclasses.replace(run.config, **changes))
    return dataclasses.replace(found, run=run)


def finish_inside(run: Run, class_name: str = "", notes: dict[str, str] | None = None) -> None:
    """Leave the views of a class, or of the run, but those that have only something to say."""
    task, notes = run.plan.inside(class_name), notes or {}
    files = [file for name in task.settings["views"] for file in VIEWS[name].files
             if name not in notes]  # fmt: skip
    paths = [task.unit.directory / file for file in files]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".csv":
            path.write_text("epoch\n", "utf-8")
        elif path.suffix == ".svg":
            path.write_text(network_svg([Box("Input", (4,), 0, "input")], "Network"), "utf-8")
        else:
            Image.new("L", (60, 20), 128).save(path)
    task.unit.finish(task.settings, paths, notes=notes)
