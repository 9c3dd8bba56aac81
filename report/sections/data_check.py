"""The check of a user's own data: classes, columns, remarks, files that were passed over."""

from report.found import Found
from report.rendering import render
from report.section import Content

_MOST_ROWS = 300


def shown(found: Found) -> bool:
    return found.check is not None


def build(found: Found) -> Content:
    check = found.check
    assert check is not None  # it is shown
    html = render("sections/data_check", check=check, most_rows=_MOST_ROWS)
    return Content(html=html)
