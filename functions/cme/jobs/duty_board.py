"""Writes the Duty board, the second file: whole, in one call, whenever the screens of the workbook are drawn.

It comes after everything that must reach somebody, and before the commit that draws the workbook's own screens, so that
a board that could not be written is among the problems that these list. It never stops a run, and never claims one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cme.domain.board import sessions_today
from cme.domain.clocks import day_of
from cme.domain.day_sheet import day_sheet
from cme.domain.duty_board import first_screen, for_duty
from cme.domain.figures import Figures
from cme.domain.model import Facts, Problem, Severity
from cme.domain.ring_list import ring_list
from cme.edges.ledger import Cell
from cme.edges.schema import duty_tabs
from cme.edges.setup_calls import change_workbook
from cme.edges.templates import web_address
from cme.errors import EdgeError, Refused
from cme.jobs import pulse
from cme.jobs.attempt import Pending, Run
from cme.jobs.board import whole

Json = dict[str, Any]
SHAPES = {"now": (2, 79, 6), "ring_list": (2, 80, 10), "sessions_today": (2, 40, 10), "day_sheet": (1, 160, 4)}
"""For each tab the first row that is written, how many rows, and how many columns."""
STAMP = "G1"
"""The cell of “Now” that says when it was written; the next one by when it is written again."""
FIELDS = "userEnteredValue,userEnteredFormat.textFormat.link"
"""What is written of each cell: also that it is no link any more."""
RESULT, TAP = 1, "Say how it went"
"""The column of the ring list that leads to the form, from 0, and what is tapped there."""
TIME = 20.0
"""Seconds that must be left: whoever was told must still be written down afterwards."""
WHERE = "Settings, duty board"
APPLY = "Run scripts/apply_schema, which mends its tabs."
REFUSED = {
    400: ("Google does not write the Duty board as it stands: one of its tabs is gone, or its file is another.", APPLY),
    403: ("The mailbox that does the work may not write the Duty board.", "Share it with it again, as an editor."),
    404: ("There is no file with the id of the Duty board.", "Mend the id, or empty it and apply the schema again."),
}
"""What a refusal means, and what to do, by its status."""


def show_duty_board(this: Run, found: Pending, facts: Facts) -> list[Problem]:
    """Write the Duty board, where Settings names one; return what is wrong with it. It never raises."""
    board_id = facts.settings.duty_board
    if not (board_id and found.gathered.ours and this.has_time(TIME)):
        return []
    try:
        requests = duty_screens(facts, this.now, this.figures)
        change_workbook(this.google, board_id, requests)
    except Exception as wrong:
        return [_unwritten(wrong)]
    return []


def duty_screens(facts: Facts, now: datetime, figures: Figures) -> list[Json]:
    """Return the requests that rewrite every tab of the Duty board, and say until when they are good."""
    sheets = {tab.slug: tab.sheet_id for tab in duty_tabs()}
    drawn: dict[str, Sequence[Sequence[Cell]]] = {
        "now": first_screen(facts, now),
        "ring_list": ring_list(facts, now),
        "sessions_today": sessions_today(for_duty(facts), now),
        "day_sheet": day_sheet(facts, now, figures.minutes("absence_notice", day_of(now))),
    }
    tabs = {slug: whole(sheets[slug], SHAPES[slug], rows, FIELDS) for slug, rows in drawn.items()}
    _link_results(tabs["ring_list"])
    return [*tabs.values(), pulse.heartbeat(facts, now, STAMP, sheets["now"])]


def _link_results(request: Json) -> None:
    """Turn the links of the ring list into a word to tap: an address of two hundred letters is nothing to read."""
    for row in request["updateCells"]["rows"]:
        address = row["values"][RESULT].get("userEnteredValue", {}).get("stringValue", "")
        if web_address(address):
            link = {"textFormat": {"link": {"uri": address}}}
            row["values"][RESULT] = {"userEnteredValue": {"stringValue": TAP}, "userEnteredFormat": link}


def _unwritten(wrong: Exception) -> Problem:
    """Say what keeps the board from being written, and what to do; the workbook's own screens know all the same."""
    what, mend = f"The Duty board could not be written ({type(wrong).__name__}).", "It is tried again in some minutes."
    if isinstance(wrong, Refused):
        what, mend = REFUSED.get(wrong.status, (f"Google refuses to write the Duty board ({wrong.brief}).", APPLY))
    elif isinstance(wrong, EdgeError):
        what = f"The Duty board could not be written ({wrong.brief})."
    told = "Tell whoever runs the morning that it shows an earlier minute; the tab Today holds."
    return Problem("DUTY-1", Severity.ERROR, WHERE, what, f"{mend} {told}")
