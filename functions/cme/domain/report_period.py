"""The period of a report: a month, or a school year from September to August, and the one before it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTH, YEAR = re.compile(r"(\d{4})-(0[1-9]|1[0-2])"), re.compile(r"(\d{4})-(\d{2})")
FIRST_MONTH = 9
"""A school year begins on the first of September."""
FORMS = "A month is typed as 2026-11, a school year as 2026-27."


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a report, both included; `code` is how it is typed, `title` how people call it."""

    code: str
    title: str
    since: date
    until: date

    @property
    def is_year(self) -> bool:
        """Whether it is a school year."""
        return self.since.month != self.until.month

    @property
    def before(self) -> Period:
        """The period of the same length before it."""
        last = self.since - timedelta(days=1)
        return school_year(last) if self.is_year else month(last)


def period_named(typed: str) -> Period | None:
    """Return the period that somebody typed; None where it is neither. What could be either is a month."""
    if found := MONTH.fullmatch(typed):
        return month(date(int(found[1]), int(found[2]), 1))
    found = YEAR.fullmatch(typed)
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        return None
    return school_year(date(int(found[1]), FIRST_MONTH, 1))


def month(day: date) -> Period:
    """Return the month in which a day lies."""
    since = day.replace(day=1)
    until = (since + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Period(f"{since:%Y-%m}", f"{since:%B %Y}", since, until)


def school_year(day: date) -> Period:
    """Return the school year in which a day lies."""
    first = day.year if day.month >= FIRST_MONTH else day.year - 1
    code = f"{first}-{(first + 1) % 100:02}"
    return Period(code, f"school year {code}", date(first, FIRST_MONTH, 1), date(first + 1, FIRST_MONTH - 1, 31))
