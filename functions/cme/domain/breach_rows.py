"""Messages that went to the wrong people on the second screen: one line each, for as long as it wants anybody. Pure."""

from __future__ import annotations

from datetime import datetime

from cme.domain.breach_letters import how_far
from cme.domain.breaches import breaches
from cme.domain.clocks import when
from cme.domain.form_links import tapped, wrong_people_link
from cme.domain.model import Facts
from cme.domain.rules.breaches import what_is_asked

TO_DO = "Send it with “I have it”: it went to the wrong people."


def breach_rows(facts: Facts, now: datetime) -> list[tuple[str, ...]]:
    """Return one line for each breach that is to be decided, or whose reader has not deleted it; the oldest first."""
    rows = []
    for breach in breaches(facts):
        if not breach.is_open:
            continue
        late = "OVERDUE since" if breach.deadline <= now else "By"
        asked = f"{what_is_asked(facts, breach)} {late} {when(breach.deadline, now)}."
        if not breach.to_decide:
            asked = "A message went to the wrong people: ask its reader whether it is deleted."
        first = f"Ref {breach.reference or 'not known'} ({breach.id}): {asked}"
        row = (first, when(breach.noticed_at, now), " ".join(how_far(facts, breach)), TO_DO)
        rows.append(tapped(row, wrong_people_link(facts, breach.reference)))
    return rows
