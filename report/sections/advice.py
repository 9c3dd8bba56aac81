"""What to do with the answer, and the one picture that shows it."""

from plots.arm_accuracy import plot_test_accuracy
from plots.style import figure_to_png
from report.found import Found
from report.rendering import render
from report.section import Content, in_plots


def shown(found: Found) -> bool:
    return bool(found.advice)


def build(found: Found) -> Content:
    pictures = {"test_accuracy": _draw(found)} if found.finished else {}
    html = render("sections/advice", found=found, pictures=pictures)
    return Content(html=html, files=in_plots(pictures))


def _draw(found: Found) -> bytes:
    intervals = {
        result.arm: (result.accuracy, *result.interval)
        if result.accuracy is not None and result.interval is not None
        else None
        for result in found.arms
    }
    figure = plot_test_accuracy(
        intervals,
        f"{found.title}: {found.test_images:,} real test {found.examples}",
        styles=found.styles,
        repeats={result.arm: result.accuracies for result in found.arms},
    )
    return figure_to_png(figure)
