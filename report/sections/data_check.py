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
    has_forms = any(row.sizes or row.modes for row in check.rows)
    html = render("sections/data_check", check=check, has_forms=has_forms, most_rows=_MOST_ROWS)
    return Content(html=html)
