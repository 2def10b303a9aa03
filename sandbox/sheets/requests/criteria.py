"""What a filter may ask of its columns, and the two ways in which Google answers it."""

from __future__ import annotations

from functools import cache

from sandbox.discovery import documents
from sandbox.sheets.a1 import Box
from sandbox.sheets.grid import Json
from sandbox.sheets.masks import Refused
from sandbox.sheets.requests.rules import check_condition


def filtered(given: Json, box: Box) -> Json:
    """Return a filter as it is kept: its criteria as specifications and as a map, each checked."""
    specs = given.get("filterSpecs") or [
        {"columnIndex": int(column), "filterCriteria": criteria}
        for column, criteria in (given.get("criteria") or {}).items()
    ]
    for spec in specs:
        _check_spec(spec, box)
    for order in given.get("sortSpecs") or ():
        _check_column(order.get("dimensionIndex", 0), box)
    kept = {key: value for key, value in given.items() if key not in ("criteria", "filterSpecs")}
    if not specs:
        return kept
    criteria = {str(spec.get("columnIndex", 0)): spec.get("filterCriteria", {}) for spec in specs}
    return kept | {"criteria": criteria, "filterSpecs": specs}


def _check_spec(spec: Json, box: Box) -> None:
    _check_column(spec.get("columnIndex", 0), box)
    condition = (spec.get("filterCriteria") or {}).get("condition")
    if condition is None:
        return
    check_condition(condition)
    if condition["type"] not in _for_filters():
        raise Refused(f"Condition type {condition['type']} is not supported in filters.")


def _check_column(column: int, box: Box) -> None:
    if not box.left <= column < box.right:
        raise Refused(f"Column {column} is not within the filter's range.")


@cache
def _for_filters() -> frozenset[str]:
    """Return the kinds of condition that the reference says filters over cells support."""
    kind = documents()["sheets.v4"]["schemas"]["BooleanCondition"]["properties"]["type"]
    said = zip(kind["enum"], kind["enumDescriptions"], strict=True)
    return frozenset(name for name, words in said if " and filters." in words)
