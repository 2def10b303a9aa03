"""Compulsory school age by the Education Act 1996, section 8: from when until when a child is of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

STARTS_AT, ENDS_AT, ADULT_AT = 5, 16, 18
PRESCRIBED = ((3, 31), (8, 31), (12, 31))
"""The days, as month and day, on which children of five begin to be of school age."""
SEPTEMBER = 9
EDGE = 4
"""School years begin in the first days of September: whoever is sixteen on one of these may belong to either year."""
FRIDAY = 4


class SchoolAge(StrEnum):
    """Where a child stands to compulsory school age on a day; an edge is for a person to settle."""

    BELOW = "below compulsory school age"
    WITHIN = "of compulsory school age"
    EDGE = "of compulsory school age, by a birthday that must be looked at"
    OVER = "over compulsory school age"
    ADULT = "eighteen or over"
    NOT_KNOWN = "of an age that is not entered"


@dataclass(frozen=True, slots=True)
class Ages:
    """The days between which a child is of compulsory school age, both inclusive, and the eighteenth birthday."""

    since: date
    until: date
    adult: date
    is_edge: bool


def ages(born: date) -> Ages:
    """Return the days that follow from a date of birth; one on 29 February counts as 1 March in other years."""
    fifth, sixteenth = _birthday(born, STARTS_AT), _birthday(born, ENDS_AT)
    days = (date(year, *day) for year in (fifth.year, fifth.year + 1) for day in PRESCRIBED)
    leaves_next_year = sixteenth.month >= SEPTEMBER
    is_edge = sixteenth.month == SEPTEMBER and sixteenth.day <= EDGE
    leaves = last_friday_of_june(sixteenth.year + leaves_next_year)
    return Ages(next(day for day in days if day >= fifth), leaves, _birthday(born, ADULT_AT), is_edge)


def school_age(born: date | None, day: date) -> SchoolAge:
    """Return where a child stands on a day. Nobody is left out because a date of birth was not typed."""
    if born is None:
        return SchoolAge.NOT_KNOWN
    found = ages(born)
    if day >= found.adult:
        return SchoolAge.ADULT
    if day < found.since:
        return SchoolAge.BELOW
    # By the earlier reading an edge birthday ends a year sooner: from then on a person must look.
    if found.is_edge and last_friday_of_june(found.until.year - 1) < day <= found.until:
        return SchoolAge.EDGE
    return SchoolAge.WITHIN if day <= found.until else SchoolAge.OVER


def last_friday_of_june(year: int) -> date:
    """Return the school leaving date of a year."""
    last = date(year, 6, 30)
    return last - timedelta(days=(last.weekday() - FRIDAY) % 7)


def _birthday(born: date, age: int) -> date:
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)
