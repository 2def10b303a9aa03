"""The version of a workbook's tabs, as it stands in the head of Runs: read with all else, written by the set-up."""

from __future__ import annotations

from typing import Any

from cme.domain.model import Problem
from cme.domain.schema_version import Stamp, judge, stamp_of
from cme.edges.live_workbook import Json, LiveWorkbook
from cme.edges.schema import tab, versions

ROW, COLUMN = 1, 5
"""F2 and G2 of Runs, counted from 0: the version, and the oldest version of a program that it needs."""
LARGEST = 10_000


def read_stamp(version: Any, needs: Any) -> Stamp:
    """Return what the two cells say; a workbook that says nothing is of the first version."""
    number = _number(version) or 1
    return Stamp(number, _number(needs) or number)


def _number(value: Any) -> int:
    """A cell that was changed by hand holds no number that can be used."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return 0
    return int(number) if 1 <= number <= LARGEST else 0


def version_problem(stamp: Stamp) -> Problem | None:
    """Return that a workbook is of another version than this program, if it is."""
    return judge(stamp, versions())


def stamp_in(live: LiveWorkbook) -> Stamp:
    """Return what a workbook says of itself, as the set-up sees it."""
    runs = live.tabs.get(tab("runs").sheet_id)
    return read_stamp(*(runs.text(ROW, COLUMN + more) if runs else "" for more in (0, 1)))


def stamp_request(number: int) -> Json:
    """Return the request that writes a version, and which programs may work with it."""
    stamp = stamp_of(versions(), number)
    start = {"sheetId": tab("runs").sheet_id, "rowIndex": ROW, "columnIndex": COLUMN}
    values = [{"userEnteredValue": {"numberValue": one}} for one in (stamp.version, stamp.needs)]
    return {"updateCells": {"start": start, "rows": [{"values": values}], "fields": "userEnteredValue"}}
