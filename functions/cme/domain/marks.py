"""What is known of one child in one session on a day, from all that people said. Never “the last form wins”."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache

from cme.domain.by_day import Kept, said_on
from cme.domain.calendar import places_on
from cme.domain.changed import cancelled_on
from cme.domain.clocks import NOON, instant
from cme.domain.halves import are_halves
from cme.domain.kinds import online_sessions
from cme.domain.mark_status import Status, of_afternoon, status_of
from cme.domain.model import Facts, Observation, Place, Saw
from cme.domain.pauses import is_place_paused
from cme.domain.said import NO_SIGHT, SEEN, Departure, departures, last_of, last_sighting, order, standing

EXPLAINED_BY = frozenset({"parent or carer", "parent", "carer", "school", "social worker", "authority"})
"""Whose word explains an absence (docs/decisions/0006)."""


NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Mark:
    """One pupil, one session, one day. `first`: the first sighting; `asked_at`: the last time the child was missed.

    `heard` is all that was said of the child in this session, by time; `others` where else the child was seen;
    `cancelled` is who called the session off, if it is off; of an afternoon, `morning` is the mark of the first half.
    `kind` is the session's; `paused` says that the place is.
    """

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
    corrected: Observation | None = None
    departures: tuple[Departure, ...] = ()
    heard: tuple[Observation, ...] = ()
    others: tuple[Observation, ...] = ()
    cancelled: Observation | None = None
    morning: Mark | None = None
    kind: str = "group"
    paused: bool = False
    _latest: datetime = field(init=False, repr=False, compare=False, default=NEVER)
    _then: dict[tuple[int, int, bool, int], Mark] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Note when the last of all this reached us: from then on it stands as it is, which is asked most often."""
        said = (*self.heard, *self.others, *([self.cancelled] if self.cancelled else []))
        latest = max((o.recorded_at for o in said), default=NEVER)
        object.__setattr__(self, "_latest", max(latest, self.morning._latest) if self.morning else latest)

    def known_by(self, at: datetime) -> Mark:
        """Return the mark as it stood at an instant, from what had reached us by then."""
        if at >= self._latest:
            return self
        heard, others = ([o for o in said if o.recorded_at <= at] for said in (self.heard, self.others))
        cancelled = self.cancelled if self.cancelled and self.cancelled.recorded_at <= at else None
        morning = self.morning.known_by(at) if self.morning else None
        known = (len(heard), len(others), cancelled, morning)
        if known == (len(self.heard), len(self.others), self.cancelled, self.morning):
            return self
        # What is known by an instant is how much of each list is; the morning's answer is kept, and so the same one.
        key = (len(heard), len(others), cancelled is not None, id(morning))
        if key not in self._then:
            then = _mark(self.place, self.day, heard, others, cancelled, morning)
            self._then[key] = _as_planned(replace(then, kind=self.kind, paused=self.paused))
        return self._then[key]

    @property
    def is_seen(self) -> bool:
        """Whether anybody has seen the child in this session."""
        return self.seen_at is not None

    @property
    def before(self) -> Observation | None:
        """The last sighting in the morning of a child who was here then, and whom nobody has seen in the afternoon."""
        if self.is_seen or self.morning is None or self.morning.status is not Status.HERE:
            return None
        return last_sighting(self.morning.heard)

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
    def went(self) -> Observation | None:
        """How the child went, where it has gone: as agreed, or without permission."""
        if self.status is Status.LEFT_SITE:
            return self.left
        return last_of(self.heard, Saw.WENT_HOME) if self.status is Status.WENT_HOME else None

    @property
    def failed(self) -> Observation | None:
        """What was said last of a child who was not met at a visit, with why: nobody answered, or it refused."""
        return next((o for o in reversed(self.heard) if o.saw is Saw.NOT_HERE and o.reason), None)

    @property
    def half(self) -> str:
        """AM or PM: which half of the school's register this session belongs to."""
        return "AM" if self.place.start < NOON else "PM"


def registers(facts: Facts, day: date) -> Mapping[str, tuple[Observation, ...]]:
    """Return the registers taken on a day by session, earliest first."""
    found: dict[str, list[Observation]] = {}
    for seen in said_on(facts, day):
        if seen.saw is Saw.REGISTER:
            found.setdefault(seen.session, []).append(seen)
    return {code: tuple(sorted(taken, key=lambda o: (o.at, o.entry))) for code, taken in found.items()}


@lru_cache(maxsize=8)
def marks(facts: Facts, day: date) -> tuple[Mark, ...]:
    """Return one mark for each place that expects its pupil on a day, by start, session and pupil; worked out once."""
    return _KEPT.of(facts, day, _marks)


_KEPT: Kept[tuple[Mark, ...]] = Kept()


