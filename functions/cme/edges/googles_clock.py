"""Google's clock, as the `Date` of its answers shows it: a clock to hold this machine's against, free of calls.

A call takes a while, and a `Date` names a whole second only. So an answer says of this machine's clock no more than
between which two values it must be wrong; what is surely wrong is the one that is nearer to nought. A slow call makes
the two values lie far apart, and raises no false alarm.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

A_SECOND = timedelta(seconds=1)


class GooglesClock:
    """What the latest answer said of the time. `counts` is a clock that only counts seconds."""

    def __init__(self, counts: Callable[[], float]) -> None:
        self.at: datetime | None = None
        self.off = timedelta(0)
        """How wrong this machine's clock is at the least: positive where it is fast, nought where it may be right."""
        self._counts = counts
        self._begun: tuple[datetime, float] | None = None

    def begin(self, now: datetime) -> None:
        """Take this machine's time at the beginning of a run; what was heard before says nothing of it."""
        self._begun = now, self._counts()
        self.at, self.off = None, timedelta(0)

    def heard(self, asked: float, date: str) -> None:
        """Take the `Date` of an answer to what was asked at an instant; one that cannot be read says nothing."""
        try:
            named = parsedate_to_datetime(date)
        except ValueError:
            return
        # One without a zone is in UTC; this machine's own zone must not be asked.
        at = self.at = named.astimezone(UTC) if named.tzinfo else named.replace(tzinfo=UTC)
        if self._begun is None:
            return
        now, started = self._begun
        least = now + timedelta(seconds=asked - started) - (at + A_SECOND)
        most = now + timedelta(seconds=self._counts() - started) - at
        self.off = least if least > timedelta(0) else min(most, timedelta(0))
