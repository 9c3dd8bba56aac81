"""The frame of the page: the answer, what failed, and the sections one after the other."""

from collections.abc import Mapping

from report.found import Found
from report.rendering import render
from report.section import Content, Section


def render_page(found: Found, sections: Mapping[Section, Content]) -> str:
    """The report as one HTML page that runs no script and asks nothing of a network.

    Args:
        found: The run; of it, the frame shows the answer and the classes that failed.
        sections: What is shown, in order.

    Returns:
        The text of the page; equal contents give equal pages. The animations of single classes
        are files of the run directory beside it.
    """
    return str(render("report", found=found, sections=sections))
