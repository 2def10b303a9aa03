"""Who has seen a child in person, and when: one of us, its school, or whoever a case says that saw it. Pure.

A voice on the telephone is nobody seen, and a screen shows not where a child is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from cme.domain.clocks import day_of
from cme.domain.kinds import online_sessions
from cme.domain.model import Did, Event, Facts, Observation, Saw
from cme.domain.said import SEEN, order, standing


@dataclass(frozen=True, slots=True)
class Sight:
    """Somebody has seen a child in person on a day: one of us, its school, or whoever a case says that saw it."""

    pupil: str
    day: date
    is_ours: bool = False


def sightings(facts: Facts, said: Iterable[Observation]) -> Iterator[Sight]:
    """Yield whom somebody has seen in person, and when: ours at a session, or a school by its answer about a child."""
    heard = list(said)
    ours = dict.fromkeys((one.pupil, one.day) for one in seen_in_person(facts, heard))
    yield from (Sight(pupil, day, is_ours=True) for pupil, day in ours)
    yield from (Sight(one.pupil, seen) for one in heard if one.pupil and (seen := _school_saw(one)) is not None)


def seen_in_person(facts: Facts, said: Iterable[Observation]) -> list[Observation]:
    """Return each time that somebody of ours saw a child in person and nobody has taken back, in the order of time.

    A mark that was wrong takes back what was seen on its day, and on no other.
    """
    by_day: dict[tuple[str, date], list[Observation]] = {}
    for one in said:
        if one.pupil:
            by_day.setdefault((one.pupil, one.day), []).append(one)
    online = online_sessions(facts)
    stands = (o for theirs in by_day.values() for o in standing(sorted(theirs, key=order)))
    return sorted((o for o in stands if o.saw in SEEN and o.session not in online), key=order)


def last_seen(code: str, facts: Facts, until: datetime | None = None) -> Observation | None:
    """Return when somebody of innov8 saw a child in person last, by what was known at an instant, if it is given."""
    said = (o for o in facts.observations if o.pupil == code and (until is None or o.recorded_at <= until))
    return next(reversed(seen_in_person(facts, said)), None)


def of_cases(events: Iterable[Event]) -> Iterator[Sight]:
    """Yield whom somebody else has seen, an officer or a neighbour, by what was said of the child's case."""
    yield from (Sight(event.pupil, day_of(event.at)) for event in events if event.did is Did.LOCATED)


@lru_cache(maxsize=8)
def seen_since(facts: Facts, at: datetime) -> Mapping[str, bool]:
    """Return whom somebody has seen by what reached us after an instant, each with whether that was one of us."""
    found: dict[str, bool] = {}
    said = (o for o in facts.observations if o.recorded_at > at)
    for sight in (*sightings(facts, said), *of_cases(e for e in facts.events if e.recorded_at > at)):
        found[sight.pupil] = found.get(sight.pupil, False) or sight.is_ours
    return found


def seen_on(facts: Facts) -> dict[str, date]:
    """Return the last day on which anybody has seen each child in person, as far as we were told."""
    found: dict[str, date] = {}
    for sight in (*sightings(facts, facts.observations), *of_cases(facts.events)):
        found[sight.pupil] = max(sight.day, found.get(sight.pupil, sight.day))
    return found


def _school_saw(said: Observation) -> date | None:
    """Return the day on which a school says that it has seen the child."""
    if said.saw is Saw.SCHOOL_SEES:
        return day_of(said.at)
    if said.saw is not Saw.SCHOOL_SAW:
        return None
    try:
        return datetime.strptime(said.instead, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None
