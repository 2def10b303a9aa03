"""The Spreadsheet resource: what `spreadsheets.get` and a batch's `updatedSpreadsheet` answer."""

from __future__ import annotations

import json
from typing import Any

from sandbox.masks import Mask
from sandbox.sheets import formats, skeleton
from sandbox.sheets.a1 import Box
from sandbox.sheets.access import may_edit
from sandbox.sheets.cells import EMPTY, Cell, Formula, extended
from sandbox.sheets.formulas import Fault, Places, Reckoning
from sandbox.sheets.grid import Book, Json, Sheet
from sandbox.sheets.ranges import Place, find

LISTS = (
    "merges",
    "protectedRanges",
    "conditionalFormats",
    "filterViews",
    "charts",
    "bandedRanges",
    "rowGroups",
    "columnGroups",
    "slicers",
)
ENTERED_ALONE, VALUE_ALONE = ALONE = frozenset({"userEnteredValue"}), frozenset({"effectiveValue"})


class View:
    """What of a workbook is asked for, by whom: which ranges, with or without cells, under which field mask."""

    def __init__(self, book: Book, reckoning: Reckoning, *, user: str, owner: bool, mask: Mask) -> None:
        self._book = book
        self._reckoning = reckoning
        self._user = user
        self._owner = owner
        self._mask = mask
        self._fields = _cell_fields(mask)

    def resource(self, ranges: list[str], *, grid: bool) -> Json:
        """Return the whole resource; the mask only spares work here, it is applied to the answer later."""
        places = [find(self._book, text) for text in ranges]
        book = self._book
        answer: Json = {"spreadsheetId": book.id, "properties": book.properties}
        sheets = [sheet for sheet in book.sheets if not places or any(place.sheet is sheet for place in places)]
        answer["sheets"] = [self._sheet(sheet, [p for p in places if p.sheet is sheet], grid=grid) for sheet in sheets]
        if book.named:
            answer["namedRanges"] = [outward(named) for named in book.named]
        answer["spreadsheetUrl"] = f"https://docs.google.com/spreadsheets/d/{book.id}/edit"
        shown = [m for m in book.metadata if m["location"].get("spreadsheet")]
        if shown:
            answer["developerMetadata"] = [outward(metadata) for metadata in shown]
        return answer

    def _sheet(self, sheet: Sheet, places: list[Place], *, grid: bool) -> Json:
        answer: Json = {"properties": properties(sheet)}
        if self._wants_data(grid=grid):
            boxes = [place.box for place in places] or [sheet.whole]
            answer["data"] = [self._data(sheet, box) for box in boxes]
        for name in LISTS:
            if sheet.parts.get(name):
                answer[name] = [outward(part) for part in sheet.parts[name]]
        if "protectedRanges" in answer:
            answer["protectedRanges"] = [self._protected(part) for part in sheet.parts["protectedRanges"]]
        if sheet.parts.get("basicFilter"):
            answer["basicFilter"] = outward(sheet.parts["basicFilter"])
        located = [m for m in self._book.metadata if m["location"].get("sheetId") == sheet.id]
        if located:
            answer["developerMetadata"] = [outward(metadata) for metadata in located]
        return answer

    def _wants_data(self, *, grid: bool) -> bool:
        """Say whether cells are wanted: a field mask that names them, or does not, wins over includeGridData."""
        if not self._mask or "*" in self._mask:
            return grid
        below = self._mask.get("sheets")
        if below is None:
            return False
        return "data" in below or ((not below or "*" in below) and grid)

    def _protected(self, part: Json) -> Json:
        answer: Json = outward(part)
        can = self._owner or may_edit(part, self._user)
        if can:
            answer["requestingUserCanEdit"] = True
        else:
            answer.pop("editors", None)
        return answer

    def _data(self, sheet: Sheet, box: Box) -> Json:
        answer: Json = {}
        if box.top:
            answer["startRow"] = box.top
        if box.left:
            answer["startColumn"] = box.left
        wanted = (self._mask.get("sheets") or {}).get("data") or {}
        if not wanted or "rowData" in wanted or "*" in wanted:
            rows = self._rows(sheet, box)
            if rows:
                answer["rowData"] = rows
        if not wanted or "rowMetadata" in wanted or "*" in wanted:
            answer["rowMetadata"] = self._dimension(sheet, "rowMetadata", 21, range(box.top, box.bottom))
        if not wanted or "columnMetadata" in wanted or "*" in wanted:
            answer["columnMetadata"] = self._dimension(sheet, "columnMetadata", 100, range(box.left, box.right))
        return answer

    def _dimension(self, sheet: Sheet, part: str, size: int, indexes: range) -> list[Json]:
        kept = sheet.parts.get(part, {})
        dimension = "ROWS" if part == "rowMetadata" else "COLUMNS"
        answer = [{"pixelSize": size} | kept.get(str(index), {}) for index in indexes]
        for metadata in self._book.metadata:
            place = metadata["location"].get("dimensionRange", {})
            if place.get("sheetId") == sheet.id and place.get("dimension") == dimension:
                at = place["startIndex"] - indexes.start
                if 0 <= at < len(answer):
                    answer[at] = answer[at] | {
                        "developerMetadata": [*answer[at].get("developerMetadata", []), outward(metadata)]
                    }
        return answer

    def _rows(self, sheet: Sheet, box: Box) -> list[Json]:
        rows: list[Json] = []
        spilled = self._reckoning.spilled(sheet)
        last = max([len(sheet.rows), *(row + 1 for row, _ in spilled)]) if spilled else len(sheet.rows)
        # Below what is filled there are looks only: where nobody asks for them, nothing need be worked out.
        bare_from = self._reckoning.filled(sheet) if self._fields in ALONE and not spilled else last
        for row in range(box.top, min(box.bottom, last)):
            cells = list(sheet.rows[row][box.left : box.right]) if row < len(sheet.rows) else []
            if spilled:
                width = max([len(cells), *(at + 1 - box.left for r, at in spilled if r == row and at < box.right)])
                cells.extend([EMPTY] * (width - len(cells)))
            values: list[Json] = (
                [{}] * len(cells)
                if row >= bare_from
                else [self._cell(sheet, row, box.left + at, cell, spilled) for at, cell in enumerate(cells)]
            )
            rows.append({"values": values} if values else {})
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def _cell(self, sheet: Sheet, row: int, column: int, cell: Cell, spilled: Places) -> Json:
        value = self._reckoning.value(sheet, row, column, cell)
        if cell.value is None:
            value = spilled.get((row, column))
        elif cell == EMPTY:
            return {}
        return cell_data(self._book, cell, value, self._fields)


