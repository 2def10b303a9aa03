"""One session as it goes: which of its children come, and what its lead ticks, logs and mends."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cme.domain.calendar import places_on
from cme.domain.clocks import instant
from cme.domain.model import Facts, Observation, Place, Saw, Session
from sandbox.days.rhythm import Rhythm, say

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Child:
    """How it really is with one child in one session, and how its lead errs about it.

    `slip` is a child who is here and not ticked, or ticked and not here; `unlogged` one who starts later than others
    and whose coming nobody notes.
    """

    place: Place
    start: datetime
    comes: datetime | None = None
    goes: datetime | None = None
    taxi: bool = False
    slip: bool = False
    unlogged: bool = False

    def is_here(self, at: datetime) -> bool:
        """Return whether the child is in the room."""
        return self.comes is not None and self.comes <= at and (self.goes is None or at < self.goes)

    def is_ticked(self, asked: datetime) -> bool:
        """Return whether the first register ticks the child, rightly or not."""
        if self.comes is None:
            return self.slip and self.start <= asked
        return self.is_here(asked) and not self.slip


@dataclass(frozen=True, slots=True)
class Room:
    """One session on one day: its children, and when its lead takes the first register."""

    of: Rhythm
    day: date
    session: Session
    lead: str
    children: Sequence[Child]
    asked: datetime

    def said(self) -> Iterator[Observation]:
        """Yield what is said of the session and its children if nobody asks."""
        yield from self._register(self.asked, {c.place.pupil for c in self.children if c.is_ticked(self.asked)})
        for child in self.children:
            yield from self._noted(child)

    def register(self, at: datetime) -> Iterator[Observation]:
        """Yield a register that is taken again: by then the lead looks at each child."""
        yield from self._register(at, {child.place.pupil for child in self.children if child.is_here(at)})

    def _register(self, at: datetime, ticked: Collection[str]) -> Iterator[Observation]:
        """Yield a register; who is not ticked, and could be there by then, was not here when asked."""
        yield self._say("", Saw.REGISTER, at)
        for child in self.children:
            if child.place.pupil in ticked:
                yield self._say(child.place.pupil, Saw.SEEN, at)
            elif child.start <= at:
                yield self._say(child.place.pupil, Saw.NOT_HERE, at)

    def _noted(self, child: Child) -> Iterator[Observation]:
        """Yield what is said of one child beside the registers."""
        pupil, late = child.place.pupil, self._noticed(child)
        if child.comes is None:
            if child.is_ticked(self.asked):
                yield self._say(pupil, Saw.WAS_NOT_HERE, self.asked + late)
            return
        if child.taxi:
            yield replace(self._say(pupil, Saw.TAXI_LATE, child.start - MINUTE), due=child.comes)
        if child.comes <= self.asked:
            if child.slip:
                yield self._say(pupil, Saw.WAS_HERE, self.asked + late)
        elif child.start <= self.asked or not child.unlogged:
            yield self._say(pupil, Saw.ARRIVED, child.comes)
        else:
            # It comes out when somebody looks again, and when the child came is remembered.
            yield replace(self._say(pupil, Saw.ARRIVED, child.comes), recorded_at=child.start + late)
        if child.goes is not None:
            yield self._say(pupil, Saw.WENT_HOME, child.goes)

    def _noticed(self, child: Child) -> timedelta:
        return self.of.minutes("register.minutes_noticed", self.day, child.place.pupil, self.session.code)

    def _say(self, pupil: str, saw: Saw, at: datetime) -> Observation:
        return say(self.day, self.session.code, pupil, saw, at, self.lead)


def rooms(facts: Facts, of: Rhythm, day: date, sessions: Collection[Session], missing: Collection[str]) -> list[Room]:
    """Return the sessions of a day to which anybody is expected, as they really go."""
    found = []
    for session in sessions:
        places = [place for place in places_on(facts, day) if place.session == session.code]
        if not places:
            continue
        children = [_child(of, day, place, is_missing=place.pupil in missing) for place in places]
        asked = min(child.start for child in children) + of.minutes("register.minutes_usual", day, session.code)
        if of.happens("register.late", day, session.code):
            asked += of.minutes("register.minutes_late", day, session.code)
        found.append(Room(of, day, session, facts.staff[session.lead].email, children, asked))
    return found


def _child(of: Rhythm, day: date, place: Place, *, is_missing: bool) -> Child:
    about, start = (day, place.pupil, place.session), instant(day, place.start)
    if is_missing:
        return Child(place, start, slip=of.happens("register.ticked_wrongly", *about))
    taxi = bool(place.transport) and of.happens("child.taxi_late", *about)
    comes, goes = start - MINUTE, None
    if taxi:
        comes = start + of.minutes("child.minutes_taxi", *about)
    elif of.happens("child.late", *about):
        comes = start + of.minutes("child.minutes_late", *about)
    if of.happens("child.goes_early", *about):
        goes = instant(day, place.end) - of.minutes("child.minutes_early", *about)
    slip, unlogged = of.happens("register.missed_out", *about), of.happens("register.not_logged", *about)
    return Child(place, start, comes, goes, taxi=taxi, slip=slip, unlogged=unlogged)
