"""How true drawn images are to their classes, as the classifier of real images sees them."""

from metrics.catalog import METRICS
from report.found import Found
from report.rendering import render
from report.section import Content


def shown(found: Found) -> bool:
    return bool(found.quality)


def build(found: Found) -> Content:
    return Content(html=render("sections/quality", found=found, metrics=METRICS))
