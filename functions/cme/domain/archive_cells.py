"""Every cell of the workbook in one of two classes, and put together again: attendance and safeguarding. Pure.

A tab is of the class that its schema declares. In a few rows or columns are of the other one. What a class does not
hold is empty in its file, so that both laid upon each other are the workbook again, cell by cell. Whatever is not known
to be attendance is safeguarding: a tab or a column that people made themselves, what a later version writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from cme.domain.archive_steps import CLASSES
from cme.domain.model import Saw

ATTENDANCE, SAFEGUARDING = CLASSES
Json = dict[str, Any]


class Cell(NamedTuple):
    """One cell as it was typed: a value or a formula, and how a number is written; `shown` is what people saw."""

    value: str | float | bool
    is_formula: bool = False
    kind: str = ""
    pattern: str = ""
    shown: str = ""

    @property
    def typed(self) -> tuple[Any, ...]:
        """All of it but what is worked out anew each time."""
        return self[:4]


Row = tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class WholeTab:
    """One tab with every row, from the first; `slug` is empty for a tab that people made themselves."""

    sheet_id: int
    title: str
    slug: str
    rows: tuple[Row, ...]

    @property
    def typed(self) -> tuple[tuple[tuple[Any, ...] | None, ...], ...]:
        """The rows without what is worked out anew each time: equal where a tab was restored as it was."""
        return tuple(tuple(cell.typed if cell else None for cell in row) for row in trimmed(self.rows))


ATTENDED = frozenset(
    {
        *(Saw.REGISTER, Saw.SEEN, Saw.NOT_HERE, Saw.ARRIVED, Saw.CAME_BACK, Saw.NOT_COMING, Saw.TAXI_LATE),
        *(Saw.WENT_HOME, Saw.LEFT_SITE, Saw.WAS_HERE, Saw.WAS_NOT_HERE, Saw.CANCELLED, Saw.GOES_AHEAD, Saw.MOVED),
        *(Saw.ENDS, Saw.LED_BY, Saw.TRIP, Saw.REACHED_AT, Saw.ON_DUTY),
    }
)
"""What an observation says that a register would: not what was feared, who was spoken to, or what was decided."""
ROWS: Mapping[str, tuple[str, frozenset[str]]] = {
    "observations": ("Saw", frozenset(saw.value for saw in ATTENDED)),
    "entries": ("Form", frozenset({"register", "change", "today"})),
}
"""In which column of a tab stands what a row is about, and of what the attendance class holds the rows."""
COLUMNS: Mapping[str, frozenset[str]] = {
    "pupils": frozenset({"Code", "First name", "Surname", "Year", "Date of birth", "School on roll", "Roll status"})
    | {"Admission number", "Lives in"}
}
"""Which columns of a tab the attendance class holds: not the tier, not whom to ring or never to ring."""


def apart(tab: WholeTab, declared: str, kind: str) -> WholeTab:
    """Return a tab with the cells of one class alone; `declared` is the class of the tab."""
    if tab.slug in ROWS and declared == ATTENDANCE:
        rows = _rows_of(tab, kind)
    elif tab.slug in COLUMNS and declared == ATTENDANCE:
        rows = _columns_of(tab, kind)
    else:
        rows = tab.rows if kind == declared else ()
    return replace(tab, rows=trimmed(rows))


def _rows_of(tab: WholeTab, kind: str) -> tuple[Row, ...]:
    """The headings are of both; which class a row is of follows from one of its cells."""
    heading, theirs = ROWS[tab.slug]
    head = tab.rows[0] if tab.rows else ()
    place = next((n for n, cell in enumerate(head) if cell and cell.value == heading), None)

    def is_theirs(row: Row) -> bool:
        cell = row[place] if place is not None and place < len(row) else None
        return (cell is not None and cell.value in theirs) is (kind == ATTENDANCE)

    return tuple(row if number == 0 or is_theirs(row) else () for number, row in enumerate(tab.rows))


def _columns_of(tab: WholeTab, kind: str) -> tuple[Row, ...]:
    head = tab.rows[0] if tab.rows else ()
    theirs = {n for n, cell in enumerate(head) if cell and str(cell.value).strip() in COLUMNS[tab.slug]}
    return tuple(
        tuple(cell if (n in theirs) is (kind == ATTENDANCE) else None for n, cell in enumerate(row)) for row in tab.rows
    )


def trimmed(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return rows without the empty cells at the end of each, and without empty rows at the end."""
    found = []
    for row in rows:
        last = max((n for n, cell in enumerate(row) if cell is not None), default=-1)
        found.append(tuple(row[: last + 1]))
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def together(parts: Iterable[Sequence[WholeTab]]) -> list[WholeTab]:
    """Return the tabs of several classes laid upon each other, in the order in which they stood."""
    found: dict[int, WholeTab] = {}
    for tabs in parts:
        for tab in tabs:
            before = found.get(tab.sheet_id)
            found[tab.sheet_id] = tab if before is None else replace(tab, rows=_laid(before.rows, tab.rows))
    return list(found.values())


def _laid(below: Sequence[Row], above: Sequence[Row]) -> tuple[Row, ...]:
    height = max(len(below), len(above))
    both = ((_at(below, n), _at(above, n)) for n in range(height))
    return tuple(
        tuple(_cell(over, n) or _cell(under, n) for n in range(max(len(under), len(over)))) for under, over in both
    )


def _at(rows: Sequence[Row], number: int) -> Row:
    return rows[number] if number < len(rows) else ()


def _cell(row: Row, number: int) -> Cell | None:
    return row[number] if number < len(row) else None


def filled(tab: WholeTab) -> int:
    """Return how many rows of a tab hold anything."""
    return sum(any(cell is not None for cell in row) for row in tab.rows)
