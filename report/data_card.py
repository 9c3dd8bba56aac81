"""README.md of an exported set: a data card with the head that the Hugging Face Hub reads."""

import html
import json

from report.card_figures import NO_COPY_CHECK, copy_table, quality_table
from report.croissant import limits
from report.exported import ExportedSet
from report.exported_forms import form_of
from report.texts import are_synthetic


def data_card(exported: ExportedSet) -> str:
    """The card's text, Markdown."""
    record = exported.record
    config, environment = record["config"], record["environment"]
    packages = ", ".join(f"{name} {v}" for name, v in environment["packages"].items() if v)
    one, several = exported.kind.nouns
    loading = form_of(record["data"]).loading(record["data"])
    return f"""\
{_head(exported)}
# {_text(exported.name)}: SYNTHETIC {several}

{are_synthetic("models", "models", exported.kind)}

- **What:** {_what(exported)}
- **Learned from:** {_text(exported.source)}
- **How:** {_text(exported.how)} Preset {_text(config["preset"])}, seed {config["seed"]}, split
  seed {config["split_seed"]}. No {one} was chosen or left out by eye or by score.
- **Made by:** `{_code(" ".join(record["command"]))}`; commit \
{_text(environment["commit"] or "unknown")}; {_text(packages)}.
- **License:** not decided here. The terms of the source (above) apply to what was learned from it.

## Loading

{loading}

## Classes

| class | folder | {several} |
|---|---|---|
{_classes(exported)}

## How good

{_quality(exported)}

## Copy check

{_copies(exported)}

## Limits

{limits(exported)}
"""


def _head(exported: ExportedSet) -> str:
    """YAML, of which JSON's strings are a part."""
    return f"""\
---
pretty_name: {json.dumps(exported.name)}
license: other
license_name: {json.dumps("that of the source")}
tags:
- synthetic
- {json.dumps("made by: " + exported.arm)}
task_categories:
- {form_of(exported.record["data"]).TASK}
size_categories:
- {exported.size_category}
---
"""


def _what(exported: ExportedSet) -> str:
    text = f"{exported.total:,} {exported.kind.nouns[1]} of {len(exported.counts)} classes"
    if exported.missing:
        names = ", ".join(map(_text, exported.missing))
        text += f"; without {names}, for which the run has none"
    return f"{text}."


def _classes(exported: ExportedSet) -> str:
    place = form_of(exported.record["data"]).place
    return "\n".join(
        f"| {_text(name)} | `{place(exported.folders[name])}` | {count:,} |"
        for name, count in exported.counts.items()
    )


def _quality(exported: ExportedSet) -> str:
    table = quality_table(exported)
    if not table:
        return exported.worth()
    several = exported.kind.nouns[1]
    return f"{exported.worth()} The floor is what real test {several} get in their place.{table}"


def _copies(exported: ExportedSet) -> str:
    table = copy_table(exported)
    several = exported.kind.nouns[1]
    if not table:
        return NO_COPY_CHECK.format(examples=several)
    return (
        f"How close the {several} are to training {several}. The floor is what real {several} get "
        "in their place that no model learned from; passing is no proof of privacy."
        f"{table}"
    )


def _text(text: str) -> str:
    """Text in which nothing is markup."""
    plain = html.escape(" ".join(str(text).split()), quote=False)
    return "".join(f"\\{c}" if c in "\\`*_[]|#" else c for c in plain)


def _code(text: str) -> str:
    return " ".join(text.replace("`", "'").split())
