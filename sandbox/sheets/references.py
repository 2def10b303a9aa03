"""References inside formulas follow their cells when rows or columns come, go or move, and when a tab is renamed."""

from __future__ import annotations

import re
from collections.abc import Callable

from sandbox.sheets.a1 import column_index, letters, quoted
from sandbox.sheets.cells import Formula

_PIECE = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?P<sheet>(?:'(?:[^']|'')*'|[A-Za-z_][A-Za-z0-9_.]*)!)?"
    r"(?<![A-Za-z0-9_.$])(?P<range>\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}(?:\$?\d+)?)?"
    r"|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?\d+:\$?\d+)(?![A-Za-z0-9_(.])"
)
_END = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)(\d*)")
Move = Callable[[int, int], tuple[int, int] | None]
"""Takes a stretch [start, end) along the dimension and says where it is now; None where it is gone."""


def moved(formula: str, own: str, changed: str, *, rows: bool, move: Move) -> Formula:
    """Return a formula on sheet `own` after rows (or columns) of sheet `changed` moved."""

    def replace(match: re.Match[str]) -> str:
        if not match["range"]:
            return match[0]
        sheet = match["sheet"] or ""
        target = sheet[:-1].strip("'").replace("''", "'") if sheet else own
        if target.casefold() != changed.casefold():
            return match[0]
        text = _shifted(match["range"], rows=rows, move=move)
        return sheet + text if text else "#REF!"

    return Formula(_PIECE.sub(replace, formula))


def renamed(formula: str, old: str, new: str) -> Formula:
    """Return a formula after the sheet `old` became `new`."""

    def replace(match: re.Match[str]) -> str:
        sheet = match["sheet"]
        if not sheet or sheet[:-1].strip("'").replace("''", "'").casefold() != old.casefold():
            return match[0]
        return f"{quoted(new)}!{match['range']}"

    return Formula(_PIECE.sub(replace, formula))


def offset(formula: str, down: int, right: int) -> Formula:
    """Return a formula as it reads after being copied: relative references move along."""

    def corner(text: str) -> str | None:
        fixed_column, column, fixed_row, row = _END.fullmatch(text).groups()  # type: ignore[union-attr]
        at_column = column_index(column) + (0 if fixed_column else right) if column else 0
        at_row = int(row) - 1 + (0 if fixed_row else down) if row else 0
        if at_column < 0 or at_row < 0:
            return None
        return f"{fixed_column}{letters(at_column) if column else ''}{fixed_row}{at_row + 1 if row else ''}"

    def replace(match: re.Match[str]) -> str:
        if not match["range"]:
            return match[0]
        ends = [corner(end) for end in match["range"].split(":")]
        if any(end is None for end in ends):
            return "#REF!"
        return (match["sheet"] or "") + ":".join(end for end in ends if end)

    return Formula(_PIECE.sub(replace, formula))


def sheets_named(formula: str) -> set[str]:
    """Return the titles of the sheets that a formula names."""
    return {
        match["sheet"][:-1].strip("'").replace("''", "'").casefold()
        for match in _PIECE.finditer(formula)
        if match["sheet"]
    }


def _shifted(text: str, *, rows: bool, move: Move) -> str | None:
    first, _, last = text.partition(":")
    begin = list(_END.fullmatch(first).groups())  # type: ignore[union-attr]
    end = list(_END.fullmatch(last or first).groups())  # type: ignore[union-attr]
    place = 3 if rows else 1
    if not begin[place] and not end[place]:
        return text
    start = _number(begin[place], rows=rows)
    stop = _number(end[place], rows=rows) + 1 if end[place] else 10_000_000
    now = move(start, stop)
    if now is None:
        return None
    begin[place] = _written(now[0], rows=rows)
    if end[place]:
        end[place] = _written(now[1] - 1, rows=rows)
    return "".join(begin) + (":" + "".join(end) if last else "")


def _number(text: str, *, rows: bool) -> int:
    return int(text) - 1 if rows else column_index(text)


def _written(index: int, *, rows: bool) -> str:
    return str(index + 1) if rows else letters(index)
