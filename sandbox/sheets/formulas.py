"""Formulas are worked out when they are read, by formualizer, with the sandbox's clock in the spreadsheet's zone."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, TypeVar
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
T = TypeVar("T")
MOST_KNOWN = 200


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
        if not any(_SPILL.search(formula) for formula in _formulas(sheet).values()):
            return {}
        return {
            place: value
            for place, value in self._places(sheet).items()
            if not isinstance(sheet.cell(*place).value, Formula)
        }

    def filled(self, sheet: Sheet) -> int:
        """Return how many rows there are down to the last that holds anything; the blank ones below hold nothing."""
        return _filled(sheet)

    def _places(self, sheet: Sheet) -> Places:
        if sheet.id not in self._done:
            needed = _needed(self._book, sheet)
            here = local(self._book, self._now)
            # What none of them changed since is what it was: most runs leave most tabs as they are.
            parts = tuple((each.id, each.version, each.title, each.row_count, each.column_count) for each in needed)
            key = (self._book.id, here.strftime("%Y%m%d%H%M%z"), parts)
            self._done[sheet.id] = _KNOWN.of(key, lambda: _worked_out(sheet, needed, self._now, here))
        return self._done[sheet.id]


class _Known(Generic[T]):
    """What was worked out last, by what it follows from."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Any, T] = OrderedDict()

    def of(self, key: Any, work_out: Callable[[], T]) -> T:
        """Return what is known under a key, or work it out."""
        if key not in self._kept:
            self._kept[key] = work_out()
            while len(self._kept) > MOST_KNOWN:
                self._kept.popitem(last=False)
        return self._kept[key]


_KNOWN: _Known[Places] = _Known()
_FORMULAS: _Known[dict[tuple[int, int], Formula]] = _Known()
_FILLED: _Known[int] = _Known()


def _filled(sheet: Sheet) -> int:
    return _FILLED.of((sheet.version, sheet.id), sheet.last_row)


def _formulas(sheet: Sheet) -> dict[tuple[int, int], Formula]:
    return _FORMULAS.of((sheet.version, sheet.id), lambda: _found_formulas(sheet))


def _found_formulas(sheet: Sheet) -> dict[tuple[int, int], Formula]:
    return {
        (row, column): cell.value
        for row, cells in enumerate(sheet.rows[: _filled(sheet)])
        for column, cell in enumerate(cells)
        if type(cell.value) is Formula
    }


def local(book: Book, now: datetime) -> datetime:
    """Return a moment as the spreadsheet's own clock shows it."""
    return now.astimezone(ZoneInfo(str(book.properties.get("timeZone", "Etc/GMT"))))


def _worked_out(sheet: Sheet, needed: list[Sheet], now: datetime, here: datetime) -> Places:
    engine = formualizer.Workbook()
    offset = here.utcoffset() or timedelta()
    engine.set_deterministic_clock(now, int(offset.total_seconds()))
    for each in needed:
        _fill(engine, each)
    formulas = _formulas(sheet)
    places = {place: _one(engine, sheet.title, *place, formula) for place, formula in formulas.items()}
    for place, formula in formulas.items():
        if _SPILL.search(formula) and not isinstance(places[place], Fault):
            _spill(engine, sheet, *place, places)
    return places


def _needed(book: Book, sheet: Sheet) -> list[Sheet]:
    """Return the sheet and every sheet that its formulas name, and theirs in turn."""
    found = [sheet]
    for each in found:
        names = {name for formula in _formulas(each).values() for name in sheets_named(formula)}
        found.extend(
            other for other in book.sheets if other.title.casefold() in names and all(o is not other for o in found)
        )
    return found


def _fill(engine: Any, sheet: Sheet) -> None:
    page = engine.sheet(sheet.title)
    filled = sheet.rows[: _filled(sheet)]
    width = max((len(row) for row in filled), default=0)
    if not width:
        return
    block = [
        [None if isinstance(cell.value, Formula) else cell.value for cell in row] + [None] * (width - len(row))
        for row in filled
    ]
    engine.set_values_batch(sheet.title, 1, 1, block)
    for (row, column), formula in _formulas(sheet).items():
        if not _unknown(formula):
            page.set_formula(row + 1, column + 1, str(formula))


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
