"""What is logged of calls about a child, as a school reads it: when, and whether anybody answered. Pure."""

from __future__ import annotations

from datetime import datetime

from cme.domain.clocks import hhmm
from cme.domain.marks import Mark
from cme.domain.model import Facts, Saw

ANSWERED = {Saw.SPOKE_TO: "somebody answered", Saw.NO_ANSWER: "nobody answered"}
"""What the form “I have it” says of a call, as a school reads it."""
NO_CALL = "no call is logged yet"


def call_logged(facts: Facts, mark: Mark, since: datetime) -> str:
    """Return what the last call about a child since an instant came to, or that none is logged."""
    theirs = (o for o in facts.observations if o.day == mark.day and o.pupil == mark.place.pupil and o.at >= since)
    last = max((o for o in theirs if o.saw in ANSWERED), key=lambda o: (o.at, o.recorded_at), default=None)
    return f"a call is logged at {hhmm(last.at)}: {ANSWERED[last.saw]}" if last else NO_CALL
