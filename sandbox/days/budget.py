"""The alert budget: how often people were called on in the days that were played, and how often they may be."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from statistics import median
from typing import TypeVar

from cme.domain.case_reminders import CALL
from cme.domain.clocks import day_of
from cme.domain.figures import Figures
from cme.domain.model import Facts, Role
from cme.domain.recipients import INNOV8
from cme.domain.sent_on import SENT_ON
from cme.policy import figures_of
from sandbox.days.player import Sent

Item = TypeVar("Item")
DATA = Path(__file__).parent / "budget.toml"
REFER_YOURSELF = "refer_yourself"
"""What rings although it goes to a session's lead."""
ALARMS = frozenset({"absence", "register_missing", "left_site", "not_confirmed"})
"""What tells others that a child is not where it should be, or that nobody knows."""
MISTAKE = "our mistake"
"""How the basis of a stand-down begins that takes back an alarm about a child who was there."""


@dataclass(frozen=True, slots=True)
class Day:
    """What one day asked of people: every page, and of mails and threads what the fullest inbox has."""

    day: date
    pages: tuple[Sent, ...]
    others: tuple[Sent, ...]
    of_cases: tuple[Sent, ...]
    threads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the budget: what was found, on which day it was worst, and the days on which it was too much."""

    name: str
    allowed: float
    found: float
    worst: Day | None
    over: tuple[Day, ...]
    is_within: bool


@dataclass(frozen=True, slots=True)
class Budget:
    """The days that were counted, and how many alarms went out and were our mistake, over all of them."""

    ordinary: tuple[Day, ...]
    emergencies: tuple[Day, ...]
    alarms: int
    mistakes: int

    def lines(self, figures: Figures) -> list[Line]:
        """Return each line of the budget with what was found; figures as on the last day that was played."""
        on = max(day.day for day in (*self.ordinary, *self.emergencies))
        pages = [len(day.pages) for day in self.ordinary]
        middle, share = median(pages), 100 * self.mistakes / self.alarms if self.alarms else 0.0
        most, least = figures.value("pages_median", on), figures.value("false_alarms", on)
        return [
            Line("pages_median", most, middle, None, (), middle <= most),
            self._worst("pages_worst", figures, on, lambda day: len(day.pages)),
            self._worst("other_mails", figures, on, lambda day: len(day.others)),
            self._worst("case_mails", figures, on, lambda day: len(day.of_cases)),
            self._worst("threads", figures, on, lambda day: len(day.threads)),
            Line("false_alarms", least, share, None, (), share < least),
        ]

    def _worst(self, name: str, figures: Figures, on: date, count: Callable[[Day], int]) -> Line:
        allowed = figures.value(name, on)
        worst = max(self.ordinary, key=count)
        over = tuple(day for day in self.ordinary if count(day) > allowed)
        return Line(name, allowed, count(worst), worst, over, not over)


@cache
def load_budget() -> Figures:
    """Return what the budget allows, dated, each with its source."""
    return figures_of(tomllib.loads(DATA.read_text("utf-8")))


def budget_of(sent: Sequence[Sent], facts: Facts, days: Iterable[date], emergencies: Iterable[date] = ()) -> Budget:
    """Return how often people were called on, day by day; emergencies are counted by themselves."""
    counted, apart = [_day(sent, facts, day) for day in days], set(emergencies)
    told = [o for one in sent if is_outside(one) for o in one.letter.obligations if o.rule != SENT_ON]
    return Budget(
        tuple(day for day in counted if day.day not in apart),
        tuple(day for day in counted if day.day in apart),
        sum(o.notice in ALARMS for o in told),
        sum(o.basis.startswith(MISTAKE) for o in told),
    )


def is_call(one: Sent, line: Collection[str]) -> bool:
    """Return whether a message rings: it is urgent, so its subject says “page”, and goes to somebody who is paged."""
    return one.letter.urgent and (one.letter.to.email in line or one.letter.notice == REFER_YOURSELF)


def is_outside(one: Sent) -> bool:
    """Return whether a message goes to a school or an authority."""
    return one.letter.organisation != INNOV8


def _day(sent: Sequence[Sent], facts: Facts, day: date) -> Day:
    mine = [one for one in sent if day_of(one.at) == day]
    line = {person.email for person in facts.staff.values() if Role.INNOV8_DSL in person.roles}
    calls = [one for one in mine if is_call(one, line)]
    others = [one for one in mine if one.letter.to.email in line and one not in calls]
    told = [one.letter for one in sent if is_outside(one) and one.letter.day == day]
    return Day(
        day,
        tuple(calls),
        _fullest((one.letter.to.email, one) for one in others if one.letter.notice != CALL),
        _fullest((one.letter.to.email, one) for one in others if one.letter.notice == CALL),
        _fullest((letter.to.email, letter.subject) for letter in told),
    )


def _fullest(inboxes: Iterable[tuple[str, Item]]) -> tuple[Item, ...]:
    """Return what is in the inbox that has the most; what is the same there counts once."""
    found: dict[str, list[Item]] = {}
    for inbox, item in inboxes:
        there = found.setdefault(inbox, [])
        there += [] if item in there else [item]
    return max(map(tuple, found.values()), key=len, default=())
