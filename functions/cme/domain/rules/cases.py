"""CME-1 to CME-8: what a case asks of the DSL, what schools and authorities are told, and who is stood down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cme.domain.case_events import Did, Event
from cme.domain.case_reminders import EVENING, REMINDS, calls
from cme.domain.case_told import IS_OVER, LOOK_INTO, REFER_AT_ONCE, REFERRED, end_after, ended, told
from cme.domain.cases import Case, cases
from cme.domain.clocks import day_of, time_and_date
from cme.domain.model import Facts, Obligation, Organisation, Role
from cme.domain.rulebook import RULES, Moment, rule
from cme.domain.to_authorities import prepared
from cme.domain.visit_clock import FIGURES as VISIT

TO_SCHOOL, NON_ATTENDANCE, OVER = "case_to_school", "non_attendance", "case_over"
TODAY = (*REMINDS, "staffed_until")
STILL_HELPS = timedelta(days=5)
"""For so long after it fell due what a school is asked or told about a case is still right."""


@rule("CME-1", clause="3.1, 3.2", figures=TODAY)
def case_to_assess(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Nobody may know where a child is: a case is proposed, and the DSL assesses it the same school day."""
    yield from calls(facts, moment, "CME-1")


@rule("CME-2", clause="10.1, 10.2", figures=(*TODAY, EVENING))
def case_to_refer(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Missing education is suspected: the roll is confirmed, the school asked whether it has referred, or we refer."""
    # It begins with the DSL's own word, who need not be mailed what to do next: it stands on Waiting.
    yield from calls(facts, moment, "CME-2", begins=False)
    for case in cases(facts):
        suspected, school = case.last(Did.SUSPECTED), _school(facts, case)
        if case.is_missing and suspected and school and case.roll == "on roll" and case.confirmed:
            asked = max(suspected.recorded_at, case.confirmed.recorded_at)
            reason = f"innov8's DSL suspects since {_when(suspected)} that the child is missing education."
            yield from _asks(moment, case, school, "CME-2", TO_SCHOOL, Role.DSL, asked, REFERRED, reason)
        yield from _prepared(moment, case, facts, "CME-2")


@rule("CME-3", clause="3.2, 11.1", figures=(*REMINDS, "case_review"))
def case_of_absence(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Absent and not missing education: the school is asked to look into it; missing with a plan: to refer at once."""
    yield from calls(facts, moment, "CME-3")
    for case in cases(facts):
        school = _school(facts, case)
        if school is None or not case.is_open:
            continue
        absent, missing = case.last(Did.ABSENT), case.last(Did.MISSING, Did.SUSPECTED)
        if absent is not None and not case.is_missing:
            reason = f"innov8's DSL looked into it at {_when(absent)}: the child stays away from us."
            yield from _asks(
                moment, case, school, "CME-3", NON_ATTENDANCE, Role.ATTENDANCE, absent.recorded_at, LOOK_INTO, reason
            )
        if missing is not None and case.is_missing and facts.pupils[case.pupil].care_at_once:
            reason = f"Nobody has known where the child is since {_when(missing)}."
            yield from _asks(
                moment, case, school, "CME-3", TO_SCHOOL, Role.DSL, missing.recorded_at, REFER_AT_ONCE, reason
            )


@rule("CME-4", clause="11.2", figures=(*REMINDS, *VISIT, "case_review"))
def visit_due(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A home must be visited by the earlier of 72 hours and three school days; whoever has the case is asked again."""
    yield from calls(facts, moment, "CME-4")


@rule("CME-5", clause="11.3", figures=(*REMINDS, *VISIT, "case_review", EVENING))
def not_located_in_time(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child is not found by then: the DSL and the deputy refer, or say why not, and are reminded until they have."""
    yield from calls(facts, moment, "CME-5")


@rule("CME-6", clause="11.3", figures=TODAY)
def new_facts(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """innov8 has heard what the authority may not know: a mail to it is prepared, and the DSL approves it."""
    # What is new stands on Waiting and on the Desk at once; a mail about it can wait for the day's set times.
    yield from calls(facts, moment, "CME-6", begins=False)
    for case in cases(facts):
        yield from _prepared(moment, case, facts, "CME-6")


@rule("CME-7", clause="2.3", figures=TODAY)
def case_over(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child was seen, or a case is closed: everybody who was told is stood down, and somebody closes it with why."""
    yield from calls(facts, moment, "CME-7")
    for case in cases(facts):
        for one in told(facts, case):
            school, end = facts.organisations[one.organisation], end_after(case, one.at)
            if school.kind == "school" and end is not None:
                step = f"{IS_OVER} {one.step}"
                yield from _asks(moment, case, school, "CME-7", OVER, one.role, end.recorded_at, step, ended(end))
        yield from _prepared(moment, case, facts, "CME-7")


@rule("CME-8", clause="7.2", figures=TODAY)
def place_in_doubt(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A place ended and the next is not known, or began and the child never came: the DSL asks where the child goes."""
    yield from calls(facts, moment, "CME-8")


def _prepared(moment: Moment, case: Case, facts: Facts, code: str) -> Iterator[Obligation]:
    """Yield what one rule prepares for authorities; it waits for as long as nobody has approved or refused it."""
    found = prepared(case, facts, moment.figures)
    yield from (owed for owed in found if owed.rule == code and owed.day <= moment.day)


def _asks(
    moment: Moment,
    case: Case,
    school: Organisation,
    code: str,
    notice: str,
    role: Role,
    due: datetime,
    step: str,
    reason: str,
) -> Iterator[Obligation]:
    """Yield what a school is asked or told about a case, on the day on which that falls due."""
    if day_of(due) == moment.day:
        yield Obligation(
            rule=code,
            day=moment.day,
            organisation=school.code,
            notice=notice,
            to=role,
            due=due,
            reason=reason,
            clause=RULES[code].clause,
            pupil=case.pupil,
            step=f"{step} {case.id} {due:%y%m%d%H%M}",
            basis=f"case {case.id}",
            stale_after=due + STILL_HELPS,
        )


def _school(facts: Facts, case: Case) -> Organisation | None:
    pupil = facts.pupils.get(case.pupil)
    return facts.organisations.get(pupil.school) if pupil else None


def _when(event: Event) -> str:
    return time_and_date(event.recorded_at)
