"""The tab History: what the DSL's tabs held, as rows that are added; and a workbook as it was known at an instant.

The cells are compared as Google gave them. What stands on Safeguarding is among them, and goes from one tab of the
workbook into another: it never becomes a fact, a problem or a line of the log.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cme.domain.clocks import from_serial
from cme.domain.entries import ANSWERS_LIMIT, units, written
from cme.domain.history import Cells, Difference, Held, Sheet, Spot, Value, differences, fold, held_of, sheet_of
from cme.domain.model import Problem
from cme.edges.hot_ranges import DATED
from cme.edges.ledger import Cell
from cme.edges.ledger_read import Columns, is_date, misfit
from cme.edges.schema import tab
from cme.edges.snapshot import Snapshot
from cme.edges.tables import LONGEST, Table

KEYS: Mapping[str, str] = {
    "settings": "Setting",
    "pupils": "Code",
    "safeguarding": "Pupil",
    "places": "Pupil",
    "schools": "Code",
    "authorities": "Code",
    "staff": "Code",
    "sessions": "Code",
    "calendar": "Calendar",
}
"""The tabs that are followed, and under which heading each row says whose it is."""


def sheets_of(snapshot: Snapshot) -> dict[str, Sheet]:
    """Return the DSL's tabs as they are read: what stands under a heading that nobody reads is not copied."""
    return {slug: _sheet(slug, snapshot.values.get(slug, ())) for slug in KEYS}


def _sheet(slug: str, values: Sequence[Sequence[Any]]) -> Sheet:
    columns = _columns(slug, values)
    rows = ({heading: _kept(row[at]) for heading, at in columns.items() if at < len(row)} for row in values[1:])
    filled = ({heading: value for heading, value in cells.items() if value != ""} for cells in rows)
    return Sheet(tuple(columns), tuple(cells for cells in filled if cells))


def _columns(slug: str, values: Sequence[Sequence[Any]]) -> dict[str, int]:
    """Return where each heading stands: the schema's in their order, and where people may add columns, theirs."""
    schema, found = tab(slug), Table.of(slug, values).columns
    columns = {header: found[header] for header in schema.headers if header in found}
    if schema.open_columns and values:
        own = {header.casefold() for header in schema.headers}
        for index, cell in enumerate(values[0]):
            heading = str(_kept(cell)).strip()
            if heading and heading.casefold() not in own:
                columns.setdefault(heading, index)
    return columns


def _kept(value: Any) -> Value:
    """Return a cell; of a text that is too long what is used of it, and the letter more that lets it be named."""
    if isinstance(value, str) and len(value) > LONGEST:
        return value.strip()[: LONGEST + 1]
    found: Value = "" if value is None else value
    return found


def digest_of(sheets: Mapping[str, Sheet]) -> str:
    """Return the short text by which the next run knows whether anything differs."""
    every = [(slug, sheet.headings, sheet.rows) for slug, sheet in sorted(sheets.items())]
    return hashlib.sha256(json.dumps(every).encode()).hexdigest()[:16]


def news(held: Held, sheets: Mapping[str, Sheet]) -> Iterator[Difference]:
    """Yield what the tabs hold now and did not, or hold no more."""
    for slug, sheet in sheets.items():
        title = tab(slug).title
        mine = {spot: cells for spot, cells in held.items() if spot.tab == title}
        yield from differences(mine, held_of(title, sheet, KEYS[slug], mine))


def history_rows(found: Difference, at: datetime, revision: int) -> Iterator[tuple[Cell, ...]]:
    """Yield a difference as rows: one, or as many as its cells need."""
    names = list(dict.fromkeys((*found.before, *found.now)))
    before, now = written(found.before), written(found.now)
    if len(names) > 1 and max(units(before), units(now)) > ANSWERS_LIMIT:
        for part in (names[: len(names) // 2], names[len(names) // 2 :]):
            yield from history_rows(_of(found, part), at, revision)
        return
    yield at, *found.spot, before if found.before else "", now if found.now else "", revision


def _of(found: Difference, names: Sequence[str]) -> Difference:
    before, now = ({name: cells[name] for name in names if name in cells} for cells in (found.before, found.now))
    return replace(found, before=before, now=now)


def read_history(rows: Iterable[Sequence[Any]], problems: list[Problem]) -> list[Difference]:
    """Return the rows of History; one that does not fit counts for nothing."""
    found = []
    for row in rows:
        c = Columns(row)
        try:
            spot = Spot(c.text(1), c.text(2))
            found.append(Difference(spot, _cells(c.text(3)), _cells(c.text(4)), c.need(0), c.number(5)))
        except (ValueError, OverflowError):
            # Not a word of the row: nobody knows what stands in it.
            misfit(problems, "history", ())
    return found


def _cells(text: str) -> Cells:
    """Return what a cell of History says, or raise ValueError."""
    found = json.loads(text) if text else {}
    if not isinstance(found, dict) or not all(isinstance(value, str | int | float) for value in found.values()):
        raise ValueError("no cells")
    return found


def as_known(snapshot: Snapshot, history: Iterable[Difference], at: datetime) -> Snapshot:
    """Return a workbook as it was known at an instant: the DSL's tabs by History, of the machine's the rows until then.

    It is for `gather`. Of what stands on the Desk nothing is in it: what was decided there is in the machine's tabs.
    """
    held = fold(found for found in history if found.seen_at and found.seen_at <= at)
    values = {slug: _values(sheet_of(tab(slug).title, held)) for slug in KEYS}
    kept = {slug: rows for slug, rows in snapshot.values.items() if slug not in (*KEYS, "desk")}
    for slug, column in {**DATED, "changes": "Seen at"}.items():
        place = tab(slug).headers.index(column)
        kept[slug] = [row for row in kept.get(slug, ()) if not _is_later(row, place, at)]
    live_from, paused_from = (
        None if since is None or since > at else since for since in (snapshot.live_from, snapshot.paused_from)
    )
    return replace(snapshot, values=kept | values, live_from=live_from, paused_from=paused_from, problems=[])


def _is_later(row: Sequence[Any], place: int, at: datetime) -> bool:
    return place < len(row) and is_date(row[place]) and from_serial(row[place]) > at


def _values(sheet: Sheet) -> list[list[Any]]:
    rows = ([cells.get(heading, "") for heading in sheet.headings] for cells in sheet.rows)
    return [list(sheet.headings), *rows] if sheet.headings else []
