"""Requests about rows and columns: they come, go, move, grow, hide; everything else follows."""

from __future__ import annotations

from typing import TypeVar

from sandbox.sheets.a1 import Box
from sandbox.sheets.cells import EMPTY, Cell
from sandbox.sheets.colours import twinned
from sandbox.sheets.formats import shown
from sandbox.sheets.grid import Book, Json, Row, Sheet
from sandbox.sheets.masks import Refused, merge, update_mask
from sandbox.sheets.requests.registry import Work, request
from sandbox.sheets.shifting import deleted, follow, inserted, reordered

T = TypeVar("T")
THINGS = {True: "rows", False: "columns"}


def dimension(work: Work, given: Json | None) -> tuple[Sheet, int, int, bool]:
    """Return the sheet, first and last index and whether it is rows, of a DimensionRange."""
    given = given or {}
    sheet = work.sheet(given.get("sheetId"))
    rows = given.get("dimension") == "ROWS"
    if given.get("dimension") not in ("ROWS", "COLUMNS"):
        raise Refused("A dimension must be specified.")
    count = sheet.row_count if rows else sheet.column_count
    start, end = given.get("startIndex", 0), given.get("endIndex", count)
    if start < 0 or end <= start:
        raise Refused(f"range.endIndex[{end}] must be greater than range.startIndex[{start}]")
    return sheet, start, end, rows


@request("insertDimension")
def insert_dimension(work: Work, body: Json) -> None:
    """Insert rows or columns; a new one looks like the one before it where that is asked for, else like the next."""
    sheet, start, end, rows = dimension(work, body.get("range"))
    count = sheet.row_count if rows else sheet.column_count
    if start > count:
        raise Refused(f"range.startIndex[{start}] is after last {THINGS[rows][:-1]} in grid[{count}]")
    before = bool(body.get("inheritFromBefore"))
    if before and start == 0:
        raise Refused("inheritFromBefore cannot be true when inserting at the beginning of the sheet.")
    _guard_beyond(work, sheet, start, rows=rows)
    insert(work.book, sheet, start, end - start, rows=rows, like=start - 1 if before else start)


@request("deleteDimension")
def delete_dimension(work: Work, body: Json) -> None:
    """Delete rows or columns; one that is not frozen must stay."""
    sheet, start, end, rows = dimension(work, body.get("range"))
    count = sheet.row_count if rows else sheet.column_count
    if start >= count:
        raise Refused(
            f"Cannot delete a {THINGS[rows][:-1]} that doesn't exist. "
            f"Tried to delete {THINGS[rows][:-1]} index {start} but there are only {count} {THINGS[rows]}."
        )
    end = min(end, count)
    if end - start >= count:
        raise Refused(f"You can't delete all the {THINGS[rows]} on the sheet.")
    frozen = sheet.grid.get("frozenRowCount" if rows else "frozenColumnCount", 0)
    if frozen and start <= frozen and end >= count:
        raise Refused(f"Sorry, it is not possible to delete all non-frozen {THINGS[rows]}.")
    box = sheet.whole._replace(top=start, bottom=end) if rows else sheet.whole._replace(left=start, right=end)
    work.guard(sheet, box)
    delete(work.book, sheet, start, end, rows=rows)


@request("appendDimension")
def append_dimension(work: Work, body: Json) -> None:
    """Add rows or columns at the end."""
    sheet = work.sheet(body.get("sheetId"))
    length = body.get("length") or 0
    if length < 1:
        raise Refused("length must be greater than 0")
    key = "rowCount" if body.get("dimension") == "ROWS" else "columnCount"
    sheet.grid[key] = sheet.grid[key] + length


