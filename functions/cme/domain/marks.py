"""What is known of one child in one session on a day, from all that people said. Never “the last form wins”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from cme.domain.calendar import places_on
from cme.domain.clocks import instant
from cme.domain.model import Facts, Observation, Place, Saw

SEEN = frozenset({Saw.SEEN, Saw.ARRIVED, Saw.CAME_BACK, Saw.WAS_HERE})
MISSED = frozenset({Saw.NOT_HERE, Saw.WAS_NOT_HERE})
TAKES_BACK = {
    Saw.WAS_HERE: MISSED | {Saw.LEFT_SITE, Saw.WENT_HOME},
    Saw.WAS_NOT_HERE: SEEN,
}
"""What each “I marked it wrong” takes back."""
EXPLAINED_BY = frozenset({"parent or carer", "parent", "carer", "school", "social worker", "authority"})
"""Whose word explains an absence (docs/decisions/0006)."""
MIDDAY = time(12, 30)
REASONS = (
    (re.compile(r"\b(ill|illness|sick|unwell|poorly)\b", re.IGNORECASE), "I"),
    (re.compile(r"\b(doctor|dentist|hospital|medical|gp)\b", re.IGNORECASE), "M"),
)
"""Words of a reason, and the code they suggest. Anything else is for the school: leave is theirs to give."""


class Status(StrEnum):
    """What a mark says."""

    NOT_ASKED = "nobody has said yet"
    NOT_HERE = "not here"
    HERE = "here"
    NOT_COMING = "not coming"
    WENT_HOME = "went home early, as agreed"
    LEFT_SITE = "left without permission"
    CONTRADICTORY = "not here after having been here"


@dataclass(frozen=True, slots=True)
class Mark:
    """One pupil, one session, one day. `first`: the first sighting; `asked_at`: the last time the child was missed."""

    place: Place
    day: date
    expected_at: datetime
    status: Status
    seen_at: datetime | None = None
    known_at: datetime | None = None
    asked_at: datetime | None = None
    first: Observation | None = None
    last: Observation | None = None
    explained: Observation | None = None
    explained_at: datetime | None = None
    said: Observation | None = None
    taxi: Observation | None = None
    left: Observation | None = None
    unseen: Observation | None = None
    elsewhere: Observation | None = None
    came_late: bool = False

    @property
    def is_seen(self) -> bool:
        """Whether anybody has seen the child in this session."""
        return self.seen_at is not None

    @property
    def minutes_after_start(self) -> int:
        """Whole minutes between the child's own start and the first sighting; 0 when on time or not seen."""
        if self.seen_at is None:
            return 0
        return max(0, int((self.seen_at - self.expected_at).total_seconds() // 60))

    @property
    def minutes_late(self) -> int:
        """The same, where the child is known to have come late: a register at 09:05 does not make all of it late."""
        return self.minutes_after_start if self.came_late else 0

    @property
    def half(self) -> str:
        """AM or PM: which half of the school's register this session belongs to."""
        return "AM" if self.place.start < MIDDAY else "PM"


def registers(facts: Facts, day: date) -> Mapping[str, tuple[Observation, ...]]:
    """Return the registers taken on a day by session, earliest first."""
    found: dict[str, list[Observation]] = {}
    for seen in facts.observations:
        if seen.day == day and seen.saw is Saw.REGISTER:
            found.setdefault(seen.session, []).append(seen)
    return {code: tuple(sorted(taken, key=lambda o: (o.at, o.entry))) for code, taken in found.items()}


def marks(facts: Facts, day: date) -> tuple[Mark, ...]:
    """Return one mark for each place that expects its pupil on a day, by start, session and pupil."""
    said: dict[str, list[Observation]] = {}
    for observation in facts.observations:
        if observation.day == day and observation.pupil:
            said.setdefault(observation.pupil, []).append(observation)
    expected = places_on(facts, day)
    theirs = {(place.pupil, place.session) for place in expected}
    found = []
    for place in expected:
        every = sorted(said.get(place.pupil, ()), key=lambda o: (o.at, o.recorded_at, o.entry))
        heard = [o for o in every if o.session in (place.session, "")]
        elsewhere = [o for o in every if o.saw in SEEN and o.session and (o.pupil, o.session) not in theirs]
        found.append(_mark(place, day, heard, elsewhere[0] if elsewhere else None))
    return tuple(found)


def _mark(place: Place, day: date, heard: list[Observation], elsewhere: Observation | None) -> Mark:
    stands = _standing(heard)
    sightings = [o for o in stands if o.saw in SEEN]
    missed = [o for o in stands if o.saw in MISSED]
    expected = instant(day, place.start)
    first = min(sightings, key=lambda o: _seen_at(o, expected), default=None)
    seen_at = _seen_at(first, expected) if first else None
    excuses = [o for o in heard if o.saw is Saw.NOT_COMING]
    explained = [o for o in excuses if o.said_by.strip().casefold() in EXPLAINED_BY]
    return Mark(
        place=place,
        day=day,
        expected_at=expected,
        status=_status(stands, sightings, missed, explained),
        seen_at=seen_at,
        known_at=min((o.recorded_at for o in sightings), default=None),
        asked_at=max((o.at for o in missed), default=None),
        first=first,
        last=heard[-1] if heard else None,
        explained=explained[-1] if explained else None,
        explained_at=min((o.recorded_at for o in explained), default=None),
        said=excuses[-1] if excuses else None,
        taxi=_last(heard, Saw.TAXI_LATE),
        left=_last(stands, Saw.LEFT_SITE),
        unseen=_last(stands, Saw.WAS_NOT_HERE),
        elsewhere=elsewhere,
        came_late=first is not None and _came_late(first, missed, expected),
    )


def _last(heard: Iterable[Observation], saw: Saw) -> Observation | None:
    return next((o for o in reversed(list(heard)) if o.saw is saw), None)


def _seen_at(seen: Observation, expected: datetime) -> datetime:
    """A child who “was here all along” was here from the start, whenever that was said."""
    return min(expected, seen.at) if seen.saw is Saw.WAS_HERE else seen.at


def _came_late(first: Observation, missed: Iterable[Observation], expected: datetime) -> bool:
    """An arrival was logged after the start, or the child was missed before it was seen. A tick alone is no arrival."""
    if first.at <= expected:
        return False
    return first.saw is Saw.ARRIVED or any(expected <= o.at < first.at for o in missed)


def _standing(heard: list[Observation]) -> list[Observation]:
    """Leave out what a later “I marked it wrong” takes back; it takes back only what was known before it."""
    gone: list[Observation] = []
    for correction in heard:
        wrong = TAKES_BACK.get(correction.saw, frozenset())
        gone += [o for o in heard if o.saw in wrong and o.recorded_at <= correction.recorded_at and o is not correction]
    return [o for o in heard if o not in gone]


def _status(
    stands: list[Observation],
    sightings: list[Observation],
    missed: list[Observation],
    explained: list[Observation],
) -> Status:
    moves = [o for o in stands if o in sightings or o.saw in (Saw.WENT_HOME, Saw.LEFT_SITE)]
    if moves:
        last = moves[-1]
        if last.saw is Saw.LEFT_SITE:
            return Status.LEFT_SITE
        if last.saw is Saw.WENT_HOME:
            return Status.WENT_HOME
        if any(o.saw is Saw.NOT_HERE and o.at > last.at for o in missed):
            return Status.CONTRADICTORY
        return Status.HERE
    if explained:
        return Status.NOT_COMING
    return Status.NOT_HERE if missed else Status.NOT_ASKED


def suggested_code(mark: Mark, commissioner_kind: str) -> str:
    """Return the attendance code that the facts suggest; the school decides. Empty where nobody knows enough."""
    if mark.is_seen:
        # Who arranged the place decides between the two codes for being taught elsewhere.
        return "K" if commissioner_kind == "authority" else "B"
    if mark.status is Status.NOT_COMING:
        reason = mark.explained.reason if mark.explained else ""
        return next((code for words, code in REASONS if words.search(reason)), "")
    return "N" if mark.status in (Status.NOT_HERE, Status.LEFT_SITE) else ""
