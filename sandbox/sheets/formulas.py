"""Formulas are worked out when they are read, by formualizer, with the sandbox's clock in the spreadsheet's zone."""

from __future__ import annotations

import re
from collections import OrderedDict
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import formualizer

from sandbox.sheets.cells import Cell, Formula, Value
from sandbox.sheets.entered import serial_of
from sandbox.sheets.grid import Book, Sheet
from sandbox.sheets.references import sheets_named

ALLOWED = frozenset(
    """
    ABS AND AVERAGE AVERAGEIF CEILING CHOOSE COLUMN COLUMNS CONCATENATE COUNT COUNTA COUNTBLANK
    COUNTIF COUNTIFS DATE DATEDIF DATEVALUE DAY DAYS EDATE EOMONTH EXACT FALSE FILTER FIND FLOOR
    HLOOKUP HOUR HYPERLINK IF IFERROR IFNA IFS INDEX INDIRECT INT ISBLANK ISERROR ISNUMBER ISTEXT
    LARGE LEFT LEN LET LOWER MATCH MAX MAXIFS MEDIAN MID MIN MINIFS MINUTE MOD MONTH NA NETWORKDAYS
    NOT NOW OFFSET OR PROPER RANK REPLACE RIGHT ROUND ROUNDDOWN ROUNDUP ROW ROWS SEARCH SECOND
    SEQUENCE SMALL SORT SUBSTITUTE SUM SUMIF SUMIFS SUMPRODUCT SWITCH TEXT TEXTJOIN TIME TIMEVALUE
    TODAY TRANSPOSE TRIM TRUE UNIQUE UPPER VALUE VLOOKUP WEEKDAY WEEKNUM WORKDAY XLOOKUP YEAR
    """.split()  # noqa: SIM905 - a list of a hundred names reads better as words
)
"""What the engine is known to work out as Google does; anything else shows #NAME? rather than a wrong answer."""

