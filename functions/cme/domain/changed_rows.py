"""Whom to ring because a session was cancelled or moved, as rows of the first screen; how a session reads. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cme.domain.change_letters import to_ring
from cme.domain.changed import said_of_sessions
from cme.domain.clocks import hhmm, instant
from cme.domain.letter_rows import count
from cme.domain.mark_status import Status
from cme.domain.marks import Mark
from cme.domain.model import Facts, Session
from cme.domain.rules.changed import CANCELLED, MOVED, Change, changes_of, is_concerned

Row = tuple[str, ...]
SETTLED = (Status.NOT_COMING, Status.WENT_HOME, Status.LEFT_SITE, Status.CONTRADICTORY, Status.PAUSED)
"""Of whom something else is known, or is asked already."""


def ring_rows(facts: Facts, found: Sequence[Mark], now: datetime) -> list[Row]:
    """Return the children who may be on the way to what was cancelled or moved, until it would be over, or begins."""
    standing = (
        {code: changes_of(said)[-1:] for code, said in said_of_sessions(facts, found[0].day).items()} if found else {}
    )
    rows = [
        _row(facts, mark, change)
        for mark in found
        for change in standing.get(mark.place.session, ())
        if _is_to_ring(mark, change, now)
    ]
    if not rows:
        return []
    return [(), (f"To ring, because plans changed: {count(len(rows), 'child', 'children')}",), *rows]


def _is_to_ring(mark: Mark, change: Change, now: datetime) -> bool:
    if mark.status in SETTLED or change.back is not None or not is_concerned(mark, change.said.recorded_at):
        return False
    if mark.status is Status.HERE and change.kind != CANCELLED:
        return False
    until = instant(mark.day, mark.place.end) if change.kind == CANCELLED else mark.expected_at
    return now < until


def _row(facts: Facts, mark: Mark, change: Change) -> Row:
    child, session = to_ring(facts, mark), facts.sessions[mark.place.session]
    numbers = (
        "; ".join(f"{call['who']} {call['phone']}" for call in child["calls"]) or "no number of the family is entered"
    )
    never = f" NEVER ring: {child['never']}." if child["never"] else ""
    since, where = hhmm(mark.expected_at), f"{session.site}, {session.name}"
    what = f"{change.kind} {hhmm(change.said.recorded_at)}{', IS HERE' if mark.status is Status.HERE else ''}"
    line = f"{child['name']} ({child['pupil']}), due {since}, {session.site}: {what}. Ring {numbers}.{never}"
    return line, since, where, what, "", numbers


def state_today(facts: Facts, session: Session, group: Sequence[Mark], usual: str) -> str:
    """Return how a session stands in a few words: what was said of it today, then the children."""
    planned, off = session.planned, next((mark.cancelled for mark in group if mark.cancelled), None)
    if off is not None:
        here = sum(mark.status is Status.HERE for mark in group)
        return f"cancelled by innov8 {hhmm(off.recorded_at)}{f', {here} here all the same' if here else ''}"
    if planned is None:
        return usual
    new = ["on a trip"] * (session.kind != planned.kind and session.kind == "trip")
    new += [f"{MOVED} from {hhmm(planned.start)}"] * (session.start != planned.start)
    new += [f"{MOVED} from {planned.site}"] * (session.site != planned.site and session.kind == planned.kind)
    new += ["another lead"] * (session.lead != planned.lead)
    return ", ".join((usual, *new))
