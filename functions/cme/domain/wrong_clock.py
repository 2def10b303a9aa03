"""CLOCK-1: the clock of the machine that runs this is wrong; by how much, and what is done about it. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from cme.domain.clocks import day_of
from cme.domain.figures import Figures
from cme.domain.model import Problem, Severity

CLOCK_OFF = "clock_off"
"""The figure: from when on a clock is wrong."""
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def is_wrong(off: timedelta, at: datetime, figures: Figures) -> bool:
    """Return whether a clock that is off by so much is too far from Google's to be believed."""
    return abs(off) > timedelta(seconds=figures.value(CLOCK_OFF, day_of(at)))


def wrong_clock(off: timedelta) -> Problem:
    """Return the problem that the machine's clock is off: positive where it is fast."""
    way = "fast" if off > timedelta(0) else "slow"
    what = f"The clock of the machine that runs this is {_length(abs(off))} {way}. Google's is believed instead."
    mend = (
        "Tell whoever looks after the machine to set its clock. Notices go out at their time; but a clock that goes on "
        "drifting may turn the scheduler away, so see that Today goes on being checked."
    )
    return Problem("CLOCK-1", Severity.ERROR, "clock", what, mend)


def _length(length: timedelta) -> str:
    """Return a length of time in words, without the seconds that nobody needs: so that it stays the same problem."""
    size, word = next((s, w) for s, w in ((HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second")) if length >= 2 * s)
    return f"about {round(length / size)} {word}s"
