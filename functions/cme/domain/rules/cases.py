"""CME-1 to CME-5 and CME-7: what a case asks of the DSL, what its school is asked, and who is stood down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from cme.domain.case_asks import asks_of, reminders
from cme.domain.case_events import Ask, Did, Event
from cme.domain.cases import Case, cases
from cme.domain.clocks import dated, day_of, hhmm, instant
from cme.domain.model import Facts, Obligation, Organisation, Owing, Role, Staff, State, Tier
from cme.domain.recipients import each_address, is_away, on_duty
from cme.domain.rulebook import RULES, Moment, rule
from cme.domain.rules import INNOV8, INNOV8_DSL
from cme.domain.rules.absence import was_told
from cme.domain.visit_clock import FIGURES as VISIT

CALL, TO_SCHOOL, NON_ATTENDANCE, OVER = "case_call", "case_to_school", "non_attendance", "case_over"
REMINDS = ("case_morning", "case_afternoon")
TODAY = (*REMINDS, "staffed_until")
REFERRED, REFER_AT_ONCE, LOOK_INTO, IS_OVER = "has it been referred", "refer at once", "look into it", "over"
"""The steps of what a school is asked, and how that of a stand-down begins."""
STILL_HELPS = timedelta(days=5)
"""For so long after it fell due what a school is asked or told about a case is still right."""
NOT_SOONER = timedelta(hours=1)
"""So long after something was first asked nobody is reminded of it yet."""
REMINDED = 2
"""So many people are reminded of what a case asks: the DSL and the deputy."""
ENDS = frozenset({Did.LOCATED, Did.CLOSED, Did.NO_CASE})


@rule("CME-1", clause="3.1, 3.2", figures=TODAY)
def case_to_assess(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Nobody may know where a child is: a case is proposed, and the DSL assesses it the same school day."""
    yield from _calls(facts, moment, "CME-1")


