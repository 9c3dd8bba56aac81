"""Run directories made by hand, as far as a study reads them; nothing is trained."""

import json

import numpy as np

from foundation.files import save_arrays, write_atomically
from plan.run_directory import RunDirectory
from studies.grid import PlannedRun
from studies.results import read_run
from studies.summary import summarise

CLASSES = ("a", "b")
IMAGES = 200
HISTORY = "update,training_accuracy,validation_accuracy\n5,0.6,0.5\n9,0.8,{}\n"
# Nine points that rise to the end.
RISING = "update,training_accuracy,validation_accuracy\n" + "".join(
    f"{point},{0.5 + point / 20},{0.4 + point / 20}\n" for point in range(1, 10)
)


def planned(seed=0, amount="10", setting=(), is_resplit=False):
    return PlannedRun(seed=seed, amount=amount, setting=setting, words=(), is_resplit=is_resplit)


def finish_arm(
    directory,
    arm,
    right,
    *,
    repeat=0,
    seed=0,
    validation=0.75,
    selection="validation",
    history=HISTORY,
    first_row=7,
):
    """Leave the files of a classifier that is right on so many of 200 test images."""
    unit = directory.classifier_unit(arm, repeat)
    labels = np.arange(IMAGES) % 2
    order = np.random.default_rng(seed).permutation(IMAGES)
    said = labels.copy()
    said[order[right:]] = 1 - said[order[right:]]
    arrays = {"probabilities": np.eye(2, dtype=np.float32)[said], "labels": labels}
    save_arrays(
        unit.directory / "predictions.npz", arrays | {"index": np.arange(IMAGES) + first_row}
    )
    files = [unit.directory / "predictions.npz"]
    if history:
        write_atomically(unit.directory / "history.csv", history.format(validation))
        files.append(unit.directory / "history.csv")
    unit.finish({"selection": selection}, files, selected_update=9, training_images=20)


def make_run(
    root, right, *, seed=0, repeats=1, title="Letters", asked=None, classes=CLASSES, **made
):
    """A run whose arms are right on so many images: arm -> number."""
    directory = RunDirectory(root, classes)
    config = {"arms": list(asked or right), "repeats": repeats, "gan": {}}
    data = {"all_classes": list(classes), "classes": list(classes), "image_shape": [8, 8, 1]}
    record = {"config": config, "data": data | {"title": title}, "status": "finished"}
    write_atomically(root / "run.json", json.dumps(record))
    write_atomically(root / "timing.csv", "stage,unit,seconds,peak_memory_mb\ngans,x,2.5,9\n")
    rows = {"train": np.arange(18), "validation": np.arange(18, 20), "test": np.arange(20, 30)}
    save_arrays(root / "split.npz", rows)
    for arm, count in right.items():
        for repeat in range(repeats):
            finish_arm(directory, arm, count, repeat=repeat, seed=10 * seed + repeat, **made)
    return directory


def study_of(tmp_path, table, **made):
    """A summary of hand-made runs: amount -> arm -> right images of each seed."""
    runs = []
    for amount, arms in table.items():
        for seed in range(len(next(iter(arms.values())))):
            root = tmp_path / f"standard-seed{seed}-n{amount}"
            make_run(root, {arm: row[seed] for arm, row in arms.items()}, seed=seed, **made)
            runs.append(read_run(planned(seed, amount), root))
    return summarise(runs)
