"""One cell of a file as the sheet will hold it, or why it cannot; and either side as people see it."""

from __future__ import annotations

import re
from typing import Any

from cme.domain.clocks import day_from_serial, hhmm, serial_of_day, time_from_serial
from cme.edges.schema import Column
from cme.edges.tables import clock_of, day_of_text

PHONE = re.compile(r"[+0][\d ()-]{8,20}( ?(ext|x)\.? ?\d{1,5})?", re.IGNORECASE)
MINUTES = 24 * 60
Value = str | float


class WrongCell(ValueError):
    """A cell cannot stand as it is; says what is wrong, and what to do."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what} {mend}")


def is_phone(heading: str) -> bool:
    """Return whether a column holds one telephone number."""
    return heading.casefold().endswith("phone") or heading == "Telephone"


def check_phone(typed: str) -> None:
    """Raise WrongCell where a number could not be rung: Excel takes the 0 at its beginning away."""
    if not PHONE.fullmatch(typed):
        mend = "Type all of it, with the 0 at its beginning; Excel drops that: make the column Text first."
        raise WrongCell(f"“{typed[:40]}” is not a telephone number.", mend)


def typed_value(column: Column | None, typed: str) -> Value:
    """Return what the sheet will hold; a column that is not ours is a session's on Places, and taken as it is."""
    if column is None or not typed:
        return typed
    if column.kind == "date":
        day = day_of_text(typed)
        if day is None:
            raise WrongCell(f"“{typed[:40]}” is not a date.", "Type it as 23/11/2026, the day first.")
        return float(serial_of_day(day))
    if column.kind == "time":
        clock = clock_of(typed)
        if clock is None:
            raise WrongCell(f"“{typed[:40]}” is not a time.", "Type it as 09:30.")
        return (clock.hour * 60 + clock.minute) / MINUTES
    if column.kind == "number" and typed.isdecimal():
        return float(typed)
    if column.allowed:
        return _one_of(column, typed)
    if is_phone(column.header):
        check_phone(typed)
    return typed


def _one_of(column: Column, typed: str) -> str:
    for word in column.allowed:
        if word.casefold() == typed.casefold():
            return word
    raise WrongCell(f"“{typed[:40]}” is not one of {', '.join(column.allowed)}.", "Choose one of them.")


def shown(column: Column | None, value: Any) -> str:
    """Return a cell's value as a person sees it, so that what stands there and what a file says can be compared."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if column is not None and column.kind == "date":
        day = day_from_serial(value) if is_number else day_of_text(str(value).strip())
        return f"{day:%d/%m/%Y}" if day else str(value).strip()
    if column is not None and column.kind == "time":
        clock = time_from_serial(value) if is_number else clock_of(value)
        return hhmm(clock) if clock else str(value).strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
