"""The heartbeat: how often it must be seen, and the cells that hold it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cme.domain.calendar import sessions_on
from cme.domain.changed import on_day
from cme.domain.clocks import day_of, instant, local
from cme.domain.model import Facts, Problem, Severity
from cme.edges.ledger import cell
from cme.edges.schema import tab

IN_WINDOW, OUTSIDE = timedelta(minutes=5), timedelta(minutes=30)
GRACE = timedelta(minutes=5)
"""After the next heartbeat was due, before the Today tab says that the machine stands still."""
RUNS = tab("runs").sheet_id


@dataclass(frozen=True, slots=True)
class Stamps:
    """Since when the system is live, and since when it is paused, as the machine was the first to see it."""

    live_from: datetime | None = None
    paused_from: datetime | None = None


def interval(facts: Facts, now: datetime) -> timedelta:
    """Return how often the heartbeat is due: often around sessions, seldom outside."""
    begins, ends = _window(facts, now)
    return IN_WINDOW if begins <= now <= ends else OUTSIDE


def next_beat(facts: Facts, now: datetime) -> datetime:
    """Return when the next heartbeat is due after one of now: before sessions, as soon as they come near."""
    begins, _ = _window(facts, now)
    usual = now + interval(facts, now)
    return min(usual, max(begins, now + IN_WINDOW)) if now < begins else usual


def _window(facts: Facts, now: datetime) -> tuple[datetime, datetime]:
    """Return from when to when this day's sessions want a close watch; where there are none, a time that is over."""
    day = day_of(now)
    sessions = sessions_on(on_day(facts, day), day)
    if not sessions:
        return now, now - OUTSIDE
    begins = instant(day, min(s.start for s in sessions)) - timedelta(minutes=45)
    return begins, instant(day, max(s.end for s in sessions)) + timedelta(minutes=75)


def is_due(facts: Facts, last: datetime | None, now: datetime) -> bool:
    """Return whether the heartbeat must be written now."""
    return last is None or now - last >= interval(facts, now) or last > now or _is_sheet_due(facts, last, now)


def _is_sheet_due(facts: Facts, last: datetime, now: datetime) -> bool:
    """Return whether the day sheet is about to be printed, and what stands there is of an earlier minute."""
    day = day_of(now)
    printed = instant(day, facts.settings.day_sheet)
    return bool(facts.settings.duty_board and last < printed <= now and sessions_on(facts, day))


def heartbeat(facts: Facts, now: datetime, at: str = "B2", sheet: int = RUNS) -> dict[str, Any]:
    """Return the request that writes the heartbeat, and until when it is good: on Runs, or on another sheet."""
    return cells(at, [now, _good_until(now, next_beat(facts, now) + GRACE)], sheet)


def _good_until(now: datetime, due: datetime) -> datetime:
    """Return until when a heartbeat is good by the clock on the wall, which the sheet's NOW() shows.

    In the night in which an hour comes twice the wall may show less when the next one is due than it shows now: the
    screen would say at once that nothing runs. Then it says so an hour late; in any other night this is `due` itself.
    """
    wall = local(now).replace(tzinfo=None) + (due - now)
    return max(due, instant(wall.date(), wall.time()))


def soon(facts: Facts, now: datetime) -> dict[str, Any]:
    """Return the request that dates the heartbeat back, so that the next run draws the screens anew."""
    return cells("B2", [now - interval(facts, now)])


def stamps(seen: Stamps) -> dict[str, Any]:
    """Return the request that stamps, or clears, the instants at which the system went live and was paused."""
    return cells("B3", [seen.live_from, seen.paused_from])


def night(at: datetime, strays: int) -> dict[str, Any]:
    """Return the request that says when the night's job was done, and how many stray drafts it threw away."""
    return cells("D2", [at, strays])


def program(digest: str) -> dict[str, Any]:
    """Return the request that says which program the night's job was, by the digest of its files."""
    return cells("F4", [digest])


def clock_off(off: timedelta) -> dict[str, Any]:
    """Return the request that says, or no longer says, by how much the machine's clock is wrong."""
    return cells("E3", [round(off.total_seconds()) or None])


def looked(mails: str) -> dict[str, Any]:
    """Return the request that keeps which mails were looked at and are none of ours."""
    return cells("D4", [mails])


def form_state(digest: str, problems: Sequence[Problem]) -> dict[str, Any]:
    """Return the request that keeps what the forms offer, and what was wrong with them when they were looked at."""
    kept = [[p.code, p.severity.value, p.where, p.what, p.mend] for p in problems]
    return cells("B4", [digest, json.dumps(kept, ensure_ascii=False) if kept else ""])


def held(digest: str) -> dict[str, Any]:
    """Return the request that keeps the digest of the DSL's tabs as they are written down in History."""
    return cells("E4", [digest])


def kept_problems(text: str) -> list[Problem]:
    """Return the problems of the forms as they were kept; a cell that was changed by hand holds none."""
    try:
        rows = json.loads(text or "[]")
        return [Problem(row[0], Severity(row[1]), row[2], row[3], row[4]) for row in rows]
    except (ValueError, IndexError, TypeError, KeyError):
        return []


def cells(at: str, values: Sequence[Any], sheet: int = RUNS) -> dict[str, Any]:
    """Return a request that writes cells of a tab's head, that of Runs if no other, from one to the right."""
    start = {"sheetId": sheet, "rowIndex": int(at[1:]) - 1, "columnIndex": ord(at[0]) - ord("A")}
    fields = "userEnteredValue,userEnteredFormat.numberFormat"
    return {"updateCells": {"start": start, "rows": [{"values": [cell(v) for v in values]}], "fields": fields}}
