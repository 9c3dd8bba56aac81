"""The text that goes with exported examples: that they are synthetic, and how they were made."""

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from datasets.kinds import restored_kind
from foundation.errors import UserError
from foundation.files import write_atomically
from report.texts import are_synthetic, how_pairs_were_trained

_LINE = 96


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
    directory: Path,
    record: Mapping[str, Any],
    what: str,
    classes: Mapping[str, str],
    warnings: Sequence[str] = (),
) -> None:
    """Write README.txt: that the examples are synthetic, from what, and how they were made.

    Args:
        directory: Where they are.
        record: The content of the run's run.json.
        what: One sentence on which these are.
        classes: Class name -> its folder (or file).
        warnings: Sentences on what is wrong with them, such as that a generator collapsed.
    """
    config, data, kind = record["config"], record["data"], restored_kind(record["data"])
    one = kind.nouns[0]
    folders = "\n".join(f"  {folder}: class {name}" for name, folder in classes.items())
    text = f"""\
{_wrapped(are_synthetic("generative adversarial networks", "networks", kind))}

What: {what}
{_warned(warnings)}Learned from: {data["title"]}. {data["provenance"]}
{_wrapped(f"How: {_how(config, kind.nouns)}")}
Commit: {record["environment"]["commit"] or "unknown"}
Command of the run: {" ".join(record["command"])}

{folders}

A synthetic {one} can still resemble a training {one} closely; nothing here promises privacy.
"""
    write_atomically(directory / "README.txt", text)


def _how(config: Mapping[str, Any], nouns: tuple[str, str]) -> str:
    return (
        f"{how_pairs_were_trained(config, nouns)}; preset {config['preset']}, "
        f"seed {config['seed']}, split seed {config['split_seed']}. No {nouns[0]} was chosen or "
        "left out by eye or by score."
    )


def _warned(warnings: Sequence[str]) -> str:
    return "".join(f"WARNING: {sentence}\n" for sentence in warnings)


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _LINE, break_long_words=False, break_on_hyphens=False)
