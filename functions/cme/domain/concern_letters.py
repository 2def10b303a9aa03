"""What the page about a concern says: of whom, by whom, whom to ring; never what was seen or heard. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cme.domain.clocks import hhmm
from cme.domain.form_links import action_link
from cme.domain.letter_rows import count
from cme.domain.model import Facts, Obligation, Observation, Saw
from cme.domain.page_letters import care_calls
from cme.domain.said_by import staff_of, who_said
from cme.domain.transport import NO_NUMBER


def concern_page(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> dict[str, Any]:
    """Return the values of the page that somebody fears for a child: what was said stands in the workbook alone."""
    entries = {owed.step for owed in obligations}
    said = [o for o in facts.observations if o.saw is Saw.CONCERN and o.entry in entries]
    which = "a child" if len(said) == 1 else count(len(said), "child", "children")
    return {
        "first_line": f"Somebody fears that {which} may come to harm. Ring whoever says so, now.",
        "concerns": [_concern(one, facts) for one in said],
        "care": care_calls(facts),
    }


def _concern(said: Observation, facts: Facts) -> dict[str, str]:
    pupil, person = facts.pupils.get(said.pupil), staff_of(facts, said)
    return {
        "child": f"{pupil.short_name} ({pupil.code})" if pupil else "A child who is not on the list",
        "by": who_said(facts, said),
        "phone": (person.phone if person else "") or NO_NUMBER,
        "at": hhmm(said.recorded_at),
        "told": "says that you know already" if said.instead else "has not told you in person",
        "link": action_link(facts, said.pupil),
    }
