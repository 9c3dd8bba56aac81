"""Templates filled in: every text is escaped, pictures are carried inside the page."""

import base64
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from foundation.progress import duration_text
from foundation.rows import listed
from plots.web_pictures import light, pixel_size
from report import numbers as texts

_FILTERS = (
    *(texts.number, texts.numbers, texts.percent, texts.percent_interval, texts.points),
    *(texts.points_interval, texts.ratio, texts.shown_as, texts.bounds_as, pixel_size),
    *(texts.unbroken, texts.breakable, duration_text, listed),
)


GENERATOR = "gan-data-study"
"""What every page names as its maker, by which a page of ours is told from a user's own."""
_OWN_TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, directory: Path = _OWN_TEMPLATES, **values: Any) -> Markup:
    """Fill in a template.

    Args:
        template: Path below the templates, without its suffixes.
        directory: Where templates of another package are; those of this one are found after them.
        **values: What it names; one that is missing is an error.
    """
    return Markup(_environment(directory).get_template(f"{template}.html.j2").render(**values))


def data_uri(picture: bytes) -> str:
    """A PNG or GIF in its lightest form, as an address that needs no file."""
    content, kind = light(picture)
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"


@lru_cache(maxsize=4)
def _environment(directory: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([directory, _OWN_TEMPLATES]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions = (*_FILTERS, data_uri)
    environment.globals["generator"] = GENERATOR
    environment.filters.update({function.__name__: function for function in functions})
    return environment
