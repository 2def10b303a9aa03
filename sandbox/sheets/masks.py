"""What a request changes: `fields` chooses, and what it names but the request leaves out is taken away."""

from __future__ import annotations

from typing import Any

from sandbox.discovery import documents
from sandbox.masks import Mask, check_mask, parse_mask
from sandbox.wire import GoogleError


class Refused(ValueError):
    """A request that Google would refuse; the words after “Invalid requests[0].addSheet: ”."""


def update_mask(fields: str | None, schema: str) -> Mask:
    """Read the `fields` of a request that changes a message of that schema, or refuse it in Google's words."""
    if not fields:
        raise Refused("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    schemas = documents()["sheets.v4"]["schemas"]
    try:
        mask = parse_mask(fields)
        check_mask({} if "*" in mask else mask, schemas[schema], schemas)
    except GoogleError as wrong:
        raise Refused(f"Invalid field: {wrong.details[0]['fieldViolations'][0]['field']}" if wrong.details else "")  # noqa: B904
    return {} if "*" in mask else mask


def merge(target: dict[str, Any], source: dict[str, Any], mask: Mask) -> None:
    """Change `target` where the mask says so; an empty mask puts the source in place of everything."""
    if not mask:
        target.clear()
        target.update(source)
        return
    for key, below in mask.items():
        if below and (isinstance(target.get(key), dict) or isinstance(source.get(key), dict)):
            branch = target.setdefault(key, {})
            merge(branch, source.get(key) or {}, below)
            if not branch:
                target.pop(key)
        elif source.get(key) is None:
            target.pop(key, None)
        else:
            target[key] = source[key]
