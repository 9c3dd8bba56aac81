"""Where the real images come from, and how they were transformed."""

from report.found import Found
from report.rendering import render
from report.section import Content


def shown(found: Found) -> bool:
    return True


def build(found: Found) -> Content:
    provenance = found.run.data.provenance
    html = render("sections/method", found=found, provenance=provenance, policy=found.run.policy)
    return Content(html=html)
