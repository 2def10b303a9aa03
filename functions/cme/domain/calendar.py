"""Which days a calendar has school on. A day that no calendar speaks of counts as open: fail towards action."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from cme.domain.model import Facts, Organisation, Place, Problem, Session, Severity

OURS = "innov8"
"""The calendar of innov8's own open days."""


def closure_on(facts: Facts, day: date, calendar: str = OURS) -> str:
    """Return why a calendar is closed on a day, or an empty text where it is open or not known to be closed."""
    known = _known(facts)
    if (day, calendar) not in known:
        known[day, calendar] = _closure_on(facts, day, calendar)
    return known[day, calendar]


@lru_cache(maxsize=8)
def _known(facts: Facts) -> dict[tuple[date, str], str]:
    """Each look asks of the same few days again and again."""
    return {}


def _closure_on(facts: Facts, day: date, calendar: str) -> str:
    for closure in facts.closures:
        if closure.calendar == calendar and closure.since <= day <= closure.until:
            return closure.label or "closed"
    terms = [term for term in facts.terms if term.calendar == calendar]
    if terms and min(t.since for t in terms) <= day <= max(t.until for t in terms):
        return "" if any(t.since <= day <= t.until for t in terms) else "between terms"
    return ""


def is_open(facts: Facts, day: date, calendar: str = OURS) -> bool:
    """Return whether sessions run on this day, as far as is known."""
    return not closure_on(facts, day, calendar)


def is_known(facts: Facts, day: date, calendar: str = OURS) -> bool:
    """Return whether a calendar reaches a day: after its last term nobody knows which days have school."""
    return any(day <= term.until for term in facts.terms if term.calendar == calendar)


def closed_there(facts: Facts, organisation: Organisation | None, day: date) -> str:
    """Return why a school has no school on a day by its own calendar; empty where it has, or keeps none."""
    return closure_on(facts, day, organisation.calendar) if organisation and organisation.calendar else ""


def next_school_day(facts: Facts, day: date, until: date, calendar: str = OURS) -> date:
    """Return the first weekday after a day on which a calendar has school; by a last day at all events a weekday."""
    later = [day + timedelta(days=n) for n in range(1, max(1, (until - day).days) + 1)]
    weekdays = [found for found in later if is_weekday(found)] or later
    return next((found for found in weekdays if is_open(facts, found, calendar)), weekdays[0])


def is_weekday(day: date) -> bool:
    """Return whether a day lies between Monday and Friday."""
    return day.weekday() < 5


def is_school_day(facts: Facts, day: date, calendar: str = OURS) -> bool:
    """Return whether a calendar has school on a day: a weekday that it does not close."""
    return is_weekday(day) and is_open(facts, day, calendar)


def school_days(facts: Facts, since: date, until: date, calendar: str = OURS) -> int:
    """Return how many days with school there are from one day to another, both counted."""
    days = (since + timedelta(days=n) for n in range((until - since).days + 1))
    return sum(is_school_day(facts, day, calendar) for day in days)


def calendar_of(organisation: Organisation | None) -> str:
    """Return the calendar by which a school's days are counted: its own, or ours where it keeps none."""
    return (organisation.calendar if organisation else "") or OURS


def calendar_problems(facts: Facts, day: date) -> Iterable[Problem]:
    """Yield what is missing for this day: a calendar that does not reach it, or a gap that nobody called a holiday."""
    terms = [term for term in facts.terms if term.calendar == OURS]
    closed = any(c.calendar == OURS and c.since <= day <= c.until for c in facts.closures)
    if closed or any(term.since <= day <= term.until for term in terms):
        return
    if is_open(facts, day):
        yield Problem(
            "CAL-1",
            Severity.ERROR,
            "Calendar",
            f"No term of the calendar “{OURS}” reaches {day:%d/%m/%Y}, so every weekday counts as open.",
            "Type the term's dates into the Calendar tab.",
        )
    elif any(s.weekday == day.weekday() and within(s.since, s.until, day) for s in facts.sessions.values()):
        yield Problem(
            "CAL-2",
            Severity.QUERY,
            "Calendar",
            f"{day:%d/%m/%Y} lies between two terms of “{OURS}”, so nobody is expected, though no holiday is typed.",
            "If it is a holiday, type it into the Calendar tab; if sessions run, mend the term's dates now.",
        )


def within(since: date | None, until: date | None, day: date) -> bool:
    """Return whether a day lies between two days, inclusive, either of which may be open."""
    return (since is None or since <= day) and (until is None or day <= until)


def sessions_on(facts: Facts, day: date) -> list[Session]:
    """Return the sessions that run on a day, by start."""
    if not is_open(facts, day):
        return []
    running = (s for s in facts.sessions.values() if s.weekday == day.weekday() and within(s.since, s.until, day))
    return sorted(running, key=lambda s: (s.start, s.code))


def places_on(facts: Facts, day: date) -> list[Place]:
    """Return the places that expect their pupil on a day, by start, session and pupil; one typed twice counts once."""
    running = {session.code for session in sessions_on(facts, day)}
    found = (
        place
        for place in facts.places
        if place.session in running and place.pupil in facts.pupils and within(place.since, place.until, day)
    )
    once: dict[tuple[str, str, str], Place] = {}
    for place in sorted(found, key=lambda p: (p.start, p.session, p.pupil, p.commissioner)):
        once.setdefault((place.pupil, place.session, place.commissioner), place)
    return list(once.values())
