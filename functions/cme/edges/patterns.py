"""The tab Patterns, read and written whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cme.domain.findings import Finding
from cme.domain.model import Problem
from cme.edges.ledger import FIELDS, Cell, cell
from cme.edges.ledger_read import Columns, misfit
from cme.edges.schema import tab

Json = dict[str, Any]
MOST = 900
"""So many findings fit the tab as it is made; nobody reads half as many."""


def read_findings(rows: Iterable[Sequence[Any]], problems: list[Problem]) -> tuple[Finding, ...]:
    """Return what stands on the tab; a row that does not fit is a problem, never a guess."""
    found = []
    for row in rows:
        if not any(value not in ("", None) for value in row):
            continue
        c = Columns(row)
        try:
            found.append(Finding(c.text(0), c.text(1), c.number(2), c.day(3), c.need(4), c.text(5), c.need(6)))
        except (ValueError, OverflowError):
            misfit(problems, "patterns", row)
    return tuple(found)


def finding_row(found: Finding) -> tuple[Cell, ...]:
    """Return a finding as a row."""
    return (
        found.pupil,
        found.rule,
        found.level,
        found.since,
        found.level_since,
        found.what,
        found.recorded,
    )


def written(found: Sequence[Finding], before: int) -> list[Json]:
    """Return the request that writes the tab whole, over as many rows as stood there `before`."""
    rows = [finding_row(one) for one in found[:MOST]]
    width = len(tab("patterns").columns)
    rows += [("",) * width] * (before - len(rows))
    cells = [{"values": [cell(value) for value in row]} for row in rows]
    start = {"sheetId": tab("patterns").sheet_id, "rowIndex": tab("patterns").header_row, "columnIndex": 0}
    return [{"updateCells": {"start": start, "rows": cells, "fields": FIELDS}}] if rows else []
