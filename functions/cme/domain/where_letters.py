"""What is asked and told of a child who was here and is not found: our own people first, then the school. Pure.

A page's first words name nobody, because a locked telephone shows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cme.domain.clocks import hhmm
from cme.domain.form_links import change_link, register_link
from cme.domain.letter_rows import count, marks_of, row
from cme.domain.marks import Mark
from cme.domain.model import Facts, Obligation, Role
from cme.domain.our_letters import calls_to, concerned, lead_call
from cme.domain.transport import NO_NUMBER

Values = dict[str, Any]
WHOM_TO_RING = (Role.DSL, Role.COMMISSIONING)


def where_now(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the question to a session's people where a child is who was seen and then missed."""
    pairs = marks_of(obligations, facts)
    session = facts.sessions[obligations[0].session]
    return {
        "first_line": f"{session.site or session.name}: {_missed(pairs)}. Where? Answer now, by form or by telephone.",
        "rows": _rows(pairs, facts),
        "lead": lead_call(facts, session),
        "register_link": register_link(facts, session.code),
        "children": "the child" if len(pairs) == 1 else "they",
    }


def where_now_page(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the page that nobody has said where a child is who was here."""
    pairs = marks_of(obligations, facts)
    session = facts.sessions.get(obligations[0].session)
    codes = [code for code in concerned(pairs, facts) if code in facts.organisations]
    return {
        "first_line": f"{_missed(pairs)}, and nobody has said where. Ring and look now.",
        "rows": _rows(pairs, facts),
        "lead": lead_call(facts, session) if session else {"who": "the session's lead", "phone": NO_NUMBER},
        "calls": [call for code in codes for call in calls_to(facts.organisations[code], WHOM_TO_RING)],
    }


def not_confirmed(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the notice that a child was seen here and is not found, with both facts."""
    pairs = marks_of(obligations, facts)
    number = facts.settings.dsl_phone
    ring = f"Please ring {number} if you know more." if number else "Please reply if you know more."
    return {
        "first_line": f"Attendance not confirmed: {_missed(pairs)}. {ring}",
        "rows": [row(mark, facts, o.reason) for o, mark in pairs],
        "children": "the child" if len(pairs) == 1 else "they",
    }


def _missed(pairs: Sequence[tuple[Obligation, Mark]]) -> str:
    asked = max((mark.asked_at for _, mark in pairs if mark.asked_at), default=None)
    at = f" at {hhmm(asked)}" if asked else ""
    return f"{count(len(pairs), 'child who was here was', 'children who were here were')} not there when asked{at}"


def _rows(pairs: Sequence[tuple[Obligation, Mark]], facts: Facts) -> list[Values]:
    return [{**row(mark, facts, o.reason), "change_link": change_link(facts, mark.place.pupil)} for o, mark in pairs]
