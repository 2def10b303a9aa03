"""What a report counts, one row a thing: sessions, lengths of time until something was done, and cases. Pure.

What is told apart here is what evidence and the month in numbers tell apart, by the same functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cme.domain.case_asks import visit
from cme.domain.case_events import Did, Event
from cme.domain.case_steps import Step
from cme.domain.case_told import Told, told
from cme.domain.case_triggers import MACHINE
from cme.domain.cases import SAID_MISSING, Case, cases, fold
from cme.domain.clocks import day_of
from cme.domain.evidence import Record
from cme.domain.evidence_counts import Attended, Went, went
from cme.domain.evidence_told import OWNED, sent_at
from cme.domain.model import Facts, Role
from cme.domain.notices import IN_TIME
from cme.domain.oversight import Span
from cme.domain.oversight_pages import Taken, pages_of
from cme.domain.rules.absence import was_told

NOTICE = "REG-1"
"""The rule by which a notice of absence goes."""
HEARD = (Did.HAS_IT, Did.LOCATED, Did.CLOSED)
"""What says what came of a search: others have it, the child was seen, or the case is closed."""
ENDED = {
    Step.LOCATED: "the child was seen",
    Step.WITH_OTHERS: "the school or the authority has it",
    Step.REFERRED: "referred, and closed",
    Step.SUSPECTED: "suspected, and closed before it was referred",
    Step.LOOKING: "looked into, and closed",
    Step.PROPOSED: "closed before it was assessed",
}
"""How a case ended, by the step at which it stood when somebody closed it."""
NO_CASE, BY_ITSELF = "no case", "over before anybody had decided"


@dataclass(frozen=True, slots=True)
class Sat:
    """One session of one child: on which day, on which school's roll the child is, and how it went."""

    day: date
    pupil: str
    school: str
    went: Went


@dataclass(frozen=True, slots=True)
class Wait:
    """How long something took, if it was done, how long it may take, and whether that was too long."""

    took: timedelta | None
    limit: timedelta
    is_over: bool


@dataclass(frozen=True, slots=True)
class Stood:
    """One case of a period: at which step it stands at its end, or how it ended in it."""

    pupil: str
    step: Step
    outcome: str = ""


def sessions(found: Attended) -> Iterator[Sat]:
    """Yield each child's sessions; one that was called off, or whose place was paused, is none."""
    for pupil, theirs in found.marks.items():
        school = found.pupils[pupil].school
        yield from (Sat(mark.day, pupil, school, how) for mark in theirs if (how := went(mark)) is not None)


def until_told(record: Record, span: Span) -> Iterator[Wait]:
    """Yield how long each notice of absence took from the minute at which it was due until Gmail had it."""
    for row in record.facts.ledger.values():
        if row.rule == NOTICE and span.has(row.day) and was_told(record.facts, row):
            at = sent_at(record, row)
            took = at - row.due if at is not None else None
            yield Wait(took, IN_TIME, took is None or took > IN_TIME)


def until_owned(record: Record, span: Span) -> Iterator[Wait]:
    """Yield how long each page took until somebody had it; what ended by itself before was nobody's delay."""
    for page in pages_of(record.facts, span):
        limit = record.figures.minutes(OWNED, page.page.message.day)
        yield Wait(page.until_taken, limit, _is_slow(page, limit))


def _is_slow(page: Taken, limit: timedelta) -> bool:
    return page.over is None if page.until_taken is None else page.until_taken > limit


def until_heard(record: Record, span: Span, of: Iterable[Case]) -> Iterator[Wait]:
    """Yield how long each child was sought, from the first word of the case until it was known what came of it.

    What may be missing is only in time until its own deadline, which a weekend brings forward.
    """
    for case in of:
        missing = case.every(*SAID_MISSING)
        if span.has(day_of(case.began)) and missing:
            deadline = visit(case, record.facts, record.figures).hard
            later = (event for event in case.events if event.did in HEARD and _is_after(event, missing[0]))
            heard = next((event.recorded_at for event in later), None)
            yield Wait(heard - case.began if heard else None, deadline - case.began, (heard or record.now) > deadline)


def _is_after(event: Event, other: Event) -> bool:
    return event.recorded_at >= other.recorded_at


def stood(span: Span, of: Iterable[Case]) -> Iterator[Stood]:
    """Yield each case as it stood when the period was over, and of those that ended in it how."""
    for case in of:
        for then in fold(event for event in case.events if day_of(event.recorded_at) <= span.until):
            if then.is_open:
                yield Stood(then.pupil, then.step)
            elif span.has(day_of(then.events[-1].recorded_at)):
                yield Stood(then.pupil, then.step, _outcome(then))


def _outcome(case: Case) -> str:
    end = case.events[-1]
    if end.did is Did.NO_CASE:
        return BY_ITSELF if end.by == MACHINE else NO_CASE
    return ENDED[fold(case.events[:-1])[0].step]


def cases_told_to(facts: Facts, code: str) -> list[Case]:
    """Return the cases of which a school was told; what an authority's own teams were told is not its officers'."""
    return [case for case in cases(facts) if any(_is_told(one, code) for one in told(facts, case))]


def _is_told(one: Told, code: str) -> bool:
    return one.organisation == code and one.role not in (Role.CME, Role.PLACING)
