"""A day that is not as planned: sessions cancelled, moved, led by somebody else, as staff said so on the day. Pure.

What was said of a session is an observation like any other: added, never changed, and superseded by a later one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from cme.domain.by_day import said_on
from cme.domain.clocks import hhmm, instant, local
from cme.domain.model import Facts, Observation, Place, Saw, Session

OF_SESSIONS = frozenset(
    {Saw.CANCELLED, Saw.GOES_AHEAD, Saw.MOVED, Saw.ENDS, Saw.LED_BY, Saw.TRIP, Saw.REACHED_AT},
)
"""What is said of a session and of no child."""
MOVES = frozenset({Saw.MOVED, Saw.ENDS})
LAST_MINUTE = time(23, 59)
DAY = date(2000, 1, 3)
"""A day without a clock change, to reckon with times of day."""


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A session was cancelled: who said so first, and who took it back."""

    said: Observation
    back: Observation | None = None


def said_of_sessions(facts: Facts, day: date) -> Mapping[str, tuple[Observation, ...]]:
    """Return what was said of each session on a day, in the order in which it was said."""
    found: dict[str, list[Observation]] = {}
    for said in said_on(facts, day):
        if said.saw in OF_SESSIONS and not said.pupil and said.session in facts.sessions:
            found.setdefault(said.session, []).append(said)
    return {code: tuple(sorted(said, key=_order)) for code, said in found.items()}


def _order(said: Observation) -> tuple[datetime, str]:
    return said.recorded_at, said.entry


def cancellations(said: Iterable[Observation]) -> tuple[Cancellation, ...]:
    """Return each time that a session was cancelled: what two people say of it before it is on again is said once."""
    found: list[Cancellation] = []
    for one in said:
        is_off = bool(found) and found[-1].back is None
        if one.saw is Saw.CANCELLED and not is_off:
            found.append(Cancellation(one))
        elif one.saw is Saw.GOES_AHEAD and is_off:
            found[-1] = replace(found[-1], back=one)
    return tuple(found)


def cancelled_on(facts: Facts, day: date) -> Mapping[str, Observation]:
    """Return the sessions that stand cancelled on a day, each with who said so first."""
    last = {code: cancellations(said)[-1:] for code, said in said_of_sessions(facts, day).items()}
    return {code: found[0].said for code, found in last.items() if found and found[0].back is None}


@lru_cache(maxsize=8)
def on_day(facts: Facts, day: date) -> Facts:
    """Return the facts with each session, and each place in it, as it is on a day. A second time changes nothing."""
    changes = {code: _session(facts.sessions[code], day, said) for code, said in said_of_sessions(facts, day).items()}
    if all(facts.sessions[code] == session for code, session in changes.items()):
        return facts
    places = tuple(
        _place(place, facts.sessions[place.session], changes[place.session]) if place.session in changes else place
        for place in facts.places
    )
    return replace(facts, sessions={**facts.sessions, **changes}, places=places)


def is_moved(session: Session) -> bool:
    """Return whether a session begins at another time than the timetable says."""
    return session.planned is not None and session.planned.start != session.start


def from_start(session: Session, step: str = "") -> str:
    """Return a step of something that counts from a session's start: counted from another start it is another step."""
    return " ".join(part for part in (step, f"from {hhmm(session.start)}" if is_moved(session) else "") if part)


def _session(before: Session, day: date, said: Sequence[Observation]) -> Session:
    planned = before.planned or before
    found = replace(planned, planned=planned)
    for one in said:
        if one.saw in MOVES:
            found = _moved(found, one)
        elif one.saw is Saw.LED_BY:
            found = replace(found, lead=one.instead, phone="")
        elif one.saw is Saw.TRIP:
            found = replace(found, kind="trip", site=one.instead or found.site)
        elif one.saw is Saw.REACHED_AT:
            found = replace(found, phone=one.instead)
        elif one.saw is Saw.GOES_AHEAD:
            found = _on_again(found, day, one, cancellations(said))
    if found.end <= found.start:
        found = replace(found, end=_later(found.start, _length(planned)))
    return found


def _moved(found: Session, said: Observation) -> Session:
    due = local(said.due).time() if said.due else None
    if said.saw is Saw.ENDS:
        return replace(found, end=due or found.end)
    return replace(found, start=due or found.start, site=said.instead or found.site)


def _on_again(found: Session, day: date, back: Observation, times: Iterable[Cancellation]) -> Session:
    """Nobody can have come on time to what was off at its start: it begins when people are told that it is on."""
    start = instant(day, found.start)
    was_off = any(c.back is back and c.said.recorded_at <= start < back.recorded_at for c in times)
    return replace(found, start=local(back.recorded_at).time().replace(second=0, microsecond=0)) if was_off else found


def _place(place: Place, before: Session, now: Session) -> Place:
    """A child's own start keeps its distance from the session's; an own end stands where it still can."""
    start = _later(place.start, _between(before.start, now.start))
    ends_with = place.end == before.end or not start < place.end < now.end
    return replace(place, start=start, end=now.end if ends_with and now.end > start else max(place.end, start))


def _between(before: time, after: time) -> timedelta:
    return datetime.combine(DAY, after) - datetime.combine(DAY, before)


def _length(session: Session) -> timedelta:
    return _between(session.start, session.end)


def _later(at: time, by: timedelta) -> time:
    found = datetime.combine(DAY, at) + by
    return found.time() if found.date() == DAY else LAST_MINUTE if by > timedelta(0) else time()
