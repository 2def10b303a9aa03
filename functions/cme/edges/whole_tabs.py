"""Reads one of the machine's tabs from its first row to its last, however old: a tick reads weeks only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from gspread.urls import SPREADSHEET_VALUES_URL
from gspread.utils import absolute_range_name

from cme.domain.model import Observation
from cme.edges.google import Google
from cme.edges.layout import titles_of
from cme.edges.ledger_read import read_observations
from cme.edges.schema import tab
from cme.edges.snapshot import Snapshot
from cme.errors import SetupError

Rows = list[list[Any]]


def whole_tab(google: Google, workbook_id: str, title: str, slug: str) -> Rows:
    """Return every row below the headings of a tab, by its title of today: one call, and a long one."""
    return _rows(google, workbook_id, absolute_range_name(title, f"A{tab(slug).header_row + 1}:ZZ"))


def every_cell(google: Google, file_id: str, title: str) -> Rows:
    """Return every row of a tab of any file, from its very first, by its title of today."""
    return _rows(google, file_id, absolute_range_name(title, "A1:ZZ"))


def tab_with_headings(google: Google, workbook_id: str, slug: str) -> Rows:
    """Return every row of a tab, headings and all, by its named range: for one that no run reads each minute."""
    return _rows(google, workbook_id, f"read_{slug}")


def _rows(google: Google, workbook_id: str, cells: str) -> Rows:
    options = [("valueRenderOption", "UNFORMATTED_VALUE"), ("dateTimeRenderOption", "SERIAL_NUMBER")]
    url = SPREADSHEET_VALUES_URL % (workbook_id, quote(cells, safe=""))
    found: Rows = google.http.request("get", url, params=options).json().get("values", [])
    return found


def all_observations(google: Google, workbook_id: str, title: str) -> tuple[Observation, ...]:
    """Return every observation that there ever was."""
    # What does not fit its columns was said by the runs that read it first.
    return read_observations(whole_tab(google, workbook_id, title, "observations"), [])


def check_tabs(snapshot: Snapshot, slugs: Iterable[str], what: str) -> None:
    """Raise where a tab on which something stands cannot be read: what leaves out is worse than none."""
    for slug in slugs:
        if slug in snapshot.unfit or not snapshot.titles.get(slug):
            raise unfit(slug, what)


def title_of(outline: Mapping[str, Any], slug: str, what: str) -> str:
    """Return how a tab is called today, or raise where it is gone."""
    title = titles_of(outline).get(tab(slug).sheet_id)
    if not title:
        raise unfit(slug, what)
    return title


def unfit(slug: str, what: str) -> SetupError:
    """Return the error that says which tab is wrong, and that something made from it would not be whole."""
    title = tab(slug).title
    said = f"The tab {title} is gone, or its columns were changed, so that {what} would not be whole."
    return SetupError(said, where=title, mend="Bring it back with File, Version history; then run this again.")
