"""By when somebody must have been to see a child who is missing: 72 hours or three school days, the earlier. Pure.

The policy's clause 11.2 can be read in more ways than one. The one that counts is the earlier of 72 elapsed hours and
the close of the third school day, rolled back to a moment at which somebody is here, and never forward. It is never
paused: not over a weekend, a holiday or the change of the clocks. Every reading is kept, so that a person can see it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cme.domain.calendar import OURS, is_known, is_school_day, is_weekday
from cme.domain.clocks import day_and_time, day_of, instant, local
from cme.domain.figures import Figures
from cme.domain.model import Facts

FIGURES = ("visit_hours", "visit_school_days", "staffed_from", "staffed_until")
HOURS_A_WORKING_DAY = 8
FARTHEST = 60
"""Days: no calendar that makes sense has so few school days that the third lies farther away."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What each way of reading the clause gives for one beginning; None where a calendar does not reach so far.

    `elapsed` is 72 hours on a clock; `weekdays` the same without Saturdays and Sundays; `school_days` the close of the
    third school day after the first, and `counting_the_first` with the first counted. `working_days` takes an hour for
    an hour of work: nobody means that, because it is three times as long.
    """

    began: datetime
    elapsed: datetime
    weekdays: datetime
    school_days: datetime | None
    counting_the_first: datetime | None
    working_days: date
    hard: datetime

    @property
    def words(self) -> str:
        """The deadline with the reading that was used, and what the other would be."""
        used = "72 elapsed hours"
        if self.school_days is None:
            other = "three school days cannot be counted: the calendar does not reach so far"
        elif self.school_days < self.elapsed:
            used, other = "three school days", f"72 elapsed hours would be {day_and_time(self.elapsed)}"
        else:
            other = f"three school days would be {day_and_time(self.school_days)}"
        rolled = "" if self.hard in (self.elapsed, self.school_days) else ", rolled back to when somebody is here"
        return f"{day_and_time(self.hard)} ({used} from {day_and_time(self.began)}{rolled}; {other})"


def readings(began: datetime, facts: Facts, figures: Figures, calendar: str = OURS) -> Readings:
    """Return every reading for a beginning, by the calendar of the child's school."""
    day = day_of(began)
    hours = timedelta(hours=figures.value("visit_hours", day))
    days = int(figures.value("visit_school_days", day))
    closes = figures.clock("staffed_until", day)
    third = _school_day(facts, day, days, calendar)
    counting = _school_day(facts, day, days - is_school_day(facts, day, calendar), calendar)
    elapsed = began + hours
    close = instant(third, closes) if third else None
    return Readings(
        began=began,
        elapsed=elapsed,
        weekdays=_weekday_hours(began, hours),
        school_days=close,
        counting_the_first=instant(counting, closes) if counting else None,
        working_days=_nth(day, int(hours / timedelta(hours=HOURS_A_WORKING_DAY)), lambda d: _is_working_day(facts, d)),
        hard=max(began, staffed_before(facts, min(filter(None, (elapsed, close))), figures)),
    )


def same_day(at: datetime, facts: Facts, figures: Figures) -> datetime:
    """Return when the school day of an instant closes; of what comes after its close, the next day with staff."""
    day = day_of(at)
    closes = figures.clock("staffed_until", day)
    if not is_staffed(facts, day) or local(at).time() >= closes:
        day = staffed_days_after(facts, day, 1)
    return instant(day, closes)


def staffed_before(facts: Facts, at: datetime, figures: Figures) -> datetime:
    """Return an instant itself if somebody is here then, else the last one before it at which somebody is."""
    day, clock = day_of(at), local(at).time()
    opens, closes = figures.clock("staffed_from", day), figures.clock("staffed_until", day)
    if is_staffed(facts, day) and opens <= clock:
        return min(at, instant(day, closes))
    earlier = (day - timedelta(days=n) for n in range(1, FARTHEST))
    found = next((d for d in earlier if is_staffed(facts, d)), day)
    return instant(found, closes) if found != day else at


def is_staffed(facts: Facts, day: date) -> bool:
    """Return whether innov8 works on a day: a weekday that its own calendar does not close."""
    return is_school_day(facts, day)


def staffed_days_after(facts: Facts, day: date, number: int) -> date:
    """Return the day that is so many days with staff after another; where a calendar has none, the farthest."""
    return _nth(day, number, lambda d: is_staffed(facts, d))


def _school_day(facts: Facts, after: date, number: int, calendar: str) -> date | None:
    """Return the school day that is so many school days after a day; None where the calendar does not reach it."""
    found = _nth(after, number, lambda d: is_school_day(facts, d, calendar))
    return found if is_known(facts, found, calendar) else None


def _is_working_day(facts: Facts, day: date) -> bool:
    banks = (c for c in facts.closures if "bank holiday" in c.label.casefold())
    return is_weekday(day) and not any(c.since <= day <= c.until for c in banks)


def _nth(after: date, number: int, counts: Callable[[date], bool]) -> date:
    found, left = after, number
    for _ in range(FARTHEST):
        if left <= 0:
            break
        found += timedelta(days=1)
        left -= counts(found)
    return found


def _weekday_hours(began: datetime, hours: timedelta) -> datetime:
    """Return when so many hours have passed of days from Monday to Friday, by the London clock."""
    at, left = local(began).replace(tzinfo=None), hours
    while True:
        midnight = datetime.combine(at.date() + timedelta(days=1), time())
        if is_weekday(at.date()):
            if left <= midnight - at:
                at += left
                return instant(at.date(), at.time())
            left -= midnight - at
        at = midnight
