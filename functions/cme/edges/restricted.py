"""Reads what no tick remembers: every answer of the tab Safeguarding, and the words of concerns, about one child.

Only whoever makes a referral pack or a child's evidence asks for it, by a command; nothing of it is kept, written,
logged or sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from cme.domain.evidence_flags import Flags
from cme.domain.history import Difference
from cme.domain.referral_pack import Concern, Restricted
from cme.domain.tiers import ANSWERS, NOT_KNOWN, of_both
from cme.edges.history import as_known
from cme.edges.ledger_read import Columns
from cme.edges.schema import Column, tab
from cme.edges.snapshot import Snapshot
from cme.edges.tables import Row, Table


def read_restricted(table: Table, concerns: Sequence[Sequence[Any]], pupil: str) -> Restricted:
    """Return what both tabs hold of a child; a heading without an answer is there, and its answer empty."""
    rows = [row for row in table if row.text("Pupil") == pupil]
    headings = [column for column in tab("safeguarding").columns if column.header != "Pupil"]
    answers = tuple((column.header, _answer(column, rows)) for column in headings)
    return Restricted(answers, tuple(_concern(Columns(row)) for row in concerns if Columns(row).text(3) == pupil))


def read_flags(history: Sequence[Difference], pupil: str) -> tuple[Flags, ...]:
    """Return what Safeguarding said of a child, by the tab History, from each instant on at which that was another."""
    theirs = [found for found in history if found.spot.tab == tab("safeguarding").title]
    held: list[Flags] = []
    for moment in sorted({found.seen_at for found in theirs if found.seen_at}):
        values = as_known(Snapshot(0), theirs, moment).values["safeguarding"]
        answers = read_restricted(Table.of("safeguarding", values), (), pupil).answers
        if not held or answers != held[-1].answers:
            held.append(Flags(moment, answers))
    return tuple(held)


def _answer(column: Column, rows: Sequence[Row]) -> str:
    """Return what stands under a heading; of a child in two rows each yes counts, and each other word stands."""
    if column.allowed:
        typed = (row.text(column.header).casefold() for row in rows)
        flags = [answer if answer in ANSWERS else NOT_KNOWN for answer in typed]
        return reduce(of_both, flags) if flags else ""
    if column.kind == "date":
        days = (row.day(column.header) for row in rows)
        return "; ".join(f"{day:%d/%m/%Y}" for day in days if day)
    return "; ".join(dict.fromkeys(text for row in rows if (text := row.text(column.header))))


def _concern(c: Columns) -> Concern:
    return Concern(c.instant(1), c.text(2), c.text(6), c.text(5), c.text(4), c.text(7), c.text(8))