def _marks(facts: Facts, day: date) -> tuple[Mark, ...]:
    said: dict[str, list[Observation]] = {}
    for observation in said_on(facts, day):
        if observation.pupil and observation.saw not in NO_SIGHT:
            said.setdefault(observation.pupil, []).append(observation)
    theirs: dict[str, list[Place]] = {}
    expected, off = places_on(facts, day), cancelled_on(facts, day)
    for place in expected:
        theirs.setdefault(place.pupil, []).append(place)
    found = []
    halves: dict[tuple[str, str], Mark] = {}
    online = online_sessions(facts)
    for place in expected:
        every = sorted(said.get(place.pupil, ()), key=order)
        heard = [o for o in every if _is_about(o, place, theirs[place.pupil])]
        # Who is seen on a screen is not known to be anywhere.
        met = (o for o in every if o.saw in SEEN and o.session and o.session not in online)
        others = [o for o in met if o.session != place.session]
        cancelled = off.get(place.session)
        if cancelled and cancelled.recorded_at > instant(day, place.end):
            # What was over for the child cannot be called off any more.
            cancelled = None
        morning = halves.get((place.pupil, facts.sessions[place.session].morning))
        mark = _mark(place, day, heard, others, cancelled, morning)
        elsewhere = _elsewhere(facts, mark, theirs[place.pupil])
        kind, paused = facts.sessions[place.session].kind, is_place_paused(facts, place, day)
        mark = _as_planned(replace(mark, elsewhere=elsewhere, kind=kind, paused=paused))
        halves.setdefault((place.pupil, place.session), mark)
        found.append(mark)
    return tuple(found)


def _as_planned(mark: Mark) -> Mark:
    """Nobody waits for a child whose place is paused, nor tells why; whoever comes all the same is here."""
    if not mark.paused or mark.is_seen or mark.status is Status.LEFT_SITE:
        return mark
    said = replace(mark, explained=None, explained_at=None, said=None, taxi=None)
    return replace(said, status=Status.PAUSED, asked_at=None)


def _is_about(said: Observation, place: Place, theirs: list[Place]) -> bool:
    """What names no session is about the first that is not over by then; a day off is about them all."""
    if said.session or said.saw is Saw.NOT_COMING:
        return said.session in (place.session, "")
    meant = next((p for p in theirs if said.at <= instant(said.day, p.end)), theirs[-1])
    return place.session == meant.session


def _elsewhere(facts: Facts, mark: Mark, theirs: list[Place]) -> Observation | None:
    """Return the last sighting where the child was not expected, or in another session of the same hours."""
    places = {place.session: place for place in theirs}
    elsewhere = (o for o in reversed(mark.others) if not are_halves(facts.sessions, mark.place.session, o.session))
    return next((o for o in elsewhere if _is_now(o, mark.place, places.get(o.session))), None)


def _is_now(seen: Observation, place: Place, other: Place | None) -> bool:
    return other is None or all(
        instant(seen.day, p.start) <= seen.at <= instant(seen.day, p.end) for p in (place, other)
    )


def _mark(
    place: Place,
    day: date,
    heard: list[Observation],
    others: list[Observation],
    cancelled: Observation | None,
    morning: Mark | None,
) -> Mark:
    stands = standing(heard)
    expected = instant(day, place.start)
    sightings = [o for o in stands if o.saw in SEEN]
    # Whoever was asked for before the child's own start has not missed the child (docs/decisions/0004).
    missed = [o for o in stands if o.saw is Saw.WAS_NOT_HERE or (o.saw is Saw.NOT_HERE and o.at >= expected)]
    if cancelled and not any(o.at >= cancelled.at for o in sightings):
        # Nobody misses a child where there is nothing to come to; whoever came all the same can be missed again.
        missed = [o for o in missed if o.at < cancelled.at]
    if sightings:
        # Who was seen is not missed once it is time to go, be that earlier than for the others.
        missed = [o for o in missed if o.saw is Saw.WAS_NOT_HERE or o.at <= instant(day, place.end)]
    first = min(sightings, key=lambda o: _seen_at(o, expected), default=None)
    excuses = [o for o in stands if o.saw is Saw.NOT_COMING]
    explained = [o for o in excuses if o.said_by.strip().casefold() in EXPLAINED_BY]
    return Mark(
        place=place,
        day=day,
        expected_at=expected,
        status=of_afternoon(
            status_of(stands, sightings, missed, explained, cancelled), morning.status if morning else None
        ),
        seen_at=_seen_at(first, expected) if first else None,
        known_at=min((o.recorded_at for o in sightings), default=None),
        asked_at=max((o.at for o in missed), default=None),
        first=first,
        last=heard[-1] if heard else None,
        explained=explained[-1] if explained else None,
        explained_at=min((o.recorded_at for o in explained), default=None),
        said=excuses[-1] if excuses else None,
        taxi=last_of(heard, Saw.TAXI_LATE),
        left=last_of(stands, Saw.LEFT_SITE) or (morning.left if morning else None),
        unseen=last_of(stands, Saw.WAS_NOT_HERE),
        corrected=last_of(stands, Saw.WAS_HERE),
        came_late=first is not None and _came_late(first, missed, expected),
        departures=departures(stands, sorted([*sightings, *others], key=order)),
        heard=tuple(heard),
        others=tuple(others),
        cancelled=cancelled,
        morning=morning,
    )


def _seen_at(seen: Observation, expected: datetime) -> datetime:
    """A child who “was here all along” was here from the start, whenever that was said."""
    return min(expected, seen.at) if seen.saw is Saw.WAS_HERE else seen.at


def _came_late(first: Observation, missed: Iterable[Observation], expected: datetime) -> bool:
    """An arrival was logged after the start, or the child was missed before it was seen. A tick alone is no arrival."""
    if first.at <= expected:
        return False
    return first.saw is Saw.ARRIVED or any(expected <= o.at < first.at for o in missed)
