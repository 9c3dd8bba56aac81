"""The check of a user's own folder: its classes, remarks, files that were passed over."""

from report.found import Found
from report.rendering import render
from report.section import Content


def shown(found: Found) -> bool:
    return found.check is not None


def build(found: Found) -> Content:
    return Content(html=render("sections/data_check", check=found.check))
