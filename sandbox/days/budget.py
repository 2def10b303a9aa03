"""The alert budget: how often people were called on in the days that were played, and how often they may be. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from statistics import median

from cme.domain.clocks import day_of
from cme.domain.figures import Figures
from cme.domain.model import Facts, Role
from cme.domain.recipients import INNOV8
from cme.domain.sent_on import SENT_ON
from cme.policy import figures_of
from sandbox.days.player import Sent

DATA = Path(__file__).parent / "budget.toml"
CALLS = frozenset({"page_again", "refer_yourself"})
"""What rings as a page does, beside the notices that end in `_page`."""
ALARMS = frozenset({"absence", "register_missing", "left_site", "not_confirmed"})
"""What tells others that a child is not where it should be, or that nobody knows."""
MISTAKE = "our mistake"
"""How the basis of a stand-down begins that takes back an alarm about a child who was there."""


@dataclass(frozen=True, slots=True)
class Day:
    """What one day asked of people: the pages, innov8's DSL's other mails, and the inbox with the most threads."""

    day: date
    pages: tuple[Sent, ...]
    others: tuple[Sent, ...]
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
    told = [o for one in sent for o in one.letter.obligations if o.organisation != INNOV8 and o.rule != SENT_ON]
    return Budget(
        tuple(day for day in counted if day.day not in apart),
        tuple(day for day in counted if day.day in apart),
        sum(o.notice in ALARMS for o in told),
        sum(o.basis.startswith(MISTAKE) for o in told),
    )


def is_call(one: Sent) -> bool:
    """Return whether a message rings a telephone of ours: a page, the same page again, or “refer yourself”."""
    return one.letter.organisation == INNOV8 and (one.letter.notice.endswith("_page") or one.letter.notice in CALLS)


def _day(sent: Sequence[Sent], facts: Facts, day: date) -> Day:
    mine = [one for one in sent if day_of(one.at) == day]
    line = {person.email for person in facts.staff.values() if Role.INNOV8_DSL in person.roles}
    return Day(
        day,
        tuple(one for one in mine if is_call(one)),
        tuple(one for one in mine if one.letter.to.email in line and not is_call(one)),
        _most_threads([one for one in sent if one.letter.day == day and one.letter.organisation != INNOV8]),
    )


def _most_threads(told: Iterable[Sent]) -> tuple[str, ...]:
    """Return the subjects of a day's messages in the inbox that has the most of them: a subject is a thread there."""
    inboxes: dict[str, list[str]] = {}
    for one in told:
        subjects = inboxes.setdefault(one.letter.to.email, [])
        subjects += [] if one.letter.subject in subjects else [one.letter.subject]
    return max((tuple(subjects) for subjects in inboxes.values()), key=len, default=())
