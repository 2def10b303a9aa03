"""Draws the posters: one HTML file that needs nothing else, with each QR code as a drawing in it."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cme.domain.model import Facts
from scripts._wall.posters import deputy, dsl, posters, shown, without_internet

QUIET = 4
"""Modules of white around a code, as the standard asks: with less, old telephones do not find it."""


def write_page(facts: Facts, today: date) -> str:
    """Return the file to print: one page a site, and one for whoever is paged."""
    return (
        _environment()
        .get_template("wall.html")
        .render(
            organisation=shown(facts.settings.organisation),
            posters=posters(facts, today),
            dsl=dsl(facts),
            deputy=deputy(facts),
            without_internet=without_internet(facts),
            printed=f"{today.day} {today:%B %Y}",
        )
    )


def drawing(link: str) -> Markup:
    """Return a QR code as SVG. A quarter of level M may be dirty or torn; a denser code reads worse from afar."""
    code = segno.make(link, error="m", micro=False)
    return Markup(code.svg_inline(border=QUIET, omitsize=True, dark="#000", light="#fff", svgclass="code"))  # noqa: S704


@cache
def _environment() -> Environment:
    """Everything that is put in is escaped, but for the drawing, which holds no text."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["drawing"] = drawing
    return made
