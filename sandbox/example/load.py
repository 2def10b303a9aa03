"""Writes the example into a workbook that the set-up has made, through the same API as a person's own tools."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from cme.domain.clocks import instant, serial, serial_of_day
from cme.edges.google import Google
from cme.edges.schema import Tab, tab
from cme.edges.setup_calls import change_workbook
from cme.jobs.apply_schema import apply_settings
from sandbox.example.cast import STAFF_DOMAIN, Row, Value, cast, tables
from sandbox.example.history import FIRST_DAY, past
from sandbox.example.messy import messy_entries

MAILBOX = f"bot@{STAFF_DOMAIN}"
SETTINGS = {
    "organisation": "innov8 Example Workshops",
    "mode": "live",
    "sender": MAILBOX,
    "reply to": f"attendance@{STAFF_DOMAIN}",
    "domain": STAFF_DOMAIN,
    "dsl name": "Dee Safeguard",
    "dsl phone": "07700 900106",
}


def load_example(google: Google, workbook_id: str) -> None:
    """Fill a fresh workbook with the example's people, timetable and past, and let it be live."""
    requests = [_typed(tab(slug), rows) for slug, rows in tables().items()]
    requests += [_appended(tab(slug), rows) for slug, rows in _past().items()]
    live_from = {"values": [_cell(instant(FIRST_DAY, time()))]}
    start = {"sheetId": tab("runs").sheet_id, "rowIndex": 2, "columnIndex": 1}
    requests.append({"updateCells": {"start": start, "rows": [live_from], "fields": "userEnteredValue"}})
    change_workbook(google, workbook_id, requests)
    apply_settings(google, workbook_id, SETTINGS)


def _past() -> dict[str, list[Row]]:
    made = past()
    return {
        "entries": [*made.entries, *messy_entries()],
        "observations": made.observations,
        "obligations": made.obligations,
        "messages": made.messages,
    }


def _typed(sheet: Tab, rows: Sequence[Row]) -> dict[str, Any]:
    """Return what a person would have typed under the headings; Places gets a heading for each session."""
    sessions = tuple(raw["code"] for raw in cast().sessions) if sheet.open_columns else ()
    headers = (*sheet.headers, *sessions)
    lines: list[dict[str, Any]] = [{"values": [_cell(row.get(header, "")) for header in headers]} for row in rows]
    first = sheet.header_row
    if sessions:
        first -= 1
        lines.insert(0, {"values": [_cell(header) for header in headers]})
    start = {"sheetId": sheet.sheet_id, "rowIndex": first, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": lines, "fields": "userEnteredValue"}}


def _appended(sheet: Tab, rows: Sequence[Row]) -> dict[str, Any]:
    lines = [{"values": [_cell(row.get(header, "")) for header in sheet.headers]} for row in rows]
    return {"appendCells": {"sheetId": sheet.sheet_id, "rows": lines, "fields": "userEnteredValue"}}


def _cell(value: Value) -> dict[str, Any]:
    if isinstance(value, datetime):
        return {"userEnteredValue": {"numberValue": serial(value)}}
    if isinstance(value, date):
        return {"userEnteredValue": {"numberValue": serial_of_day(value)}}
    if isinstance(value, int | float):
        return {"userEnteredValue": {"numberValue": value}}
    return {"userEnteredValue": {"stringValue": value}} if value else {}
