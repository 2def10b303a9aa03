"""Partial responses: the `fields` parameter, read, checked against a schema, and applied to an answer."""

from __future__ import annotations

import re
from typing import Any

from sandbox.wire import bad_field

Mask = dict[str, "Mask"]
"""What to keep: a name leads to what to keep inside it; an empty mask keeps everything."""

_TOKENS = re.compile(r"[^,()/\s.]+|[,()/.]")


def parse_mask(text: str) -> Mask:
    """Read `a,b(c,d/e),f.g` into a mask, or refuse it."""
    tokens = _TOKENS.findall(text)
    mask, at = _parse_list(tokens, 0, text)
    if at != len(tokens):
        raise _refusal(text)
    return mask


def _refusal(text: str) -> Exception:
    wrong = bad_field(text, f"Error expanding 'fields' parameter. Cannot find matching fields for path '{text}'.")
    wrong.message = "Request contains an invalid argument."
    return wrong


def _parse_list(tokens: list[str], at: int, text: str) -> tuple[Mask, int]:
    mask: Mask = {}
    while True:
        at = _parse_path(tokens, at, text, mask)
        if at >= len(tokens) or tokens[at] != ",":
            return mask, at
        at += 1


def _parse_path(tokens: list[str], at: int, text: str, into: Mask) -> int:
    while True:
        if at >= len(tokens) or tokens[at] in ",()/.":
            raise _refusal(text)
        existed = tokens[at] in into and not into[tokens[at]]
        inner = into.setdefault(tokens[at], {})
        at += 1
        if at < len(tokens) and tokens[at] in "/.":
            # “a,a/b” keeps all of a: the wider of the two wins.
            into = {} if existed else inner
            at += 1
            continue
        if at < len(tokens) and tokens[at] == "(":
            parsed, at = _parse_list(tokens, at + 1, text)
            if at >= len(tokens) or tokens[at] != ")":
                raise _refusal(text)
            if not existed:
                _merge(inner, parsed)
            return at + 1
        inner.clear()
        return at


def _merge(into: Mask, other: Mask) -> None:
    for name, inner in other.items():
        _merge(into.setdefault(name, {}), inner)


def check_mask(mask: Mask, schema: dict[str, Any], schemas: dict[str, Any], path: str = "") -> None:
    """Refuse a mask that names a field which the answer cannot have."""
    schema = _resolved(schema, schemas)
    properties = schema.get("properties")
    for name, inner in mask.items():
        here = f"{path}.{name}" if path else name
        if name == "*" or properties is None:
            known: dict[str, Any] | None = schema.get("additionalProperties")
        elif name in properties:
            known = properties[name]
        else:
            raise _refusal(here)
        if inner and known:
            check_mask(inner, known, schemas, here)


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema or schema.get("type") == "array":
        schema = schemas[schema["$ref"]] if "$ref" in schema else schema["items"]
    return schema


def apply_mask(value: Any, mask: Mask) -> Any:
    """Return only what the mask names, through lists as through objects."""
    if not mask:
        return value
    if isinstance(value, list):
        # A sheet's answer is mostly blank cells.
        return [apply_mask(item, mask) if item else item for item in value]
    if not isinstance(value, dict):
        return value
    star = mask.get("*")
    kept = {}
    for name, inner in value.items():
        chosen = mask.get(name, star)
        if chosen is not None:
            kept[name] = apply_mask(inner, chosen) if chosen else inner
    return kept
