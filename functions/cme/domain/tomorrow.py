"""What is known by now of the next day with sessions that is not as usual: it stands beneath the day's own. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cme.domain.calendar import closure_on, is_weekday, places_on, sessions_on
from cme.domain.clocks import hhmm, short_day
from cme.domain.model import Facts, Place, Role, Session
from cme.domain.pauses import is_place_paused
from cme.domain.recipients import is_away

FARTHEST, WEEK = 28, timedelta(days=7)
Row = tuple[str, ...]


def next_day(facts: Facts, today: date) -> date | None:
    """Return the next day on which sessions run, or None where there is none for four weeks."""
    later = (today + timedelta(days=number) for number in range(1, FARTHEST + 1))
    return next((day for day in later if sessions_on(facts, day)), None)


def tomorrow_rows(facts: Facts, today: date) -> list[Row]:
    """Return what is not as usual on the next day with sessions, and until then; nothing where all is as usual."""
    day = next_day(facts, today)
    if day is None:
        return []
    lines = dict.fromkeys([*_closed(facts, today, day), *_of_sessions(facts, day), *_of_children(facts, day)])
    lines |= dict.fromkeys(_of_dsls(facts, day))
    return [(), (f"Not as usual, {short_day(day)}",), *((line,) for line in lines)] if lines else []


def _closed(facts: Facts, today: date, day: date) -> Iterator[str]:
    """Yield each reason why innov8 is closed on weekdays until then, with the days that it takes."""
    found: dict[str, list[date]] = {}
    for number in range(1, (day - today).days):
        between = today + timedelta(days=number)
        if is_weekday(between) and (why := closure_on(facts, between)):
            found.setdefault(why, []).append(between)
    for why, days in found.items():
        until = f" to {short_day(days[-1])}" if days[1:] else ""
        yield f"Closed {short_day(days[0])}{until}: {why}"


def _of_sessions(facts: Facts, day: date) -> Iterator[str]:
    for session in sessions_on(facts, day):
        name, lead = _session(session), facts.staff.get(session.lead)
        if lead is not None and is_away(lead, day):
            yield f"{name}: {lead.name} is away; who leads it?"
        if session.since == day:
            yield f"{name}: its first day"
        if session.until == day:
            yield f"{name}: its last day"


def _session(session: Session) -> str:
    return f"{hhmm(session.start)} {session.name}, {session.site}"


def _of_children(facts: Facts, day: date) -> Iterator[str]:
    for place in places_on(facts, day):
        pupil, session = facts.pupils[place.pupil], facts.sessions[place.session]
        if what := _of_place(facts, place, day):
            yield f"{pupil.short_name} ({pupil.code}), {_session(session)}: {what}"


def _of_place(facts: Facts, place: Place, day: date) -> str:
    """Return what is new of a place: it begins, it ends, nobody is expected from now on, or somebody is again."""
    paused, before = (is_place_paused(facts, place, on) for on in (day, day - WEEK))
    if place.since == day:
        return "first day"
    if paused != before:
        return "paused by agreement from then on" if paused else "expected again after a pause"
    return "last day" if place.until == day else ""


def _of_dsls(facts: Facts, day: date) -> Iterator[str]:
    for person in facts.staff.values():
        if Role.INNOV8_DSL in person.roles and is_away(person, day):
            yield f"{person.name} is away and is paged last"
