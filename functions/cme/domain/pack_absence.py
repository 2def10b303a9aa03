"""The fourth group of a referral pack: when the child was last seen, and what innov8 itself has counted since. Pure.

innov8 sees a child on a few days of the week only. So these are its own counters and are called so: how long a school
has missed the child is for the school to say, and which threshold that meets for nobody here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import takewhile

from cme.domain.attendance import History, about, histories
from cme.domain.calendar import calendar_of, is_known, places_on, school_days
from cme.domain.cases import Case
from cme.domain.clocks import day_of
from cme.domain.model import Facts, Observation, Pupil, Saw
from cme.domain.pack import NONE_RECORDED, NOT_KNOWN, Field, Section, known, known_day, plain, stamp
from cme.domain.pruned import where_earlier
from cme.domain.said import order
from cme.domain.said_by import who_said
from cme.domain.sightings import last_seen, sightings

REASONS = frozenset({Saw.NOT_COMING, Saw.SCHOOL_KNOWS, Saw.WENT_HOME})
"""What is said of a child and gives a reason for its absence."""


def absence(pupil: Pupil, facts: Facts, now: datetime) -> Section:
    """Return when the child was last seen, the counters as of an instant, and the reasons that were given."""
    theirs = about(facts, {pupil.code: pupil})
    last, history = last_seen(pupil.code, facts), histories(theirs, day_of(now))[pupil.code]
    day = day_of(last.at) if last else None
    missed = [found.day for found in history.days if not found.came and (day is None or found.day > day)]
    return Section(
        "Absence",
        (
            Field("Last seen at innov8: day and time", stamp(last.at) if last else _never(history)),
            Field("Last seen at innov8: by whom", known(who_said(facts, last)) if last else NOT_KNOWN),
            Field("Last seen at innov8: where", _where(last, facts)),
            Field("School confirms that it has seen the child on", _school_saw(pupil, facts)),
            Field("First session missed at innov8 since then", _session(missed[0], theirs) if missed else NOT_KNOWN),
            Field("Sessions missed in a row at innov8", _in_a_row(history)),
            Field("School days since last seen by innov8", _school_days(pupil, facts, day, day_of(now))),
            Field("Calendar days since last seen by innov8", str((day_of(now) - day).days) if day else NOT_KNOWN),
            Field("Counted as of", stamp(now)),
            *(list(_reasons(pupil, facts, last)) or [Field("Reasons given since then", NONE_RECORDED)]),
            *((Field("What innov8 saw before", earlier),) if (earlier := where_earlier(facts)) else ()),
        ),
    )


def since_when(case: Case, facts: Facts) -> datetime | None:
    """Return from when on the search belongs to a case: after the child was last seen before it; None if never."""
    last = last_seen(case.pupil, facts, case.began)
    return min(last.at, case.began) if last else None


def _never(history: History) -> str:
    """A record without a sighting says so only where it holds days on which the child was waited for."""
    return f"never, in a record that begins on {known_day(history.days[0].day)}" if history.days else NOT_KNOWN


def _in_a_row(history: History) -> str:
    """Return the sessions of all days since one on which the child came, whether or not somebody said why."""
    if not history.days:
        return NOT_KNOWN
    missed = list(takewhile(lambda day: not day.came, reversed(history.days)))
    never = "" if len(missed) < len(history.days) else ", all that are recorded"
    return f"{sum(len(day.sessions) for day in missed)}{never}"


def _where(last: Observation | None, facts: Facts) -> str:
    session = facts.sessions.get(last.session) if last else None
    return known(", ".join(part for part in (session.name, session.site) if part) if session else "")


def _school_saw(pupil: Pupil, facts: Facts) -> str:
    """Return the last day of which the school itself says that it has seen the child."""
    theirs = (sight for sight in sightings(facts, facts.observations) if sight.pupil == pupil.code)
    days = [sight.day for sight in theirs if not sight.is_ours]
    return f"{known_day(max(days))}, by its own answer" if days else NOT_KNOWN


def _session(day: date, facts: Facts) -> str:
    names = dict.fromkeys(facts.sessions[place.session].name for place in places_on(facts, day))
    return ", ".join((known_day(day), *map(plain, names)))


def _school_days(pupil: Pupil, facts: Facts, last: date | None, today: date) -> str:
    """Return the school days after the last sighting, today with them, and by whose calendar they were counted."""
    if last is None:
        return NOT_KNOWN
    school = facts.organisations.get(pupil.school)
    whose = calendar_of(school)
    number = school_days(facts, last + timedelta(days=1), today, whose)
    gap = "" if is_known(facts, today, whose) else ", which does not reach today, so that each weekday counts"
    return f"{number}, by the calendar {plain(whose)}{gap}"


def _reasons(pupil: Pupil, facts: Facts, last: Observation | None) -> Iterator[Field]:
    """Yield what was said of why the child does not come, each with when, by whom, and who wrote it down."""
    said = (o for o in facts.observations if o.pupil == pupil.code and o.saw in REASONS)
    for one in sorted(said, key=order):
        if last is None or one.at > last.at:
            source = f", says {plain(one.said_by)}" if plain(one.said_by) else ""
            words = f"{one.saw.value}: {known(one.reason)}{source}; written down by {known(_writer(facts, one))}"
            yield Field(f"Reason given, {stamp(one.at)}", words)


def _writer(facts: Facts, said: Observation) -> str:
    by = facts.organisations.get(said.by)
    return by.name if by else who_said(facts, replace(said, said_by=""))
