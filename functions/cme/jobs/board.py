"""Writes the screens: each tab whole, in one request, so that no line of an older run stays behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cme.domain import board
from cme.domain.case_rows import case_rows
from cme.domain.model import Decision, Facts, Problem
from cme.domain.waiting import waiting
from cme.edges.ledger import Cell, cell
from cme.edges.schema import tab
from cme.edges.templates import web_address

Json = dict[str, Any]
SHAPES = {"today": (2, 80, 6), "waiting": (2, 80, 4), "sessions_today": (2, 40, 10), "problems": (2, 200, 6)}
SHAPES |= {"cases": (2, 60, 13)}
"""For each tab the first row that is written, how many rows, and how many columns.

The first row of each screen is a formula of the set-up's own: it says in red that the machine has stopped.
"""
SINCE = 1
"""The column whose time is tapped to say what one did about a row, from 0: a telephone shows it beside the first.

The link stands behind the columns of a row, where it has one.
"""


def screens(facts: Facts, decision: Decision, problems: Sequence[Problem], now: datetime) -> list[Json]:
    """Return the requests that rewrite Today, Waiting, Sessions today, Problems and Cases."""
    listed: list[tuple[Cell, ...]] = [(p.code, p.severity.value, p.where, p.what, p.mend, now) for p in problems]
    return [
        _screen("today", board.today(facts, decision, problems, now)),
        _screen("waiting", waiting(facts, decision, problems, now)),
        _screen("sessions_today", board.sessions_today(facts, now)),
        _screen("problems", listed),
        _screen("cases", case_rows(facts, decision.asks, now)),
    ]


def _screen(slug: str, rows: Sequence[Sequence[Cell]]) -> Json:
    format_of = {
        "problems": "numberFormat",
        "cases": "numberFormat",
        "today": "textFormat.link",
        "waiting": "textFormat.link",
    }.get(slug)
    fields = f"userEnteredValue,userEnteredFormat.{format_of}" if format_of else "userEnteredValue"
    width = SHAPES[slug][2]
    drawn = whole(tab(slug).sheet_id, SHAPES[slug], [row[:width] for row in rows], fields)
    for cells, row in zip(drawn["updateCells"]["rows"], rows, strict=False):
        link = str(row[width]) if len(row) > width else ""
        if web_address(link) and cells["values"][SINCE]:
            cells["values"][SINCE]["userEnteredFormat"] = {"textFormat": {"link": {"uri": link}}}
    return drawn


def whole(sheet_id: int, shape: tuple[int, int, int], rows: Sequence[Sequence[Cell]], fields: str) -> Json:
    """Return the request that rewrites a tab: its rows, then empty ones, and of too many how many there are."""
    first, height, width = shape
    shown = list(rows)
    if len(shown) > height:
        more = len(shown) - height + 1
        shown = [*shown[: height - 1], (f"… and {more} more",)]
    shown += [()] * (height - len(shown))
    cells = [{"values": [cell(value) for value in (*row, *[""] * (width - len(row)))]} for row in shown]
    start = {"sheetId": sheet_id, "rowIndex": first - 1, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": cells, "fields": fields}}
