"""The tab Desk: the machine adds lines, the DSL answers under Decision and Note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cme.domain.changes import DOMAINS, Unconfirmed
from cme.domain.contacts import Answer
from cme.edges.ledger import Cell
from cme.edges.ledger_read import Columns

SECOND = "second confirmation"
KIND, DIGEST, DECISION, NOTE = 2, 6, 8, 9
RING = "Not whoever typed it: somebody else in the DSL team. Ring them on the number from their own website, and ask."
ASK = "Not the person whose address it is: somebody else in the DSL team. Ask them in person."
ANSWER = "Choose confirm or withdraw under Decision, and write your staff code under Note."


def read_answers(rows: Iterable[Sequence[Any]]) -> list[Answer]:
    """Return what was answered to each question for a second confirmation, wherever its line stands now."""
    lines = (Columns(row) for row in rows)
    return [
        Answer(line.text(DIGEST).strip(), line.text(DECISION), line.text(NOTE))
        for line in lines
        if line.text(KIND) == SECOND
    ]


def desk_row(waits: Unconfirmed, at: datetime) -> tuple[Cell, ...]:
    """Return the line that asks a second person about a value; what follows the digest is for people to fill."""
    none = "no domain, so that mail may go to any" if waits.cell.column == DOMAINS else "nothing"
    text = f"{waits.cell.tab} {waits.cell.name}, from: {waits.before or none}\nto: {waits.value or none}"
    asked = f"{ASK if waits.cell.tab == 'Staff' else RING} {ANSWER}"
    about = (SECOND, waits.cell.name, asked, text, waits.digest)
    return waits.thing, waits.since or at, *about
