"""What a request is given, and how it says which request it answers."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import date

from sandbox.sheets import access
from sandbox.sheets.a1 import Box
from sandbox.sheets.formulas import Reckoning, local
from sandbox.sheets.grid import Book, Json, Sheet, span_of
from sandbox.sheets.masks import Refused
from sandbox.wire import Call

Request = Callable[["Work", Json], Json | None]
REQUESTS: dict[str, Request] = {}


def request(name: str) -> Callable[[Request], Request]:
    """Register the function that does a request."""

    def register(function: Request) -> Request:
        REQUESTS[name] = function
        return function

    return register


class Work:
    """The workbook that a batch is changing, and who is changing it."""

    def __init__(self, call: Call, book: Book) -> None:
        self.call = call
        self.book = book
        self.user = call.user
        self.owner = access.is_owner(call.db, book.id, call.user)

    @property
    def today(self) -> date:
        """The spreadsheet's own day."""
        return local(self.book, self.call.now).date()

    def reckoning(self) -> Reckoning:
        """Return the values as they stand within the batch, which nobody else may remember."""
        self.book.version = f"batch-{secrets.token_hex(8)}"
        for sheet in self.book.sheets:
            sheet.version = self.book.version
        return Reckoning(self.book, self.call.now)

    def sheet(self, sheet_id: object) -> Sheet:
        """Return a sheet by id."""
        found = self.book.sheet(int(str(sheet_id or 0)))
        if found is None:
            raise Refused(f"No grid with id: {sheet_id or 0}")
        return found

    def area(self, grid_range: Json | None, *, edit: bool = True) -> tuple[Sheet, Box]:
        """Return the sheet and rectangle of a GridRange, refused where it leaves the grid or is protected."""
        if grid_range is None:
            raise Refused("A range must be specified.")
        sheet = self.sheet(grid_range.get("sheetId"))
        check_inside(sheet, grid_range)
        box = sheet.box(span_of(grid_range))
        if edit:
            self.guard(sheet, box)
        return sheet, box

    def guard(self, sheet: Sheet, box: Box) -> None:
        """Refuse a change of a rectangle that is protected from this user."""
        if not self.owner and sheet.parts.get("protectedRanges") and access.blocked(self.book, self.user, sheet, box):
            raise Refused(access.PROTECTED)


def check_inside(sheet: Sheet, grid_range: Json) -> None:
    """Refuse a GridRange with an end outside the grid, or that ends before it begins."""
    for start, end, most, thing in (
        ("startRowIndex", "endRowIndex", sheet.row_count, "row"),
        ("startColumnIndex", "endColumnIndex", sheet.column_count, "column"),
    ):
        first, last = grid_range.get(start), grid_range.get(end)
        if first is not None and first < 0:
            raise Refused(f"range.{start}[{first}] must not be negative")
        if first is not None and last is not None and last <= first:
            raise Refused(f"range.{end}[{last}] must be greater than range.{start}[{first}]")
        if first is not None and first >= most:
            raise Refused(f"range.{start}[{first}] is after last {thing} in grid[{most - 1}]")
        if last is not None and last > most:
            raise Refused(f"range.{end}[{last}] is after last {thing} in grid[{most}]")


def fresh_id(taken: Iterable[object]) -> int:
    """Return a positive number that is not taken."""
    known = set(taken)
    while True:
        number = secrets.randbelow(2**31 - 1) + 1
        if number not in known:
            return number


def kept_range(grid_range: Json) -> Json:
    """Return a GridRange as it is stored: with its sheet's id, without empty ends."""
    return {"sheetId": 0} | {key: value for key, value in grid_range.items() if value is not None}
