"""A session that spans midday is two halves, each with a register of its own: the morning keeps the code. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, time

from cme.domain.calendar import within
from cme.domain.clocks import NOON, minute_of_day
from cme.domain.model import Facts, Place, Session

AFTERNOON = "-PM"
"""What stands behind the code of a session for its second half."""
SHORTEST = 30
"""Minutes that a second half lasts at least: a shorter one belongs to the morning."""
Sessions = Mapping[str, Session]


def afternoon_from(session: Session, usual: time) -> time | None:
    """Return when a session's second half begins: its own time, else the usual one; None where it has no such half."""
    if session.pm_start is not None:
        return session.pm_start
    is_long = minute_of_day(session.end) - minute_of_day(usual) >= SHORTEST
    return usual if session.start < NOON and is_long else None


def in_halves(sessions: Sessions, places: Iterable[Place], usual: time) -> tuple[dict[str, Session], tuple[Place, ...]]:
    """Return sessions and places with each session that spans midday in its halves, where the second's code is free."""
    found: dict[str, Session] = {}
    halved: dict[str, time] = {}
    for code, session in sessions.items():
        since, name = afternoon_from(session, usual), f"{code}{AFTERNOON}"
        if since is None or name in sessions:
            found[code] = session
            continue
        halved[code] = since
        found[code] = replace(session, end=since)
        found[name] = replace(session, code=name, name=f"{session.name}, afternoon", start=since, morning=code)
    return found, tuple(half for place in places for half in _halves(place, halved.get(place.session)))


def _halves(place: Place, since: time | None) -> list[Place]:
    """A place is in the halves that its own hours reach: who goes home at twelve has no afternoon to miss."""
    if since is None:
        return [place]
    morning = [replace(place, end=min(place.end, since))] if place.start < NOON else []
    afternoon = replace(place, session=f"{place.session}{AFTERNOON}")
    if morning:
        afternoon = replace(afternoon, start=max(place.start, since))
    return [*morning, afternoon] if place.end > since else morning or [afternoon]


def afternoon_of(sessions: Sessions, code: str) -> Session | None:
    """Return the second half of a session, or None where it has none."""
    found = sessions.get(f"{code}{AFTERNOON}")
    return found if found is not None and found.morning == code else None


def are_halves(sessions: Sessions, one: str, other: str) -> bool:
    """Return whether two codes are the halves of one session."""
    first, second = sorted((one, other))
    return afternoon_of(sessions, first) is not None and second == f"{first}{AFTERNOON}"


def ends_early(facts: Facts, place: Place, day: date) -> bool:
    """Return whether it is agreed that a child goes home before its session ends, be it by having no second half."""
    session, later = facts.sessions[place.session], afternoon_of(facts.sessions, place.session)
    if place.end < session.end or later is None:
        return place.end < session.end
    theirs = (p for p in facts.places if (p.pupil, p.session) == (place.pupil, later.code))
    return not any(within(p.since, p.until, day) for p in theirs)
