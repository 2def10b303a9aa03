"""The whole workbook, each cell as it was typed: read for the archive, and written into a new one to restore it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from gspread.urls import SPREADSHEET_URL
from gspread.utils import absolute_range_name

from cme.domain.archive_cells import Cell, Row, WholeTab, trimmed
from cme.edges.google import Google
from cme.edges.ledger import FIELDS
from cme.edges.schema import tabs

Json = dict[str, Any]
GRID = "sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)))"
CELL = "userEnteredValue,formattedValue,userEnteredFormat(numberFormat)"
CELLS = f"sheets(properties(sheetId),data(startRow,rowData(values({CELL}))))"
BLOCK = 4000
"""So many rows are asked for, or written, at once: one call has ten seconds."""


def read_whole_workbook(google: Google, workbook_id: str, only: Collection[str] = ()) -> list[WholeTab]:
    """Return every tab, or those of some slugs only, with all rows, in the order in which they stand."""
    slugs = {tab.sheet_id: tab.slug for tab in tabs()}
    grid = [one for one in see_grid(google, workbook_id) if not only or slugs.get(one.get("sheetId", 0)) in only]
    rows: dict[int, dict[int, Row]] = {}
    for ranges in _asked(grid):
        for sheet in _see(google, workbook_id, ranges):
            lines = rows.setdefault(sheet["properties"].get("sheetId", 0), {})
            for data in sheet.get("data", ()):
                cells = (tuple(map(_cell, row.get("values", ()))) for row in data.get("rowData", ()))
                lines |= dict(enumerate(cells, data.get("startRow", 0)))
    found = []
    for one in grid:
        number = one.get("sheetId", 0)
        lines = rows.get(number, {})
        whole = trimmed(lines.get(line, ()) for line in range(max(lines, default=-1) + 1))
        found.append(WholeTab(number, str(one["title"]), slugs.get(number, ""), whole))
    return found


def see_grid(google: Google, workbook_id: str) -> list[Json]:
    """Return the properties of each tab: its number, its title and its size."""
    answer = google.http.request("get", SPREADSHEET_URL % workbook_id, params={"fields": GRID}).json()
    return [sheet["properties"] for sheet in answer["sheets"]]


def _asked(grid: Sequence[Json]) -> Iterator[list[str]]:
    """Yield the ranges of each call: small tabs together, a large one in blocks; Google counts calls by the minute."""
    ranges: list[str] = []
    room = BLOCK
    for one in grid:
        count = one["gridProperties"]["rowCount"]
        for first in range(1, count + 1, BLOCK):
            last = min(first + BLOCK - 1, count)
            if last - first + 1 > room:
                yield ranges
                ranges, room = [], BLOCK
            ranges.append(absolute_range_name(one["title"], f"{first}:{last}"))
            room -= last - first + 1
    yield ranges


def _see(google: Google, workbook_id: str, ranges: Sequence[str]) -> list[Json]:
    params = [*(("ranges", one) for one in ranges), ("fields", CELLS), ("prettyPrint", "false")]
    answer: Json = google.http.request("get", SPREADSHEET_URL % workbook_id, params=params).json()
    return list(answer["sheets"])


def _cell(found: Mapping[str, Any]) -> Cell | None:
    """Return a cell as it was typed; one that only looks in some way holds nothing."""
    entered = found.get("userEnteredValue")
    if not entered or entered.get("stringValue") == "":
        return None
    ((name, value),) = entered.items()
    written = found.get("userEnteredFormat", {}).get("numberFormat", {})
    shown = str(found.get("formattedValue", ""))
    return Cell(value, name == "formulaValue", written.get("type", ""), written.get("pattern", ""), shown)


def restoring(
    wanted: Sequence[WholeTab], there: Sequence[WholeTab], grid: Sequence[Json], token: str
) -> Iterator[list[Json]]:
    """Yield the batches of requests that make the tabs of a new workbook what they were: first the tabs, then cells.

    The new workbook's own `token` goes: its revision is not that of the cells, so that no run can write anything there
    before the set-up was run on it.
    """
    standing = {tab.sheet_id: tab for tab in there}
    sizes = {one.get("sheetId", 0): one["gridProperties"] for one in grid}
    yield [{"deleteNamedRange": {"namedRangeId": token}}, *(_sized(tab, sizes.get(tab.sheet_id)) for tab in wanted)]
    for tab in wanted:
        yield from _written(tab, standing[tab.sheet_id].rows if tab.sheet_id in standing else ())


def _sized(tab: WholeTab, size: Json | None) -> Json:
    """Return the request that makes a tab, or gives one that stands its title, and room for all its rows."""
    rows, columns = len(tab.rows), max((len(row) for row in tab.rows), default=0)
    wanted = {
        "rowCount": max(rows, 1, *([size["rowCount"]] if size else [])),
        "columnCount": max(columns, 1, *([size["columnCount"]] if size else [])),
    }
    properties = {"sheetId": tab.sheet_id, "title": tab.title, "gridProperties": wanted}
    if size is None:
        return {"addSheet": {"properties": properties}}
    fields = "title,gridProperties.rowCount,gridProperties.columnCount"
    return {"updateSheetProperties": {"properties": properties, "fields": fields}}


def _written(tab: WholeTab, before: Sequence[Row]) -> Iterator[list[Json]]:
    """Yield the requests that write a tab block by block, and empty what stood where nothing was."""
    lines = [
        [_request(cell) for cell, _ in zip_longest(row, old)]
        for row, old in zip_longest(tab.rows, before, fillvalue=())
    ]
    for first in range(0, len(lines), BLOCK):
        start = {"sheetId": tab.sheet_id, "rowIndex": first, "columnIndex": 0}
        rows = [{"values": line} for line in lines[first : first + BLOCK]]
        yield [{"updateCells": {"start": start, "rows": rows, "fields": FIELDS}}]


def _request(cell: Cell | None) -> Json:
    if cell is None:
        return {}
    if cell.is_formula:
        name = "formulaValue"
    elif isinstance(cell.value, bool):
        name = "boolValue"
    else:
        name = "stringValue" if isinstance(cell.value, str) else "numberValue"
    found: Json = {"userEnteredValue": {name: cell.value}}
    if cell.kind or cell.pattern:
        written = {"type": cell.kind, "pattern": cell.pattern}
        found["userEnteredFormat"] = {"numberFormat": {key: value for key, value in written.items() if value}}
    return found
