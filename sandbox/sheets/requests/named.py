"""Named ranges: each has an id and a name of its own, and both must be free."""

from __future__ import annotations

import re

from sandbox.sheets import a1
from sandbox.sheets.grid import Json
from sandbox.sheets.masks import Refused, merge, update_mask
from sandbox.sheets.requests.registry import Work, fresh_id, kept_range, request
from sandbox.sheets.resource import outward

_NAME = re.compile(r"[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]{0,249}")


@request("addNamedRange")
def add(work: Work, body: Json) -> Json:
    """Add a named range under a new id, or under one that the request gives and nobody has."""
    given = dict(body.get("namedRange") or {})
    named_id = given.get("namedRangeId") or str(
        fresh_id(int(n["namedRangeId"]) for n in work.book.named if n["namedRangeId"].isdigit())
    )
    if any(named["namedRangeId"] == named_id for named in work.book.named):
        raise Refused(f"A named range with the id: {named_id} already exists.")
    _check_name(work, given.get("name") or "", None)
    work.area(given.get("range"), edit=False)
    kept = {"namedRangeId": named_id, "name": given["name"], "range": kept_range(given["range"])}
    work.book.named.append(kept)
    return {"namedRange": outward(kept)}


@request("updateNamedRange")
def update(work: Work, body: Json) -> None:
    """Change a named range's name or range."""
    mask = update_mask(body.get("fields"), "NamedRange")
    given = dict(body.get("namedRange") or {})
    kept = _by_id(work, given.get("namedRangeId"))
    mask = mask or {"name": {}, "range": {}}
    if "name" in mask:
        _check_name(work, given.get("name") or "", kept)
    if "range" in mask:
        work.area(given.get("range"), edit=False)
        given["range"] = kept_range(given["range"])
    merge(kept, given, {key: below for key, below in mask.items() if key != "namedRangeId"} or {"namedRangeId": {}})


@request("deleteNamedRange")
def delete(work: Work, body: Json) -> None:
    """Delete a named range; one that is not there fails the whole batch."""
    work.book.named.remove(_by_id(work, body.get("namedRangeId")))


def _by_id(work: Work, named_id: str | None) -> Json:
    for named in work.book.named:
        if named["namedRangeId"] == named_id:
            return named
    raise Refused(f"No NamedRange with id: {named_id or ''}")


def _check_name(work: Work, name: str, own: Json | None) -> None:
    looks_like_cells = a1.parse_cells(name) is not None or re.fullmatch(r"[Rr]\d*[Cc]\d*", name)
    if not _NAME.fullmatch(name) or looks_like_cells or name.lower() in ("true", "false"):
        raise Refused(f"Invalid name: {name}")
    if any(named is not own and named["name"].casefold() == name.casefold() for named in work.book.named):
        raise Refused(f"A named range with the name: {name} already exists.")