@request("moveDimension")
def move_dimension(work: Work, body: Json) -> None:
    """Move rows or columns before an index counted before they are taken out."""
    sheet, start, end, rows = dimension(work, body.get("source"))
    to = body.get("destinationIndex") or 0
    if start <= to <= end:
        return
    work.guard(sheet, sheet.whole)
    if rows:
        padded = list(sheet.rows) + [()] * max(0, max(end, to) - len(sheet.rows))
        sheet.rows[:] = _moved(padded, start, end, to)
    else:
        width = max(end, to)
        sheet.rows[:] = [_cut(_moved(list(row) + [EMPTY] * (width - len(row)), start, end, to)) for row in sheet.rows]
    follow(work.book, sheet, reordered(start, end, to), rows=rows)


@request("updateDimensionProperties")
def update_dimension(work: Work, body: Json) -> None:
    """Change the size of rows or columns, or hide them."""
    mask = update_mask(body.get("fields"), "DimensionProperties")
    sheet, start, end, rows = dimension(work, body.get("range"))
    kept = sheet.parts.setdefault("rowMetadata" if rows else "columnMetadata", {})
    given = {key: value for key, value in (body.get("properties") or {}).items() if value is not False}
    for index in range(start, min(end, sheet.row_count if rows else sheet.column_count)):
        own = kept.setdefault(str(index), {})
        merge(own, given, mask)
        if not own:
            kept.pop(str(index))


@request("autoResizeDimensions")
def auto_resize(work: Work, body: Json) -> None:
    """Fit rows or columns to what they show; about seven pixels a character."""
    sheet, start, end, rows = dimension(work, body.get("dimensions"))
    kept = sheet.parts.setdefault("rowMetadata" if rows else "columnMetadata", {})
    for index in range(start, min(end, sheet.row_count if rows else sheet.column_count)):
        own = kept.setdefault(str(index), {})
        own["pixelSize"] = 21 if rows else max(20, 7 * _widest(work.book, sheet, index) + 6)


@request("addDimensionGroup")
def add_group(work: Work, body: Json) -> Json:
    """Put a foldable group over rows or columns, deeper where there is one."""
    sheet, start, end, rows = dimension(work, body.get("range"))
    groups = sheet.part("rowGroups" if rows else "columnGroups")
    depth = 1 + max((g["depth"] for g in groups if _covers(g, start, end)), default=0)
    place = {"sheetId": sheet.id, "dimension": body["range"]["dimension"], "startIndex": start, "endIndex": end}
    groups.append({"range": place, "depth": depth})
    sheet.grid["rowGroupControlAfter" if rows else "columnGroupControlAfter"] = True
    return {"dimensionGroups": [_outward(group) for group in groups]}


@request("deleteDimensionGroup")
def delete_group(work: Work, body: Json) -> Json:
    """Take the deepest group off rows or columns."""
    sheet, start, end, rows = dimension(work, body.get("range"))
    groups = sheet.part("rowGroups" if rows else "columnGroups")
    over = [group for group in groups if _covers(group, start, end)]
    if not over:
        raise Refused("No group exists over the range.")
    groups.remove(max(over, key=lambda group: int(group["depth"])))
    return {"dimensionGroups": [_outward(group) for group in groups]} if groups else {}


@request("updateDimensionGroup")
def update_group(work: Work, body: Json) -> None:
    """Fold or unfold a group."""
    mask = update_mask(body.get("fields"), "DimensionGroup")
    given = twinned(body.get("dimensionGroup") or {})
    sheet, start, end, rows = dimension(work, given.get("range"))
    for group in sheet.part("rowGroups" if rows else "columnGroups"):
        place = group["range"]
        if (place["startIndex"], place["endIndex"]) == (start, end) and group["depth"] == given.get("depth", 1):
            merge(group, given, {key: below for key, below in mask.items() if key == "collapsed"} or {"collapsed": {}})
            return
    raise Refused("No group exists over the range.")


