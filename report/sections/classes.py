"""Test accuracy of every class in every arm, and which class is taken for which."""

from typing import Any

from plots.confusion import plot_confusion
from plots.per_class_accuracy import plot_per_class_accuracy
from plots.style import figure_to_png
from report.found import Found
from report.rendering import render
from report.section import Content, as_csv, in_plots

_COLUMNS = ("class_name", "arm", "accuracy", "accuracy_min", "accuracy_max")


def shown(found: Found) -> bool:
    return bool(found.arms)


def build(found: Found) -> Content:
    pictures = _draw(found) if found.finished else {}
    html = render("sections/classes", found=found, pictures=pictures)
    table = {"tables/classes.csv": as_csv(_rows(found), _COLUMNS)}
    return Content(html=html, files=in_plots(pictures) | table)


def _rows(found: Found) -> list[dict[str, Any]]:
    rows = []
    for name in found.class_names:
        for arm in found.arms:
            accuracy = arm.per_class.get(name)
            lowest, highest = arm.per_class_ranges.get(name, (accuracy, accuracy))
            values = (name, arm.arm, accuracy, lowest, highest)
            rows.append(dict(zip(_COLUMNS, values)))
    return rows


def _draw(found: Found) -> dict[str, bytes]:
    accuracies = plot_per_class_accuracy(
        {result.arm: result.per_class for result in found.arms},
        found.class_names,
        f"{found.title}: {found.test_images:,} real test {found.examples}",
        styles=found.styles,
        ranges={result.arm: result.per_class_ranges for result in found.arms},
    )
    summed = f", sum of {found.trainings}" if found.trainings else ""
    figures = {"per_class_accuracy": accuracies}
    for name, arm in found.finished.items():
        title = f"{found.title}: classifier trained on {name} data{summed}"
        figures[f"confusion_{name}"] = plot_confusion(arm.confusion, found.class_names, title)
    return {name: figure_to_png(figure) for name, figure in figures.items()}
