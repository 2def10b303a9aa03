"""Who of the DSL team is told what cases ask: the DSL when it begins, then two people at the day's set times. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from cme.domain.case_asks import asks_of
from cme.domain.case_events import Ask
from cme.domain.cases import Case, cases
from cme.domain.clocks import day_of, hhmm, instant, time_and_date
from cme.domain.figures import Figures
from cme.domain.model import Facts, Obligation, Staff, Tier
from cme.domain.recipients import each_address, is_away, on_duty
from cme.domain.rulebook import RULES, Moment
from cme.domain.rules import INNOV8, INNOV8_DSL
from cme.domain.visit_clock import is_staffed

CALL = "case_call"
REMINDS = ("case_morning", "case_afternoon")
"""The figures that say when somebody is reminded on a day with staff."""
EVENING = "case_evening"
URGENT = frozenset({"CME-2", "CME-5"})
"""The rules by which somebody outside has to hear that a child is missing: they come in the evening as well."""
NOT_SOONER = timedelta(hours=1)
"""So long after something was first asked nobody is reminded of it yet."""
REMINDED = 2
"""So many people are reminded of what a case asks: the DSL and the deputy."""


def calls(facts: Facts, moment: Moment, code: str, *, begins: bool = True) -> Iterator[Obligation]:
    """Yield what cases ask by one rule: the DSL when it begins, then the DSL and the deputy at the day's set times."""
    for case in cases(facts):
        for ask in asks_of(code, case, facts, moment.figures):
            yield from _begins(facts, moment, case, ask) if begins else ()
            yield from _reminds(facts, moment, case, ask)


def _begins(facts: Facts, moment: Moment, case: Case, ask: Ask) -> Iterator[Obligation]:
    if day_of(ask.since) == moment.day:
        # Who said just now what makes it begin knows it: the next person hears of it.
        said_by = {event.by for event in case.events if event.recorded_at == ask.since}
        yield replace(_call(moment, ask, ask.since), person=somebody_else(facts, moment.day, said_by))


def somebody_else(facts: Facts, day: date, said_by: Collection[str]) -> str:
    """Return who of the DSL team comes first that has not said it; nobody in particular where none of them did."""
    people = [person.code for person in team(facts, day)]
    return next((code for code in people if code not in said_by), "") if {*said_by} & {*people} else ""


def _reminds(facts: Facts, moment: Moment, case: Case, ask: Ask) -> Iterator[Obligation]:
    pupil = facts.pupils.get(case.pupil)
    is_evening = pupil is not None and pupil.tier is Tier.A and moment.day >= day_of(ask.deadline)
    times = _times(ask.rule, facts, moment.day, moment.figures, evening=is_evening)
    for number, at in enumerate(times):
        if at - ask.since < NOT_SOONER or ask.is_over(at):
            continue
        people = team(facts, moment.day)[:REMINDED]
        lapses = times[number + 1] if number + 1 < len(times) else instant(moment.day + timedelta(days=1), time())
        for turn, person in enumerate(people, 1):
            # By turn, not by name: who comes on duty meanwhile is no third person to remind.
            owed = _call(moment, ask, at, f"{hhmm(at)} {turn}")
            yield replace(owed, person=person.code, lapses_at=lapses)


def _times(rule: str, facts: Facts, day: date, figures: Figures, *, evening: bool) -> list[datetime]:
    """Return when the DSL and the deputy are reminded on a day.

    Of a child for whom minutes matter, once it is overdue that somebody outside hears of it, also in the `evening`.
    """
    names = [EVENING] if evening and rule in URGENT else []
    return [*set_times(facts, day, figures), *(instant(day, figures.clock(name, day)) for name in names)]


def set_times(facts: Facts, day: date, figures: Figures) -> list[datetime]:
    """Return the set times of a day at which somebody is reminded: twice where somebody is here, else not at all."""
    names = REMINDS if is_staffed(facts, day) else ()
    return [instant(day, figures.clock(name, day)) for name in names]


def team(facts: Facts, day: date) -> list[Staff]:
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
        reason=_reason(ask),
        clause=RULES[ask.rule].clause,
        pupil=ask.pupil,
        step=" ".join(part for part in (ask.case, ask.about, turn) if part),
        basis=f"case {ask.case}",
    )


def _reason(ask: Ask) -> str:
    """Return what is asked as the email, the ledger and the test say it: what, because of what, and by when."""
    by = f"Due: {time_and_date(ask.deadline)}." if ask.deadline > ask.since else ""
    return " ".join(part for part in (ask.what, ask.words, by) if part)
