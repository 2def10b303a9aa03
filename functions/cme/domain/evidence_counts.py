"""What is counted of children in some days: how they came, who was told of it and when, and who rang home. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from cme.domain.attendance import NOBODY_KNOWS, WAS_THERE, History, each_once
from cme.domain.calls_home import ANSWERED
from cme.domain.clocks import instant
from cme.domain.evidence import Record
from cme.domain.evidence_registers import Register, registers_due
from cme.domain.evidence_told import sent_at
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks
from cme.domain.model import Facts, Owing, Place, Pupil, Session
from cme.domain.oversight import Span
from cme.domain.oversight_pages import in_minutes
from cme.domain.pack import NONE_RECORDED
from cme.domain.said import SETTLES

Placed = tuple[str, str, str]
"""Who was placed in which session by whom."""


@dataclass(slots=True)
class Attended:
    """The sessions of some days that are over, child by child, the registers that were asked for, and who was known."""

    marks: dict[str, list[Mark]] = field(default_factory=dict)
    registers: list[Register] = field(default_factory=list)
    pupils: dict[str, Pupil] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    places: dict[Placed, Place] = field(default_factory=dict)

    def among(self, facts: Facts) -> Facts:
        """Return the facts with the children as they were known last in these days, and all their sessions and places.

        What is typed today stays as it is: on one day it may have begun at another time.
        """
        typed = set(map(_placed, facts.places))
        more = (place for key, place in self.places.items() if key not in typed)
        sessions, pupils = {**self.sessions, **facts.sessions}, {**facts.pupils, **self.pupils}
        return replace(facts, pupils=pupils, sessions=sessions, places=(*facts.places, *more))


class Went(StrEnum):
    """How one session went for one child who was expected in it."""

    IN_TIME = "in time"
    LATE = "late"
    EXPLAINED = "missed, with a reason"
    MISSED = "missed, without a reason"
    SILENT = "nobody said"


@dataclass(frozen=True, slots=True)
class Tally:
    """How some sessions went: at how many a child was expected, came, was excused, was missed, and nobody said."""

    expected: int
    came: int
    late: int
    explained: int
    missed: int
    silent: int


def _placed(place: Place) -> Placed:
    return place.pupil, place.session, place.commissioner


def attended(record: Record, span: Span, of: Callable[[Facts], Facts] = lambda facts: facts) -> Attended:
    """Return how children attended, day by day, as far as the sessions are over; `of` says which children."""
    found = Attended()
    for day, then in record.day_by_day(span.days, of):
        found.pupils |= then.pupils
        found.sessions |= then.sessions
        found.places |= {_placed(place): place for place in then.places}
        found.registers += registers_due(then, day, record.figures, record.now)
        for pupil, theirs in each_once(marks(then, day)).items():
            over = [m for m in theirs if instant(day, m.place.end) <= record.now]
            found.marks.setdefault(pupil, []).extend(over)
    return found


def came(mark: Mark) -> bool:
    """Return whether a child came to a session, or was in another at the time."""
    begins, ends = instant(mark.day, mark.place.start), instant(mark.day, mark.place.end)
    elsewhere = any(begins <= seen.at <= ends for seen in mark.others)
    return mark.is_seen or elsewhere or mark.status in WAS_THERE


def is_called_off(mark: Mark) -> bool:
    """Return whether nobody waited for a child: the session was cancelled, or the place paused."""
    return mark.status in NOBODY_KNOWS and mark.status is not Status.NOT_ASKED and not came(mark)


def went(mark: Mark) -> Went | None:
    """Return how a session went for a child; None where it was called off, or the place paused."""
    if is_called_off(mark):
        return None
    if mark.minutes_late:
        return Went.LATE
    if came(mark):
        return Went.IN_TIME
    return {Status.NOT_COMING: Went.EXPLAINED, Status.NOT_ASKED: Went.SILENT}.get(mark.status, Went.MISSED)


def tally(found: Iterable[Mark]) -> Tally:
    """Return how some sessions went; one that was called off, or whose place was paused, is not counted."""
    counts = Counter(how for mark in found if (how := went(mark)) is not None)
    came, late = counts[Went.IN_TIME] + counts[Went.LATE], counts[Went.LATE]
    return Tally(counts.total(), came, late, counts[Went.EXPLAINED], counts[Went.MISSED], counts[Went.SILENT])


def until_told(record: Record, rows: Sequence[Owing]) -> str:
    """Return how many minutes passed from the minute at which notices were due until they were sent."""
    took = [at - row.due for row in rows if (at := sent_at(record, row)) is not None]
    parts = [in_minutes(took)] if took else []
    parts += [f"{len(rows) - len(took)} not sent"] if len(took) < len(rows) else []
    return "; ".join(parts) or NONE_RECORDED


def first_days(history: History, span: Span) -> list[date]:
    """Return the days on which a child did not come, nobody said why, and it was so the day before."""
    before = (None, *history.days)
    pairs = zip(before, history.days, strict=False)
    found = (day.day for last, day in pairs if day.is_unexplained and not (last and last.is_unexplained))
    return [day for day in found if span.has(day)]


def is_followed_up(facts: Facts, pupil: str, day: date) -> bool:
    """Return whether somebody rang about a child on a day, or said where it is or who has taken over."""
    said = (o for o in facts.observations if (o.pupil, o.day) == (pupil, day))
    return any(o.saw in ANSWERED or o.saw in SETTLES for o in said)
