"""Which schools and authorities were told of a case, so that exactly they hear that it is over. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from cme.domain.case_events import Did, Event
from cme.domain.cases import Case
from cme.domain.clocks import dated, hhmm, time_and_date
from cme.domain.model import Facts, Owing, Role, State
from cme.domain.rules.absence import was_told

REFERRED, REFER_AT_ONCE, LOOK_INTO, IS_OVER = "has it been referred", "refer at once", "look into it", "over"
"""The steps of what a school is asked, and how that of a stand-down begins."""
REFERRAL, TO_PLACING, NEW_FACTS = "referral", "placing", "new facts"
"""How the steps begin of what an authority is told."""
READERS = {
    LOOK_INTO: Role.ATTENDANCE,
    REFERRAL: Role.CME,
    NEW_FACTS: Role.CME,
    TO_PLACING: Role.PLACING,
}
"""Who reads it, by how the step begins; everything else is for the DSL of a school."""
ENDS = frozenset({Did.LOCATED, Did.CLOSED, Did.NO_CASE})
"""What happens to a case and makes its search needless."""


class Told(NamedTuple):
    """An organisation was told of a case: whom there, at which step, and when."""

    organisation: str
    step: str
    at: datetime

    @property
    def role(self) -> Role:
        """Who there was told, and is stood down."""
        return next((role for begins, role in READERS.items() if self.step.startswith(begins)), Role.DSL)


def told(facts: Facts, case: Case) -> list[Told]:
    """Return which organisations were told of a case, the earliest first.

    What the ledger no longer shows stands in the case's own events.
    """
    found: dict[tuple[str, str], Told] = {}
    for event in case.every(Did.TOLD):
        row = Owing.from_key(event.source, "", event.recorded_at, "")
        if row is not None and event.source not in facts.ledger and _may_be_stood_down(facts, row):
            found.setdefault((row.organisation, row.step), Told(row.organisation, row.step, event.recorded_at))
    for row in _rows_of_cases(facts).get(f"case {case.id}", ()):
        if _may_be_stood_down(facts, row) and _went(facts, row):
            found[row.organisation, row.step] = Told(row.organisation, row.step, row.decided_at)
    return sorted(found.values(), key=lambda one: (one.at, one.step))


@lru_cache(maxsize=8)
def _rows_of_cases(facts: Facts) -> Mapping[str, list[Owing]]:
    """Return the ledger's rows about cases, by the case that they stand on."""
    found: dict[str, list[Owing]] = {}
    for row in facts.ledger.values():
        if row.basis.startswith("case "):
            found.setdefault(row.basis, []).append(row)
    return found


def end_after(case: Case, at: datetime) -> Event | None:
    """Return what ended the search of a case, first after an instant; None where nothing has."""
    return next((event for event in case.events if event.did in ENDS and event.recorded_at >= at), None)


def ended(end: Event) -> str:
    """Return how a search ended, as whoever was told of it reads it."""
    if end.did is Did.LOCATED:
        return f"The child was seen, {dated(end.at)} at {hhmm(end.at)}."
    return f"The case was closed at {time_and_date(end.recorded_at)}."


def _may_be_stood_down(facts: Facts, row: Owing) -> bool:
    """Return whether it went to somebody who is known, and was no stand-down itself."""
    return row.organisation in facts.organisations and not row.step.startswith(IS_OVER)


def _went(facts: Facts, row: Owing) -> bool:
    """What is only claimed may still be on its way: a stand-down must not overtake it."""
    return was_told(facts, row) and facts.messages[row.message].state is not State.CLAIMED
