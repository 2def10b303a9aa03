"""What changed in the DSL's tabs, seen when, and which value of each cell a second person stands for. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

DOMAINS = "Allowed domains"
WATCHED: Mapping[str, tuple[str, ...]] = {
    "Schools": ("Attendance email", "DSL email", "Head email", DOMAINS),
    "Authorities": ("Commissioning email", "CME email", "Placing authority email", DOMAINS),
    "Staff": ("Email",),
}
"""The columns that are followed, by the title of their tab: those that decide where mail goes."""
WITHDRAWN = "nobody: withdrawn"
"""What stands under “Confirmed by” where a confirmation was taken back."""


class Cell(NamedTuple):
    """A cell by the title of its tab, the code of its row and the heading of its column, wherever those stand."""

    tab: str
    row: str
    column: str

    @property
    def name(self) -> str:
        """How the screens call it: HILL, DSL email."""
        return f"{self.row}, {self.column}"


@dataclass(frozen=True, slots=True)
class Change:
    """One row of Changes: what a cell held before and after; `confirmed_by` says who stands for what it holds."""

    cell: Cell
    before: str
    after: str
    confirmed_by: str = ""
    seen_at: datetime | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What a cell holds by Changes, since when and which revision, and which of its values was confirmed last."""

    value: str = ""
    confirmed: str | None = None
    since: datetime | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A value that waits for a second person, and the last one that was confirmed; without `since`, seen just now."""

    cell: Cell
    before: str
    value: str
    since: datetime | None = None
    revision: int = 0

    @property
    def digest(self) -> str:
        """What ties a decision to this value in this cell, since this change: one of an earlier time is no answer."""
        return hashlib.sha256("\x1f".join((*self.cell, self.value, str(self.revision))).encode()).hexdigest()[:12]

    @property
    def thing(self) -> str:
        """The short number by which the Desk calls it."""
        return f"C-{self.digest[:4].upper()}"


def fold(changes: Iterable[Change]) -> dict[Cell, Standing]:
    """Return how each cell stands after its changes, in the order of their revisions, wherever their rows stand."""
    found: dict[Cell, Standing] = {}
    for change in sorted(changes, key=lambda change: change.revision):
        old = found.get(change.cell)
        is_same = old is not None and old.value == change.after
        found[change.cell] = Standing(
            change.after,
            _confirmed(change, old),
            old.since if old and is_same else change.seen_at,
            old.revision if old and is_same else change.revision,
        )
    return found


def _confirmed(change: Change, old: Standing | None) -> str | None:
    if change.confirmed_by:
        return None if change.confirmed_by == WITHDRAWN else change.after
    return old.confirmed if old else None


def differences(known: Mapping[Cell, Standing], cells: Mapping[Cell, str]) -> Iterator[tuple[Cell, str, str]]:
    """Yield each cell that holds another value than Changes says, with both; a cell that nobody saw was empty."""
    for cell, value in cells.items():
        before = known[cell].value if cell in known else ""
        if value != before:
            yield cell, before, value


def unconfirmed(standing: Mapping[Cell, Standing]) -> Iterator[Unconfirmed]:
    """Yield what waits for a second person. Where a row has an address, domains taken away let its mail go anywhere."""
    written_to = {(cell.tab, cell.row) for cell, now in standing.items() if "@" in now.value}
    for cell, now in standing.items():
        matters = (cell.tab, cell.row) in written_to if cell.column == DOMAINS else "@" in now.value
        if matters and now.value != (now.confirmed or "") and cell.column in WATCHED.get(cell.tab, ()):
            yield asking(cell, now)


def asking(cell: Cell, now: Standing) -> Unconfirmed:
    """Return the question whether what a cell holds now is right."""
    return Unconfirmed(cell, now.confirmed or "", now.value, now.since, now.revision)
