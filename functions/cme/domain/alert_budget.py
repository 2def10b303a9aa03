"""The alert budget: how often people were called on in some days, and how often they may be. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import TypeVar

from cme.domain.by_day import rows_of
from cme.domain.case_reminders import CALL
from cme.domain.clocks import day_of
from cme.domain.evidence import Record
from cme.domain.figures import Figures
from cme.domain.model import Message, Role, State
from cme.domain.oversight_counts import OUR_MISTAKE
from cme.domain.recipients import AUDIENCES, INNOV8
from cme.domain.rules.sent_on import NOT_DELIVERED
from cme.domain.sent_on import SENT_ON

Item = TypeVar("Item")
REFER_YOURSELF = "refer_yourself"
"""What rings although it goes to a session's lead."""
RINGS = frozenset({"page_again", "where_now", NOT_DELIVERED, REFER_YOURSELF})
"""What is urgent for our own people, beside whatever is called a page."""
ALARMS = frozenset({"absence", "register_missing", "left_site", "not_confirmed"})
"""What tells others that a child is not where it should be, or that nobody knows."""


@dataclass(frozen=True, slots=True)
class Told:
    """One message as it went out: when, about which day, in whose inbox, and what it is in a few words.

    `alarms` are the children and registers of which it tells others, `mistakes` those of which it says that the alarm
    was ours. `is_dsls` says that a DSL of ours reads it.
    """

    id: str
    at: datetime
    day: date
    notice: str
    organisation: str
    to: str
    subject: str
    is_urgent: bool
    is_dsls: bool
    what: str = ""
    alarms: int = 0
    mistakes: int = 0

    @property
    def is_call(self) -> bool:
        """Whether it rings: it is urgent, so its subject says “page”, and goes to somebody who is paged."""
        return self.is_urgent and (self.is_dsls or self.notice == REFER_YOURSELF)

    @property
    def is_outside(self) -> bool:
        """Whether it goes to a school or an authority."""
        return self.organisation != INNOV8


@dataclass(frozen=True, slots=True)
class Day:
    """What one day asked of people: every page, and of mails and threads what the fullest inbox has."""

    day: date
    pages: tuple[Told, ...]
    others: tuple[Told, ...]
    of_cases: tuple[Told, ...]
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
        """Return each line of the budget with what was found; figures as on the last day that was counted."""
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


def budget_of(told: Sequence[Told], days: Iterable[date], emergencies: Iterable[date] = ()) -> Budget:
    """Return how often people were called on, day by day; emergencies are counted by themselves."""
    counted, apart = [_day(told, day) for day in days], set(emergencies)
    outside = [one for one in told if one.is_outside]
    return Budget(
        tuple(day for day in counted if day.day not in apart),
        tuple(day for day in counted if day.day in apart),
        sum(one.alarms for one in outside),
        sum(one.mistakes for one in outside),
    )


def _day(told: Sequence[Told], day: date) -> Day:
    mine = [one for one in told if day_of(one.at) == day]
    others = [one for one in mine if one.is_dsls and not one.is_call]
    return Day(
        day,
        tuple(one for one in mine if one.is_call),
        _fullest((one.to, one) for one in others if one.notice != CALL),
        _fullest((one.to, one) for one in others if one.notice == CALL),
        _fullest((one.to, one.subject) for one in told if one.is_outside and one.day == day),
    )


def _fullest(inboxes: Iterable[tuple[str, Item]]) -> tuple[Item, ...]:
    """Return what is in the inbox that has the most; what is the same there counts once."""
    found: dict[str, list[Item]] = {}
    for inbox, item in inboxes:
        there = found.setdefault(inbox, [])
        there += [] if item in there else [item]
    return max(map(tuple, found.values()), key=len, default=())


def told_in(record: Record) -> list[Told]:
    """Return every message of a record that went out, in the order in which they did."""
    went = ((message, _went(record, message)) for message in record.facts.messages.values())
    return sorted((_told(record, message, at) for message, at in went if at), key=lambda one: one.at)


def _went(record: Record, message: Message) -> datetime | None:
    return next((event.at for event in record.events.get(message.id, ()) if event.state is State.SENT), None)


def _told(record: Record, message: Message, at: datetime) -> Told:
    is_ours = message.organisation == INNOV8
    rows = [row for row in rows_of(record.facts, message.id) if row.rule != SENT_ON]
    return Told(
        message.id,
        at,
        message.day,
        message.notice,
        message.organisation,
        message.to,
        message.subject,
        is_urgent=is_ours and (message.notice.endswith("_page") or message.notice in RINGS),
        is_dsls=is_ours and AUDIENCES[message.notice].ours[:1] == (Role.INNOV8_DSL,),
        alarms=len(rows) * (message.notice in ALARMS),
        mistakes=sum(row.basis.startswith(OUR_MISTAKE) for row in rows),
    )
