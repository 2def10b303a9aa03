"""Reads one of the machine's tabs from its first row to its last, however old: a tick reads weeks only."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from gspread.urls import SPREADSHEET_VALUES_URL
from gspread.utils import absolute_range_name

from cme.domain.model import Observation
from cme.edges.google import Google
from cme.edges.ledger_read import read_observations
from cme.edges.schema import tab

Rows = list[list[Any]]


def whole_tab(google: Google, workbook_id: str, title: str, slug: str) -> Rows:
    """Return every row below the headings of a tab, by its title of today: one call, and a long one."""
    where = quote(absolute_range_name(title, f"A{tab(slug).header_row + 1}:ZZ"), safe="")
    options = [("valueRenderOption", "UNFORMATTED_VALUE"), ("dateTimeRenderOption", "SERIAL_NUMBER")]
    answer = google.http.request("get", SPREADSHEET_VALUES_URL % (workbook_id, where), params=options).json()
    found: Rows = answer.get("values", [])
    return found


def all_observations(google: Google, workbook_id: str, title: str) -> tuple[Observation, ...]:
    """Return every observation that there ever was."""
    # What does not fit its columns was said by the runs that read it first.
    return read_observations(whole_tab(google, workbook_id, title, "observations"), [])
