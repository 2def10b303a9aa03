"""The archive as people read it: one sheet a tab, the rows of the month where a tab grows. Only the archive imports it.

What people typed is written as text, whatever it looks like: nothing in it is worked out, followed or run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cme.domain.archive_cells import Cell, Row, WholeTab
from cme.domain.clocks import serial_of_day
from cme.edges.hot_ranges import DATED
from cme.edges.ledger_read import is_date
from cme.edges.schema import tab

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GROWING = {**DATED, "concerns": "Submitted at", "changes": "Seen at", "history": "Seen at", "breaches": "Recorded at"}
GROWING |= {"runs": "At", "archive": "At"}
"""The tabs of which the month's rows are shown alone, and by which column a row is of a month."""
LONGEST = 32_000
"""So many characters of a cell are shown; Excel takes a few more, and the file that restores holds all of them."""
CUT = " … (cut here; the file that restores has the whole)"
UNSAFE = re.compile(r"[\[\]:*?/\\']")
"""What the name of a sheet may not hold; nor may it be longer than 31 characters."""
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def readable(about: Sequence[str], made: datetime, tabs: Iterable[WholeTab], days: tuple[date, date]) -> bytes:
    """Return the file: a first sheet that says what it is, then each tab. The same tabs give the same bytes."""
    out = BytesIO()
    book = Workbook(out, AS_TEXT)
    # Its own time would make two files of one content differ.
    book.set_properties({"created": made.replace(tzinfo=None)})
    first = book.add_worksheet("What this is")
    first.set_column(0, 0, 120)
    for number, line in enumerate(about):
        first.write_string(number, 0, line)
    formats: dict[str, Format] = {}
    bold = book.add_format({"bold": True})
    names: set[str] = {"what this is"}
    for one in tabs:
        sheet = book.add_worksheet(_name(one.title, names))
        head = tab(one.slug).header_row if one.slug else 1
        sheet.freeze_panes(head, 0)
        for number, row in enumerate(of_month(one, days)):
            for column, cell in enumerate(row):
                if cell is not None:
                    _write(sheet, number, column, cell, bold if number < head else _format(book, formats, cell))
    book.close()
    return out.getvalue()


def of_month(one: WholeTab, days: tuple[date, date]) -> list[Row]:
    """Return the rows of a tab that are of these days, the last not included; of one that does not grow, all of them.

    A row without a date is shown: nobody can say that it is of another month.
    """
    if one.slug not in GROWING:
        return list(one.rows)
    schema = tab(one.slug)
    column = schema.headers.index(GROWING[one.slug])
    since, until = map(serial_of_day, days)

    def is_of_it(row: Row) -> bool:
        value = row[column].value if column < len(row) and row[column] else None  # type: ignore[union-attr]
        return any(row) and (not is_date(value) or since <= value < until)

    return [*one.rows[: schema.header_row], *(row for row in one.rows[schema.header_row :] if is_of_it(row))]


def _name(title: str, taken: set[str]) -> str:
    base = UNSAFE.sub("-", title)[:28].strip() or "Tab"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base} {number}"
    taken.add(name.casefold())
    return name


def _format(book: Workbook, formats: dict[str, Format], cell: Cell) -> Format | None:
    """Return how a number is written; a pattern of Sheets reads the same in Excel."""
    if not cell.pattern:
        return None
    if cell.pattern not in formats:
        formats[cell.pattern] = book.add_format({"num_format": cell.pattern})
    return formats[cell.pattern]


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, looks: Format | None) -> None:
    """Write one cell; of a formula what people saw."""
    if cell.is_formula or isinstance(cell.value, str):
        text = cell.shown if cell.is_formula else str(cell.value)
        sheet.write_string(row, column, text if len(text) <= LONGEST else f"{text[:LONGEST]}{CUT}", looks)
    elif isinstance(cell.value, bool):
        sheet.write_boolean(row, column, cell.value, looks)
    else:
        sheet.write_number(row, column, cell.value, looks)
