"""How each child came and did not come, day by day, from all that was ever observed. Pure.

A day on which a child was expected is one, however many sessions or halves it has: who came to any of them came. Days
on which nobody was asked, that were called off or paused count as neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from cme.domain.changed import on_day
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks
from cme.domain.model import Facts, Observation, Pupil
from cme.domain.sightings import seen_on

NOBODY_KNOWS = frozenset({Status.NOT_ASKED, Status.CANCELLED, Status.PAUSED})
"""What says neither that a child came nor that it did not."""
WAS_THERE = frozenset({Status.LEFT_SITE, Status.WENT_HOME})
"""Who went, came."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One day on which a child was expected: whether it came, and how late, or whether somebody said why not.

    `late` are the minutes of its latest arrival, `lost` those of all; `sessions` says of each whether it was there.
    """

    day: date
    came: bool
    explained: bool = False
    late: int = 0
    lost: int = 0
    sessions: tuple[bool, ...] = ()

    @property
    def is_unexplained(self) -> bool:
        """Whether the child did not come, and nobody whose word counts has said why."""
        return not self.came and not self.explained


@dataclass(frozen=True, slots=True)
class History:
    """One child's days, the earliest first, and the last day on which innov8 or its school has seen it, if any has."""

    pupil: str
    days: tuple[Expected, ...] = ()
    seen_on: date | None = None

    @property
    def in_a_row(self) -> int:
        """How many days in a row the child has come, until the last."""
        return next((n for n, day in enumerate(reversed(self.days)) if not day.came), len(self.days))


Then = Callable[[Facts, date], Iterable[Facts]]
"""Gives the facts of a day, as one or in parts."""


def histories(facts: Facts, until: date) -> dict[str, History]:
    """Return the history of every child with a code, from the first day of which anything is known until another."""
    return histories_of(facts, day_by_day(facts, _days(facts, until)))


def histories_of(facts: Facts, days: Iterable[tuple[date, Facts]]) -> dict[str, History]:
    """Return the history of every child with a code over some days in order, each with its facts, or with parts."""
    expected: dict[str, list[Expected]] = {code: [] for code in facts.pupils}
    for day, parts in groupby(days, key=itemgetter(0)):
        on_it: dict[str, list[Mark]] = {}
        for _, then in parts:
            for pupil, theirs in each_once(marks(then, day)).items():
                on_it.setdefault(pupil, []).extend(theirs)
        for pupil, theirs in on_it.items():
            expected[pupil] += _expected(day, theirs)
    seen = seen_on(facts)
    return {code: History(code, tuple(found), seen.get(code)) for code, found in expected.items()}


def day_by_day(
    facts: Facts, days: Iterable[date], then: Then = lambda facts, _: (facts,)
) -> Iterator[tuple[date, Facts]]:
    """Yield each day with the facts as it has changed them, and what was said of it alone.

    To look at all years for each of their days would take the night.
    """
    said: dict[date, list[Observation]] = {}
    for one in facts.observations:
        said.setdefault(one.day, []).append(one)
    for day in days:
        for found in then(replace(facts, observations=tuple(said.get(day, ()))), day):
            yield day, on_day(found, day)


def about(facts: Facts, pupils: Mapping[str, Pupil]) -> Facts:
    """Return the facts of some children and of the registers alone: nothing that was said of any other is in them."""
    return replace(
        facts,
        pupils=pupils,
        places=tuple(place for place in facts.places if place.pupil in pupils),
        observations=tuple(o for o in facts.observations if not o.pupil or o.pupil in pupils),
    )


def _days(facts: Facts, until: date) -> list[date]:
    first = min((one.day for one in facts.observations), default=until)
    return [first + timedelta(days=n) for n in range((until - first).days + 1)]


def each_once(found: Iterable[Mark]) -> dict[str, list[Mark]]:
    """Return each child's sessions once, whoever arranged the place."""
    once = {(mark.place.pupil, mark.place.session): mark for mark in found}
    theirs: dict[str, list[Mark]] = {}
    for (pupil, _), mark in once.items():
        theirs.setdefault(pupil, []).append(mark)
    return theirs


def _expected(day: date, theirs: Iterable[Mark]) -> list[Expected]:
    """Return a child's day, or nothing where nobody knows whether it came, or nobody waited for it."""
    known = [mark for mark in theirs if mark.is_seen or mark.others or mark.status not in NOBODY_KNOWS]
    if not known:
        return []
    missed = [mark for mark in known if not (mark.is_seen or mark.others or mark.status in WAS_THERE)]
    late = [mark.minutes_late for mark in known]
    return [
        Expected(
            day,
            came=len(missed) < len(known),
            explained=all(mark.status is Status.NOT_COMING for mark in missed),
            late=max(late),
            lost=sum(late),
            sessions=tuple(mark.is_seen for mark in known),
        )
    ]
