"""spreadsheets.values: read, write, append and clear ranges."""

from __future__ import annotations

from typing import Any

from sandbox.sheets import access, storage, writing
from sandbox.sheets.a1 import Box, Span, name
from sandbox.sheets.formulas import local
from sandbox.sheets.grid import Book
from sandbox.sheets.ranges import Place, find
from sandbox.sheets.reading import Rendering, value_range
from sandbox.sheets.tables import last_table
from sandbox.switches import declare
from sandbox.wire import Call, GoogleError, serves

declare(
    "torn_reads",
    default=False,
    meaning="the first values.batchGet after a commit serves its earlier ranges from before it and its later ones from "
    "after it; “always”: so does every one",
)


@serves("sheets.spreadsheets.values.get")
def get(call: Call) -> dict[str, Any]:
    """Read one range."""
    book = access.open_book(call)
    return value_range(find(book, call.params["range"]), _rendering(call, book), call.arg("majorDimension"))


@serves("sheets.spreadsheets.values.batchGet")
def batch_get(call: Call) -> dict[str, Any]:
    """Read several ranges; with the switch `torn_reads` the answer is no snapshot."""
    book = access.open_book(call)
    wanted = call.args("ranges")
    before = _torn(call, book) if len(wanted) > 1 else book
    answers = []
    for index, text in enumerate(wanted):
        source = before if index < (len(wanted) + 1) // 2 and _has(before, text) else book
        answers.append(value_range(find(source, text), _rendering(call, source), call.arg("majorDimension")))
    return {"spreadsheetId": book.id} | ({"valueRanges": answers} if answers else {})


@serves("sheets.spreadsheets.values.update")
def update(call: Call) -> dict[str, Any]:
    """Write one range."""
    option = writing.check_option(call.arg("valueInputOption"))
    base = access.open_book(call, "writer")
    book = base.fork()
    place = find(book, call.params["range"])
    _check_same(book, place, call.content.get("range"))
    answer = _write(call, book, place, call.content, option)
    book = access.keep(call, book, base)
    if call.flag("includeValuesInResponse"):
        answer["updatedData"] = _response_values(call, book, answer["updatedRange"], _options(call))
    return answer


@serves("sheets.spreadsheets.values.batchUpdate")
def batch_update(call: Call) -> dict[str, Any]:
    """Write several ranges."""
    option = writing.check_option(call.content.get("valueInputOption"))
    base = access.open_book(call, "writer")
    book = base.fork()
    answers, sheets = [], set()
    for index, data in enumerate(call.content.get("data", [])):
        try:
            place = find(book, data.get("range", ""))
            answers.append(_write(call, book, place, data, option))
            sheets.add(place.sheet.id)
        except GoogleError as refused:
            refused.message = f"Invalid data[{index}]: {refused.message}"
            raise
    book = access.keep(call, book, base)
    if call.content.get("includeValuesInResponse"):
        options = (call.content.get("responseValueRenderOption"), call.content.get("responseDateTimeRenderOption"))
        for answer in answers:
            answer["updatedData"] = _response_values(call, book, answer["updatedRange"], options)
    totals = {
        f"total{key[0].upper()}{key[1:]}": sum(answer.get(key, 0) for answer in answers)
        for key in ("updatedRows", "updatedColumns", "updatedCells")
    }
    # A row or column that several ranges touch is counted once, as in recorded traffic.
    totals["totalUpdatedRows"] = _distinct(book, answers, "updatedRows")
    totals["totalUpdatedColumns"] = _distinct(book, answers, "updatedColumns")
    totals["totalUpdatedSheets"] = len(sheets)
    return {"spreadsheetId": book.id} | {k: n for k, n in totals.items() if n} | {"responses": answers}


@serves("sheets.spreadsheets.values.append")
def append(call: Call) -> dict[str, Any]:
    """Add rows below the last table that is found in the range."""
    option = writing.check_option(call.arg("valueInputOption"))
    base = access.open_book(call, "writer")
    book = base.fork()
    place = find(book, call.params["range"])
    values = call.content.get("values", [])
    columns = call.content.get("majorDimension") == "COLUMNS"
    rows = writing.transposed(values) if columns else values
    table = last_table(place.sheet, place.box)
    top, left = (table.bottom, table.left) if table else (place.box.top, place.box.left)
    height, width = max(len(rows), 1), max((len(row) for row in rows), default=1)
    target = Box(top, top + height, left, left + max(width, 1))
    if call.arg("insertDataOption") == "INSERT_ROWS" and table:
        from sandbox.sheets.requests.dimensions import insert  # the same shifting as insertDimension

        if top < place.sheet.row_count:
            insert(book, place.sheet, top, height, rows=True)
    _grow(place, target)
    span = Span(target.top, target.bottom, target.left, target.right)
    answer = _write(call, book, Place(place.sheet, target, span), {"values": rows}, option)
    book = access.keep(call, book, base)
    if call.flag("includeValuesInResponse"):
        answer["updatedData"] = _response_values(call, book, answer["updatedRange"], _options(call))
    found = {"tableRange": name(place.sheet.title, table)} if table else {}
    return {"spreadsheetId": book.id} | found | {"updates": answer}


