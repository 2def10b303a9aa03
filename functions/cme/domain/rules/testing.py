"""OPS-12: a test page was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from cme.domain.clocks import day_of, hhmm
from cme.domain.model import Facts, Obligation
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8, INNOV8_DSL
from cme.domain.testing import CODE, NOTICE

TOO_LATE = timedelta(hours=1)
"""Nobody waits for a test any more that comes an hour after it was asked for."""


@rule(CODE, clause="12")
def test_page_asked_for(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Somebody asked for a test: one page with no child in it goes the way of every page, and is answered like one."""
    asked = facts.settings.test_page
    if asked is None or day_of(asked) != moment.day:
        return
    yield Obligation(
        rule=CODE,
        day=moment.day,
        organisation=INNOV8,
        notice=NOTICE,
        to=INNOV8_DSL,
        due=asked,
        reason=f"A test that Settings asked for, at {hhmm(asked)}.",
        clause="12",
        # Another minute is another test.
        step=hhmm(asked),
        basis="a test",
        urgent=True,
        lapses_at=asked + TOO_LATE,
    )
