"""Of a month's cases and concerns: what was decided, agreed and approved, what is open and how old. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cme.domain.case_asks import AGREE
from cme.domain.case_events import Ask, Did, Event
from cme.domain.case_steps import Step
from cme.domain.cases import Case, cases
from cme.domain.clocks import day_of
from cme.domain.concerns import open_concerns
from cme.domain.figures import Figures
from cme.domain.letter_rows import count
from cme.domain.model import Facts, Owing, Saw
from cme.domain.notice_names import of_case
from cme.domain.oversight import Line, Span, times
from cme.domain.recipients import AUDIENCES
from cme.domain.to_authorities import approve_by, waits

ANSWERS = (Did.COUNTERSIGNED, Did.SOCIAL_CARE)
"""What a second person says of a decision not to refer: agreed, or referred after all."""


def declined(facts: Facts, asked: Sequence[Ask], span: Span) -> Line:
    """Say how often it was decided not to refer, and whether a second person has agreed, or referred after all."""
    every = [(case, event) for case in cases(facts) for event in case.every(Did.DECLINED)]
    found = [(case, event, _answer(case, event)) for case, event in every if span.has(day_of(event.recorded_at))]
    took = [day_of(answer.recorded_at) - day_of(event.recorded_at) for _, event, answer in found if answer]
    waiting = [ask for ask in asked if ask.what == AGREE]
    without = sum(answer is None and not case.is_open for case, _, answer in found)
    what = f"It was decided {times(len(found))} not to refer a child who was not found in time. A second person has"
    what += f" answered {times(len(took))}{f', after {_days(max(took).days)} at the longest' if took else ''};"
    what += f" {count(len(waiting), 'decision waits', 'decisions wait')} for one"
    what += f"{_oldest([ask.since for ask in waiting], span)}; {without} ended without one."
    is_off = without > 0 or any(ask.deadline < span.at for ask in waiting)
    return Line(what, "a second person agrees, or refers, by the close of the next day with staff", is_off)


def _answer(case: Case, declined: Event) -> Event | None:
    later = (e for e in case.events if e.did in ANSWERS and e.recorded_at >= declined.recorded_at)
    return next(later, None)


def to_authorities(facts: Facts, figures: Figures, span: Span) -> Line:
    """Say how many mails to authorities were approved and refused, and how many wait, the oldest for how long."""
    events = {event.key: event for event in facts.events if span.has(day_of(event.recorded_at))}.values()
    approved = sum(event.did is Did.TOLD and _is_to_authority(event) for event in events)
    refused = sum(event.did is Did.WITHHELD for event in events)
    found = (owed for case in cases(facts) for owed in waits(case, facts, figures))
    waiting = [owed for owed in found if owed.due <= span.at]
    what = f"{count(approved, 'mail to an authority was', 'mails to authorities were')} approved,"
    what += f" {count(refused, 'was', 'were')} refused by two people; {count(len(waiting), 'waits', 'wait')}"
    what += f"{_oldest([owed.due for owed in waiting], span)}."
    is_off = any(approve_by(owed, facts, figures) < span.at for owed in waiting)
    return Line(
        what, "each is approved, or refused by two people, by the end of the school day on which it is due", is_off
    )


def _is_to_authority(told: Event) -> bool:
    row = Owing.from_key(told.source, "", told.recorded_at, "")
    return row is not None and AUDIENCES[of_case(row.step)].prepared


def open_by_step(facts: Facts, asked: Sequence[Ask], span: Span) -> Line:
    """Say how many cases stand at which step, the age of the oldest at each, and of how many a deadline is over."""
    every = cases(facts)
    begun = sum(span.has(day_of(case.began)) for case in every)
    ended = sum(span.has(day_of(case.events[-1].recorded_at)) for case in every if not case.is_open)
    at: dict[Step, list[datetime]] = {}
    for case in every:
        if case.is_open:
            at.setdefault(case.step, []).append(case.began)
    each = (f"{len(at[step])} {step.value}{_oldest(at[step], span)}" for step in Step if step in at)
    late = {ask.case for ask in asked if ask.deadline < span.at}
    what = f"Cases open today: {'; '.join(each) or 'none'}. Overdue: {len(late)}."
    what += f" In the month {begun} began and {ended} ended."
    return Line(what, "each is assessed on the school day on which it is proposed, and none is overdue", bool(late))


def concerns(facts: Facts, span: Span) -> Line:
    """Say how many forms of concern came in, and how many nobody has dealt with yet."""
    came = sum(o.saw is Saw.CONCERN and span.has(day_of(o.recorded_at)) for o in facts.observations)
    waiting = [said.recorded_at for said in open_concerns(facts)]
    what = f"{count(came, 'form of concern', 'forms of concern')} came in. Open today: {len(waiting)}"
    is_old = any(day_of(at) < day_of(span.at) for at in waiting)
    return Line(f"{what}{_oldest(waiting, span)}.", "each is referred, handed over or assessed on its day", is_old)


def _oldest(since: Sequence[datetime], span: Span) -> str:
    return f", the oldest for {span.age(min(since))}" if since else ""


def _days(days: int) -> str:
    return count(days, "day", "days") if days else "less than a day"
