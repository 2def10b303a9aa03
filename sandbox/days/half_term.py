"""A half term as it really goes: who misses a day, who says why and when, and what happens in its sessions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cme.domain.calendar import places_on, sessions_on
from cme.domain.changed import on_day
from cme.domain.clocks import instant
from cme.domain.model import Facts, Observation, Place, Saw
from sandbox.days.rhythm import Rhythm, say
from sandbox.days.session import Room, rooms
from sandbox.example.cast import address

PARENT, SOMEBODY = "parent or carer", "somebody else"


@dataclass(frozen=True, slots=True)
class HalfTerm:
    """What is said if nobody is asked, and the sessions by day and code, whose leads answer when they are."""

    said: tuple[Observation, ...]
    rooms: Mapping[tuple[date, str], Room]


def half_term(facts: Facts, of: Rhythm) -> HalfTerm:
    """Return how a half term goes with these people."""
    said, there = list[Observation](), dict[tuple[date, str], Room]()
    for number in range((of.until - of.since).days + 1):
        day = of.since + timedelta(days=number)
        special = tuple(o for o in of.said if o.day == day)
        as_it_is = on_day(replace(facts, observations=special), day)
        missed = missing(facts, of, day)
        theirs = rooms(as_it_is, of, day, sessions_on(as_it_is, day), missed)
        there |= {(day, room.session.code): room for room in theirs}
        said += [*special, *_words(as_it_is, of, day), *_noted(theirs, special), *_on_duty(facts, of, day, theirs)]
    return HalfTerm(tuple(said), there)


def missing(facts: Facts, of: Rhythm, day: date) -> frozenset[str]:
    """Return the children who miss a day; brothers and sisters miss it together."""
    homes = {code: pupil.household or code for code, pupil in facts.pupils.items()}
    turns = {home: turn for turn, home in enumerate(dict.fromkeys(homes.values()))}
    missed = {home for home, turn in turns.items() if of.misses(day, home, turn)}
    return frozenset(code for code, home in homes.items() if home in missed)


def _on_duty(facts: Facts, of: Rhythm, day: date, theirs: list[Room]) -> Iterator[Observation]:
    """Yield that the DSL is on duty, of a day on which nobody has to ask."""
    asked, dsl = facts.settings.duty_asked, address(facts.settings.dsl_name)
    if theirs and asked is not None and (day, dsl) not in of.silent and of.happens("duty.before", day):
        yield say(day, "", "", Saw.ON_DUTY, instant(day, asked) - of.minutes("duty.minutes_before", day), dsl)


def _noted(theirs: list[Room], special: tuple[Observation, ...]) -> Iterator[Observation]:
    """Yield what the leads say; where a session was called off, nobody notes anything any more."""
    off = {o.session: o.recorded_at for o in special if o.saw is Saw.CANCELLED}
    for room in theirs:
        code = room.session.code
        yield from (o for o in room.said() if code not in off or o.recorded_at < off[code])


def _words(facts: Facts, of: Rhythm, day: date) -> Iterator[Observation]:
    """Say why of the children who miss the day, before it or once somebody has rung home; of some nobody says it."""
    missed, first = missing(facts, of, day), dict[str, Place]()
    for place in places_on(facts, day):
        first.setdefault(place.pupil, place)
    for pupil in sorted(missed & set(first)):
        home, at, said_by = facts.pupils[pupil].household or pupil, instant(day, first[pupil].start), PARENT
        if of.happens("child.word_before", day, home):
            at -= of.minutes("child.minutes_before", day, home)
            said_by = SOMEBODY if of.happens("child.hearsay", day, home) else PARENT
        elif of.happens("child.word_after", day, home):
            at += of.minutes("child.minutes_after", day, home)
        else:
            continue
        theirs = [place for place in places_on(facts, day) if place.pupil == pupil]
        for place in [p for p in theirs if instant(day, p.end) >= at] or theirs[-1:]:
            said = say(day, place.session, pupil, Saw.NOT_COMING, at, address("Cora"))
            yield replace(said, reason="ill", said_by=said_by)
