"""The tab Retention, which people fill; Erased, to which a row is added for whatever went; and a child's own rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from cme.domain.archive_cells import Row, WholeTab
from cme.domain.history import HEADINGS, ROWS
from cme.domain.retention import Item, Said
from cme.edges.history import KEYS
from cme.edges.ledger import Cell
from cme.edges.schema import tab
from cme.edges.tables import Table
from cme.errors import SetupError

ABOUT: Mapping[str, str] = {
    "pupils": "Code",
    **dict.fromkeys(("safeguarding", "places", "agencies", "concerns", "chronology", "patterns"), "Pupil"),
    **dict.fromkeys(("observations", "obligations"), "Pupil"),
    "history": "Row",
    "retention": "What",
}
"""The tabs with rows that are about one child alone, and under which heading its code stands."""
OF_CHILDREN = frozenset(tab(slug).title for slug in KEYS if slug in ABOUT)
"""The tabs of children that History follows, as it calls them."""


def read_said(values: Sequence[Sequence[Any]], title: str) -> dict[str, Said]:
    """Return what people said, by what it is about; a tab whose headings were changed is refused: a hold might be lost.

    Of two rows about one thing each hold counts, and nobody has let it go.
    """
    table = Table.of("retention", values, title)
    if table.problems:
        raise SetupError(table.problems[0].what, where=title, mend=table.problems[0].mend)
    found: dict[str, Said] = {}
    for row in table:
        texts = {heading: row.text(heading) for heading in ("What", "Hold", "Why", "Approved by", "Agreed by")}
        said, key = Said(*texts.values()), texts["What"].casefold()
        before = found.get(key)
        if before is not None:
            said = Said(said.what, said.hold or before.hold, said.why or before.why)
        found[key] = said
    return found


def erased_row(item: Item, held: str, at: datetime, revision: int) -> tuple[Cell, ...]:
    """Return what went as a row: a code or the name of an archive, and no name of anybody but of who agreed."""
    return (at, item.what, item.since, item.rule, item.approved_by, item.agreed_by, held, revision)


def erased_before(rows: Iterable[Sequence[Any]]) -> frozenset[str]:
    """Return what the tab Erased says to have gone: codes, and names of archives."""
    return frozenset(str(row[1]) for row in rows if len(row) > 1)


def rows_about(one: WholeTab, code: str) -> tuple[int, ...]:
    """Return the numbers, from 0, of a tab's rows that are about a child alone."""
    column, first = _codes(one), _first(one)
    if column is None:
        return ()
    return tuple(
        n for n, row in enumerate(one.rows[first:], first) if _code(one.slug, row, column).casefold() == code.casefold()
    )


def codes_in(tabs: Iterable[WholeTab]) -> set[str]:
    """Return the code of each child whom any tab names in a column of its own, or named as History has it."""
    found: set[str] = set()
    for one in tabs:
        column = _codes(one)
        if column is not None and one.slug != "retention":
            found |= {_code(one.slug, row, column) for row in one.rows[_first(one) :]}
    return found - {""}


def _first(one: WholeTab) -> int:
    return tab(one.slug).header_row if one.slug else 1


def _codes(one: WholeTab) -> int | None:
    """Return in which column of a tab a child's code stands alone; None where none does."""
    heading, first = ABOUT.get(one.slug), _first(one)
    head = [cell.value if cell else None for cell in one.rows[first - 1]] if 0 < first <= len(one.rows) else []
    return head.index(heading) if heading in head else None


def _code(slug: str, row: Row, column: int) -> str:
    """Return the code in a row; a row of History has a number behind it where two rows had one code."""
    text = _text(row, column)
    if slug == "history":
        is_a_child = _text(row, 1) in OF_CHILDREN and text not in (HEADINGS, ROWS)
        text = text.partition(" (")[0] if is_a_child else ""
    return text.strip()


def _text(row: Row, column: int) -> str:
    cell = row[column] if column < len(row) else None
    return str(cell.value) if cell else ""
