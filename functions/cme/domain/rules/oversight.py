"""OPS-9: once a month a trustee reads in numbers how it went."""

from __future__ import annotations

from collections.abc import Iterator

from cme.domain.clocks import instant
from cme.domain.model import Facts, Obligation, Role
from cme.domain.modes import OVERSIGHT
from cme.domain.oversight import APART, CLAUSE, CODE, is_oversight_day, month_before, month_name, trustees
from cme.domain.oversight_counts import lines
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8
from cme.domain.rules.absence import was_told

AT = "oversight_at"


@rule(CODE, clause=CLAUSE, figures=(AT,), asks_others=True)
def month_is_over(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A month is over: a trustee is told in numbers how it went and what is open; no child and no school is named."""
    due = instant(moment.day, moment.figures.clock(AT, moment.day))
    live_from, readers = facts.settings.live_from, trustees(facts, moment.day)
    if not readers or not is_oversight_day(facts, moment.day) or (live_from is not None and due < live_from):
        return
    span = month_before(facts, due)
    # What stands in the ledger is not counted again each minute.
    told = (row for row in facts.ledger.values() if row.rule == CODE and row.day == moment.day)
    counted = () if any(was_told(facts, row) for row in told) else lines(facts, moment.figures, span)
    yield Obligation(
        rule=CODE,
        day=moment.day,
        organisation=INNOV8,
        notice=OVERSIGHT,
        to=Role.TRUSTEE,
        due=due,
        reason=f"{month_name(span)} is over.",
        clause=CLAUSE,
        # The ledger keeps what was told: nobody can make it better afterwards.
        basis=APART.join(line.text for line in counted) or "told already",
        person=readers[0].code,
    )
