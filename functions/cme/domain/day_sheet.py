"""The day on paper: who is expected where, with boxes to tick, and what to do when a child does not come. Pure.

It is printed in the morning and may lie about for hours, so it says for which day it is and when it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from cme.domain.board import lead_of, marks_once
from cme.domain.calendar import closure_on, sessions_on
from cme.domain.changed import on_day
from cme.domain.changed_rows import state_today
from cme.domain.clocks import day_of, hhmm
from cme.domain.duty_board import DOT, Row, dsl_call, dsl_first, for_duty
from cme.domain.kinds import is_online
from cme.domain.letter_rows import count
from cme.domain.mark_status import Status
from cme.domain.marks import Mark
from cme.domain.model import Facts, Session
from cme.domain.transport import calls_about

BOX = "☐"
NOT_EXPECTED = (Status.NOT_COMING, Status.CANCELLED, Status.PAUSED)
"""Of whom it is known that nobody need wait; they have no box."""
NOWHERE = "Site not entered"


def day_sheet(facts: Facts, at: datetime, wait: timedelta) -> list[Row]:
    """Return the sheet of a day: each site, each session, each child. `wait` is how long a child may be late."""
    day = day_of(at)
    first, call = dsl_first(facts), dsl_call(facts)
    facts = on_day(for_duty(facts), day)
    rows: list[Row] = [(f"Day sheet for {_named(day)}, written {hhmm(at)}",)]
    sessions, found = sessions_on(facts, day), marks_once(facts, at)
    if not sessions:
        return [*rows, (f"No sessions: {closure_on(facts, day) or 'none on this weekday'}.",)]
    rows += [(f"{DOT} = ring {call}, before anybody else is rung about this child.",)]
    for site in sorted({session.site for session in sessions}):
        there = [session for session in sessions if session.site == site]
        rows += [(), (_site(site, there, found),)]
        for session in there:
            rows += _session(facts, session, [m for m in found if m.place.session == session.code], first, call, wait)
    return rows


def _named(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def _site(site: str, there: Sequence[Session], found: Iterable[Mark]) -> str:
    codes = {session.code for session in there if not is_online(session.kind)}
    children = {m.place.pupil for m in found if m.place.session in codes and m.status not in NOT_EXPECTED}
    return f"{(site or NOWHERE).upper()}: {count(len(children), 'child', 'children')} expected in all"


def _session(
    facts: Facts, session: Session, group: Sequence[Mark], first: frozenset[str], call: str, wait: timedelta
) -> Iterator[Row]:
    told = (f"{hhmm(session.start)}–{hhmm(session.end)}", state_today(facts, session, group, "").strip(", "))
    heading = f"{session.name}, {', '.join(filter(None, told))}. Lead: {lead_of(facts, session)}"
    yield heading, "Due", "Transport", "First"
    if not group:
        yield ("No children have a place.",)
        return
    for mark in sorted(group, key=lambda m: facts.pupils[m.place.pupil].short_name.casefold()):
        yield _child(facts, mark, first)
    expected = [m.expected_at for m in group if m.status not in NOT_EXPECTED]
    if expected:
        late = sorted({hhmm(due + wait) for due in expected})
        yield (f"Not here by {' / '.join(late)}? Ring {call}.",)


def _child(facts: Facts, mark: Mark, first: frozenset[str]) -> Row:
    pupil = facts.pupils[mark.place.pupil]
    name = f"{pupil.short_name} ({pupil.code})"
    dot = DOT if pupil.code in first else ""
    rides = "; ".join(f"{one['who'].removeprefix('Transport: ')} {one['phone']}" for one in calls_about(mark.place))
    if mark.status in NOT_EXPECTED:
        return f"– {name}: {mark.status.value}", hhmm(mark.expected_at), "", dot
    return f"{BOX} {name}{f' {dot}' if dot else ''}", hhmm(mark.expected_at), rides, dot
