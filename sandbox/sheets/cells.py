"""What one cell holds: what was entered, how it looks (by number in the workbook's list of styles), and its note."""

from __future__ import annotations

from typing import Any, NamedTuple

MOST_CHARACTERS = 50_000
"""How much text Google takes in one cell."""


def too_many(text: str) -> bool:
    """Return whether a text does not fit in a cell; Google counts as JavaScript does, an emoji as two."""
    return len(text) * 2 > MOST_CHARACTERS and len(text.encode("utf-16-le", "surrogatepass")) // 2 > MOST_CHARACTERS


class Formula(str):
    """The text of a formula, with its equals sign: never to be taken for a text that begins with one."""

    __slots__ = ()


Value = bool | float | int | str | None


class Cell(NamedTuple):
    """One cell. Cells are values: a change makes a new one, so that an old revision can be kept by keeping its rows."""

    value: Value = None
    style: int = 0
    note: str = ""
    runs: str = ""


EMPTY = Cell()


def packed(cell: Cell) -> list[Any] | None:
    """Return a cell for storage as JSON."""
    if cell == EMPTY:
        return None
    value: Any = {"f": str(cell.value)} if isinstance(cell.value, Formula) else cell.value
    full = [value, cell.style, cell.note, cell.runs]
    while len(full) > 1 and not full[-1]:
        full.pop()
    return full


def unpacked(stored: list[Any] | None) -> Cell:
    """Return a cell from storage."""
    if stored is None:
        return EMPTY
    if isinstance(stored[0], dict):
        stored = [Formula(stored[0]["f"]), *stored[1:]]
    return Cell(*stored)


def extended(value: Value) -> dict[str, Any] | None:
    """Return a value as an ExtendedValue of the API, or None for an empty cell."""
    if value is None:
        return None
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, Formula):
        return {"formulaValue": str(value)}
    if isinstance(value, str):
        return {"stringValue": value}
    return {"numberValue": plain(value)}


def from_extended(value: dict[str, Any] | None) -> Value:
    """Return what an ExtendedValue of the API says; a stringValue is literal, whatever it begins with."""
    if not value:
        return None
    if "formulaValue" in value:
        return Formula(value["formulaValue"])
    for key in ("boolValue", "stringValue"):
        if key in value:
            text: Value = value[key]
            return None if text == "" else text
    return float(value["numberValue"]) if "numberValue" in value else None


def plain(number: float) -> float | int:
    """Return a whole number without its point, as Google's JSON does."""
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) < 1e15 else number
