"""Times and days as people write them: 09:15, 9:15, 9.15; 2026-11-23, 23/11/2026, Mon 23 Nov; and both together."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from cme.domain.clocks import instant
from sandbox.stories.said import Said
from sandbox.switches import standing

SEEN_LATER = frozenset({"torn_reads", "responses_listed_late"})
"""Switches with which a run may see only a minute later what somebody did."""
CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d))?")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMERIC = (re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)"), re.compile(r"(?P<d>\d\d?)/(?P<m>\d\d?)/(?P<y>\d{4})"))
SPOKEN = re.compile(r"(?P<d>\d\d?)\s+(?P<m>[A-Za-z]{3,9})(?:\s+(?P<y>\d{4}))?")


def clock(said: Said) -> time:
    """Return a time of day."""
    found = CLOCK.fullmatch(said.text().strip())
    if found is None:
        raise said.wrong(f"“{said.text()}” is not a time.", "Write it as 09:15.")
    return time(int(found[1]), int(found[2]), int(found[3] or 0))


def day(said: Said, near: date | None = None) -> date:
    """Return a day; a weekday alone, or a day without a year, is the first one from `near` on."""
    typed = said.text().strip()
    found = _day(typed.replace(",", " "), near)
    if found is None:
        raise said.wrong(f"“{typed}” is not a day.", "Write it as 2026-11-23 or Mon 23 Nov 2026.")
    weekday = _weekday(typed.partition(" ")[0].strip(","))
    if weekday is not None and found.weekday() != weekday:
        says = f"{found.day} {found:%B %Y} is a {WEEKDAYS[found.weekday()]}, not a {WEEKDAYS[weekday]}."
        raise said.wrong(says)
    return found


def moment(said: Said, today: date) -> datetime:
    """Return the instant of a time, on `today` unless a day stands in front of it: 09:15, Tue 09:15, 24 Nov 09:15."""
    typed = said.text().strip().replace("T", " ") if re.match(r"\d{4}-", said.text().strip()) else said.text().strip()
    before, _, hour = typed.rpartition(" ")
    at = clock(Said(hour, said.file, said.line, said.path))
    on = day(Said(before, said.file, said.line, said.path), today) if before else today
    return instant(on, at)


def weekday(said: Said) -> str:
    """Return the full name of a weekday."""
    found = _weekday(said.text().strip())
    if found is None:
        raise said.wrong(f"“{said.text()}” is not a weekday.", "Write Monday or Mon.")
    return WEEKDAYS[found]


def _weekday(word: str) -> int | None:
    folded = word.casefold()
    return next((n for n, name in enumerate(WEEKDAYS) if len(folded) >= 3 and name.casefold().startswith(folded)), None)


def _day(typed: str, near: date | None) -> date | None:
    words = typed.split()
    if words and _weekday(words[0]) is not None:
        words = words[1:]
        if not words:
            return near and near + timedelta(days=(_weekday(typed.strip()) or 0) - near.weekday()) % timedelta(days=7)
    rest = " ".join(words)
    try:
        for pattern in NUMERIC:
            if found := pattern.fullmatch(rest):
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
        if (found := SPOKEN.fullmatch(rest)) and found["m"][:3].casefold() in MONTHS:
            month = MONTHS.index(found["m"][:3].casefold()) + 1
            return _spoken(int(found["d"]), month, found["y"], near)
    except ValueError:
        return None
    return None


def _spoken(number: int, month: int, year: str | None, near: date | None) -> date | None:
    if year:
        return date(int(year), month, number)
    if near is None:
        return None
    found = date(near.year, month, number)
    return found if found >= near else date(near.year + 1, month, number)


def is_seen_later() -> bool:
    """Return whether Google may show a run only a minute later what somebody did, as the switches stand."""
    return bool(SEEN_LATER & dict(standing()).keys())
