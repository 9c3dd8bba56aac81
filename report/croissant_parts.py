"""Parts of croissant.json that every form of a set is made of."""

from typing import Any


def field(records: str, name: str, about: str, source: dict[str, Any], kind: str) -> dict[str, Any]:
    """One field of a record set."""
    return {
        "@type": "cr:Field",
        "@id": f"{records}/{name}",
        "name": name,
        "description": about,
        "dataType": kind,
        "source": source,
    }


def column(file: str, name: str) -> dict[str, Any]:
    """Where a field comes from: a column of a file."""
    return {"fileObject": {"@id": file}, "extract": {"column": name}}
