"""Requests about whole sheets and the spreadsheet's own properties."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

from sandbox.sheets import references, skeleton
from sandbox.sheets.cells import Formula
from sandbox.sheets.colours import twinned
from sandbox.sheets.grid import Book, Json, Sheet
from sandbox.sheets.masks import Refused, merge, update_mask
from sandbox.sheets.requests.dimensions import resize
from sandbox.sheets.requests.registry import Work, fresh_id, request
from sandbox.sheets.resource import properties

_LOCALE = re.compile(r"[a-z]{2}(_[A-Z]{2})?")


@request("updateSpreadsheetProperties")
def update_spreadsheet(work: Work, body: Json) -> None:
    """Change title, locale, zone or recalculation."""
    mask = update_mask(body.get("fields"), "SpreadsheetProperties")
    given = body.get("properties", {})
    if "timeZone" in mask and given.get("timeZone") not in available_timezones():
        raise Refused(f"Invalid value for timeZone: {given.get('timeZone')}")
    if "locale" in mask and not _LOCALE.fullmatch(given.get("locale") or ""):
        raise Refused(f"Unsupported locale: {given.get('locale')}")
    if "title" in mask and not given.get("title"):
        raise Refused("The title of a spreadsheet cannot be empty.")
    merge(work.book.properties, twinned(given), mask or {key: {} for key in given})


@request("addSheet")
def add_sheet(work: Work, body: Json) -> Json:
    """Add a sheet, at the end or at an index."""
    given = twinned(body.get("properties") or {})
    book = work.book
    sheet_id = given.get("sheetId")
    if sheet_id is None:
        sheet_id = fresh_id(sheet.id for sheet in book.sheets)
    if book.sheet(sheet_id) is not None:
        raise Refused(f"A sheet with the id {sheet_id} already exists. Please use a different id.")
    title = given.get("title") or _next_title(book)
    check_title(book, title, None)
    sheet = skeleton.new_sheet(sheet_id, title, len(book.sheets), given)
    at = given.get("index")
    book.sheets.insert(len(book.sheets) if at is None else at, sheet)
    book.renumber()
    return {"properties": properties(sheet)}


@request("deleteSheet")
def delete_sheet(work: Work, body: Json) -> None:
    """Delete a sheet with what lies on it; one visible sheet must stay."""
    sheet = work.book.sheet(body.get("sheetId") or 0)
    if sheet is None:
        raise Refused(f"No sheet with id: {body.get('sheetId') or 0}")
    work.guard(sheet, sheet.whole)
    others = [other for other in work.book.sheets if other is not sheet]
    if not any(not other.properties.get("hidden") for other in others):
        raise Refused("You can't remove all the visible sheets in a document.")
    work.book.sheets[:] = others
    work.book.named[:] = [named for named in work.book.named if named["range"].get("sheetId", 0) != sheet.id]
    work.book.metadata[:] = [
        metadata
        for metadata in work.book.metadata
        if metadata["location"].get("sheetId") != sheet.id
        and metadata["location"].get("dimensionRange", {}).get("sheetId") != sheet.id
    ]
    work.book.renumber()


@request("duplicateSheet")
def duplicate_sheet(work: Work, body: Json) -> Json:
    """Copy a sheet within the spreadsheet."""
    book = work.book
    source = book.sheet(body.get("sourceSheetId") or 0)
    if source is None:
        raise Refused(f"No sheet with id: {body.get('sourceSheetId') or 0}")
    new_id = body.get("newSheetId")
    if new_id is not None and book.sheet(new_id) is not None:
        raise Refused(f"A sheet with the id {new_id} already exists. Please use a different id.")
    title = body.get("newSheetName") or _copy_title(book, source.title)
    check_title(book, title, None)
    copy = source.fork()
    copy.properties |= {"sheetId": new_id or fresh_id(sheet.id for sheet in book.sheets), "title": title}
    _own(copy, source.id)
    at = body.get("insertSheetIndex")
    book.sheets.insert(0 if at is None else at, copy)
    book.renumber()
    return {"properties": properties(copy)}


@request("updateSheetProperties")
def update_sheet(work: Work, body: Json) -> None:
    """Change a sheet's title, place, colour, visibility or grid."""
    mask = update_mask(body.get("fields"), "SheetProperties")
    given = twinned(body.get("properties") or {})
    sheet = work.book.sheet(given.get("sheetId") or 0)
    if sheet is None:
        raise Refused(f"No sheet with id: {given.get('sheetId') or 0}")
    if not mask:
        mask = {key: {} for key in given if key not in ("sheetId", "sheetType")}
    if "title" in mask:
        check_title(work.book, given.get("title") or "", sheet)
        _rename(work.book, sheet, given["title"])
    _check_visible(work, sheet, mask, given)
    grid = mask.pop("gridProperties", None)
    if grid is not None:
        _update_grid(work, sheet, grid, given.get("gridProperties") or {})
    index = given.get("index") if mask.pop("index", None) is not None else None
    for name in ("tabColor", "tabColorStyle"):
        if name in mask:
            mask |= {"tabColor": {}, "tabColorStyle": {}}
            _clean_colour(given)
            break
    if mask:
        merge(sheet.properties, given, mask)
    if index is not None:
        _move(work.book, sheet, index)