@serves("sheets.spreadsheets.values.clear")
def clear(call: Call) -> dict[str, Any]:
    """Empty the values of one range; formats and notes stay."""
    base = access.open_book(call, "writer")
    book = base.fork()
    cleared = _clear(call, book, find(book, call.params["range"]))
    access.keep(call, book, base)
    return {"spreadsheetId": book.id, "clearedRange": cleared}


@serves("sheets.spreadsheets.values.batchClear")
def batch_clear(call: Call) -> dict[str, Any]:
    """Empty the values of several ranges."""
    base = access.open_book(call, "writer")
    book = base.fork()
    cleared = [_clear(call, book, find(book, text)) for text in call.content.get("ranges", [])]
    access.keep(call, book, base)
    return {"spreadsheetId": book.id, "clearedRanges": cleared}


def _rendering(call: Call, book: Book) -> Rendering:
    return Rendering(
        book, access.reckoning(call, book), call.arg("valueRenderOption"), call.arg("dateTimeRenderOption")
    )


def _options(call: Call) -> tuple[str | None, str | None]:
    return call.arg("responseValueRenderOption"), call.arg("responseDateTimeRenderOption")


def _response_values(call: Call, book: Book, text: str, options: tuple[str | None, str | None]) -> dict[str, Any]:
    return value_range(find(book, text), Rendering(book, access.reckoning(call, book), *options), None)


def _torn(call: Call, book: Book) -> Book:
    """Return the revision to serve the first half of a read from: with torn reads, the one before the last commit."""
    switch = call.switches.get("torn_reads")
    before = storage.earlier(book)
    if not switch or before is None:
        return book
    torn = call.db.execute("SELECT version FROM sheets_torn WHERE book = ?", (book.id,)).fetchone()
    if switch != "always" and torn is not None and torn[0] == book.version:
        return book
    call.db.execute("INSERT OR REPLACE INTO sheets_torn (book, version) VALUES (?, ?)", (book.id, book.version))
    return before


def _has(book: Book, text: str) -> bool:
    """Return whether a range already was in a revision."""
    try:
        find(book, text)
    except GoogleError:
        return False
    return True


def _check_same(book: Book, place: Place, other: str | None) -> None:
    if other and find(book, other)[:2] != place[:2]:
        raise GoogleError(
            400, f"Requested writing within range [{place.name}], but tried writing to [{find(book, other).name}]"
        )


def _write(call: Call, book: Book, place: Place, data: dict[str, Any], option: str) -> dict[str, Any]:
    values = data.get("values", [])
    _check_protected(call, book, place, values)
    return writing.write(
        book,
        place,
        values,
        option=option,
        dimension=data.get("majorDimension"),
        today=local(book, call.now).date(),
    )


def _check_protected(call: Call, book: Book, place: Place, values: list[list[Any]]) -> None:
    height, width = len(values), max((len(row) for row in values), default=0)
    box = place.box
    reach = Box(box.top, max(box.bottom, box.top + height), box.left, max(box.right, box.left + width))
    _guard(call, book, place, reach)


def _guard(call: Call, book: Book, place: Place, box: Box) -> None:
    if not place.sheet.parts.get("protectedRanges") or access.is_owner(call.db, book.id, call.user):
        return
    if access.blocked(book, call.user, place.sheet, box):
        raise GoogleError(400, access.PROTECTED)


def _clear(call: Call, book: Book, place: Place) -> str:
    _guard(call, book, place, place.box)
    for row in range(place.box.top, min(place.box.bottom, len(place.sheet.rows))):
        cells = place.sheet.rows[row][place.box.left : place.box.right]
        if any(cell.value is not None for cell in cells):
            place.sheet.put(row, place.box.left, [cell._replace(value=None, runs="") for cell in cells])
    return place.name


def _grow(place: Place, target: Box) -> None:
    """Give the grid the rows and columns that appended values need."""
    grid = place.sheet.grid
    grid["rowCount"] = max(place.sheet.row_count, target.bottom)
    grid["columnCount"] = max(place.sheet.column_count, target.right)


def _distinct(book: Book, answers: list[dict[str, Any]], key: str) -> int:
    """Count rows or columns, each once: all of a range's if all were written, else as many as were."""
    whole, parts = set(), 0
    for answer in answers:
        box = (place := find(book, answer["updatedRange"])).box
        along = range(box.top, box.bottom) if key == "updatedRows" else range(box.left, box.right)
        if answer.get(key) == len(along):
            whole |= {(place.sheet.id, index) for index in along}
        else:
            parts += answer.get(key, 0)
    return len(whole) + parts
