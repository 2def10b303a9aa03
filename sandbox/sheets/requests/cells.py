"""Requests that write cells: values, formats, notes and validations, through a field mask."""

from __future__ import annotations

import json
from typing import Any

from sandbox.masks import Mask
from sandbox.sheets.a1 import Box
from sandbox.sheets.cells import EMPTY, Cell, Formula, from_extended, too_many
from sandbox.sheets.colours import twinned
from sandbox.sheets.grid import Book, Json, Sheet
from sandbox.sheets.masks import Refused, merge, update_mask
from sandbox.sheets.references import offset
from sandbox.sheets.requests.registry import Work, request
from sandbox.sheets.writing import too_long

_READ_ONLY = ("effectiveValue", "effectiveFormat", "formattedValue", "hyperlink")


@request("updateCells")
def update_cells(work: Work, body: Json) -> None:
    """Write rows of cells from a start, or into a range; what the mask names and a cell leaves out is cleared."""
    mask = cell_mask(body.get("fields"), "RowData")
    rows = [row.get("values", []) for row in body.get("rows", [])]
    if "start" in body:
        start = body["start"]
        sheet = work.sheet(start.get("sheetId"))
        top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
        _check_start(sheet, top, left, rows)
        box = Box(top, top + len(rows), left, left + max((len(row) for row in rows), default=0))
        work.guard(sheet, box)
        _write(work.book, sheet, box.top, box.left, rows, mask)
        return
    sheet, box = work.area(body.get("range"))
    if len(rows) > box.height:
        raise Refused(f"Attempting to write row: {box.bottom}, beyond the last requested row of: {box.bottom - 1}")
    if any(len(row) > box.width for row in rows):
        raise Refused(f"Attempting to write column: {box.right}, beyond the last requested column of: {box.right - 1}")
    last = len(sheet.rows)
    for at in range(box.height):
        row = rows[at] if at < len(rows) else []
        if not row and box.top + at >= last:
            continue
        _write(work.book, sheet, box.top + at, box.left, [row + [{}] * (box.width - len(row))], mask)


@request("appendCells")
def append_cells(work: Work, body: Json) -> None:
    """Write rows below the last row that holds a value, giving the grid what rows it needs."""
    if body.get("tableId"):
        raise Refused("The sandbox has no tables.")
    mask = cell_mask(body.get("fields"), "RowData")
    sheet = work.sheet(body.get("sheetId"))
    rows = [row.get("values", []) for row in body.get("rows", [])]
    top = sheet.last_row()
    width = max((len(row) for row in rows), default=0)
    if width > sheet.column_count:
        raise Refused(f"Attempting to write column: {sheet.column_count}, beyond the last column of the grid")
    work.guard(sheet, Box(top, top + len(rows), 0, sheet.column_count))
    sheet.grid["rowCount"] = max(sheet.row_count, top + len(rows))
    _write(work.book, sheet, top, 0, rows, mask)


@request("repeatCell")
def repeat_cell(work: Work, body: Json) -> None:
    """Write one cell all over a range; a formula moves along as it would when copied."""
    mask = cell_mask(body.get("fields"), "CellData")
    sheet, box = work.area(body.get("range"))
    cell = body.get("cell") or {}
    painted: dict[Cell, Cell] = {}
    formula = (cell.get("userEnteredValue") or {}).get("formulaValue")
    for row in range(box.top, box.bottom):
        cells = []
        for column in range(box.left, box.right):
            old = sheet.cell(row, column)
            if old not in painted:
                painted[old] = changed(work.book, old, cell, mask)
            new = painted[old]
            if formula and isinstance(new.value, Formula):
                new = new._replace(value=offset(formula, row - box.top, column - box.left))
            cells.append(new)
        sheet.put(row, box.left, cells)


