"""Protected ranges: who adds one keeps access, and so does the owner."""

from __future__ import annotations

from sandbox.sheets import access
from sandbox.sheets.grid import Json, Sheet
from sandbox.sheets.masks import Refused, merge, update_mask
from sandbox.sheets.requests.registry import Work, fresh_id, kept_range, request
from sandbox.sheets.resource import outward


@request("addProtectedRange")
def add(work: Work, body: Json) -> Json:
    """Protect a range; the reply shows no editors, the next read shows the requester among them."""
    given = {key: value for key, value in (body.get("protectedRange") or {}).items() if value is not None}
    asked = {key: users for key, users in (given.get("editors") or {}).items() if users}
    if given.get("warningOnly") and asked:
        raise Refused("ProtectedRange is warningOnly. Editors cannot be set on it.")
    sheet = _sheet(work, given)
    taken = [part["protectedRangeId"] for each in work.book.sheets for part in each.part("protectedRanges")]
    number = given.get("protectedRangeId") or fresh_id(taken)
    if number in taken:
        raise Refused(f"A protected range with the id {number} already exists.")
    kept = {"protectedRangeId": number} | {k: v for k, v in given.items() if k != "requestingUserCanEdit"}
    if "range" in kept:
        kept["range"] = kept_range(kept["range"])
    if _whole(kept) and any(_whole(part) for part in sheet.part("protectedRanges")):
        raise Refused(f'Sheet "{sheet.title}" already has sheet protection.')
    kept["requestingUserCanEdit"] = True
    kept["editors"] = asked | {"users": _with(asked.get("users", []), work.user)}
    sheet.part("protectedRanges").append(kept)
    return {"protectedRange": outward(kept) | {"editors": outward(asked)}}


@request("updateProtectedRange")
def update(work: Work, body: Json) -> None:
    """Change a protected range."""
    mask = update_mask(body.get("fields"), "ProtectedRange")
    given = dict(body.get("protectedRange") or {})
    sheet, kept = _by_id(work, given.get("protectedRangeId"))
    _check_may(work, kept)
    if (not mask or "editors" in mask) and given.get("editors"):
        editors = given["editors"]
        given["editors"] = editors | {"users": _with(editors.get("users", []), work.user)}
    if given.get("range"):
        work.area(given["range"], edit=False)
        given["range"] = kept_range(given["range"])
    own = ("protectedRangeId", "requestingUserCanEdit")
    merge(kept, given, {k: v for k, v in (mask or {key: {} for key in given}).items() if k not in own})
    target = _sheet(work, kept)
    if target is not sheet:
        sheet.part("protectedRanges").remove(kept)
        target.part("protectedRanges").append(kept)


@request("deleteProtectedRange")
def delete(work: Work, body: Json) -> None:
    """Take a protection away."""
    sheet, kept = _by_id(work, body.get("protectedRangeId"))
    _check_may(work, kept)
    sheet.part("protectedRanges").remove(kept)


def _sheet(work: Work, given: Json) -> Sheet:
    """Return the sheet of a protected range, which has a range of its own or a named one."""
    if given.get("tableId"):
        raise Refused("The sandbox has no tables.")
    if given.get("namedRangeId"):
        for named in work.book.named:
            if named["namedRangeId"] == given["namedRangeId"]:
                return work.sheet(named["range"].get("sheetId"))
        raise Refused(f"No NamedRange with id: {given['namedRangeId']}")
    sheet, _ = work.area(given.get("range"), edit=False)
    for hole in given.get("unprotectedRanges", []):
        work.area(hole, edit=False)
    return sheet


def _whole(protected: Json) -> bool:
    """Return whether a protection is of a sheet as a whole: its range names only the sheet."""
    return set(protected.get("range", ())) == {"sheetId"}


def _by_id(work: Work, number: int | None) -> tuple[Sheet, Json]:
    for sheet in work.book.sheets:
        for part in sheet.part("protectedRanges"):
            if part["protectedRangeId"] == number:
                return sheet, part
    raise Refused(f"No protected range with id: {number or 0}")


def _check_may(work: Work, kept: Json) -> None:
    if not work.owner and not kept.get("warningOnly") and not access.may_edit(kept, work.user):
        raise Refused(access.PROTECTED)


def _with(users: list[str], user: str) -> list[str]:
    return users if user.lower() in [listed.lower() for listed in users] else [*users, user]
