"""What a case asks of the DSL, rule by rule, from when on, and by when: no open one is without a deadline. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from cme.domain.calendar import calendar_of
from cme.domain.case_events import Ask, Did, Event
from cme.domain.case_steps import Step
from cme.domain.case_told import told
from cme.domain.case_triggers import MACHINE, OF_PLACES
from cme.domain.cases import SAID_MISSING, Case
from cme.domain.clocks import day_of, instant, time_and_date
from cme.domain.figures import Figures
from cme.domain.model import Facts, Obligation, Role
from cme.domain.school_age import SchoolAge, school_age
from cme.domain.to_authorities import PREPARED_BY, approve_by, waits
from cme.domain.visit_clock import Readings, readings, same_day, staffed_before, staffed_days_after

SOON = timedelta(hours=24)
"""So long before a visit is due somebody is asked whether it was made."""
ASSESS = "Assess it today: absent, missing, missing education suspected, or no case and why."
WHERE_TO = "Ask today where the child goes now, and say so with “no case”; if nobody knows, say missing, or suspected."
CONFIRM_ROLL = "Confirm the roll today: ring the school, else the authority. Is the child on a roll, and who says so?"
ASK_SCHOOL = "The school's DSL was asked whether the school has referred. Ring, and send its reference, or who has it."
REFER = "Refer today through the authority's own page for missing education, and send the reference."
TOO_OLD = (
    "Over compulsory school age, so it is no referral for missing education: tell whoever arranged the place and the "
    "authority's team for young people without a place, today, and send who has it."
)
VISIT_DUE = "Ask the school or the authority whether somebody has been at the home, and send what you hear."
REFER_ON = "Not found in time: refer to social care or the police now, or say why not; then a second person must agree."
AGREE = "It was decided not to refer. A second person of the DSL team has to agree, or to refer."
STILL_MISSING = "Still missing. Ring whoever has the referral, and send what you hear."
WITH_OTHERS = "Others have it. Ring them, and send what you hear."
LOOK_AGAIN = "Absent, and not missing education: look again with the school, and send what you hear, or close it."
APPROVE = "A mail to {whom} waits on the Desk. Read it, and approve it there, or refuse it and say why."
WRITTEN = "We wrote to {whom} at {at}: ring for the reference."
CLOSE = (
    "The child was seen. Close the case with its outcome, the reason and what shows it, or say what is missing still."
)
Asks = Iterator[Ask]


def asks(case: Case, facts: Facts, figures: Figures) -> list[Ask]:
    """Return all that a case asks, in the order of the deadlines; a closed one, that its end is told."""
    found = (ask for code in dict.fromkeys((*ASKS, *PREPARED_BY)) for ask in asks_of(code, case, facts, figures))
    return sorted(found, key=lambda ask: ask.deadline)


@lru_cache(maxsize=512)
def asks_of(rule: str, case: Case, facts: Facts, figures: Figures) -> tuple[Ask, ...]:
    """Return what a case asks by one rule."""
    found = list(ASKS[rule](case, facts, figures)) if case.is_open and rule in ASKS else []
    mail = waits(case, facts, figures) if rule in PREPARED_BY else ()
    found += [_to_approve(owed, facts, figures) for owed in mail if owed.rule == rule]
    return tuple(replace(ask, rule=rule, case=case.id, pupil=case.pupil) for ask in found)


def _to_approve(owed: Obligation, facts: Facts, figures: Figures) -> Ask:
    what = APPROVE.format(whom=facts.organisations[owed.organisation].name)
    return Ask(what, owed.due, approve_by(owed, facts, figures), owed.step, owed.reason, on_desk=True)


def _to_assess(case: Case, facts: Facts, figures: Figures) -> Asks:
    if case.step is Step.PROPOSED and not case.opened.source.startswith(OF_PLACES):
        yield _today(ASSESS, case.opened, facts, figures)


def _of_a_place(case: Case, facts: Facts, figures: Figures) -> Asks:
    if case.step is Step.PROPOSED and case.opened.source.startswith(OF_PLACES):
        yield _today(WHERE_TO, case.opened, facts, figures)


def _to_refer(case: Case, facts: Facts, figures: Figures) -> Asks:
    suspected, pupil = case.last(Did.SUSPECTED), facts.pupils.get(case.pupil)
    if case.step is not Step.SUSPECTED or suspected is None:
        return
    age = school_age(pupil.born if pupil else None, day_of(suspected.recorded_at))
    if age in (SchoolAge.OVER, SchoolAge.ADULT):
        yield _today(TOO_OLD, suspected, facts, figures)
    elif case.confirmed is None:
        yield _today(CONFIRM_ROLL, suspected, facts, figures)
    else:
        after = max((suspected, case.confirmed), key=lambda event: event.recorded_at)
        what = ASK_SCHOOL if case.roll == "on roll" and pupil and pupil.school else REFER
        words = " ".join((f"The child is {age.value}.", *_written(case, facts)))
        yield replace(_today(what, after, facts, figures), words=words)


def _written(case: Case, facts: Facts) -> Iterator[str]:
    return (
        WRITTEN.format(whom=facts.organisations[one.organisation].name, at=time_and_date(one.at))
        for one in told(facts, case)
        if one.role in (Role.CME, Role.PLACING)
    )


def _absent(case: Case, facts: Facts, figures: Figures) -> Asks:
    if case.step is Step.LOOKING and not case.is_missing:
        yield _review(LOOK_AGAIN, _by_people(case), facts, figures)


def _visit(case: Case, facts: Facts, figures: Figures) -> Asks:
    if case.step is Step.WITH_OTHERS:
        has_it = case.last(Did.HAS_IT, Did.NOTED)
        yield _review(WITH_OTHERS, has_it or case.opened, facts, figures)
    elif _is_running(case) and _decided(case) is None:
        clock = visit(case, facts, figures)
        before = max(_since(case), staffed_before(facts, clock.hard - SOON, figures))
        yield Ask(VISIT_DUE, before, clock.hard, "visit", f"Due by {clock.words}.", clock.hard)


def _not_located(case: Case, facts: Facts, figures: Figures) -> Asks:
    """Yield what is asked when the clock of clause 11.2 has run out, for as long as the child is not found."""
    if not _is_running(case):
        return
    decided = _decided(case)
    if decided is None:
        clock = visit(case, facts, figures)
        yield Ask(REFER_ON, max(_since(case), clock.hard), clock.hard, "refer", f"It was due by {clock.words}.")
    elif decided.did is Did.DECLINED:
        said = day_of(decided.recorded_at)
        close = instant(staffed_days_after(facts, said, 1), figures.clock("staffed_until", said))
        yield Ask(AGREE, decided.recorded_at, close, f"agree {decided.source}", f"“{decided.reason}”")
    else:
        yield _review(STILL_MISSING, decided, facts, figures)


def _to_close(case: Case, facts: Facts, figures: Figures) -> Asks:
    if case.step is Step.LOCATED:
        yield _later(CLOSE, case.last(Did.LOCATED) or case.opened, 1, facts, figures)
    done = {event.words.casefold() for event in case.every(Did.TASK_DONE)}
    for task in case.every(Did.TASK):
        if task.words.casefold() not in done:
            yield _task(task, facts, figures)


ASKS: Mapping[str, Callable[[Case, Facts, Figures], Asks]] = {
    "CME-1": _to_assess,
    "CME-2": _to_refer,
    "CME-3": _absent,
    "CME-4": _visit,
    "CME-5": _not_located,
    "CME-7": _to_close,
    "CME-8": _of_a_place,
}
"""What each rule asks of a case."""


def visit(case: Case, facts: Facts, figures: Figures) -> Readings:
    """Return the clock of a case: it runs from when the concern was first recorded, by the figures of that day."""
    pupil = facts.pupils.get(case.pupil)
    school = facts.organisations.get(pupil.school) if pupil else None
    return readings(case.began, facts, figures, calendar_of(school))


def _is_running(case: Case) -> bool:
    return case.is_missing and case.step not in (Step.WITH_OTHERS, Step.PROPOSED)


def _since(case: Case) -> datetime:
    """Return when it was first said that nobody knows where the child is: nobody is asked after it before."""
    return case.every(*SAID_MISSING)[0].recorded_at


def _decided(case: Case) -> Event | None:
    """Return what was decided last of referring on; not to refer is no decision before a second person agrees."""
    kinds = (Did.SOCIAL_CARE, Did.DECLINED, Did.COUNTERSIGNED)
    return case.last(*kinds)


def _today(what: str, event: Event, facts: Facts, figures: Figures) -> Ask:
    """Return what is to be done on the same school day; of what comes after its close, on the next."""
    return Ask(what, event.recorded_at, same_day(event.recorded_at, facts, figures), event.source, _quoted(event))


def _review(what: str, event: Event, facts: Facts, figures: Figures) -> Ask:
    days = int(figures.value("case_review", day_of(event.recorded_at)))
    return _later(what, event, days, facts, figures)


def _later(what: str, event: Event, days: int, facts: Facts, figures: Figures) -> Ask:
    """Return what is asked in the morning of a staffed day some days on."""
    at = _morning(staffed_days_after(facts, day_of(event.recorded_at), days), figures)
    return Ask(what, at, at, f"{event.did.value} {event.source}", _quoted(event))


def _quoted(event: Event) -> str:
    """Return what was said last, in quotes; what the system found speaks for itself."""
    if not event.words or event.by == MACHINE:
        return event.words
    return f"{event.did.value[:1].upper()}{event.did.value[1:]}: “{event.words}”."


def _task(task: Event, facts: Facts, figures: Figures) -> Ask:
    day = task.due or staffed_days_after(facts, day_of(task.recorded_at), 1)
    at = max(task.recorded_at, _morning(day, figures))
    what = f"A task is due: {task.words} ({task.owner or 'nobody was named'}). Send “a task is done” with its words."
    return Ask(what, at, at, f"task {task.source}")


def _morning(day: date, figures: Figures) -> datetime:
    return instant(day, figures.clock("case_morning", day))


def _by_people(case: Case) -> Event:
    said = [event for event in case.events if event.did not in (Did.PROPOSED, Did.TOLD)]
    return said[-1] if said else case.opened
