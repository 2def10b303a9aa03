"""The tab Patterns, read and written whole; and all observations that ever were, which only a night reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from gspread.urls import SPREADSHEET_VALUES_URL

from cme.domain.findings import Finding
from cme.domain.model import Observation, Problem
from cme.edges.google import Google
from cme.edges.ledger import FIELDS, Cell, cell
from cme.edges.ledger_read import Columns, misfit, read_observations
from cme.edges.schema import tab

Json = dict[str, Any]
MOST = 900
"""So many findings fit the tab as it is made; nobody reads half as many."""


def all_observations(google: Google, workbook_id: str, title: str) -> tuple[Observation, ...]:
    """Return every row of Observations by the tab's title of today, however old: one call, and a long one."""
    quoted = title.replace("'", "''")
    where = quote(f"'{quoted}'!A{tab('observations').header_row + 1}:M", safe="")
    options = [("valueRenderOption", "UNFORMATTED_VALUE"), ("dateTimeRenderOption", "SERIAL_NUMBER")]
    answer = google.http.request("get", SPREADSHEET_VALUES_URL % (workbook_id, where), params=options).json()
    # What does not fit its columns was said by the runs that read it first.
    return read_observations(answer.get("values", ()), [])


def read_findings(rows: Iterable[Sequence[Any]], problems: list[Problem]) -> tuple[Finding, ...]:
    """Return what stands on the tab; a row that does not fit is a problem, never a guess."""
    found = []
    for row in rows:
        if not any(value not in ("", None) for value in row):
            continue
        c = Columns(row)
        try:
            found.append(Finding(c.text(0), c.text(1), c.number(2), c.day(3), c.need(4), c.text(5), c.need(6)))
        except (ValueError, OverflowError):
            misfit(problems, "patterns", row)
    return tuple(found)


def finding_row(found: Finding) -> tuple[Cell, ...]:
    """Return a finding as a row."""
    return (
        found.pupil,
        found.rule,
        found.level,
        found.since,
        found.level_since,
        found.what,
        found.recorded,
    )


def written(found: Sequence[Finding], before: int) -> list[Json]:
    """Return the request that writes the tab whole, over as many rows as stood there `before`."""
    rows = [finding_row(one) for one in found[:MOST]]
    width = len(tab("patterns").columns)
    rows += [("",) * width] * (before - len(rows))
    cells = [{"values": [cell(value) for value in row]} for row in rows]
    start = {"sheetId": tab("patterns").sheet_id, "rowIndex": tab("patterns").header_row, "columnIndex": 0}
    return [{"updateCells": {"start": start, "rows": cells, "fields": FIELDS}}] if rows else []