@rule("CME-2", clause="10.1, 10.2", figures=TODAY)
def case_to_refer(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Missing education is suspected: the roll is confirmed, the school asked whether it has referred, or we refer."""
    # It begins with the DSL's own word, who need not be mailed what to do next: it stands on Waiting.
    yield from _calls(facts, moment, "CME-2", begins=False)
    for case in cases(facts):
        suspected, school = case.last(Did.SUSPECTED), _school(facts, case)
        if case.is_missing and suspected and school and case.roll == "on roll" and case.confirmed:
            asked = max(suspected.recorded_at, case.confirmed.recorded_at)
            reason = f"innov8's DSL suspects since {_when(suspected)} that the child is missing education."
            yield from _asks(moment, case, school, "CME-2", TO_SCHOOL, Role.DSL, asked, REFERRED, reason)


@rule("CME-3", clause="3.2, 11.1", figures=(*REMINDS, "case_review"))
def case_of_absence(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Absent and not missing education: the school is asked to look into it; missing with a plan: to refer at once."""
    yield from _calls(facts, moment, "CME-3")
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
    yield from _calls(facts, moment, "CME-4")


@rule("CME-5", clause="11.3", figures=(*REMINDS, *VISIT, "case_review", "case_evening"))
def not_located_in_time(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child is not found by then: the DSL and the deputy refer, or say why not, and are reminded until they have."""
    yield from _calls(facts, moment, "CME-5")


@rule("CME-7", clause="2.3", figures=REMINDS)
def case_over(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child was seen, or a case is closed: everybody who was told is stood down, and somebody closes it with why."""
    yield from _calls(facts, moment, "CME-7")
    for case in cases(facts):
        for organisation, role, step, at in told(facts, case):
            ends = (event for event in case.events if event.did in ENDS and event.recorded_at >= at)
            end = next(ends, None)
            if end is not None:
                school = facts.organisations[organisation]
                yield from _asks(
                    moment, case, school, "CME-7", OVER, role, end.recorded_at, f"{IS_OVER} {step}", _ended(end)
                )


@rule("CME-8", clause="7.2", figures=TODAY)
def place_in_doubt(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A place ended and the next is not known, or began and the child never came: the DSL asks where the child goes."""
    yield from _calls(facts, moment, "CME-8")


def _calls(facts: Facts, moment: Moment, code: str, *, begins: bool = True) -> Iterator[Obligation]:
    """Yield what cases ask by one rule: the DSL when it begins, then the DSL and the deputy at the day's set times."""
    for case in cases(facts):
        for ask in asks_of(code, case, facts, moment.figures):
            yield from _begins(facts, moment, case, ask) if begins else ()
            yield from _reminds(facts, moment, case, ask)


def _begins(facts: Facts, moment: Moment, case: Case, ask: Ask) -> Iterator[Obligation]:
    if day_of(ask.since) == moment.day:
        # Who said just now what makes it begin knows it: the next person hears of it.
        said_by = {event.by for event in case.events if event.recorded_at == ask.since}
        people = [person.code for person in _team(facts, moment.day)]
        other = next((code for code in people if code not in said_by), "") if said_by & set(people) else ""
        yield replace(_call(moment, ask, ask.since), person=other)


def _reminds(facts: Facts, moment: Moment, case: Case, ask: Ask) -> Iterator[Obligation]:
    pupil = facts.pupils.get(case.pupil)
    is_evening = pupil is not None and pupil.tier is Tier.A and moment.day >= day_of(ask.deadline)
    times = reminders(ask.rule, facts, moment.day, moment.figures, evening=is_evening)
    for number, at in enumerate(times):
        if at - ask.since < NOT_SOONER or ask.is_over(at):
            continue
        people = _team(facts, moment.day)[:REMINDED]
        lapses = times[number + 1] if number + 1 < len(times) else instant(moment.day + timedelta(days=1), time())
        for turn, person in enumerate(people, 1):
            # By turn, not by name: who comes on duty meanwhile is no third person to remind.
            owed = _call(moment, ask, at, f"{hhmm(at)} {turn}")
            yield replace(owed, person=person.code, lapses_at=lapses)


def _team(facts: Facts, day: date) -> list[Staff]:
    """Return who of the DSL team is there on a day, of one address one person; if all are away, all of them."""
    people = each_address(on_duty(facts, INNOV8_DSL, day))
    return [person for person in people if not is_away(person, day)] or people


def _call(moment: Moment, ask: Ask, due: datetime, turn: str = "") -> Obligation:
    return Obligation(
        rule=ask.rule,
        day=moment.day,
        organisation=INNOV8,
        notice=CALL,
        to=INNOV8_DSL,
        due=due,
        reason=sentence(ask),
        clause=RULES[ask.rule].clause,
        pupil=ask.pupil,
        step=" ".join(part for part in (ask.case, ask.about, turn) if part),
        basis=f"case {ask.case}",
    )


def sentence(ask: Ask) -> str:
    """Return what is asked as the email, the ledger and the test say it: what, because of what, and by when."""
    by = f"Due: {hhmm(ask.deadline)} on {dated(ask.deadline)}." if ask.deadline > ask.since else ""
    return " ".join(part for part in (ask.what, ask.words, by) if part)


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


def told(facts: Facts, case: Case) -> list[tuple[str, Role, str, datetime]]:
    """Return which organisations were told of a case, each role once since it was stood down: by whom, at which step.

    What the ledger no longer shows stands in the case's own events.
    """
    found: dict[tuple[str, str], tuple[str, Role, str, datetime]] = {}
    rows = [row for row in facts.ledger.values() if row.basis == f"case {case.id}" and _went_outside(facts, row)]
    for row in rows:
        step, role = row.step, Role.ATTENDANCE if row.step.startswith(LOOK_INTO) else Role.DSL
        found[row.organisation, step] = (row.organisation, role, step, row.decided_at)
    for event in case.every(Did.TOLD):
        row_of = Owing.from_key(event.source, "", event.recorded_at, "")
        if row_of is not None and row_of.organisation in facts.organisations and event.source not in facts.ledger:
            role = Role.ATTENDANCE if row_of.step.startswith(LOOK_INTO) else Role.DSL
            if not row_of.step.startswith(IS_OVER):
                found.setdefault(
                    (row_of.organisation, row_of.step), (row_of.organisation, role, row_of.step, event.recorded_at)
                )
    return sorted(found.values(), key=lambda told: (told[3], told[2]))


def _went_outside(facts: Facts, row: Owing) -> bool:
    """What is only claimed may still be on its way: a stand-down must not overtake it."""
    if row.organisation not in facts.organisations or row.step.startswith(IS_OVER) or not was_told(facts, row):
        return False
    return facts.messages[row.message].state is not State.CLAIMED


def _ended(end: Event) -> str:
    if end.did is Did.LOCATED:
        return f"The child was seen, {dated(end.at)} at {hhmm(end.at)}."
    return f"The case was closed at {_when(end)}."


def _when(event: Event) -> str:
    return f"{hhmm(event.recorded_at)} on {dated(event.recorded_at)}"
