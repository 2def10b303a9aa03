"""What a school is asked about children who are not here, once more, and the link by which it answers. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cme.domain.clocks import day_of
from cme.domain.form_links import answer_link
from cme.domain.letter_rows import count, marks_of, row
from cme.domain.marks import Mark
from cme.domain.model import Facts, Obligation, Role
from cme.domain.references import of_child

Values = dict[str, Any]
RINGS = "If we hear nothing we shall ring the school."
DECIDES = "If we hear nothing we shall ring the school, and our DSL decides whether to tell the local authority."


def question(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the question to a school's DSL, or its head, about children of whom nobody has answered."""
    pairs, first = marks_of(obligations, facts), obligations[0]
    is_one = len({mark.place.pupil for _, mark in pairs}) == 1
    return {
        "first_line": " ".join((_not_here(pairs, first, now), _nobody(first), _please(first, facts, now))),
        "rows": [{**row(mark, facts, o.reason), **answer_to(o, mark, facts)} for o, mark in pairs],
        "seen": "the child" if is_one else "them",
        "came": "the child" if is_one else "they",
        "next_step": DECIDES if first.to is Role.HEAD else RINGS,
    }


def _not_here(pairs: Sequence[tuple[Obligation, Mark]], first: Obligation, now: datetime) -> str:
    number = len({mark.place.pupil for _, mark in pairs})
    if first.day == day_of(now):
        return f"{count(number, 'child is', 'children are')} not here today,"
    return f"{count(number, 'child was', 'children were')} not here on {first.day:%A} {first.day.day} {first.day:%B},"


def _nobody(first: Obligation) -> str:
    who = "neither your attendance officer nor your DSL" if first.to is Role.HEAD else "nobody"
    return f"and {who} has answered us."


def _please(first: Obligation, facts: Facts, now: datetime) -> str:
    number, soon = facts.settings.dsl_phone, "now" if first.day == day_of(now) else "today"
    return f"Please reply{f', or ring {number},' if number else ''} {soon}."


def answer_to(owed: Obligation, mark: Mark, facts: Facts) -> Values:
    """Return the link to the form for schools, with the reference of a child filled in; empty where there is none."""
    reference = of_child(facts.settings.workbook_id, owed.organisation, owed.day, mark.place.pupil)
    return {"answer": answer_link(facts, reference)}
