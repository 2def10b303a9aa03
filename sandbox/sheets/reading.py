"""Values as a client asks for them: rendered, by rows or columns, with what is empty at the ends left away."""

from __future__ import annotations

from typing import Any

from sandbox.sheets import formats
from sandbox.sheets.cells import Cell, Formula, Value, plain
from sandbox.sheets.formulas import Places, Reckoning
from sandbox.sheets.grid import Book, Sheet
from sandbox.sheets.ranges import Place


class Rendering:
    """How values are to be shown: FORMATTED_VALUE, UNFORMATTED_VALUE or FORMULA, and dates as numbers or as text."""

    def __init__(self, book: Book, reckoning: Reckoning, values: str | None, dates: str | None) -> None:
        self._book = book
        self._reckoning = reckoning
        self._values = values or "FORMATTED_VALUE"
        self._dates = dates or "SERIAL_NUMBER"
        self._locale = str(book.properties.get("locale", "en_US"))

    @property
    def leaves_text(self) -> bool:
        """Whether a text is answered as it is, whatever its format."""
        return self._values != "FORMATTED_VALUE"

    def spilled(self, sheet: Sheet) -> Places:
        """Return what array formulas of the sheet put beside themselves."""
        return {} if self._values == "FORMULA" else self._reckoning.spilled(sheet)

    def filled(self, sheet: Sheet) -> int:
        """Return how many rows there are down to the last that holds anything."""
        return self._reckoning.filled(sheet)

    def cell(self, sheet: Sheet, row: int, column: int, cell: Cell) -> Any:
        """Return one cell as it is to be answered; an empty one is an empty text."""
        if cell.value is None:
            return ""
        if isinstance(cell.value, Formula):
            if self._values == "FORMULA":
                return str(cell.value)
            value = self._reckoning.value(sheet, row, column, cell)
            return self.value(value, cell.style, formats.implied(cell.value))
        return self.value(cell.value, cell.style)

    def value(self, value: Value, style: int, implied: dict[str, str] | None = None) -> Any:
        """Return a value in the style's number format, else in the one that its formula implies, or bare."""
        if value is None:
            return ""
        number_format = self._book.style(style).get("format", {}).get("numberFormat") or implied
        if self._values == "FORMATTED_VALUE":
            return formats.shown(value, number_format, self._locale)
        if isinstance(value, bool | str):
            return value
        kind = (number_format or {}).get("type", "")
        if self._values == "UNFORMATTED_VALUE" and self._dates == "FORMATTED_STRING" and kind in formats.DATES:
            return formats.shown(value, number_format, self._locale)
        return plain(value)


def value_range(place: Place, rendering: Rendering, dimension: str | None) -> dict[str, Any]:
    """Return a ValueRange; one without any value has no `values` at all."""
    dimension = dimension or "ROWS"
    answer: dict[str, Any] = {"range": place.name, "majorDimension": dimension}
    grid = rows_of(place, rendering)
    if dimension == "COLUMNS":
        width = max((len(row) for row in grid), default=0)
        grid = [_trimmed([row[at] if at < len(row) else "" for row in grid]) for at in range(width)]
    while grid and not grid[-1]:
        grid.pop()
    if grid:
        answer["values"] = grid
    return answer


def rows_of(place: Place, rendering: Rendering) -> list[list[Any]]:
    """Return the rows of a place, each without its empty end."""
    sheet, box = place.sheet, place.box
    spilled = rendering.spilled(sheet)
    rows, leaves_text = [], rendering.leaves_text
    last = max([rendering.filled(sheet), *(row + 1 for row, _ in spilled)])
    for index in range(box.top, min(box.bottom, last)):
        cells = sheet.rows[index][box.left : box.right] if index < len(sheet.rows) else ()
        row = [
            ""
            if (value := cell.value) is None
            # Most cells of a workbook are plain texts; a formula is a text of another type.
            else value
            if leaves_text and type(value) is str
            else rendering.cell(sheet, index, box.left + at, cell)
            for at, cell in enumerate(cells)
        ]
        if spilled:
            _lay(row, spilled, index, place, rendering)
        rows.append(_trimmed(row))
    return rows


def _lay(row: list[Any], spilled: Places, index: int, place: Place, rendering: Rendering) -> None:
    for column in range(place.box.left, place.box.right):
        value = spilled.get((index, column))
        if value is not None:
            at = column - place.box.left
            row.extend([""] * (at + 1 - len(row)))
            row[at] = rendering.value(value, place.sheet.cell(index, column).style)


def _trimmed(row: list[Any]) -> list[Any]:
    while row and row[-1] == "":
        row.pop()
    return row
