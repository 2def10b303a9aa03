"""When the week's digest goes: on Monday, or on the first school day after it; and what it said before. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cme.domain.by_day import messages_on
from cme.domain.calendar import is_open, is_school_day
from cme.domain.clocks import instant
from cme.domain.model import Facts, Message, Owing
from cme.domain.modes import DIGEST
from cme.domain.rules.absence import END_OF_DAY, may_have_read, was_told

FARTHEST = 120
"""Days within which the next digest, or the last, is looked for: the longest holiday, and more."""
REMEMBERED = timedelta(days=28)
"""For so long what was told is not told again, and what could not be told is told later: the ledger reaches as far."""


def is_digest_day(facts: Facts, day: date) -> bool:
    """Return whether the digest goes on a day: the first of its week on which there is school."""
    before = (day - timedelta(days=n) for n in range(1, day.weekday() + 1))
    return is_school_day(facts, day) and not any(is_open(facts, earlier) for earlier in before)


def digest_at(facts: Facts, day: date) -> datetime | None:
    """Return when the digest of a day goes; None on any other day, and where nobody wants one."""
    at = facts.settings.weekly_digest
    return instant(day, at) if at is not None and is_digest_day(facts, day) else None


def next_digest(facts: Facts, day: date) -> datetime:
    """Return when the first digest after a day goes; where no calendar has one, a week later."""
    later = (day + timedelta(days=n) for n in range(1, FARTHEST))
    found = next((d for d in later if is_digest_day(facts, d)), day + timedelta(days=7))
    return instant(found, facts.settings.weekly_digest or END_OF_DAY)


def told_before(facts: Facts, rule: str, day: date, within: timedelta = REMEMBERED) -> list[Owing]:
    """Return what was told by a rule in the digests of the last weeks before a day."""
    since = day - within
    return [row for row in facts.ledger.values() if row.rule == rule and since < row.day < day and was_told(facts, row)]


def has_gone(facts: Facts, day: date) -> bool:
    """Return whether the digest of a day may have reached somebody."""
    return any(_is_digest(facts, message) for message in messages_on(facts, day))


def was_asked(facts: Facts, day: date, address: str, by: datetime) -> bool:
    """Return whether the day's digest asked somebody at an address, by an instant, whether they are on duty."""
    gone = (message for message in messages_on(facts, day) if _is_digest(facts, message))
    return any(message.to.casefold() == address.casefold() and message.at <= by for message in gone)


def _is_digest(facts: Facts, message: Message) -> bool:
    return message.notice == DIGEST and may_have_read(facts, message)
