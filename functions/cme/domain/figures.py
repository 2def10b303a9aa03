"""The figures in force on a day: every number of the policy, dated, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from math import inf

CLOCK = "o'clock"
"""The unit of a figure that is a time of day; its value counts the minutes since midnight."""
REHEARSED = "rehearsed"
"""The source of a value that somebody brought along to try it: no answer takes its place."""


@dataclass(frozen=True, slots=True)
class Dated:
    """One value of a figure, in force from a day on."""

    since: date
    value: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the policy with its history, oldest first; an answer may set it from `least` to `most`."""

    name: str
    label: str
    unit: str
    values: tuple[Dated, ...]
    question: str = ""
    least: float = 0
    most: float = inf

    def shown(self, value: float) -> str:
        """Return a value with its unit, as people write it: 15 minutes, 08:45."""
        if self.unit == CLOCK:
            return f"{clock(value):%H:%M}"
        return f"{value:g} {self.unit}"

    def on(self, day: date) -> Dated:
        """Return the value in force on a day; before the first, the first."""
        return next((dated for dated in reversed(self.values) if dated.since <= day), self.values[0])


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """Every figure by name; what is worked out by them is kept for these and no others."""

    by_name: Mapping[str, Figure]

    def value(self, name: str, on: date) -> float:
        """Return the value of a figure on a day; a name that does not exist is a KeyError."""
        return self.by_name[name].on(on).value

    def minutes(self, name: str, on: date) -> timedelta:
        """Return a figure counted in minutes as a length of time."""
        return timedelta(minutes=self.value(name, on))

    def clock(self, name: str, on: date) -> time:
        """Return a figure that is a time of day."""
        return clock(self.value(name, on))

    def replaced(self, name: str, value: float, since: date = date.min) -> Figures:
        """Return figures in which one has another value from a day on: for rehearsal and for tests."""
        old = self.by_name[name]
        values = (*(d for d in old.values if d.since < since), Dated(since, value, REHEARSED))
        return Figures({**self.by_name, name: replace(old, values=values)})

    def decided(self, name: str, value: Dated) -> Figures:
        """Return figures in which one has one value more, from its day on; one that is rehearsed stays as it is."""
        old = self.by_name[name]
        if any(dated.source == REHEARSED for dated in old.values):
            return self
        # Of two of one day the later counts; a newer value of the policy itself comes after both.
        values = tuple(sorted((*old.values, value), key=lambda dated: dated.since))
        return Figures({**self.by_name, name: replace(old, values=values)})


def clock(minutes: float) -> time:
    """Return the time of day that is so many minutes after midnight."""
    return time(int(minutes) // 60, int(minutes) % 60)
