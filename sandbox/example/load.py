"""Writes the example into a workbook that the set-up has made, through the same API as a person's own tools."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from cme.domain.answer_notes import KEEP, Line
from cme.domain.answers import ANSWER, TAB, digest_of
from cme.domain.clocks import instant, serial, serial_of_day
from cme.domain.contacts import BEFORE_LIVE
from cme.edges.changes import FOLLOWED, watched
from cme.edges.google import Google
from cme.edges.schema import Tab, tab
from cme.edges.setup_calls import change_workbook
from cme.edges.tables import Table
from cme.jobs.apply_schema import apply_settings
from cme.policy import load_figures, load_questions
from sandbox.example.cast import STAFF_DOMAIN, Cast, Row, Value, cast, tables
from sandbox.example.facts import facts_of
from sandbox.example.history import FIRST_DAY, past, past_of
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
    "data protection papers read by": "Dee Safeguard, DSL, 03/09/2026",
}
LEFT_OPEN = ("Q-LEFT", "Q-ABSENT", "Q-15")
"""What nobody has answered in the example, so that whoever tries it finds questions on the Desk."""


def load_example(google: Google, workbook_id: str, people: Cast | None = None) -> None:
    """Fill a fresh workbook with people, timetable and past, those of the example if no others, and let it be live."""
    sessions = [raw["code"] for raw in cast().sessions]
    requests = [
        typed_rows(tab(slug), rows, sessions if tab(slug).open_columns else ()) for slug, rows in tables(people).items()
    ]
    requests += [_appended(tab(slug), rows) for slug, rows in _past(people).items()]
    since = instant(FIRST_DAY, time())
    answered = answered_before(since, by="S06", left_open=() if people else LEFT_OPEN)
    requests.append(typed_rows(tab("changes"), [*confirmed_before(tables(people), since), *answered]))
    live_from = {"values": [typed_cell(instant(FIRST_DAY, time()))]}
    start = {"sheetId": tab("runs").sheet_id, "rowIndex": 2, "columnIndex": 1}
    requests.append({"updateCells": {"start": start, "rows": [live_from], "fields": "userEnteredValue"}})
    change_workbook(google, workbook_id, requests)
    apply_settings(google, workbook_id, SETTINGS)


def _past(people: Cast | None) -> dict[str, list[Row]]:
    made = past_of(facts_of(people)) if people else past()
    return {
        "entries": [*made.entries, *messy_entries()],
        "observations": made.observations,
        "obligations": made.obligations,
        "messages": made.messages,
    }


def confirmed_before(people: Mapping[str, Sequence[Row]], at: datetime) -> list[Row]:
    """Return the rows of Changes that a run before the workbook was live leaves: all that stands there is confirmed."""
    filled = [Table.of(slug, _values(tab(slug), people.get(slug, ()))) for slug in FOLLOWED]
    usual: Row = {"Seen at": at, "Revision": 1, "Confirmed by": BEFORE_LIVE}
    return [
        {"Tab": cell.tab, "Row": cell.row, "Column": cell.column, "To": value} | usual
        for cell, value in watched(filled, ()).items()
        if value
    ]


def answered_before(at: datetime, by: str = BEFORE_LIVE, left_open: Container[str] = ()) -> list[Row]:
    """Return the rows of Changes of a week before, in which the default of every question but of some was kept."""
    rows = []
    for id_, question in load_questions().items():
        if id_ not in left_open:
            line = Line(digest_of(question, load_figures()), KEEP, by, id_)
            said: Row = {"From": line.basis, "To": line.words, "Revision": 1, "Confirmed by": by}
            rows.append({"Seen at": at - timedelta(days=7), "Tab": TAB, "Row": id_, "Column": ANSWER, **said})
    return rows


def _values(sheet: Tab, rows: Sequence[Row]) -> list[list[Value]]:
    return [list(sheet.headers), *([row.get(header, "") for header in sheet.headers] for row in rows)]


def typed_rows(sheet: Tab, rows: Sequence[Mapping[str, Value]], more: Sequence[str] = ()) -> dict[str, Any]:
    """Return what a person would have typed under the headings; `more` are headings that are typed as well."""
    headers = (*sheet.headers, *more)
    lines: list[dict[str, Any]] = [{"values": [typed_cell(row.get(header, "")) for header in headers]} for row in rows]
    first = sheet.header_row
    if more:
        first -= 1
        lines.insert(0, {"values": [typed_cell(header) for header in headers]})
    start = {"sheetId": sheet.sheet_id, "rowIndex": first, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": lines, "fields": "userEnteredValue"}}


def _appended(sheet: Tab, rows: Sequence[Row]) -> dict[str, Any]:
    lines = [{"values": [typed_cell(row.get(header, "")) for header in sheet.headers]} for row in rows]
    return {"appendCells": {"sheetId": sheet.sheet_id, "rows": lines, "fields": "userEnteredValue"}}


def typed_cell(value: Value) -> dict[str, Any]:
    """Return a cell as it is when a person has typed a value."""
    if isinstance(value, datetime):
        return {"userEnteredValue": {"numberValue": serial(value)}}
    if isinstance(value, date):
        return {"userEnteredValue": {"numberValue": serial_of_day(value)}}
    if isinstance(value, int | float):
        return {"userEnteredValue": {"numberValue": value}}
    return {"userEnteredValue": {"stringValue": value}} if value else {}
