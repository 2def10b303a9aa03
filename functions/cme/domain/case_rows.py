"""Cases on the screens: one row a case on the tab Cases, and one line a thing that is asked on Waiting. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cme.domain.case_events import Ask
from cme.domain.cases import Case, cases
from cme.domain.clocks import when
from cme.domain.form_links import case_link, tapped
from cme.domain.model import Facts

Cell = str | datetime | None
BY_FORM, ON_DESK = "Send it with “I have it”: a case.", "On the tab Desk, under Decision and Note: no form can do it."
"""What a line of the second screen says to do."""
SHOWN = timedelta(days=14)
"""For so long a closed case stays in sight; all of it stands in the Chronology."""


def case_lines(facts: Facts, asks: Iterable[Ask], now: datetime) -> list[tuple[str, ...]]:
    """Return one line of the second screen for each thing that a case asks by now, the earliest deadline first."""
    lines = []
    for ask in asks:
        if ask.since > now or ask.is_over(now):
            continue
        pupil = facts.pupils.get(ask.pupil)
        name = f"{pupil.short_name} ({pupil.code})" if pupil else ask.pupil
        late = "OVERDUE since" if ask.deadline < now else "By"
        first = f"{name}: {ask.what} {late} {when(ask.deadline, now)}."
        detail = ask.words or f"case {ask.case}"
        row = (first, when(ask.since, now), detail, ON_DESK if ask.on_desk else BY_FORM)
        lines.append(row if ask.on_desk else tapped(row, case_link(facts, ask.pupil)))
    return lines


def case_rows(facts: Facts, asks: Iterable[Ask], now: datetime) -> list[tuple[Cell, ...]]:
    """Return the tab Cases: what is open by its next deadline, then what was closed of late or still asks something."""
    by_case: dict[str, Ask] = {}
    for ask in asks:
        by_case.setdefault(ask.case, ask)
    far = datetime.max.replace(tzinfo=now.tzinfo)
    every = [
        case
        for case in cases(facts)
        if case.is_open or case.id in by_case or case.events[-1].recorded_at >= now - SHOWN
    ]
    every.sort(key=lambda case: (not case.is_open, by_case[case.id].deadline if case.id in by_case else far, case.id))
    return [_row(case, by_case.get(case.id)) for case in every]


def _row(case: Case, ask: Ask | None) -> tuple[Cell, ...]:
    closed = None if case.is_open else case.events[-1]
    outcome = "; ".join(part for part in (closed.words, closed.reason, closed.evidence) if part) if closed else ""
    confirmed = case.confirmed
    roll = f"{case.roll}: {confirmed.words or confirmed.by}" if confirmed else case.roll
    return (
        case.id,
        case.pupil,
        case.opened.words or case.opened.did.value,
        case.began,
        case.absent,
        case.missing,
        case.cme,
        roll,
        case.step.value,
        ask.what if ask else "",
        ask.deadline if ask else None,
        outcome,
        closed.recorded_at if closed else None,
    )
