"""The Duty board's first screen, for whoever runs the morning; and what the board may show at all. Pure.

The workbook says of a child what only the DSL may know. Here everything is drawn from facts from which that was taken
out first, so that no screen can show it; what is left of it is one mark: ring the DSL first.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import datetime

from cme.domain.board import child_row, head, marks_once, unaccounted, unknown_rows
from cme.domain.changed import on_day
from cme.domain.clocks import day_of
from cme.domain.letter_rows import count
from cme.domain.mark_status import Status
from cme.domain.marks import Mark
from cme.domain.model import Facts, Observation, Saw, Tier
from cme.domain.people import Pupil

Row = tuple[str, ...]
DOT = "●"
"""What stands before a child about whom the DSL is rung before anybody else."""
TO_DSL = "page to the DSL"
OF_FLAGS = ("SAFE-1",)
"""The rules that look at what only the DSL may know."""
VISITS = (Saw.NOT_HERE,)
"""Of what was said of a child, the only reasons shown: those of a visit, which are the form's own words."""


def for_duty(facts: Facts) -> Facts:
    """Return the facts without what is the DSL's alone: flags, names not to be rung, reasons, what is held back.

    Pages that come of a flag are left out too: each would say which of the marked children has one.
    """
    return replace(
        facts,
        settings=replace(facts.settings, hold=()),
        pupils={code: _plain(pupil) for code, pupil in facts.pupils.items()},
        observations=tuple(_plain_words(said) for said in facts.observations),
        ledger={key: row for key, row in facts.ledger.items() if row.rule not in OF_FLAGS},
    )


def _plain(pupil: Pupil) -> Pupil:
    return replace(pupil, tier=Tier.NOT_KNOWN, household="", social_worker=None, never_ring="")


def _plain_words(said: Observation) -> Observation:
    return said if said.saw in VISITS or not said.reason else replace(said, reason="")


def dsl_first(facts: Facts) -> frozenset[str]:
    """Return the codes of the children about whom the DSL is rung first."""
    return frozenset(code for code, pupil in facts.pupils.items() if pupil.is_dsl_first)


def dsl_call(facts: Facts) -> str:
    """Return how to reach the DSL, as a phrase."""
    named = (facts.settings.dsl_name, facts.settings.dsl_phone or "no number is entered")
    return f"the DSL ({', '.join(filter(None, named))})"


def first_screen(facts: Facts, at: datetime) -> list[Row]:
    """Return the first screen: how the day stands, then the children not accounted for, worst first."""
    first, call = dsl_first(facts), dsl_call(facts)
    facts = on_day(for_duty(facts), day_of(at))
    found = marks_once(facts, at)
    missed = marked_first(unaccounted(facts, found, at), first)
    children = count(len({mark.place.pupil for mark in missed}), "child", "children")
    rows: list[Row] = [
        (head(facts, found, at),),
        (),
        (f"Not accounted for: {children}", "Since", "Where", "Last fact", "Told", "Ring"),
    ]
    known = [mark for mark in missed if mark.status is not Status.NOT_ASKED]
    rows += [marked(child_row(facts, m, (), TO_DSL), call if m.place.pupil in first else "") for m in known]
    unknown = [mark for mark in missed if mark.status is Status.NOT_ASKED]
    rows += unknown_rows(facts, unknown, (), TO_DSL)
    rows += _among(facts, unknown, first, call)
    return rows if missed else [*rows, ("Nobody.",)]


def marked_first(missed: Sequence[Mark], first: Container[str]) -> list[Mark]:
    """Return marks in their order, but before all others those of children about whom the DSL is rung first."""
    return sorted(missed, key=lambda mark: mark.place.pupil not in first)


def marked(row: Row, call: str) -> Row:
    """Return the row of a child with the mark before it, and whom to ring first in its last cell, if it has one."""
    return (f"{DOT} Ring {call} first. {row[0]}", *row[1:-1], call) if call else row


def _among(facts: Facts, unknown: Sequence[Mark], first: Container[str], call: str) -> list[Row]:
    """Return one line for those whom no register has asked about yet, and about whom the DSL would be rung first."""
    codes = dict.fromkeys(mark.place.pupil for mark in unknown if mark.place.pupil in first)
    names = ", ".join(f"{facts.pupils[code].short_name} ({code})" for code in codes)
    return [(f"{DOT} If not there, ring {call} first: {names}",)] if names else []
