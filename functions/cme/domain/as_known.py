"""A day by what was known on it: the people, the timetable and the settings of then in place of today's. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

from cme.domain.clocks import instant
from cme.domain.model import Facts

FOLLOWED = ("settings", "organisations", "staff", "pupils", "sessions", "places", "terms", "closures", "unconfirmed")
"""What of the facts stands on the DSL's tabs, and on who confirmed what stands there."""


class AsKnown(Protocol):
    """What the tab History says; before it began all is as it was first seen."""

    @property
    def began(self) -> datetime | None:
        """When it saw the DSL's tabs for the first time."""

    def at(self, at: datetime) -> Facts:
        """Return the people, the timetable and the settings as they were known at an instant."""

    def next_after(self, at: datetime) -> datetime | None:
        """Return when something else came to be known next."""


def with_known(facts: Facts, known: Facts) -> Facts:
    """Return facts with the people, the timetable and the settings of others."""
    return replace(facts, **{name: getattr(known, name) for name in FOLLOWED})


def as_begun(facts: Facts, known: AsKnown, day: date) -> Iterator[Facts]:
    """Yield the facts of a day, each session and its places once: by what was known when the session began.

    On most days nothing is typed, and they are one. Of a session that was typed after its start nobody could know.
    """
    at, ends = instant(day, time()), instant(day + timedelta(days=1), time())
    begun: set[str] = set()
    before: set[str] = set()
    while at < ends:
        until = min(known.next_after(at) or ends, ends)
        then = with_known(facts, known.at(at))
        starts = {code: instant(day, session.start) for code, session in then.sessions.items() if code not in begun}
        now_on = {code for code, start in starts.items() if start < until and (start >= at or code in before)}
        yield replace(then, places=tuple(place for place in then.places if place.session in now_on))
        begun |= now_on
        before, at = set(then.sessions), until
