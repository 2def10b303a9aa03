"""Workbooks in the sandbox's file: loaded once, kept by version, and saved row by row where a row changed."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections import OrderedDict
from collections.abc import Iterable
from operator import is_
from typing import Any

from sandbox.sheets.cells import packed, unpacked
from sandbox.sheets.grid import Book, Row, Sheet

KEPT = 64
"""How many revisions are kept in memory: enough for the newest and the one before of every workbook in a test."""

_SHELF: OrderedDict[str, Book] = OrderedDict()


def load(db: sqlite3.Connection, book_id: str) -> Book | None:
    """Return the newest revision of a workbook, or None. It is shared: fork it before a change."""
    row = db.execute("select version from sheets_books where id = ?", (book_id,)).fetchone()
    if row is None:
        return None
    version = str(row[0])
    book = _SHELF.get(version)
    if book is None or book.id != book_id:
        book = _read(db, book_id)
        _keep(book)
    else:
        # Who copies a file and plays it on again and again comes back to the revision that it began with.
        _SHELF.move_to_end(version)
    return book


def earlier(book: Book) -> Book | None:
    """Return the revision before this one while it is still in memory."""
    return _SHELF.get(book.previous)


def save(db: sqlite3.Connection, book: Book, base: Book | None) -> Book:
    """Store a changed fork of `base` as the newest revision and return it."""
    book.previous = base.version if base else ""
    book.version = uuid.uuid4().hex
    book.revision += 1
    book.renumber()
    before = {sheet.id: sheet for sheet in base.sheets} if base else {}
    for sheet in book.sheets:
        old = before.pop(sheet.id, None)
        is_changed = _save_rows(db, book.id, sheet, old.rows if old else [])
        sheet.version = book.version if old is None or is_changed else old.version
    for gone in before:
        db.execute("delete from sheets_rows where book = ? and sheet = ?", (book.id, gone))
    db.execute(
        "insert into sheets_books (id, version, document) values (?, ?, ?) "
        "on conflict (id) do update set version = excluded.version, document = excluded.document",
        (book.id, book.version, json.dumps(_document(book), ensure_ascii=False)),
    )
    _keep(book)
    return book


def remove(db: sqlite3.Connection, book_id: str) -> None:
    """Forget a workbook."""
    db.execute("delete from sheets_rows where book = ?", (book_id,))
    db.execute("delete from sheets_books where id = ?", (book_id,))


def _save_rows(db: sqlite3.Connection, book_id: str, sheet: Sheet, old: list[Row]) -> bool:
    """Store the rows that are not those of before, and return whether there are any."""
    while sheet.rows and not sheet.rows[-1]:
        sheet.rows.pop()
    if len(sheet.rows) == len(old) and all(map(is_, sheet.rows, old)):
        return False
    changed, text, above = [], "", None
    for index, row in enumerate(sheet.rows):
        if index < len(old) and row is old[index]:
            continue
        if row is not above:
            text, above = json.dumps([packed(cell) for cell in row], ensure_ascii=False), row
        changed.append((book_id, sheet.id, index, text))
    db.executemany("insert or replace into sheets_rows (book, sheet, row, cells) values (?, ?, ?, ?)", changed)
    if len(old) > len(sheet.rows):
        db.execute(
            "delete from sheets_rows where book = ? and sheet = ? and row >= ?", (book_id, sheet.id, len(sheet.rows))
        )
    return bool(changed) or len(old) > len(sheet.rows)


def _document(book: Book) -> dict[str, Any]:
    return {
        "revision": book.revision,
        "previous": book.previous,
        "properties": book.properties,
        "sheets": [{"properties": sheet.properties, "parts": sheet.parts} for sheet in book.sheets],
        "named": book.named,
        "metadata": book.metadata,
        "styles": book.styles,
    }


def _read(db: sqlite3.Connection, book_id: str) -> Book:
    version, text = db.execute("select version, document from sheets_books where id = ?", (book_id,)).fetchone()
    rows = db.execute("select sheet, row, cells from sheets_rows where book = ? order by sheet, row", (book_id,))
    return built(book_id, version, json.loads(text), rows)


def built(book_id: str, version: str, document: dict[str, Any], rows: Iterable[Any]) -> Book:
    """Return a workbook from its stored document and (sheet, row, cells) in order."""
    sheets = [Sheet(kept["properties"], [], kept["parts"], version) for kept in document["sheets"]]
    by_id = {sheet.id: sheet for sheet in sheets}
    known: dict[str, Row] = {}
    for sheet_id, index, cells in rows:
        own = by_id[sheet_id].rows
        while len(own) < index:
            own.append(())
        if cells not in known:
            known[cells] = tuple(unpacked(cell) for cell in json.loads(cells))
        own.append(known[cells])
    return Book(
        book_id,
        version,
        document["previous"],
        document["properties"],
        sheets,
        document["named"],
        document["metadata"],
        document["styles"],
        document["revision"],
    )


def _keep(book: Book) -> None:
    _SHELF[book.version] = book
    while len(_SHELF) > KEPT:
        _SHELF.popitem(last=False)
