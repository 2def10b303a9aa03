"""Where `values.append` puts its rows: the last “table” that Google finds in the range, and the row below it."""

from __future__ import annotations

from sandbox.sheets.a1 import Box
from sandbox.sheets.grid import Sheet


def last_table(sheet: Sheet, within: Box) -> Box | None:
    """Return the block of neighbouring values that holds the last value of the range, or None in an empty range.

    This is why a row with a blank in its middle shifts the next one: what is right of the blank is a table of its own.
    """
    seed = _last_value(sheet, within)
    if seed is None:
        return None
    row, column = seed
    return _grown(sheet, Box(row, row + 1, column, column + 1))


def _last_value(sheet: Sheet, within: Box) -> tuple[int, int] | None:
    for row in range(min(within.bottom, len(sheet.rows)) - 1, within.top - 1, -1):
        cells = sheet.rows[row]
        for column in range(min(within.right, len(cells)) - 1, within.left - 1, -1):
            if _filled(sheet, row, column):
                return row, column
    return None


def _filled(sheet: Sheet, row: int, column: int) -> bool:
    return sheet.cell(row, column).value is not None


def _grown(sheet: Sheet, box: Box) -> Box:
    """Widen a box until nothing but empty cells lies around it."""
    while True:
        before = box
        while box.top > 0 and _any_in_row(sheet, box.top - 1, box):
            box = box._replace(top=box.top - 1)
        while _any_in_row(sheet, box.bottom, box):
            box = box._replace(bottom=box.bottom + 1)
        while box.left > 0 and _any_in_column(sheet, box.left - 1, box):
            box = box._replace(left=box.left - 1)
        while _any_in_column(sheet, box.right, box):
            box = box._replace(right=box.right + 1)
        if box == before:
            return box


def _any_in_row(sheet: Sheet, row: int, box: Box) -> bool:
    if row >= len(sheet.rows):
        return False
    return any(cell.value is not None for cell in sheet.rows[row][max(box.left - 1, 0) : box.right + 1])


def _any_in_column(sheet: Sheet, column: int, box: Box) -> bool:
    return any(_filled(sheet, row, column) for row in range(max(box.top - 1, 0), min(box.bottom + 1, len(sheet.rows))))
