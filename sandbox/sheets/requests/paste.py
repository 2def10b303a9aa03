"""Copy, cut, and find and replace."""

from __future__ import annotations

import re

from sandbox.sheets.a1 import Box
from sandbox.sheets.cells import EMPTY, Cell, Formula, Value
from sandbox.sheets.entered import entered
from sandbox.sheets.formats import shown
from sandbox.sheets.formulas import Reckoning
from sandbox.sheets.grid import Book, Json, Sheet
from sandbox.sheets.masks import Refused
from sandbox.sheets.references import offset
from sandbox.sheets.requests.registry import Work, request

Block = list[list[Cell]]


@request("copyPaste")
def copy_paste(work: Work, body: Json) -> None:
    """Copy a range into another, over and over where the other is a multiple of it."""
    source, area = work.area(body.get("source"), edit=False)
    target, box = work.area(body.get("destination"))
    block = _block(source, area)
    if body.get("pasteOrientation") == "TRANSPOSE":
        block = [list(column) for column in zip(*block, strict=True)]
    down, right = len(block), len(block[0])
    height = box.height if box.height % down == 0 else down
    width = box.width if box.width % right == 0 else right
    _check_room(target, Box(box.top, box.top + height, box.left, box.left + width))
    reckoning = work.reckoning() if body.get("pasteType") == "PASTE_VALUES" else None
    for row in range(height):
        cells = []
        for column in range(width):
            at = (area.top + row % down, area.left + column % right)
            new = block[row % down][column % right]
            old = target.cell(box.top + row, box.left + column)
            pasted = _pasted(work.book, old, new, body.get("pasteType"), reckoning, source, at)
            if isinstance(pasted.value, Formula) and isinstance(new.value, Formula):
                shift = (box.top + row - at[0], box.left + column - at[1])
                pasted = pasted._replace(value=offset(new.value, *shift))
            cells.append(pasted)
        target.put(box.top + row, box.left, cells)


@request("cutPaste")
def cut_paste(work: Work, body: Json) -> None:
    """Move a range; what it leaves is empty."""
    source, area = work.area(body.get("source"))
    start = body.get("destination") or {}
    target = work.sheet(start.get("sheetId"))
    top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
    box = Box(top, top + area.height, left, left + area.width)
    _check_room(target, box)
    work.guard(target, box)
    block = _block(source, area)
    for row in range(area.top, area.bottom):
        if row < len(source.rows):
            source.put(row, area.left, [EMPTY] * area.width)
    for at, cells in enumerate(block):
        old = [target.cell(top + at, left + place) for place in range(len(cells))]
        kind = body.get("pasteType")
        target.put(
            top + at,
            left,
            [_pasted(work.book, o, n, kind, None, source, (0, 0)) for o, n in zip(old, cells, strict=True)],
        )


@request("findReplace")
def find_replace(work: Work, body: Json) -> Json:
    """Replace text in a range, a sheet or everywhere, and count what changed."""
    if not body.get("find"):
        raise Refused("The find string must not be empty.")
    pattern = _pattern(body)
    replacement = body.get("replacement") or ""
    totals = {"valuesChanged": 0, "formulasChanged": 0, "rowsChanged": 0, "sheetsChanged": 0, "occurrencesChanged": 0}
    for sheet, box in _scope(work, body):
        before = totals["rowsChanged"]
        for row in range(box.top, min(box.bottom, len(sheet.rows))):
            cells = [sheet.cell(row, column) for column in range(box.left, box.right)]
            new = [_replaced(work, cell, pattern, replacement, body, totals) for cell in cells]
            if new != cells:
                work.guard(sheet, box._replace(top=row, bottom=row + 1))
                totals["rowsChanged"] += 1
                sheet.put(row, box.left, new)
        totals["sheetsChanged"] += totals["rowsChanged"] > before
    return {key: number for key, number in totals.items() if number}


def _block(sheet: Sheet, box: Box) -> Block:
    return [[sheet.cell(row, column) for column in range(box.left, box.right)] for row in range(box.top, box.bottom)]


def _pasted(
    book: Book,
    old: Cell,
    new: Cell,
    kind: str | None,
    reckoning: Reckoning | None,
    source: Sheet,
    at: tuple[int, int],
) -> Cell:
    """Return the cell after one was pasted on it by a kind of paste."""
    if kind in (None, "PASTE_NORMAL", "PASTE_NO_BORDERS"):
        return new
    if kind == "PASTE_VALUES":
        value = reckoning.value(source, at[0], at[1], new) if reckoning else new.value
        return old._replace(value=value, runs=new.runs)
    if kind == "PASTE_FORMULA":
        return old._replace(value=new.value)
    key = {"PASTE_FORMAT": "format", "PASTE_DATA_VALIDATION": "validation"}.get(kind or "")
    if key is None:
        raise Refused(f"The sandbox does not implement {kind}.")
    style = book.style(old.style) | {key: book.style(new.style).get(key)}
    return old._replace(style=book.style_number(style))


def _check_room(sheet: Sheet, box: Box) -> None:
    if box.bottom > sheet.row_count or box.right > sheet.column_count:
        raise Refused("The destination range does not fit on the sheet.")


def _scope(work: Work, body: Json) -> list[tuple[Sheet, Box]]:
    if body.get("range"):
        return [work.area(body["range"])]
    if body.get("allSheets"):
        return [(sheet, sheet.whole) for sheet in work.book.sheets]
    if "sheetId" not in body:
        raise Refused("A scope must be specified.")
    sheet = work.sheet(body["sheetId"])
    return [(sheet, sheet.whole)]


def _pattern(body: Json) -> re.Pattern[str]:
    text = body["find"] if body.get("searchByRegex") else re.escape(body["find"])
    if body.get("matchEntireCell"):
        text = rf"\A(?:{text})\Z"
    try:
        return re.compile(text, 0 if body.get("matchCase") else re.IGNORECASE)
    except re.error as wrong:
        raise Refused(f"Invalid regular expression: {body['find']}") from wrong


def _replaced(
    work: Work, cell: Cell, pattern: re.Pattern[str], replacement: str, body: Json, totals: dict[str, int]
) -> Cell:
    formula = isinstance(cell.value, Formula)
    if cell.value is None or (formula and not body.get("includeFormulas")):
        return cell
    locale = str(work.book.properties["locale"])
    text = shown(cell.value, work.book.style(cell.style).get("format", {}).get("numberFormat"), locale)
    literal = re.sub(r"\$(\d)", r"\\\1", replacement) if body.get("searchByRegex") else replacement.replace("\\", r"\\")
    new, count = pattern.subn(literal, text)
    if not count or new == text:
        return cell
    totals["occurrencesChanged"] += count
    totals["formulasChanged" if formula else "valuesChanged"] += 1
    value: Value = Formula(new) if formula else new
    if not formula:
        value = new if isinstance(cell.value, str) else entered(new, locale, work.today)[0]
    return cell._replace(value=value)
