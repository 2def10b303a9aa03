"""Opening a workbook for a call, and saving what the call changed: who may, and what is protected from whom."""

from __future__ import annotations

import sqlite3

from sandbox.drive import files
from sandbox.sheets import storage
from sandbox.sheets.a1 import Box
from sandbox.sheets.formulas import Reckoning
from sandbox.sheets.grid import Book, Sheet
from sandbox.wire import Call, GoogleError

PROTECTED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


def open_book(call: Call, need: str = "reader") -> Book:
    """Return the newest revision of the call's spreadsheet, to read; refuse whom Drive does not let in."""
    book_id = call.params["spreadsheetId"]
    files.check_access(call.db, book_id, call.user, need)
    book = storage.load(call.db, book_id)
    if book is None:
        raise GoogleError(400, "This operation is not supported for this document")
    return book


def keep(call: Call, book: Book, base: Book) -> Book:
    """Save a changed fork; the file's name follows the title, and its time of change the clock."""
    saved = storage.save(call.db, book, base)
    if book.title != base.title:
        call.db.execute("UPDATE files SET name = ? WHERE id = ?", (book.title, book.id))
    files.touch(call.db, book.id, call.now)
    return saved


def reckoning(call: Call, book: Book) -> Reckoning:
    """Return the workbook's values at the call's minute."""
    return Reckoning(book, call.now)


def is_owner(db: sqlite3.Connection, book_id: str, user: str) -> bool:
    """Return whether the user owns the file; an owner is never kept out of a protected range."""
    return files.role_of(db, book_id, user) == "owner"


def blocked(book: Book, user: str, sheet: Sheet, box: Box) -> bool:
    """Return whether a range that the user may not edit lies in the box."""
    for protected in sheet.part("protectedRanges"):
        if protected.get("warningOnly") or may_edit(protected, user):
            continue
        area = _area(book, sheet, protected)
        if area is None or not area.meets(box):
            continue
        holes = [sheet.box(hole) for hole in protected.get("unprotectedRanges", [])]
        if not any(hole.holds(box) for hole in holes):
            return True
    return False


def may_edit(protected: dict[str, object], user: str) -> bool:
    """Return whether a protected range lists the user as an editor."""
    editors = protected.get("editors")
    users = editors.get("users", []) if isinstance(editors, dict) else []
    return user.lower() in [str(listed).lower() for listed in users]


def _area(book: Book, sheet: Sheet, protected: dict[str, object]) -> Box | None:
    if protected.get("namedRangeId"):
        named = next((n for n in book.named if n["namedRangeId"] == protected["namedRangeId"]), None)
        return sheet.box(named["range"]) if named and named["range"].get("sheetId", 0) == sheet.id else None
    area = protected.get("range")
    return sheet.box(area) if isinstance(area, dict) else None
