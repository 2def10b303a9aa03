"""Developer metadata: keys and values on the spreadsheet, a sheet, one row or one column, invisible to people."""

from __future__ import annotations

from sandbox.sheets.grid import Json
from sandbox.sheets.lookups import found_by
from sandbox.sheets.masks import Refused, merge, update_mask
from sandbox.sheets.requests.registry import Work, fresh_id, request
from sandbox.sheets.resource import outward

MOST = 30_000
"""How many characters of keys and values the spreadsheet takes, and each sheet as much again."""


@request("createDeveloperMetadata")
def create(work: Work, body: Json) -> Json:
    """Create one piece, under an id that nobody has: the documented way to claim something once."""
    given = dict(body.get("developerMetadata") or {})
    taken = [metadata["metadataId"] for metadata in work.book.metadata]
    number = given.get("metadataId") or fresh_id(taken)
    if number in taken:
        raise Refused(f"Developer metadata with id {number} already exists.")
    if number < 0:
        raise Refused("metadataId must be greater than 0.")
    if not given.get("metadataKey"):
        raise Refused("A metadata key must be specified.")
    if given.get("visibility") not in ("DOCUMENT", "PROJECT"):
        raise Refused("A visibility must be specified.")
    kept: Json = {"metadataId": number, "metadataKey": given["metadataKey"]}
    if given.get("metadataValue"):
        kept["metadataValue"] = given["metadataValue"]
    kept |= {"location": _location(work, given.get("location") or {}), "visibility": given["visibility"]}
    work.book.metadata.append(kept)
    _check_room(work, kept)
    return {"developerMetadata": outward(kept)}


@request("updateDeveloperMetadata")
def update(work: Work, body: Json) -> Json:
    """Change all pieces that the filters find."""
    mask = update_mask(body.get("fields"), "DeveloperMetadata")
    given = dict(body.get("developerMetadata") or {})
    if not mask or "location" in mask:
        given["location"] = _location(work, given.get("location") or {})
    found = found_by(work.book, body.get("dataFilters", []))
    for metadata in found:
        merge(metadata, given, {k: v for k, v in (mask or {key: {} for key in given}).items() if k != "metadataId"})
        _check_room(work, metadata)
    return {"developerMetadata": [outward(metadata) for metadata in found]} if found else {}


@request("deleteDeveloperMetadata")
def delete(work: Work, body: Json) -> Json:
    """Delete all pieces that the filter finds, and answer them."""
    found = found_by(work.book, [body.get("dataFilter") or {}])
    work.book.metadata[:] = [metadata for metadata in work.book.metadata if metadata not in found]
    return {"deletedDeveloperMetadata": [outward(metadata) for metadata in found]} if found else {}


def _location(work: Work, given: Json) -> Json:
    if given.get("spreadsheet"):
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if "sheetId" in given:
        return {"locationType": "SHEET", "sheetId": work.sheet(given["sheetId"]).id}
    place = given.get("dimensionRange")
    if not place:
        raise Refused("A location must be specified.")
    sheet = work.sheet(place.get("sheetId"))
    start, end = place.get("startIndex"), place.get("endIndex")
    if place.get("dimension") not in ("ROWS", "COLUMNS") or start is None or end != start + 1:
        raise Refused("Developer metadata can only be associated with a single row or column.")
    rows = place["dimension"] == "ROWS"
    if end > (sheet.row_count if rows else sheet.column_count):
        raise Refused(f"dimensionRange.endIndex[{end}] is after the end of the grid")
    where = {"sheetId": sheet.id, "dimension": place["dimension"], "startIndex": start, "endIndex": end}
    return {"locationType": "ROW" if rows else "COLUMN", "dimensionRange": where}


def _check_room(work: Work, new: Json) -> None:
    """Refuse what makes the keys and values of one place more than Google stores."""

    def place(metadata: Json) -> object:
        location = metadata["location"]
        return location.get("sheetId", location.get("dimensionRange", {}).get("sheetId", "spreadsheet"))

    size = sum(
        len(metadata["metadataKey"]) + len(metadata.get("metadataValue", ""))
        for metadata in work.book.metadata
        if place(metadata) == place(new)
    )
    if size > MOST:
        raise Refused(f"The developer metadata would exceed the limit of {MOST} characters.")
