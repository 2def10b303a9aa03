"""The tab Chronology: what happened in each case, one row an event, added and never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cme.domain.cases import fold
from cme.domain.model import Did, Event, Problem
from cme.edges.ledger import Cell
from cme.edges.ledger_read import Columns, misfit


def read_events(rows: Iterable[Sequence[Any]], problems: list[Problem]) -> tuple[Event, ...]:
    """Return the events; a row that does not fit is a problem, never a guess."""
    found = []
    for row in rows:
        if not any(cell not in ("", None) for cell in row):
            continue
        try:
            found.append(_event(Columns(row)))
        except ValueError:
            misfit(problems, "chronology", row)
    return tuple(found)


def _event(c: Columns) -> Event:
    return Event(
        at=c.need(0),
        pupil=c.text(1),
        did=Did(c.text(3)),
        words=c.text(4),
        reason=c.text(5),
        by=c.text(6),
        source=c.text(7),
        recorded_at=c.need(8),
        revision=c.number(9),
        evidence=c.text(10),
        owner=c.text(11),
        due=c.day(12) if c.instant(12) else None,
    )


def event_rows(events: Sequence[Event], known: Iterable[Event], revision: int) -> list[tuple[Cell, ...]]:
    """Return events as rows, each with the case that it belongs to by all that is known; a note may belong to none."""
    of_case = {event.key: case.id for case in fold((*known, *events)) for event in case.events}
    return [
        (
            event.at,
            event.pupil,
            of_case.get(event.key, ""),
            event.did.value,
            event.words,
            event.reason,
            event.by,
            event.source,
            event.recorded_at,
            revision,
            event.evidence,
            event.owner,
            event.due,
        )
        for event in events
    ]
