"""Sorting a range: numbers before text before truth, blanks always last, rows that are equal stay in order."""

from __future__ import annotations

from sandbox.sheets.cells import Cell, Formula, Value
from sandbox.sheets.formulas import Fault
from sandbox.sheets.grid import Json
from sandbox.sheets.masks import Refused
from sandbox.sheets.references import offset
from sandbox.sheets.requests.registry import Work, request

Line = list[Cell]


@request("sortRange")
def sort_range(work: Work, body: Json) -> None:
    """Sort the rows of a range by one column or more; metadata of the rows goes with them."""
    sheet, box = work.area(body.get("range"))
    specs = body.get("sortSpecs") or []
    if not specs:
        raise Refused("At least one sort spec must be specified.")
    reckoning = work.reckoning()
    count = max(min(box.bottom, len(sheet.rows)) - box.top, 0)
    lines: list[tuple[int, Line, list[Value]]] = []
    for row in range(box.top, box.top + count):
        cells = [sheet.cell(row, column) for column in range(box.left, box.right)]
        values = [reckoning.value(sheet, row, box.left + at, cell) for at, cell in enumerate(cells)]
        lines.append((row, cells, values))
    for spec in reversed(specs):
        column = spec.get("dimensionIndex", 0) - box.left
        if not 0 <= column < box.width:
            raise Refused(f"The sort column {spec.get('dimensionIndex', 0)} is not in the range.")
        _sort(lines, column, downwards=spec.get("sortOrder") == "DESCENDING")
    for at, (old, cells, _) in enumerate(lines):
        sheet.put(box.top + at, box.left, [_moved(cell, box.top + at - old) for cell in cells])
    if box.left == 0 and box.right >= sheet.column_count:
        _move_metadata(work, sheet.id, {old: box.top + at for at, (old, _, _) in enumerate(lines)})


def _sort(lines: list[tuple[int, Line, list[Value]]], column: int, *, downwards: bool) -> None:
    blank = [line for line in lines if line[2][column] is None]
    full = [line for line in lines if line[2][column] is not None]
    full.sort(key=lambda line: _key(line[2][column]), reverse=downwards)
    lines[:] = full + blank


def _key(value: Value) -> tuple[int, float, str]:
    if isinstance(value, bool):
        return 2, float(value), ""
    if isinstance(value, Fault):
        return 3, 0.0, str(value)
    if isinstance(value, str):
        return 1, 0.0, value.casefold()
    return 0, float(value or 0), ""


def _moved(cell: Cell, down: int) -> Cell:
    if down and isinstance(cell.value, Formula):
        return cell._replace(value=offset(cell.value, down, 0))
    return cell


def _move_metadata(work: Work, sheet_id: int, moved: dict[int, int]) -> None:
    """Row metadata follows its row through a sort of whole rows."""
    for metadata in work.book.metadata:
        place = metadata["location"].get("dimensionRange")
        if place and place["sheetId"] == sheet_id and place["dimension"] == "ROWS" and place["startIndex"] in moved:
            place["startIndex"] = moved[place["startIndex"]]
            place["endIndex"] = place["startIndex"] + 1
