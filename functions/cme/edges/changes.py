"""The tab Changes, and the cells of the DSL's tabs that it follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cme.domain.changes import WATCHED, Cell, Change
from cme.domain.model import Problem
from cme.edges.ledger import Cell as Written
from cme.edges.ledger import storable
from cme.edges.ledger_read import Columns, misfit
from cme.edges.people import coded
from cme.edges.schema import tab
from cme.edges.tables import Table

FOLLOWED = tuple(title.casefold() for title in WATCHED)
"""The tabs whose cells are followed, by their slugs."""


def read_changes(rows: Iterable[Sequence[Any]], problems: list[Problem], revision: int) -> list[Change]:
    """Return the rows of Changes; one that does not fit, or is of a later revision than this, counts for nothing."""
    found = []
    for row in rows:
        c = Columns(row)
        try:
            if c.number(6) > revision:
                raise ValueError(revision)
            cell = Cell(c.text(1), c.text(2), c.text(3))
            found.append(Change(cell, c.text(4), c.text(5), c.text(7), c.need(0), c.number(6)))
        except (ValueError, OverflowError):
            misfit(problems, "changes", row)
    return found


def change_row(change: Change, at: datetime) -> tuple[Written, ...]:
    """Return a change as a row."""
    return at, *change.cell, change.before, change.after, change.revision, change.confirmed_by


def watched(tables: Iterable[Table], known: Iterable[Cell]) -> dict[Cell, str]:
    """Return the cells that are followed, as Changes would hold them; those of a row that is gone are empty.

    A column that cannot be found is not looked at: that is a problem of its own, and no change of what it held.
    """
    found: dict[Cell, str] = {}
    looked: set[tuple[str, str]] = set()
    for table in tables:
        title = tab(table.slug).title
        columns = [header for header in WATCHED[title] if header in table.columns]
        looked |= {(title, header) for header in columns}
        for code, row in coded(table):
            found |= {Cell(title, code, header): storable(row.text(header)) for header in columns}
    return {cell: "" for cell in known if (cell.tab, cell.column) in looked} | found