def insert(book: Book, sheet: Sheet, at: int, count: int, *, rows: bool, like: int | None = None) -> None:
    """Insert empty rows or columns, with the style of another where one is named."""
    if rows:
        sheet.grid["rowCount"] = sheet.row_count + count
        model = sheet.rows[like] if like is not None and like < len(sheet.rows) else ()
        if at < len(sheet.rows) or model:
            while len(sheet.rows) < at:
                sheet.rows.append(())
            sheet.rows[at:at] = [_cut([_bare(cell) for cell in model])] * count
    else:
        sheet.grid["columnCount"] = sheet.column_count + count
        for index, row in enumerate(sheet.rows):
            if len(row) > at or (like is not None and like < len(row)):
                model_cell = _bare(row[like]) if like is not None and like < len(row) else EMPTY
                padded = list(row) + [EMPTY] * (at - len(row))
                sheet.rows[index] = _cut(padded[:at] + [model_cell] * count + padded[at:])
    follow(book, sheet, inserted(at, count), rows=rows)


def delete(book: Book, sheet: Sheet, start: int, end: int, *, rows: bool) -> None:
    """Delete rows or columns."""
    if rows:
        sheet.grid["rowCount"] = sheet.row_count - (end - start)
        del sheet.rows[start:end]
    else:
        sheet.grid["columnCount"] = sheet.column_count - (end - start)
        sheet.rows[:] = [_cut(list(row[:start]) + list(row[end:])) if len(row) > start else row for row in sheet.rows]
    frozen = "frozenRowCount" if rows else "frozenColumnCount"
    held = sheet.grid.get(frozen, 0)
    if held > start:
        sheet.grid[frozen] = held - (min(end, held) - start)
    follow(book, sheet, deleted(start, end), rows=rows)


def resize(work: Work, sheet: Sheet, count: int, *, rows: bool) -> None:
    """Give the grid a number of rows or columns; what falls off is gone."""
    now = sheet.row_count if rows else sheet.column_count
    if count < now:
        frozen = sheet.grid.get("frozenRowCount" if rows else "frozenColumnCount", 0)
        if frozen >= count:
            raise Refused(f"Sorry, it is not possible to delete all non-frozen {THINGS[rows]}.")
        box = sheet.whole._replace(top=count) if rows else sheet.whole._replace(left=count)
        work.guard(sheet, box)
        delete(work.book, sheet, count, now, rows=rows)
    sheet.grid["rowCount" if rows else "columnCount"] = count


def _guard_beyond(work: Work, sheet: Sheet, start: int, *, rows: bool) -> None:
    """Rows may be inserted beside a protected range, not inside it."""
    at = max(start - 1, 0)
    box = Box(at, at + 1, 0, sheet.column_count) if rows else Box(0, sheet.row_count, at, at + 1)
    after = Box(start, start + 1, 0, sheet.column_count) if rows else Box(0, sheet.row_count, start, start + 1)
    if start and not work.owner:
        for each in (box, after):
            work.guard(sheet, each)


def _bare(cell: Cell) -> Cell:
    return Cell(style=cell.style)


def _cut(cells: list[Cell]) -> Row:
    while cells and cells[-1] == EMPTY:
        cells.pop()
    return tuple(cells)


def _moved(items: list[T], start: int, end: int, to: int) -> list[T]:
    block = items[start:end]
    if to <= start:
        return items[:to] + block + items[to:start] + items[end:]
    return items[:start] + items[end:to] + block + items[to:]


def _widest(book: Book, sheet: Sheet, column: int) -> int:
    locale = str(book.properties["locale"])
    widths = [0]
    for row in sheet.rows:
        if column < len(row) and row[column].value is not None:
            number_format = book.style(row[column].style).get("format", {}).get("numberFormat")
            widths.append(max(len(line) for line in shown(row[column].value, number_format, locale).split("\n")))
    return max(widths)


def _covers(group: Json, start: int, end: int) -> bool:
    place = group["range"]
    return bool(place["startIndex"] <= start and end <= place["endIndex"])


def _outward(group: Json) -> Json:
    place = {key: value for key, value in group["range"].items() if not (key == "sheetId" and value == 0)}
    return group | {"range": place}