ERRORS = {
    "Name": ("NAME", "#NAME?", "Unknown function."),
    "Div": ("DIVIDE_BY_ZERO", "#DIV/0!", "Function DIVIDE parameter 2 cannot be zero."),
    "Value": ("VALUE", "#VALUE!", "A value has the wrong type."),
    "Ref": ("REF", "#REF!", "Reference does not exist."),
    "Circ": ("REF", "#REF!", "Circular dependency detected."),
    "Na": ("N_A", "#N/A", "Did not find value."),
    "Num": ("NUM", "#NUM!", "The number is out of range."),
    "Null": ("NULL_VALUE", "#NULL!", "The ranges do not meet."),
}
_CALL = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)\s*\(")
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_SPILL = re.compile(r"\b(FILTER|SORT|UNIQUE|SEQUENCE|TRANSPOSE)\s*\(", re.IGNORECASE)


class Fault(str):
    """An error value: the text is what the cell shows."""

    __slots__ = ()

    @property
    def extended(self) -> dict[str, Any]:
        """The error as an ExtendedValue of the API."""
        kind, _, message = next((entry for entry in ERRORS.values() if entry[1] == self), ("ERROR", "", ""))
        return {"errorValue": {"type": kind, "message": message or "Formula parse error."}}


Places = dict[tuple[int, int], Value]


class Reckoning:
    """The values of a workbook's cells at one minute; formulas are worked out on the first question about them."""

    def __init__(self, book: Book, now: datetime) -> None:
        self._book = book
        self._now = now
        self._done: dict[int, Places] = {}

    def value(self, sheet: Sheet, row: int, column: int, cell: Cell) -> Value:
        """Return what a cell holds, with its formula worked out."""
        if isinstance(cell.value, Formula):
            return self._places(sheet).get((row, column))
        return cell.value

    def spilled(self, sheet: Sheet) -> Places:
        """Return what formulas of the sheet put into cells beside their own."""
        key = (sheet.version, sheet.id)
        if key not in _MAY_SPILL:
            _MAY_SPILL[key] = _may_spill(sheet)
            while len(_MAY_SPILL) > 200:
                _MAY_SPILL.popitem(last=False)
        if not _MAY_SPILL[key]:
            return {}
        return {
            place: value
            for place, value in self._places(sheet).items()
            if not isinstance(sheet.cell(*place).value, Formula)
        }

    def filled(self, sheet: Sheet) -> int:
        """Return how many rows there are down to the last that holds anything; the blank ones below hold nothing."""
        key = (sheet.version, sheet.id)
        if key not in _FILLED:
            _FILLED[key] = sheet.last_row()
            while len(_FILLED) > 200:
                _FILLED.popitem(last=False)
        return _FILLED[key]

    def _places(self, sheet: Sheet) -> Places:
        if sheet.id not in self._done:
            key = (self._book.version, sheet.id, self._now.strftime("%Y%m%d%H%M"))
            if key not in _KNOWN:
                _KNOWN[key] = _worked_out(self._book, sheet, self._now)
                while len(_KNOWN) > 200:
                    _KNOWN.popitem(last=False)
            self._done[sheet.id] = _KNOWN[key]
        return self._done[sheet.id]


_KNOWN: OrderedDict[tuple[str, int, str], Places] = OrderedDict()
_MAY_SPILL: OrderedDict[tuple[str, int], bool] = OrderedDict()
_FILLED: OrderedDict[tuple[str, int], int] = OrderedDict()


def _may_spill(sheet: Sheet) -> bool:
    filled = sheet.rows[: sheet.last_row()]
    formulas = [cell.value for row in filled for cell in row if type(cell.value) is Formula]
    return any(_SPILL.search(formula) for formula in formulas)


def local(book: Book, now: datetime) -> datetime:
    """Return a moment as the spreadsheet's own clock shows it."""
    return now.astimezone(ZoneInfo(str(book.properties.get("timeZone", "Etc/GMT"))))


def _worked_out(book: Book, sheet: Sheet, now: datetime) -> Places:
    engine = formualizer.Workbook()
    here = local(book, now)
    offset = here.utcoffset() or timedelta()
    engine.set_deterministic_clock(now, int(offset.total_seconds()))
    for needed in _needed(book, sheet):
        _fill(engine, needed)
    places: Places = {}
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if isinstance(cell.value, Formula):
                places[row, column] = _one(engine, sheet.title, row, column, cell.value)
    for (row, column), value in list(places.items()):
        formula = sheet.cell(row, column).value
        if isinstance(formula, Formula) and _SPILL.search(formula) and not isinstance(value, Fault):
            _spill(engine, sheet, row, column, places)
    return places


def _needed(book: Book, sheet: Sheet) -> list[Sheet]:
    """Return the sheet and every sheet that its formulas name, and theirs in turn."""
    found = [sheet]
    for each in found:
        names: set[str] = set()
        for row in each.rows:
            for cell in row:
                if isinstance(cell.value, Formula):
                    names |= sheets_named(cell.value)
        found.extend(
            other for other in book.sheets if other.title.casefold() in names and all(o is not other for o in found)
        )
    return found


def _fill(engine: Any, sheet: Sheet) -> None:
    page = engine.sheet(sheet.title)
    width = max((len(row) for row in sheet.rows), default=0)
    if not width:
        return
    block = [
        [None if isinstance(cell.value, Formula) else cell.value for cell in row] + [None] * (width - len(row))
        for row in sheet.rows
    ]
    engine.set_values_batch(sheet.title, 1, 1, block)
    for row, cells in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(cells, start=1):
            if isinstance(cell.value, Formula) and not _unknown(cell.value):
                page.set_formula(row, column, str(cell.value))


def _unknown(formula: str) -> bool:
    return any(name.upper() not in ALLOWED for name in _CALL.findall(_TEXT.sub('""', formula)))


def _one(engine: Any, title: str, row: int, column: int, formula: str) -> Value:
    if _unknown(formula):
        return Fault("#NAME?")
    try:
        return _plain(engine.evaluate_cell(title, row + 1, column + 1))
    except Exception:
        return Fault("#ERROR!")


def _spill(engine: Any, sheet: Sheet, row: int, column: int, places: Places) -> None:
    """Take over what the engine put to the right of and below an array formula, until the first empty cell."""
    down = row
    while down < sheet.row_count:
        right = column
        while right < sheet.column_count:
            if (down, right) != (row, column):
                value = engine.get_value(sheet.title, down + 1, right + 1)
                if value is None or sheet.cell(down, right).value is not None:
                    break
                places[down, right] = _plain(value)
            right += 1
        if right == column:
            return
        down += 1


def _plain(value: Any) -> Value:
    if isinstance(value, dict):
        return Fault(ERRORS.get(str(value.get("kind")), ("", "#ERROR!", ""))[1])
    if isinstance(value, datetime | date):
        return serial_of(value)
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    return Fault("#ERROR!")
