"""A report as one page: nothing is loaded from outside, no script runs, and each chart says in words what it shows."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cme.domain.pack import stamp
from cme.reports.parts import Report


def page_of(report: Report, drawings: Sequence[str]) -> str:
    """Return a report as HTML, with a drawing for each of its parts; empty where a part has none."""
    parts = list(zip(report.parts, map(_as_address, drawings), strict=True))
    return _environment().get_template("report.html").render(report=report, made=stamp(report.made), parts=parts)


def _as_address(drawing: str) -> str:
    """Return a drawing as the address of an image: one drawing's names within it then disturb no other's."""
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}" if drawing else ""


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