def check_title(book: Book, title: str, own: Sheet | None) -> None:
    """Refuse a title that is empty, too long or another sheet's."""
    if not title:
        raise Refused("The name of a sheet cannot be empty.")
    if len(title) > 100:
        raise Refused("The name of a sheet cannot be longer than 100 characters.")
    other = book.titled(title)
    if other is not None and other is not own:
        raise Refused(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _rename(book: Book, sheet: Sheet, title: str) -> None:
    old = sheet.title
    for each in book.sheets:
        for index, row in enumerate(each.rows):
            if any(isinstance(cell.value, Formula) and "!" in cell.value for cell in row):
                each.rows[index] = tuple(
                    cell._replace(value=references.renamed(cell.value, old, title))
                    if isinstance(cell.value, Formula)
                    else cell
                    for cell in row
                )
    sheet.properties["title"] = title


def _check_visible(work: Work, sheet: Sheet, mask: Json, given: Json) -> None:
    if "hidden" in mask and given.get("hidden"):
        others = [other for other in work.book.sheets if other is not sheet and not other.properties.get("hidden")]
        if not others:
            raise Refused("You can't hide all the sheets in a document.")


def _update_grid(work: Work, sheet: Sheet, mask: Json, given: Json) -> None:
    mask = mask or {key: {} for key in given}
    for name, thing in (("rowCount", "rows"), ("columnCount", "columns")):
        if name in mask:
            count = given.get(name) or 0
            if count < 1:
                raise Refused(f"You can't delete all the {thing} on the sheet.")
            if count * max(sheet.column_count if name == "rowCount" else sheet.row_count, 1) > 10_000_000:
                raise Refused(
                    "This action would increase the number of cells in the workbook above the limit of 10000000 cells."
                )
            resize(work, sheet, count, rows=name == "rowCount")
    rest = {key: below for key, below in mask.items() if key not in ("rowCount", "columnCount")}
    if rest:
        merge(sheet.grid, given, rest)
    for name, most, thing in (
        ("frozenRowCount", sheet.row_count, "rows"),
        ("frozenColumnCount", sheet.column_count, "columns"),
    ):
        if sheet.grid.get(name, 0) >= most:
            raise Refused(f"You can't freeze all visible {thing} on the sheet.")


def _clean_colour(given: Json) -> None:
    """Take an empty colour away, and round one to the 256 steps that a tab's colour is kept in."""
    style = given.get("tabColorStyle")
    if isinstance(style, dict) and not any(value is not None for value in style.values()):
        given.pop("tabColorStyle")
        given.pop("tabColor", None)
    elif isinstance(style, dict) and "rgbColor" in style:
        steps = {key: int(part * 255) / 255 for key, part in style["rgbColor"].items() if key != "alpha"}
        given |= twinned({"tabColorStyle": {"rgbColor": steps}})


def _move(book: Book, sheet: Sheet, index: int) -> None:
    """Put a sheet at an index counted before it is taken out, as the reference says."""
    if index > len(book.sheets):
        raise Refused(f"Sheet index {index} is out of bounds.")
    here = book.sheets.index(sheet)
    book.sheets.insert(index, sheet)
    del book.sheets[here + (1 if index <= here else 0)]
    book.renumber()


def _next_title(book: Book) -> str:
    number = len(book.sheets) + 1
    while book.titled(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def _copy_title(book: Book, title: str) -> str:
    free, number = f"Copy of {title}", 1
    while book.titled(free):
        number += 1
        free = f"Copy of {title} {number}"
    return free


def _own(copy: Sheet, source_id: int) -> None:
    """Make what lies on a copied sheet the copy's own: its ranges name it, its ids are fresh."""

    def walk(value: object) -> None:
        if isinstance(value, list):
            for item in value:
                walk(item)
        elif isinstance(value, dict):
            if value.get("sheetId") == source_id:
                value["sheetId"] = copy.id
            for name in ("protectedRangeId", "filterViewId", "chartId", "bandedRangeId"):
                if name in value:
                    value[name] = fresh_id(())
            for item in value.values():
                walk(item)

    walk(copy.parts)
