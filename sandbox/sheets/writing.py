"""Values written by range: RAW or USER_ENTERED, null skipped, counted as Google counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from sandbox.sheets import a1
from sandbox.sheets.a1 import Box
from sandbox.sheets.cells import MOST_CHARACTERS, Cell, Value, too_many
from sandbox.sheets.entered import entered
from sandbox.sheets.grid import Book, Sheet
from sandbox.sheets.ranges import Place, beyond
from sandbox.wire import GoogleError

OPTIONS = ("RAW", "USER_ENTERED")


def check_option(option: str | None) -> str:
    """Return the value input option, which a write must name."""
    if option not in OPTIONS:
        raise GoogleError(400, "'valueInputOption' is required but not specified")
    return option


def too_long() -> GoogleError:
    """Return the refusal of a text that does not fit in a cell; it names neither request nor cell."""
    return GoogleError(
        400, f"Your input contains more than the maximum of {MOST_CHARACTERS} characters in a single cell."
    )


def write(
    book: Book, place: Place, values: list[list[Any]], *, option: str, dimension: str | None, today: date
) -> dict[str, Any]:
    """Write a block of values into a place and return the counts; a single cell stands for where the block begins."""
    rows = transposed(values) if dimension == "COLUMNS" else [list(row) for row in values]
    box = place.box
    single = place.span.top is not None and box.height == 1 and box.width == 1
    height, width = len(rows), max((len(row) for row in rows), default=0)
    if not single:
        _check_inside(place, rows)
    target = Box(box.top, box.top + max(height, 1), box.left, box.left + max(width, 1))
    if target.bottom > place.sheet.row_count or target.right > place.sheet.column_count:
        raise beyond(place.sheet, a1.name(place.sheet.title, target))
    touched_rows, touched_columns, count = set(), set(), 0
    for down, row in enumerate(rows):
        for right, value in enumerate(row):
            if value is None:
                continue
            count += 1
            touched_rows.add(down)
            touched_columns.add(right)
        put_row(book, place.sheet, box.top + down, box.left, row, option=option, today=today)
    return counts(book.id, a1.name(place.sheet.title, target), len(touched_rows), len(touched_columns), count)


def counts(book_id: str, name: str, rows: int, columns: int, cells: int) -> dict[str, Any]:
    """Return an UpdateValuesResponse, without what is nought."""
    numbers = {"updatedRows": rows, "updatedColumns": columns, "updatedCells": cells}
    return {"spreadsheetId": book_id, "updatedRange": name} | {key: number for key, number in numbers.items() if number}


def put_row(book: Book, sheet: Sheet, row: int, left: int, values: list[Any], *, option: str, today: date) -> None:
    """Write values into one row from a column on; null leaves a cell as it is."""
    if not values:
        return
    locale = str(book.properties.get("locale", "en_US"))
    cells = []
    for at, value in enumerate(values):
        old = sheet.cell(row, left + at)
        cells.append(old if value is None else _written(book, old, _checked(value), option, locale, today))
    sheet.put(row, left, cells)


def _checked(value: Any) -> Value:
    if isinstance(value, str) and too_many(value):
        raise too_long()
    if not isinstance(value, str | bool | int | float):
        kind = "struct_value" if isinstance(value, dict) else "list_value"
        raise GoogleError(400, f"Invalid values[0][0]: {kind} {{\n}}\n")
    return value


def _written(book: Book, old: Cell, value: Value, option: str, locale: str, today: date) -> Cell:
    if option == "RAW":
        return old._replace(value=None if value == "" else value, runs="")
    style = book.style(old.style)
    number_format = style.get("format", {}).get("numberFormat")
    new, brought = entered(value, locale, today, as_text=(number_format or {}).get("type") == "TEXT")
    number = old.style
    if brought and not number_format:
        number = book.style_number(style | {"format": style.get("format", {}) | {"numberFormat": brought}})
    return old._replace(value=new, style=number, runs="")


def transposed(columns: list[list[Any]]) -> list[list[Any]]:
    """Return columns as rows; what a short column lacks is null, and so left as it is."""
    height = max((len(column) for column in columns), default=0)
    return [[column[at] if at < len(column) else None for column in columns] for at in range(height)]


def _check_inside(place: Place, rows: list[list[Any]]) -> None:
    """Refuse a block that is larger than the range it was to go into."""
    box = place.box
    if len(rows) > box.height:
        raise GoogleError(
            400, f"Requested writing within range [{place.name}], but tried writing to row [{box.top + box.height + 1}]"
        )
    if any(len(row) > box.width for row in rows):
        column = a1.letters(box.left + box.width)
        raise GoogleError(400, f"Requested writing within range [{place.name}], but tried writing to column [{column}]")
