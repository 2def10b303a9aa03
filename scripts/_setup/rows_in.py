"""The rows of a file that a tab lacks, and how they are written: below all others, and text as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cme.edges.schema import Tab
from scripts._setup.cells import Value

Rows = Sequence[Mapping[str, Value]]


@dataclass(slots=True)
class Part:
    """One file: its rows that the tab has not yet, with the line of each, and headings that the tab lacks."""

    file: str
    tab: Tab
    header: list[str]
    more: list[str] = field(default_factory=list)
    rows: list[dict[str, Value]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def appended(schema: Tab, header: Sequence[str], rows: Rows) -> dict[str, Any]:
    """Return the request that adds rows below all others, each cell under its heading wherever that was moved."""
    lines = [{"values": [written(row.get(name, "")) for name in header]} for row in rows]
    return {"appendCells": {"sheetId": schema.sheet_id, "rows": lines, "fields": "userEnteredValue"}}


def written(value: Value) -> dict[str, Any]:
    """Return a cell: what is text stays text, whatever it looks like."""
    if isinstance(value, float):
        return {"userEnteredValue": {"numberValue": value}}
    return {"userEnteredValue": {"stringValue": value}} if value else {}


def requests_of(part: Part) -> Iterator[dict[str, Any]]:
    """Yield what adds a part to its tab: headings that it lacks, then the rows."""
    if part.more:
        start = {"sheetId": part.tab.sheet_id, "rowIndex": 0, "columnIndex": len(part.header)}
        heads = [{"values": [written(name) for name in part.more]}]
        yield {"updateCells": {"start": start, "rows": heads, "fields": "userEnteredValue"}}
    if part.rows:
        yield appended(part.tab, [*part.header, *part.more], part.rows)
