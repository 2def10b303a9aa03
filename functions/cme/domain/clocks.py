"""Instants and times of day: instants are UTC, people see Europe/London, a sheet holds days since 30 December 1899."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
EPOCH = date(1899, 12, 30)
SECONDS_A_DAY = 86_400
LAST_MINUTE = 24 * 60 - 1
NOON = time(12)
SECOND_PASS = 0.25
"""A part of a second that marks the second pass of the hour that comes twice: no cell shows it, and nobody types it."""


def instant(day: date, at: time) -> datetime:
    """Return the instant in UTC at which a London clock shows this time on this day."""
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def local(at: datetime) -> datetime:
    """Return what a London clock and calendar show at an instant."""
    return at.astimezone(LONDON)


def day_of(at: datetime) -> date:
    """Return the London day of an instant."""
    return local(at).date()


def hhmm(at: datetime | time) -> str:
    """Return 09:45, by the London clock."""
    shown = local(at) if isinstance(at, datetime) else at
    # Every reason says a time, of every obligation of each run: strftime would take three times as long.
    return f"{shown.hour:02}:{shown.minute:02}"


def minute_of_day(at: time) -> int:
    """Return how many minutes of a day are over at a time of day."""
    return at.hour * 60 + at.minute


def dated(at: datetime) -> str:
    """Return 23/11/2026, by the London calendar."""
    return local(at).strftime("%d/%m/%Y")


def time_and_date(at: datetime) -> str:
    """Return 09:45 on 23/11/2026, by the London clock: what stands in a mail that is kept for years."""
    return f"{hhmm(at)} on {dated(at)}"


def short_day(day: date) -> str:
    """Return Mon 23 Nov."""
    return f"{day:%a} {day.day} {day:%b}"


def stamped(at: datetime) -> str:
    """Return Mon 23 Nov, 09:45, by the London clock."""
    return f"{short_day(day_of(at))}, {hhmm(at)}"


def day_and_time(at: datetime) -> str:
    """Return Mon 23 Nov 09:45, by the London clock, where it stands within a sentence."""
    return f"{short_day(day_of(at))} {hhmm(at)}"


def when(at: datetime, now: datetime) -> str:
    """Return 09:45, or Fri 20 Nov, 15:10 where that was on another day than now, by the London clock."""
    return hhmm(at) if day_of(at) == day_of(now) else stamped(at)


def serial(at: datetime) -> float:
    """Return an instant as a sheet holds it: London's days and part of a day, to the second."""
    shown = local(at)
    since = shown.replace(tzinfo=None) - datetime.combine(EPOCH, time())
    return since.days + (since.seconds + (SECOND_PASS if shown.fold else 0)) / SECONDS_A_DAY


def serial_of_day(day: date) -> int:
    """Return a day as a sheet holds it."""
    return (day - EPOCH).days


def from_serial(number: float) -> datetime:
    """Return the instant in UTC of a sheet's date and time, rounded to the second."""
    days, part = divmod(number, 1)
    seconds = round(part * SECONDS_A_DAY)
    shown = (datetime.combine(EPOCH, time()) + timedelta(days=days, seconds=seconds)).replace(tzinfo=LONDON)
    again = shown.replace(fold=1).astimezone(UTC)
    is_marked = abs(part * SECONDS_A_DAY - seconds - SECOND_PASS) < SECOND_PASS / 2
    return again if is_marked and local(again).fold else shown.astimezone(UTC)


def day_from_serial(number: float) -> date:
    """Return the day of a sheet's date."""
    return EPOCH + timedelta(days=int(number))


def time_from_serial(number: float) -> time:
    """Return the time of day of a sheet's time, rounded to the minute; the day's last seconds are not its first."""
    minutes = min(round((number % 1) * 1440), LAST_MINUTE)
    return time(minutes // 60, minutes % 60)
