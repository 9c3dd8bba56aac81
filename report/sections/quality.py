"""How good drawn examples are: figures beside what real ones get in their place."""

from collections.abc import Mapping

from foundation.rows import listed
from metrics.catalog import METRICS, Metric, metrics_of
from metrics.measuring import Measured
from metrics.symptoms import SYMPTOMS, symptoms_of
from report.arm_result import ArmResult
from report.found import Found
from report.rendering import render
from report.section import Content


def shown(found: Found) -> bool:
    return bool(found.quality)


def build(found: Found) -> Content:
    metrics = metrics_of(found.run.data.kind.name)
    html = render(
        "sections/quality",
        found=found,
        metrics=metrics,
        per_class={key: row for key, row in metrics.items() if row.per_class},
        symptoms={arm: symptoms(found, arm) for arm in found.quality},
        results={result.arm: result for result in found.arms if _has_gan_train(result)},
        missing=missing,
        untold={arm: _untold(table.get(None, {})) for arm, table in found.quality.items()},
    )
    return Content(html=html)


def missing(metric: Metric, found: Measured | None) -> str:
    """What stands in the place of a value that there is not."""
    if found is not None and found.examples < metric.least:
        return f"too few ({found.examples} of {metric.least})"
    return "–"


def _untold(figures: Mapping[str, Measured]) -> dict[str, str]:
    """Name -> heading and examples needed of the metrics that had too few examples."""
    return {
        name: f"{METRICS[name].heading} ({METRICS[name].least})"
        for name, found in figures.items()
        if name in METRICS and found.examples < METRICS[name].least
    }


def _has_gan_train(result: ArmResult) -> bool:
    return result.accuracy is not None


def symptoms(found: Found, arm: str) -> list[tuple[str, str]]:
    """Name and sentence of everything that classes of an arm suffer from, class by class.

    What several classes have in common is said once, where it is said of the first of them.
    """
    names, privacy = found.class_names, found.privacy.get(arm)
    table = found.quality.get(arm, {})
    by_chance = not found.run.data.kind.equal_is_copied
    ill: dict[tuple[str, str], list[str]] = {}
    for name in names:
        figures = table.get(name, {}) | (privacy.measured(name) if privacy else {})
        for symptom, row in symptoms_of(figures, by_chance).items():
            other = names[row.other(figures)]
            alone = row.sentence.format(name=name, other=other, examples=found.examples)
            ill.setdefault((symptom, "" if row.of_several else alone), []).append(name)
    return [
        (symptom, alone or _said_of(symptom, having, found.examples))
        for (symptom, alone), having in ill.items()
    ]


def _said_of(symptom: str, names: list[str], examples: str) -> str:
    row = SYMPTOMS[symptom]
    if len(names) == 1:
        return row.sentence.format(name=names[0], examples=examples)
    return row.of_several.format(names=listed(names), examples=examples)
