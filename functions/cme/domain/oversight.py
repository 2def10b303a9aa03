"""A month in numbers for a trustee: what was paged, told, held back and left open. It names nobody. Pure.

One person can hold, pause, decline and accept. Whoever reads this sees how often that happened and for how long, beside
what our own figures ask for. What nobody wrote down is said not to be known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cme.domain.calendar import is_open, is_weekday
from cme.domain.clocks import day_of
from cme.domain.letter_rows import count
from cme.domain.model import Facts, Role, Staff
from cme.domain.recipients import on_duty

CODE, CLAUSE = "OPS-9", "2.3, 5.2, 12"
"""The rule, and the clauses in which something is promised that one person alone could let slip."""
READ = timedelta(days=35)
"""So far back a run reads at the least; the night moves the rest out of its way."""
LATEST = 5
"""By this day of a month it has gone: from then on a run may not read the first days of the month before."""
ASKED, OFF, APART = " Asked: ", "! ", " | "
"""What stands in a line before what is asked, before a line that is not as asked, and between two lines."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are counted, both included, and the instant at which it is asked what is open."""

    since: date
    until: date
    at: datetime

    @property
    def days(self) -> list[date]:
        """Each day of it."""
        return [self.since + timedelta(days=number) for number in range((self.until - self.since).days + 1)]

    def has(self, day: date) -> bool:
        """Return whether a day is counted."""
        return self.since <= day <= self.until

    def age(self, since: datetime) -> str:
        """Return how old something is, in days."""
        days = (day_of(self.at) - day_of(since)).days
        return count(days, "day", "days") if days > 0 else "less than a day"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is counted: what there was, what is asked, and whether that was missed."""

    what: str
    asked: str
    is_off: bool = False

    @property
    def text(self) -> str:
        """The line as the ledger keeps it."""
        return f"{OFF if self.is_off else ''}{self.what}{ASKED}{self.asked}."


def trustees(facts: Facts, day: date) -> list[Staff]:
    """Return who reads a month's numbers, in the order in which they are asked: nobody whose own work they count."""
    ours = {person.email.casefold() for person in facts.staff.values() if Role.INNOV8_DSL in person.roles}
    return [person for person in on_duty(facts, Role.TRUSTEE, day) if person.email.casefold() not in ours]


def is_oversight_day(facts: Facts, day: date) -> bool:
    """Return whether a month's numbers go on a day: on the first with school, in a holiday on the first weekday.

    So no month is left out, and none is told of so late that a run does not read its first days any more.
    """
    if day.day > LATEST:
        return False
    weekdays = [found for found in (day.replace(day=n) for n in range(1, LATEST + 1)) if is_weekday(found)]
    return day == next((found for found in weekdays if is_open(facts, found)), weekdays[0])


def month_before(facts: Facts, at: datetime) -> Span:
    """Return the days of the month before an instant on which the system was live, and of which a run still reads."""
    last = day_of(at).replace(day=1) - timedelta(days=1)
    live = facts.settings.live_from
    since = max(last.replace(day=1), day_of(at - READ), day_of(live) if live else date.min)
    return Span(min(since, last), last, at)


def month_name(span: Span) -> str:
    """Return the month that is counted: November 2026."""
    return f"{span.until:%B %Y}"


def notes(facts: Facts, span: Span) -> list[str]:
    """Return what these numbers do not say."""
    found = ["Since when something is on hold, and how long a pause before the last was, is written down nowhere."]
    if span.since.day > 1:
        live = facts.settings.live_from
        why = "the system was not live" if live and day_of(live) == span.since else "nothing is read any more"
        found.insert(0, f"Of the days before {span.since:%d/%m/%Y} {why}, so they are not counted.")
    return found


def times(number: int) -> str:
    """Return how often something happened: once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