def _cell_fields(mask: Mask) -> frozenset[str]:
    """Return the fields of a cell that the mask asks for, so that the others need not be made; none means all."""
    branch: Mask = mask
    for name in ("sheets", "data", "rowData", "values"):
        branch = branch.get(name) or {}
    return frozenset() if "*" in branch else frozenset(branch)


def cell_data(book: Book, cell: Cell, value: Any, fields: frozenset[str] = frozenset()) -> Json:
    """Return a CellData: what was entered, what came of it, how it looks."""
    if fields == ENTERED_ALONE:
        return {} if cell.value is None else {"userEnteredValue": extended(cell.value)}
    if fields == VALUE_ALONE:
        return {} if value is None else {"effectiveValue": _effective_value(value)}
    style = book.style(cell.style)
    own = style.get("format", {})
    formatted = not fields or "formattedValue" in fields
    effective_too = (cell.value is not None or bool(own)) and (not fields or "effectiveFormat" in fields)
    whole = {
        "userEnteredValue": extended(cell.value),
        "effectiveValue": None if value is None else _effective_value(value),
        "formattedValue": _shown(book, cell, value, own) if formatted and value is not None else None,
        "userEnteredFormat": own or None,
        "effectiveFormat": effective(book, own) if effective_too else None,
        "hyperlink": _link(cell.value) if isinstance(cell.value, Formula) else None,
        "note": cell.note or None,
        "textFormatRuns": json.loads(cell.runs) if cell.runs else None,
        "dataValidation": outward(style["validation"]) if style.get("validation") else None,
    }
    return {name: part for name, part in whole.items() if part is not None}


def _shown(book: Book, cell: Cell, value: Any, own: Json) -> str:
    implied = formats.implied(cell.value) if isinstance(cell.value, Formula) else None
    return formats.shown(value, own.get("numberFormat") or implied, str(book.properties["locale"]))


def _effective_value(value: Any) -> Json | None:
    return value.extended if isinstance(value, Fault) else extended(value)


def effective(book: Book, own: Json) -> Json:
    """Return a cell's format with the spreadsheet's defaults under it."""
    base = book.properties.get("defaultFormat", skeleton.DEFAULT_FORMAT)
    text = base.get("textFormat", {}) | own.get("textFormat", {})
    whole: Json = base | {"hyperlinkDisplayType": "PLAIN_TEXT"} | own | {"textFormat": text}
    return whole


def properties(sheet: Sheet) -> Json:
    """Return a sheet's properties as they are answered: a false or a nought that Google leaves out is not there."""
    answer = {key: value for key, value in sheet.properties.items() if value not in (False, None) or key == "index"}
    answer = {"sheetId": sheet.id} | answer
    answer["gridProperties"] = {key: value for key, value in sheet.grid.items() if value}
    return answer


def outward(value: Any) -> Any:
    """Return a stored message as Google answers it: `sheetId` 0, false and null are left out."""
    if isinstance(value, list):
        return [outward(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: outward(item)
        for key, item in value.items()
        if item is not None and item is not False and not (key == "sheetId" and item == 0)
    }


def _link(formula: str) -> str | None:
    if not formula.upper().startswith('=HYPERLINK("'):
        return None
    return formula[12:].split('"', 1)[0]
