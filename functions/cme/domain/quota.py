"""How much of what Gmail sends in a day is used: most urgent first, and said before the limit is reached. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import ceil

from cme.domain.clocks import day_of, hhmm
from cme.domain.figures import Figures
from cme.domain.model import Facts, Problem, Severity, State

FIGURES = ("gmail_a_day", "gmail_near", "gmail_urgent_only")
WINDOW = timedelta(days=1)
"""Gmail counts what went out in the last 24 hours, whatever the day."""
WENT = frozenset({State.SENT, State.ANSWERED, State.BOUNCED, State.UNKNOWN})
LIMITED = "Gmail takes no more mail for now"
"""How the detail of a message begins that was taken back because Gmail had enough."""
ASKED_AGAIN = timedelta(minutes=2)
"""For so long after a refusal one routine message a minute asks whether the mailbox takes mail again."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many messages may go out in 24 hours: at all, before it is said, and before only urgent mail goes."""

    all: int
    near: int
    urgent_only: int

    @classmethod
    def on(cls, day: date, figures: Figures) -> Limits:
        """Return the limits in force on a day."""
        every, near, urgent = (figures.value(name, day) for name in FIGURES)
        return cls(int(every), ceil(every * near / 100), ceil(every * urgent / 100))


@lru_cache(maxsize=8)
def sent_times(facts: Facts) -> tuple[datetime, ...]:
    """Return when each message went out, the earliest first: an answer moves its own time, the ledger's stays."""
    decided: dict[str, datetime] = {}
    for row in facts.ledger.values():
        decided[row.message] = min(row.decided_at, decided.get(row.message, row.decided_at))
    return tuple(sorted(decided.get(m.id, m.at) for m in facts.messages.values() if m.state in WENT))


def used(facts: Facts, now: datetime) -> int:
    """Return how many messages went out in the last 24 hours."""
    times = sent_times(facts)
    return bisect_right(times, now) - bisect_right(times, now - WINDOW)


def routine_left(facts: Facts, now: datetime, figures: Figures) -> int:
    """Return how many messages that are not urgent may still go out now."""
    left = max(0, Limits.on(day_of(now), figures).urgent_only - used(facts, now))
    refused = (m.at for m in facts.messages.values() if m.state is State.WITHDRAWN and m.detail.startswith(LIMITED))
    return min(left, 1) if any(now - at <= ASKED_AGAIN for at in refused) else left


def quota_problems(facts: Facts, now: datetime, figures: Figures) -> Iterator[Problem]:
    """Yield what is to be said of the daily limit: near it a query, an error from where routine mail waits."""
    limits, count = Limits.on(day_of(now), figures), used(facts, now)
    said = f"{count} messages went out in 24 hours, and Gmail takes {limits.all}."
    mend = "Find out what sends so many."
    if count >= limits.urgent_only:
        times = sent_times(facts)
        again = times[bisect_right(times, now) - limits.urgent_only] + WINDOW
        what = f"{said} Only urgent mail goes out until {hhmm(again)} on {day_of(again):%d/%m/%Y}; the rest waits."
        yield Problem("OPS-4", Severity.ERROR, "mailbox", what, f"Ring what cannot wait. {mend}")
    elif count >= limits.near:
        yield Problem(
            "OPS-4", Severity.QUERY, "mailbox", said, f"{mend} From {limits.urgent_only} on routine mail waits."
        )
