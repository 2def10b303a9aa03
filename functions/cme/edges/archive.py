"""The tab Archive: what happened to each file of each month, one row a step, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cme.domain.archive import first_day
from cme.domain.archive_steps import Happened, Step
from cme.domain.model import Problem
from cme.edges.ledger import Cell
from cme.edges.ledger_read import Columns, misfit


def read_archive(rows: Iterable[Sequence[Any]], problems: list[Problem]) -> tuple[Happened, ...]:
    """Return the rows; one that does not fit is a problem, never a guess."""
    found = []
    for row in rows:
        if not any(cell not in ("", None) for cell in row):
            continue
        try:
            found.append(_happened(Columns(row)))
        except ValueError:
            misfit(problems, "archive", row)
    return tuple(found)


def _happened(c: Columns) -> Happened:
    first_day(c.text(0))
    return Happened(
        month=c.text(0),
        file=c.text(1),
        step=Step(c.text(2)),
        at=c.need(3),
        drive_id=c.text(4),
        digest=c.text(5),
        size=c.number(6),
        note=c.text(7),
        revision=c.number(8),
    )


def archive_row(one: Happened, revision: int) -> tuple[Cell, ...]:
    """Return what happened as a row."""
    return (
        one.month,
        one.file,
        one.step.value,
        one.at,
        one.drive_id,
        one.digest,
        one.size or None,
        one.note,
        revision,
    )
