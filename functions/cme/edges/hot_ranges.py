"""The part of the machine's growing tabs that a tick reads, moved on every night, so that a year reads like a month.

A tick reads from the first row of a named range (`hot_…`) to the end. What is older stands in the tab as before. The
rows are found by their dates in the whole column, so that a tab that somebody sorted is read whole again from its first
row that counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gspread.urls import SPREADSHEET_VALUES_BATCH_URL
from gspread.utils import absolute_range_name

from cme.domain.clocks import serial
from cme.edges.google import Google
from cme.edges.ledger_read import is_date
from cme.edges.schema import tab
from cme.edges.sheets import Snapshot

Json = dict[str, Any]
DATED = {"entries": "Submitted at", "observations": "Recorded at", "obligations": "Decided at", "messages": "At"}
DATED |= {"chronology": "Recorded at"}
"""The column of each tab that says when its row was written."""


def dates(google: Google, workbook_id: str, snapshot: Snapshot) -> dict[str, list[Any]]:
    """Return the column of dates of each tab that is read in part, from the first row under its heading: one call."""
    slugs = [slug for slug in DATED if slug in snapshot.titles and slug not in snapshot.unfit]
    ranges = [("ranges", _column(slug, snapshot.titles[slug])) for slug in slugs]
    options = [("valueRenderOption", "UNFORMATTED_VALUE"), ("dateTimeRenderOption", "SERIAL_NUMBER")]
    url = SPREADSHEET_VALUES_BATCH_URL % workbook_id
    answer = google.http.request("get", url, params=[*ranges, *options, ("majorDimension", "COLUMNS")]).json()
    found = (got.get("values") or [[]] for got in answer["valueRanges"])
    return {slug: columns[0] for slug, columns in zip(slugs, found, strict=True)}


def _column(slug: str, title: str) -> str:
    schema = tab(slug)
    letter = chr(ord("A") + schema.headers.index(DATED[slug]))
    return absolute_range_name(title, f"{letter}{schema.header_row + 1}:{letter}")


def first_rows(columns: Mapping[str, Sequence[Any]], since: Mapping[str, datetime]) -> dict[str, int]:
    """Return the first row of each tab, counted from 1, that was written since an instant; at least its last row."""
    found = {}
    for slug, column in columns.items():
        floor, last = serial(since[slug]), max(len(column) - 1, 0)
        recent = next((n for n, value in enumerate(column) if is_date(value) and value >= floor), last)
        found[slug] = tab(slug).header_row + 1 + recent
    return found


def moves(wanted: Mapping[str, int], snapshot: Snapshot) -> list[Json]:
    """Return the requests that let the next read begin where it should; none where it does."""
    return [
        {
            "updateNamedRange": {
                "namedRange": {
                    "namedRangeId": f"hot_{slug}",
                    "range": {"sheetId": tab(slug).sheet_id, "startRowIndex": row - 1},
                },
                "fields": "range",
            }
        }
        for slug, row in wanted.items()
        if row != snapshot.first_row.get(slug)
    ]
