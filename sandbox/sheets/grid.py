"""A workbook in memory: sheets of rows of cells, and what lies over them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from operator import is_, itemgetter
from typing import Any

from sandbox.sheets.a1 import Box, Span
from sandbox.sheets.cells import EMPTY, Cell

Row = tuple[Cell, ...]
Json = dict[str, Any]


@dataclass(slots=True)
class Sheet:
    """One tab. Rows are tuples and never changed in place, so that revisions share what did not change."""

    properties: Json
    rows: list[Row] = field(default_factory=list)
    parts: Json = field(default_factory=dict)
    version: str = ""
    """The workbook's version at which its cells last changed."""

    @property
    def id(self) -> int:
        """Its number, which never changes."""
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        """What its tab says."""
        return str(self.properties["title"])

    @property
    def grid(self) -> Json:
        """Its grid properties: counts, frozen rows and columns."""
        grid: Json = self.properties.setdefault("gridProperties", {})
        return grid

    @property
    def row_count(self) -> int:
        """How many rows its grid has."""
        return int(self.grid.get("rowCount", 0))

    @property
    def column_count(self) -> int:
        """How many columns its grid has."""
        return int(self.grid.get("columnCount", 0))

    @property
    def whole(self) -> Box:
        """The rectangle of the whole grid."""
        return Box(0, self.row_count, 0, self.column_count)

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell, EMPTY where nothing was ever put."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return EMPTY
        return self.rows[row][column]

    def put(self, row: int, column: int, cells: list[Cell]) -> None:
        """Put cells into one row, from a column on."""
        while len(self.rows) <= row:
            self.rows.append(())
        before = self.rows[row]
        old = list(before)
        if len(old) < column:
            old.extend([EMPTY] * (column - len(old)))
        old[column : column + len(cells)] = cells
        while old and old[-1] == EMPTY:
            old.pop()
        new = tuple(old)
        if len(new) == len(before) and all(map(is_, new, before)):
            return
        above = self.rows[row - 1] if row else ()
        # Hundreds of rows of a tab hold a look and nothing else: they are one row that stands there so often.
        self.rows[row] = above if new == above and is_blank(new) else new

    def box(self, span: Span | Json) -> Box:
        """Return the rectangle that a span or a GridRange of the API covers, cut to the grid."""
        if isinstance(span, dict):
            span = span_of(span)
        bottom = self.row_count if span.bottom is None else min(span.bottom, self.row_count)
        right = self.column_count if span.right is None else min(span.right, self.column_count)
        return Box(span.top or 0, bottom, span.left or 0, right)

    def last_row(self, *, values_only: bool = True) -> int:
        """Return the number of rows up to the last that holds something."""
        below: Row | None = None
        for index in range(len(self.rows) - 1, -1, -1):
            row = self.rows[index]
            if row is below:
                continue
            if not is_blank(row) if values_only else any(cell != EMPTY for cell in row):
                return index + 1
            below = row
        return 0

    def part(self, name: str) -> list[Json]:
        """Return a list of what lies over the cells: merges, protectedRanges, charts and so on."""
        parts: list[Json] = self.parts.setdefault(name, [])
        return parts

    def fork(self) -> Sheet:
        """Return a copy to change; cells are shared."""
        return Sheet(copied(self.properties), list(self.rows), copied(self.parts), self.version)


@dataclass(slots=True)
class Book:
    """One spreadsheet at one revision. `version` changes with every commit; a saved book is never changed again."""

    id: str
    version: str
    previous: str
    properties: Json
    sheets: list[Sheet]
    named: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)
    styles: list[Json] = field(default_factory=lambda: [{}])
    revision: int = 0
    style_numbers: dict[str, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The spreadsheet's title."""
        return str(self.properties["title"])

    def sheet(self, sheet_id: int) -> Sheet | None:
        """Return the sheet of that id, or None."""
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)

    def titled(self, title: str) -> Sheet | None:
        """Return the sheet of that title, whatever its capitals, or None."""
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == title.casefold()), None)

    def style(self, number: int) -> Json:
        """Return a style: a `format` and a `validation`, each as the API writes it."""
        return self.styles[number]

    def style_number(self, style: Json) -> int:
        """Return the number of a style, listing it where it is new."""
        style = {key: value for key, value in style.items() if value}
        if not style:
            return 0
        if not self.style_numbers:
            self.style_numbers.update({_key(known): number for number, known in enumerate(self.styles)})
        key = _key(style)
        if key not in self.style_numbers:
            self.style_numbers[key] = len(self.styles)
            self.styles.append(style)
        return self.style_numbers[key]

    def renumber(self) -> None:
        """Write each sheet's place into its properties."""
        for index, sheet in enumerate(self.sheets):
            sheet.properties["index"] = index

    def fork(self) -> Book:
        """Return a copy to change."""
        return Book(
            self.id,
            self.version,
            self.previous,
            copied(self.properties),
            [sheet.fork() for sheet in self.sheets],
            copied(self.named),
            copied(self.metadata),
            list(self.styles),
            self.revision,
        )


def is_blank(row: Row) -> bool:
    """Return whether no cell of a row holds anything; most rows of a tab are so, and only look like something."""
    return list(map(itemgetter(0), row)).count(None) == len(row)


def copied(value: Any) -> Any:
    """Return a copy of what JSON can hold, down to its depth: what copy.deepcopy does, many times as quickly."""
    if isinstance(value, dict):
        return {key: copied(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [copied(inner) for inner in value]
    return value


def span_of(grid_range: Json) -> Span:
    """Return a GridRange of the API as a span; an end that it leaves out is open."""
    return Span(
        grid_range.get("startRowIndex"),
        grid_range.get("endRowIndex"),
        grid_range.get("startColumnIndex"),
        grid_range.get("endColumnIndex"),
    )


def grid_range(sheet: Sheet, box: Box) -> Json:
    """Return a rectangle as a GridRange of the API."""
    return {
        "sheetId": sheet.id,
        "startRowIndex": box.top,
        "endRowIndex": box.bottom,
        "startColumnIndex": box.left,
        "endColumnIndex": box.right,
    }


def _key(style: Json) -> str:
    return json.dumps(style, sort_keys=True)