def cell_mask(fields: str | None, schema: str) -> Mask:
    """Read a mask over cells; `rows.values.x` style masks and read-only fields are refused as Google does."""
    mask = update_mask(fields, "CellData")
    for name in _READ_ONLY:
        if name in mask:
            raise Refused(f"Cannot write to the read-only field: {name} of {schema}")
    return mask


def changed(book: Book, old: Cell, given: Json, mask: Mask, styles: dict[tuple[int, str], int] | None = None) -> Cell:
    """Return a cell after a CellData was laid on it through a mask; `styles` remembers what the mask made of looks."""
    value, style, note, runs = old
    was = value
    if not mask or "userEnteredValue" in mask:
        value, runs = _checked(from_extended(given.get("userEnteredValue"))), ""
    if not mask or "note" in mask:
        note = given.get("note") or ""
    if not mask or "textFormatRuns" in mask:
        wanted = given.get("textFormatRuns")
        runs = json.dumps(twinned(wanted)) if wanted else ""
    if not mask or "userEnteredFormat" in mask or "dataValidation" in mask:
        form, rule = given.get("userEnteredFormat"), given.get("dataValidation")
        look = (style, repr((form, rule)) if form or rule else "")
        known = styles if styles is not None else {}
        if look not in known:
            known[look] = _style(book, style, given, mask)
        style = known[look]
    new = Cell(value, style, note, runs)
    # A cell that stays as it is stays the same one, so that its row is not stored again; TRUE is not 1, though equal.
    return old if new == old and type(value) is type(was) else new


def _style(book: Book, number: int, given: Json, mask: Mask) -> int:
    if not number and not given.get("userEnteredFormat") and not given.get("dataValidation"):
        return 0
    style = dict(book.style(number))
    if not mask or "userEnteredFormat" in mask:
        own: Json = json.loads(json.dumps(style.get("format", {})))
        merge(own, twinned(given.get("userEnteredFormat") or {}), _with_twins(mask.get("userEnteredFormat", {})))
        check_format(own)
        style["format"] = own
    if not mask or "dataValidation" in mask:
        style["validation"] = given.get("dataValidation")
    return book.style_number(style)


def check_format(own: Json) -> None:
    """Refuse a number format without a type."""
    number_format = own.get("numberFormat")
    if number_format and not number_format.get("type"):
        raise Refused("numberFormat.type must be specified.")


def _with_twins(mask: Mask) -> Mask:
    """Return the mask with the style beside every colour that it names."""
    out: dict[str, Any] = {}
    for key, below in mask.items():
        out[key] = _with_twins(below)
        if key.endswith("Color"):
            out[key + "Style"] = {}
        if key.endswith("ColorStyle"):
            out[key.removesuffix("Style")] = {}
    return out


def _checked(value: Any) -> Any:
    if isinstance(value, str) and too_many(value):
        raise too_long()
    return value


def _check_start(sheet: Sheet, top: int, left: int, rows: list[list[Json]]) -> None:
    width = max((len(row) for row in rows), default=0)
    if top + len(rows) > sheet.row_count:
        raise Refused(
            f"Attempting to write row: {sheet.row_count}, beyond the last requested row of: {sheet.row_count - 1}"
        )
    if left + width > sheet.column_count:
        raise Refused(
            f"Attempting to write column: {sheet.column_count}, "
            f"beyond the last requested column of: {sheet.column_count - 1}"
        )


def _write(book: Book, sheet: Sheet, top: int, left: int, rows: list[list[Json]], mask: Mask) -> None:
    quick = mask == {"userEnteredValue": {}}
    styles: dict[tuple[int, str], int] = {}
    for at, row in enumerate(rows):
        if not row:
            continue
        cells = []
        for place, given in enumerate(row):
            old = sheet.cell(top + at, left + place)
            if quick and old is EMPTY:
                cells.append(Cell(_checked(from_extended((given or {}).get("userEnteredValue")))))
            else:
                cells.append(changed(book, old, given or {}, mask, styles))
        sheet.put(top + at, left, cells)
