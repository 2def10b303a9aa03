"""Reads and extends the hidden tab *Form ids*: which question of which form means what, now and in the past."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gspread.urls import SPREADSHEET_VALUES_URL

from cme.domain.form_items import FormId
from cme.edges.google import Google
from cme.edges.schema import tab
from cme.edges.setup_calls import change_workbook


def form_ids(rows: Sequence[Sequence[Any]]) -> list[FormId]:
    """Return the rows of the tab, below its heading, as values; a row that is too short to mean anything is skipped."""
    full = [[str(cell).strip() for cell in row] + [""] * 6 for row in rows if len(row) >= 4]
    return [FormId(*row[:6]) for row in full if row[0] and (row[3] or row[4])]


def read_form_ids(google: Google, workbook_id: str) -> list[FormId]:
    """Return every question that ever was on one of the forms."""
    url = SPREADSHEET_VALUES_URL % (workbook_id, "read_form_ids")
    answer = google.http.request("get", url, params={"valueRenderOption": "UNFORMATTED_VALUE"})
    return form_ids(answer.json().get("values", [])[1:])


def add_form_ids(google: Google, workbook_id: str, rows: Sequence[FormId]) -> None:
    """Append rows; ids are written as text, so that one of digits only does not become a number."""
    cells = [
        {"values": [{"userEnteredValue": {"stringValue": text}} if text else {} for text in _cells(row)]}
        for row in rows
    ]
    body = {"sheetId": tab("form_ids").sheet_id, "rows": cells, "fields": "userEnteredValue"}
    change_workbook(google, workbook_id, [{"appendCells": body}])


def _cells(row: FormId) -> tuple[str, ...]:
    return row.form, row.kind, row.session, row.question_id, row.item_id, row.note
