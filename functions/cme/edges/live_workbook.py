"""What `spreadsheets.get` says of the workbook as it stands, in the shape in which the set-up compares it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gspread.utils import absolute_range_name

from cme.edges.schema import Tab, duty_tabs, tabs

Json = dict[str, Any]

FILE = "spreadsheetId,spreadsheetUrl,properties(title,locale,timeZone,autoRecalc)"
OUTLINE = f"{FILE},sheets(properties(sheetId,title))"
DETAIL = (
    f"{FILE},namedRanges,sheets(properties(sheetId,title,gridProperties),protectedRanges,conditionalFormats,"
    "filterViews(title),charts(chartId,spec),"
    "data(rowData(values(userEnteredValue,userEnteredFormat(numberFormat),dataValidation,note))))"
)


@dataclass(frozen=True, slots=True)
class LiveTab:
    """One tab as it stands: its title, its size, and the cells of its first rows."""

    sheet_id: int
    title: str
    row_count: int
    column_count: int
    cells: Sequence[Sequence[Json]] = ()
    protections: Sequence[Json] = ()
    highlights: Sequence[Json] = ()
    views: Sequence[Json] = ()
    charts: Sequence[Json] = ()

    def cell(self, row: int, column: int) -> Json:
        """Return the cell at a row and column counted from 0, empty where nothing is there."""
        line = self.cells[row] if row < len(self.cells) else ()
        return line[column] if column < len(line) else {}

    def text(self, row: int, column: int) -> str:
        """Return what a person would see typed in the cell, as text."""
        value = self.cell(row, column).get("userEnteredValue", {})
        return str(next(iter(value.values()), ""))

    def headers(self, row: int) -> list[str]:
        """Return the headings of a row, stripped of blanks at their ends."""
        return [
            self.text(row, column).strip() for column in range(len(self.cells[row]) if row < len(self.cells) else 0)
        ]


@dataclass(frozen=True, slots=True)
class LiveWorkbook:
    """The workbook as it stands."""

    properties: Json = field(default_factory=dict)
    tabs: Mapping[int, LiveTab] = field(default_factory=dict)
    named: Mapping[str, Json] = field(default_factory=dict)

    def called(self, tab: Tab) -> str:
        """Return a tab's title of today as formulas write it: somebody may have renamed it."""
        title = self.tabs[tab.sheet_id].title if tab.sheet_id in self.tabs else tab.title
        return title if re.fullmatch(r"[A-Za-z_]\w*", title) else absolute_range_name(title)

    def as_called_now(self, formula: str) -> str:
        """Return a formula of the schema with the titles that its tabs have now."""
        return _retitled(formula, {tab.title: self.called(tab) for tab in self._ours()})

    def as_first_called(self, formula: str) -> str:
        """Return a formula as it stands with the titles that the schema knows."""
        return _retitled(formula, {self.called(tab).strip("'"): tab.title for tab in self._ours()})

    def _ours(self) -> Iterator[Tab]:
        """Yield the tabs of the schema that this file may have: those of the workbook, or of the Duty board."""
        duty = duty_tabs()
        yield from duty if any(tab.sheet_id in self.tabs for tab in duty) else tabs()


def _retitled(formula: str, titles: Mapping[str, str]) -> str:
    def title(found: re.Match[str]) -> str:
        return titles.get(found[1].strip("'"), found[1]) + "!"

    return re.sub(r"('(?:[^']|'')+'|\w+)!", title, formula)


def read_ranges(outline: Json, tabs: Sequence[Tab]) -> list[str]:
    """Return the ranges to ask for: the first rows of each tab, by the title that it has now."""
    wanted = {tab.sheet_id: 60 if tab.rows else tab.header_row + 1 for tab in tabs}
    ranges = []
    for sheet in outline.get("sheets", ()):
        properties = sheet["properties"]
        last = wanted.get(properties.get("sheetId", 0), 2)
        ranges.append(absolute_range_name(properties["title"], f"1:{last}"))
    return ranges


def live_workbook(answer: Json) -> LiveWorkbook:
    """Return the answer of `spreadsheets.get` as a LiveWorkbook."""
    tabs = {}
    for sheet in answer.get("sheets", ()):
        properties = sheet["properties"]
        grid = properties.get("gridProperties", {})
        rows = [row.get("values", []) for data in sheet.get("data", ())[:1] for row in data.get("rowData", ())]
        tab = LiveTab(
            properties.get("sheetId", 0),
            properties["title"],
            grid.get("rowCount", 0),
            grid.get("columnCount", 0),
            rows,
            sheet.get("protectedRanges", ()),
            sheet.get("conditionalFormats", ()),
            sheet.get("filterViews", ()),
            sheet.get("charts", ()),
        )
        tabs[tab.sheet_id] = tab
    named = {entry["name"]: entry for entry in answer.get("namedRanges", ())}
    return LiveWorkbook(answer.get("properties", {}), tabs, named)
