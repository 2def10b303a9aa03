"""Makes the Duty board, the second file, and brings it back in step: plan, then apply. Never imported by the tick.

A workbook has one only once somebody asked for it; from then on Settings hold its id, and every apply looks at it.
"""

from __future__ import annotations

from collections.abc import Mapping

from cme.edges.google import Google
from cme.edges.schema import duty_tabs
from cme.edges.setup_calls import change_workbook, create_workbook, see_workbook
from cme.edges.workbook_plan import Plan, plan_workbook
from cme.errors import Refused
from cme.jobs.apply_schema import Outcome, apply_settings, is_copy, stored_settings

TITLE = "innov8 Duty board"
SETTING = "duty board"
MAKE = f"Make the file “{TITLE}”"
SHARE = (
    f"Share “{TITLE}” with whoever runs the morning, as readers. It shows no flags, but names and telephone numbers: "
    "never let anybody in who only has the link."
)
GONE = (
    "The Duty board that Settings name is gone, or this account may not change it. Take it out of Drive's bin; "
    "or empty “duty board” in Settings and apply again with --duty-board, which makes a new one."
)


def plan_duty_board(google: Google, workbook_id: str, *, make: bool) -> tuple[str, ...]:
    """Return what is missing, without changing anything; nothing where there is no board and none is wanted."""
    stored = stored_settings(google, workbook_id)
    board = board_of(stored)
    if is_copy(stored, workbook_id) or not (board or make):
        return ()
    found = _seen(google, board) if board else None
    return (MAKE,) if not board else found.lines if found else ()


def apply_duty_board(google: Google, workbook_id: str, *, make: bool) -> Outcome:
    """Make the board where there is none and one is wanted; where there is one, make every tab as it should be."""
    stored = stored_settings(google, workbook_id)
    if is_copy(stored, workbook_id):
        return Outcome()
    board = board_of(stored)
    done: list[str] = []
    reports: list[str] = []
    if not board and make:
        board = create_workbook(google, TITLE)
        done += [MAKE, *apply_settings(google, workbook_id, {SETTING: board})]
        reports.append(SHARE)
    if not board:
        return Outcome()
    found = _seen(google, board)
    if found is None:
        return Outcome(tuple(done), (GONE,))
    if found.steps:
        change_workbook(google, board, found.requests)
    return Outcome((*done, *found.lines), (*found.reports, *reports))


def _seen(google: Google, board: str) -> Plan | None:
    """Return what the board lacks, or None where there is no such file for this account."""
    try:
        return plan_workbook(duty_tabs(), see_workbook(google, board, duty_tabs()))
    except Refused as refused:
        if refused.status in (403, 404):
            return None
        raise


def board_of(stored: Mapping[str, str]) -> str:
    """Return the id of the Duty board that Settings name, empty where there is none."""
    return stored.get(SETTING, "").strip()
