"""SAFE-2 and SAFE-5: a page that nobody takes, and one that is taken and not settled. Taken is not found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from cme.domain.clocks import day_of, hhmm, instant
from cme.domain.model import Facts, Obligation, Observation, Role, Staff
from cme.domain.pages import Page, is_settled, owner, pages, said_since
from cme.domain.recipients import each_address, on_duty
from cme.domain.rulebook import RULES, Moment, rule
from cme.domain.rules import INNOV8, INNOV8_DSL
from cme.domain.said_by import staff_of, who_said

LONGEST, AFTERWARDS = timedelta(hours=2), timedelta(hours=1)
"""A page is repeated for so long at least, and for so long after the sessions that it is about."""
OF_UNTAKEN = ("page_deputy", "page_third", "page_repeat", "page_refer_yourself")


@dataclass(frozen=True, slots=True)
class _Wanting:
    """A page that still wants somebody: what was said of it, and until when it helps to ask."""

    page: Page
    said: tuple[Observation, ...]
    until: datetime


@rule("SAFE-2", clause="12", figures=OF_UNTAKEN, asks_others=True)
def page_without_owner(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A page that nobody takes goes to the deputy, the third, and round again; then the session's lead hears of it."""
    for wanting in _wanting(facts, moment):
        if owner(wanting.said) is None:
            yield from _next_person(facts, moment, wanting)
            yield from _refer_yourself(facts, moment, wanting)


@rule("SAFE-5", clause="12", figures=("page_unresolved",), asks_others=True)
def page_not_settled(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A page that somebody has taken comes again until the child is located, handed over or referred."""
    every = moment.figures.minutes("page_unresolved", moment.day)
    for wanting in _wanting(facts, moment):
        taken = owner(wanting.said)
        if taken is None:
            continue
        holder = staff_of(facts, taken)
        for number, due in enumerate(_rounds(taken.recorded_at + every, every, wanting.until)):
            reason = f"{who_said(facts, taken)} has it since {hhmm(taken.recorded_at)}; not settled by {hhmm(due)}."
            step = f"{hhmm(taken.recorded_at)} {number + 1} {wanting.page.message.id}"
            owed = _again(moment, wanting.page, "SAFE-5", due, step, reason)
            people = _people(facts, owed, holder.email if holder else "")
            yield replace(owed, person=_turn(people, number), lapses_at=due + every)


@lru_cache(maxsize=8)
def _wanting(facts: Facts, moment: Moment) -> tuple[_Wanting, ...]:
    """Return the pages of a day whose own rule would still ask for them, and which nobody has settled."""
    found = []
    asked: dict[str, frozenset[str]] = {}
    for page in pages(facts, moment.day):
        said = said_since(facts, page)
        for code in {row.rule for row in page.rows if row.rule in RULES} - asked.keys():
            asked[code] = frozenset(o.key for o in RULES[code].owes(facts, moment) if not o.moot)
        if any(row.key in asked.get(row.rule, ()) and not is_settled(row, said) for row in page.rows):
            ends = (instant(moment.day, facts.sessions[code].end) for code in page.sessions if code in facts.sessions)
            found.append(_Wanting(page, said, max([page.sent + LONGEST, *(end + AFTERWARDS for end in ends)])))
    return tuple(found)


def _next_person(facts: Facts, moment: Moment, wanting: _Wanting) -> Iterator[Obligation]:
    """Page the next person of the duty order, by another address, and begin again after the last."""
    page, minutes = wanting.page, {name: moment.figures.minutes(name, moment.day) for name in OF_UNTAKEN}
    first, second = page.sent + minutes["page_deputy"], page.sent + minutes["page_third"]
    every = minutes["page_repeat"]
    times = [first, *_rounds(second, every, wanting.until)]
    for number, due in enumerate(times):
        reason = f"Paged at {hhmm(page.sent)}; by {hhmm(due)} nobody had said “I have it”."
        owed = _again(moment, page, "SAFE-2", due, f"{number + 1} {page.message.id}", reason)
        people = _people(facts, owed, page.message.to)
        yield replace(owed, person=_turn(people, number + 1), lapses_at=(*times[1:], times[-1] + every)[number])


def _rounds(first: datetime, every: timedelta, until: datetime) -> list[datetime]:
    """Return each time of a page that is repeated, at least the first."""
    return [first + number * every for number in range(max(1, -((first - until) // every)))]


def _people(facts: Facts, owed: Obligation, last: str) -> list[Staff]:
    """Return who may be paged, whoever had the page last at the head; of one address one person."""
    people = each_address(on_duty(facts, INNOV8_DSL, day_of(owed.due)))
    at = next((n for n, person in enumerate(people) if person.email.casefold() == last.casefold()), 0)
    return people[at:] + people[:at]


def _turn(people: Sequence[Staff], number: int) -> str:
    return people[number % len(people)].code if people else ""


def _refer_yourself(facts: Facts, moment: Moment, wanting: _Wanting) -> Iterator[Obligation]:
    """Tell the session's lead, who has the concern, that they may and should refer themselves."""
    page = wanting.page
    due = page.sent + moment.figures.minutes("page_refer_yourself", moment.day)
    for code in page.sessions:
        reason = f"Paged at {hhmm(page.sent)}; by {hhmm(due)} nobody of ours had taken it."
        owed = _again(moment, page, "SAFE-2", due, f"refer {page.message.id}", reason)
        lead = facts.sessions[code].lead if code in facts.sessions else ""
        later = max(wanting.until, due + LONGEST)
        yield replace(owed, notice="refer_yourself", to=Role.LEAD, person=lead, session=code, lapses_at=later)


def _again(moment: Moment, page: Page, code: str, due: datetime, step: str, reason: str) -> Obligation:
    return Obligation(
        rule=code,
        day=moment.day,
        organisation=INNOV8,
        notice="page_again",
        to=INNOV8_DSL,
        due=due,
        reason=reason,
        clause="12",
        session=page.sessions[0] if len(page.sessions) == 1 else "",
        step=step,
        basis=f"page {page.message.id}",
        urgent=True,
    )
