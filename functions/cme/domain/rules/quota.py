"""OPS-4: the mailbox has sent nearly as much as Gmail takes in a day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import time, timedelta

from cme.domain.clocks import instant
from cme.domain.model import Facts, Obligation, Role
from cme.domain.quota import FIGURES, WINDOW, Limits, sent_times
from cme.domain.recipients import INNOV8
from cme.domain.rulebook import Moment, rule

QUOTA_NEAR = "quota_near"


@rule("OPS-4", clause="5.2", figures=FIGURES)
def mailbox_near_its_limit(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """The mailbox has sent nearly as much as Gmail takes in 24 hours: the DSL hears of it before notices must wait."""
    limits, times = Limits.on(moment.day, moment.figures), sent_times(facts)
    since, until = (instant(day, time()) for day in (moment.day, moment.day + timedelta(days=1)))
    for place in range(bisect_left(times, since), bisect_left(times, until)):
        at = times[place]
        count = place + 1 - bisect_right(times, at - WINDOW)
        if count >= limits.near:
            yield Obligation(
                rule="OPS-4",
                day=moment.day,
                organisation=INNOV8,
                notice=QUOTA_NEAR,
                to=Role.INNOV8_DSL,
                due=at,
                reason=f"{count} messages had gone out in 24 hours, and Gmail takes {limits.all}; "
                f"from {limits.urgent_only} on only urgent mail goes.",
                clause="5.2",
                basis=f"{count} {limits.urgent_only} {limits.all}",
                stale_after=instant(moment.day, time(23, 59)),
            )
            return
