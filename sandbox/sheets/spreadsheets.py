"""spreadsheets: create, get, and batchUpdate, which does all of its requests or none."""

from __future__ import annotations

import secrets
from typing import Any

from sandbox.drive import files
from sandbox.masks import Mask, parse_mask
from sandbox.sheets import access, skeleton, storage
from sandbox.sheets.colours import twinned
from sandbox.sheets.grid import Book, Json
from sandbox.sheets.lookups import places_of
from sandbox.sheets.requests import apply
from sandbox.sheets.resource import View
from sandbox.wire import Call, GoogleError, serves

MOST_REQUESTS = 100_000


@serves("sheets.spreadsheets.create")
def create(call: Call) -> Json:
    """Make a spreadsheet, with the sheets and properties that the request names."""
    body = call.content
    given = body.get("properties", {})
    title = given.get("title") or "Untitled spreadsheet"
    book = skeleton.new_book(secrets.token_urlsafe(33), title, given)
    asked = [sheet.get("properties", {}) for sheet in body.get("sheets", [])]
    if asked:
        book.sheets = []
    for index, properties in enumerate(asked):
        _add(book, index, twinned(properties))
    files.create_file(call.db, id=book.id, name=title, mime=files.SPREADSHEET, owner=call.user, now=call.now)
    book = storage.save(call.db, book, None)
    return _view(call, book, {}).resource([], grid=False)


@serves("sheets.spreadsheets.get")
def get(call: Call) -> Json:
    """Answer the spreadsheet, with cells where they are asked for."""
    book = access.open_book(call)
    return _view(call, book, mask_of(call)).resource(call.args("ranges"), grid=call.flag("includeGridData"))


@serves("sheets.spreadsheets.getByDataFilter")
def get_by_data_filter(call: Call) -> Json:
    """Answer the spreadsheet cut to what the data filters find."""
    book = access.open_book(call)
    places = places_of(book, call.content.get("dataFilters", []))
    view = _view(call, book, mask_of(call))
    return view.resource([place.name for place in places], grid=bool(call.content.get("includeGridData")))


@serves("sheets.spreadsheets.batchUpdate")
def batch_update(call: Call) -> Json:
    """Do every request in order, or none of them, and answer each in its place."""
    base = access.open_book(call, "writer")
    requests = call.content.get("requests", [])
    if not requests:
        raise GoogleError(400, "Must specify at least one request.")
    if len(requests) > MOST_REQUESTS:
        raise GoogleError(400, f"Cannot exceed {MOST_REQUESTS} requests in a single batch.")
    book = base.fork()
    replies = apply(call, book, requests)
    book = access.keep(call, book, base)
    answer: Json = {"spreadsheetId": book.id, "replies": replies}
    if call.content.get("includeSpreadsheetInResponse"):
        mask = mask_of(call).get("updatedSpreadsheet", {})
        grid = bool(call.content.get("responseIncludeGridData"))
        answer["updatedSpreadsheet"] = _view(call, book, mask).resource(
            call.content.get("responseRanges", []), grid=grid
        )
    return answer


@serves("sheets.spreadsheets.sheets.copyTo")
def copy_to(call: Call) -> Json:
    """Copy a sheet to another spreadsheet, as “Copy of …”."""
    source = access.open_book(call)
    sheet = source.sheet(int(call.params["sheetId"]))
    if sheet is None:
        raise GoogleError(404, "Requested entity was not found.")
    call.params["spreadsheetId"] = call.content.get("destinationSpreadsheetId", "")
    base = access.open_book(call, "writer")
    book = base.fork()
    copy = sheet.fork()
    copy.parts.pop("protectedRanges", None)
    number = {style: book.style_number(source.style(style)) for row in sheet.rows for _, style, _, _ in row}
    copy.rows = [tuple(cell._replace(style=number[cell.style]) for cell in row) for row in sheet.rows]
    copy.properties |= {"sheetId": fresh_sheet_id(book), "title": _free_title(book, f"Copy of {sheet.title}")}
    book.sheets.append(copy)
    saved = access.keep(call, book, base)
    return dict(saved.sheets[-1].properties)


def mask_of(call: Call) -> Mask:
    """Return the answer's field mask, which spares the work of what it leaves out."""
    return parse_mask(call.arg("fields") or "") if call.arg("fields") else {}


def fresh_sheet_id(book: Book) -> int:
    """Return a sheet id that the workbook does not have."""
    while True:
        number = secrets.randbelow(2**31 - 1) + 1
        if book.sheet(number) is None:
            return number


def _view(call: Call, book: Book, mask: Mask) -> View:
    owner = access.is_owner(call.db, book.id, call.user)
    return View(book, access.reckoning(call, book), user=call.user, owner=owner, mask=mask)


def _add(book: Book, index: int, properties: dict[str, Any]) -> None:
    sheet_id = properties.get("sheetId")
    if sheet_id is None:
        sheet_id = fresh_sheet_id(book) if index else 0
    title = properties.get("title") or f"Sheet{index + 1}"
    if book.sheet(sheet_id) is not None:
        raise GoogleError(400, f"Invalid sheets[{index}]: A sheet with the id {sheet_id} already exists.")
    if book.titled(title):
        raise GoogleError(400, f'A sheet with the name "{title}" already exists. Please enter another name.')
    book.sheets.append(skeleton.new_sheet(sheet_id, title, index, properties))


def _free_title(book: Book, title: str) -> str:
    number, free = 1, title
    while book.titled(free):
        number += 1
        free = f"{title} {number}"
    return free
