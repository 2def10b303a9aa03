"""Rendering: templates that escape what they are given, and one stylesheet."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.wrappers import Response

from sandbox.clock import instant
from sandbox.wire import Call, page

HERE = Path(__file__).parent
LONDON = ZoneInfo("Europe/London")
POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-src 'self'; form-action 'self'"
)


@cache
def environment() -> Environment:
    """Return the templates."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"local": local, "quoted": lambda text: quote(text, safe="")}
    return made


def local(at: str | datetime) -> str:
    """Write a time as people here read it: Tue 24 Nov 2026, 09:14."""
    when = instant(at) if isinstance(at, str) else at
    return when.astimezone(LONDON).strftime("%a %-d %b %Y, %H:%M")


def render(template: str, call: Call, **values: Any) -> Response:
    """Return a page; every template may show the sandbox's time."""
    text = environment().get_template(template).render(now=call.now, **values)
    return Response(text, content_type="text/html; charset=UTF-8", headers={"Content-Security-Policy": POLICY})


def see_other(address: str) -> Response:
    """Send the browser on after something was done, so that a reload does not do it again."""
    return Response(b"", 303, headers={"Location": address})


@page("GET", "/sandbox/style.css")
def style(call: Call) -> Response:
    """Return the stylesheet."""
    del call
    return Response((HERE / "style.css").read_bytes(), content_type="text/css; charset=UTF-8")
