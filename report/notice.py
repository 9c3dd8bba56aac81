"""Synthetic images as folders of PNGs, with a text that says what they are."""

from pathlib import Path
from typing import Any

from foundation.errors import UserError
from foundation.files import write_atomically


def require_empty(directory: Path) -> None:
    """Refuse a place that already holds something.

    Raises:
        UserError: The directory is not empty, or it is a file.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise UserError(
            f"--to {directory}: expected a new or empty directory, found content in it."
        )


def write_notice(
    directory: Path, record: dict[str, Any], what: str, classes: dict[str, str]
) -> None:
    """Write README.txt: that the images are synthetic, from what, and how they were made.

    Args:
        directory: Where the images are.
        record: The content of the run's run.json.
        what: One sentence on which images these are.
        classes: Class name -> its folder (or file).
    """
    config, environment = record["config"], record["environment"]
    gan = config["gan"]
    folders = "\n".join(f"  {folder}: class {name}" for name, folder in classes.items())
    text = f"""\
These images are SYNTHETIC. They were drawn by generative adversarial networks; none of them
is a photograph, a scan or an entry of the data set that the networks learned from.

What: {what}
Learned from: {record["data"]["title"]}. {record["data"]["provenance"]}
How: one {gan["networks"]} generator/discriminator pair per class, trained on the real training
images of that class with the {gan["loss"]} loss; preset {config["preset"]},
seed {config["seed"]}, split seed {config["split_seed"]}. No image was chosen or left out by eye
or by score.
Commit: {environment["commit"] or "unknown"}
Command of the run: {" ".join(record["command"])}

{folders}

A synthetic image can still resemble a training image closely; nothing here promises privacy.
"""
    write_atomically(directory / "README.txt", text)
