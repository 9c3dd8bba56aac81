"""The whole configuration, and what the run was made with."""

from collections.abc import Mapping
from typing import Any

from foundation.environment import describe_environment, made_with
from plan.run import Run
from report.found import Found, shown_config, shown_units
from report.numbers import NOTHING
from report.rendering import render
from report.section import Content


def shown(found: Found) -> bool:
    return True


def build(found: Found) -> Content:
    html = render(
        "sections/settings",
        configuration=flatten(shown_config(found.run.config)),
        environment=flatten(describe_environment() | _other_makers(found.run)),
    )
    return Content(html=html)


def flatten(settings: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Nested settings as (dotted name, value) pairs in their order."""
    rows: list[tuple[str, str]] = []
    for name, value in settings.items():
        if isinstance(value, Mapping):
            rows += flatten(value, f"{prefix}{name}.")
        elif isinstance(value, (list, tuple)):
            rows.append((f"{prefix}{name}", ", ".join(map(str, value)) or NOTHING))
        else:
            rows.append((f"{prefix}{name}", NOTHING if value is None else str(value)))
    return rows


def _other_makers(run: Run) -> dict[str, Any]:
    """Units that were made by another commit or version than this report."""
    units: dict[str, list[str]] = {}
    for unit in shown_units(run):
        maker = (unit.record() or {}).get("made_with", made_with())
        if maker != made_with():
            text = ", ".join(f"{name} {version}" for name, version in maker.items())
            units.setdefault(text, []).append(unit.name)
    return {"made with another version": units} if units else {}
