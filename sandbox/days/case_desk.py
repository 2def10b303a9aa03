"""The DSL at the Desk on the days that are played: what a case asks is done within the hour, and never before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cme.domain.case_events import Ask, Did, Event

DSL = "S06"
"""Who is the example's."""
WITHIN = timedelta(minutes=45)
"""So long the DSL takes for a call or two before deciding."""
SAYS = {
    "CME-1": (Did.ABSENT, "spoke to the mother"),
    "CME-8": (Did.NO_CASE, "the school has the child"),
    "CME-3": (Did.TRIED, "spoke to the school"),
    "CME-7": (Did.CLOSED, "comes again"),
}
"""What an ordinary half term's case comes to: absent, looked at again once a week, and over in the end."""


class CaseDesk:
    """Whoever decides cases; `known` is all that had happened in them when the days were over."""

    def __init__(self) -> None:
        self.known: tuple[Event, ...] = ()

    def says(self, asks: Iterable[Ask], now: datetime) -> list[Event]:
        """Return what is said now of cases that have asked for long enough."""
        ready = [ask for ask in asks if ask.rule in SAYS and ask.since + WITHIN <= now]
        return [self._event(ask, now) for ask in ready]

    @staticmethod
    def next_at(asks: Iterable[Ask], now: datetime) -> datetime | None:
        """Return when something is said next, if nothing else is asked."""
        return min((at for ask in asks if ask.rule in SAYS and (at := ask.since + WITHIN) > now), default=None)

    def _event(self, ask: Ask, now: datetime) -> Event:
        did, words = SAYS[ask.rule]
        source = f"desk {ask.case} {now:%m%d%H%M}"
        return Event(ask.pupil, did, now, now, words, "as it was said", "by telephone", DSL, source=source)
