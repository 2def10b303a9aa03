"""What is known of one child in one session on a day, from all that people said. Never “the last form wins”."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from cme.domain.calendar import places_on
from cme.domain.clocks import instant
from cme.domain.model import Facts, Observation, Place, Saw

SEEN = frozenset({Saw.SEEN, Saw.ARRIVED, Saw.CAME_BACK, Saw.WAS_HERE})
EXPLAINED_BY = frozenset({"parent or carer", "parent", "carer", "school", "social worker", "authority", "staff"})
"""Whose word explains an absence (docs/decisions/0006)."""
MIDDAY = time(12, 30)


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
    """One pupil, one session, one day. `seen_at`: first sighting; `asked_at`: last time it was missed."""

    place: Place
    day: date
    expected_at: datetime
    status: Status
    seen_at: datetime | None = None
    asked_at: datetime | None = None
    last: Observation | None = None
    explained: Observation | None = None
    said: Observation | None = None
    taxi: Observation | None = None

    @property
    def is_seen(self) -> bool:
        """Whether anybody has seen the child in this session."""
        return self.seen_at is not None

    @property
    def minutes_late(self) -> int:
        """Whole minutes between the child's own start and the first sighting; 0 when on time or not seen."""
        if self.seen_at is None or (self.last and self.first_seen_on_time):
            return 0
        return max(0, int((self.seen_at - self.expected_at).total_seconds() // 60))

    @property
    def first_seen_on_time(self) -> bool:
        """Whether the child was there at the start, also where only a correction says so."""
        return self.seen_at is not None and self.seen_at <= self.expected_at

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
    said: dict[tuple[str, str], list[Observation]] = {}
    for observation in facts.observations:
        if observation.day == day and observation.pupil:
            said.setdefault((observation.pupil, observation.session), []).append(observation)
    found = []
    for place in places_on(facts, day):
        heard = said.get((place.pupil, place.session), []) + said.get((place.pupil, ""), [])
        found.append(_mark(place, day, sorted(heard, key=lambda o: (o.at, o.recorded_at, o.entry))))
    return tuple(found)


def _mark(place: Place, day: date, heard: list[Observation]) -> Mark:
    retracted = _retracted(heard)
    sightings = [o for o in heard if o.saw in SEEN and o not in retracted]
    missed = [o for o in heard if o.saw in (Saw.NOT_HERE, Saw.WAS_NOT_HERE) and o not in retracted]
    expected = instant(day, place.start)
    seen_at = min((_seen_at(o, expected) for o in sightings), default=None)
    excuses = [o for o in heard if o.saw is Saw.NOT_COMING]
    explained = [o for o in excuses if o.said_by.strip().casefold() in EXPLAINED_BY]
    return Mark(
        place=place,
        day=day,
        expected_at=expected,
        status=_status(heard, sightings, missed, explained),
        seen_at=seen_at,
        asked_at=max((o.at for o in missed), default=None),
        last=heard[-1] if heard else None,
        explained=explained[-1] if explained else None,
        said=excuses[-1] if excuses else None,
        taxi=next((o for o in reversed(heard) if o.saw is Saw.TAXI_LATE), None),
    )


def _seen_at(seen: Observation, expected: datetime) -> datetime:
    """A child who “was here all along” was here from the start, whenever that was said."""
    return min(expected, seen.at) if seen.saw is Saw.WAS_HERE else seen.at


def _retracted(heard: Iterable[Observation]) -> list[Observation]:
    """Return what a later “I marked it wrong” takes back; it takes back only what was known before it."""
    heard = list(heard)
    gone = []
    for correction in heard:
        if correction.saw is Saw.WAS_HERE:
            wrong = {Saw.NOT_HERE, Saw.WAS_NOT_HERE}
        elif correction.saw is Saw.WAS_NOT_HERE:
            wrong = set(SEEN)
        else:
            continue
        gone += [o for o in heard if o.saw in wrong and o.recorded_at <= correction.recorded_at and o is not correction]
    return gone


def _status(
    heard: list[Observation],
    sightings: list[Observation],
    missed: list[Observation],
    explained: list[Observation],
) -> Status:
    moves = [o for o in heard if o in sightings or o.saw in (Saw.WENT_HOME, Saw.LEFT_SITE)]
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
    if mark.status in (Status.HERE, Status.WENT_HOME, Status.CONTRADICTORY, Status.LEFT_SITE):
        # Who arranged the place decides between the two codes for being taught elsewhere.
        return "K" if commissioner_kind == "authority" else "B"
    if mark.status is Status.NOT_COMING:
        reason = (mark.explained.reason if mark.explained else "").casefold()
        return "I" if any(word in reason for word in ("ill", "sick", "unwell", "poorly")) else "C"
    if mark.status is Status.NOT_HERE:
        return "N"
    return ""
