"""Step 5 of a tick: the claim looks at itself, as of its own commit: whether it is ours, and may still go out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from cme.domain.breaches import astray
from cme.domain.clocks import serial
from cme.domain.model import Facts, Message, State
from cme.domain.modes import codes_of, holding, is_held, passes_pause
from cme.edges.schema import tab
from cme.edges.sheets import Committed, Snapshot
from cme.jobs.outgoing import Outgoing

SETTINGS = "settings"
STOPS_ALL = ("mode", "workbook id")
STOPS_ROUTINE = ("paused until",)
"""Settings that stop a claim when they changed between the read and the commit; a pause never silences a page."""
DEAD = frozenset({State.WITHDRAWN, State.REHEARSED, State.UNKNOWN})
"""States in which a message no longer stands in the way of another that carries the same."""
HOLD = "hold"
WHOLE = ".00000"
"""How a whole number ends here: a code of digits alone is one to a sheet."""
Row = tuple[str, ...]


def check_ranges(snapshot: Snapshot, now: datetime) -> list[str]:
    """Return what the claim asks to see of itself: the ledger and the messages of two days, and the settings."""
    title = snapshot.titles.get(SETTINGS, tab(SETTINGS).title)
    settings = [f"'{title}'!A1:Z80"] if SETTINGS in snapshot.titles else []
    return [_since(snapshot, "obligations", 12, "L", now), _since(snapshot, "messages", 2, "P", now), *settings]


def _since(snapshot: Snapshot, slug: str, dated: int, last: str, now: datetime) -> str:
    rows, floor = snapshot.values.get(slug, []), serial(now) - 2
    recent = (
        i for i, r in enumerate(rows) if len(r) > dated and isinstance(r[dated], int | float) and r[dated] > floor
    )
    start = snapshot.first_row.get(slug, 2) + next(recent, len(rows))
    return f"'{snapshot.titles[slug]}'!A{start}:{last}"


def doubtful(committed: Committed, snapshot: Snapshot, facts: Facts, outgoing: Sequence[Outgoing]) -> dict[str, str]:
    """Return the ids of messages that must be withdrawn after all, each with why."""
    found = {}
    settings = _settings(rows_of(committed, SETTINGS, 26))
    changed = _changed_settings(settings, snapshot)
    # A child's code pressed meanwhile concerns its own messages, and no others.
    held = holding(facts, codes_of(settings.get(HOLD, "").removesuffix(WHOLE)))
    for out in outgoing:
        free = passes_pause(out.message.notice, urgent=out.urgent)
        if any(name in changed for name in (STOPS_ALL if free else (*STOPS_ALL, *STOPS_ROUTINE))):
            found[out.message.id] = "the mode, a pause or the workbook changed meanwhile"
        elif any(is_held(held, owed) for owed in out.obligations):
            found[out.message.id] = "it was held back meanwhile"
    mine = {out.message.id for out in outgoing}
    rows = ((row[0], row[11]) for row in rows_of(committed, "obligations", 12))
    for message, other in claimed_before(rows, mine, facts).items():
        found[message] = f"{other} had claimed it before"
    return found


def claimed_before(rows: Iterable[tuple[str, str]], mine: set[str], facts: Facts) -> dict[str, str]:
    """Return which of my messages carry what an older row of the ledger gave to another that still stands."""
    # What the wrong people read does not tell whoever should have been told.
    dead = {message.id for message in facts.messages.values() if message.state in DEAD} | astray(facts)
    first: dict[str, str] = {}
    found = {}
    for key, message in rows:
        if not message or message in dead:
            continue
        holder = first.setdefault(key, message)
        if message in mine and holder != message:
            found[message] = holder
    return found


def not_taken_over(committed: Committed, stale: Iterable[Message], name: str) -> set[str]:
    """Return the ids of messages that another run took over, or finished, before our own take-over of them."""
    events: dict[str, list[Row]] = {}
    # By revision, because the owner of the tab may have sorted it.
    for row in sorted(rows_of(committed, "messages", 16), key=_revision):
        events.setdefault(row[0], []).append(row)
    return {m.id for m in stale if not _is_ours(events.get(m.id, []), m, name)}


def _revision(row: Row) -> float:
    try:
        return float(row[15] or 0)
    except ValueError:
        return 0.0


def _is_ours(events: Sequence[Row], seen: Message, name: str) -> bool:
    """The last event is our take-over, and what stood before it is what we had read."""
    if not events or events[-1][9] != name:
        return False
    return len(events) < 2 or (events[-2][1] == State.CLAIMED and events[-2][9] == seen.run)


def _changed_settings(now: Mapping[str, str], snapshot: Snapshot) -> set[str]:
    before = _settings([tuple(plain(cell) for cell in row) for row in snapshot.values.get(SETTINGS, ())])
    return {name for name in (*STOPS_ALL, *STOPS_ROUTINE) if now.get(name, "") != before.get(name, "")}


def _settings(rows: Sequence[Row]) -> dict[str, str]:
    """Return the settings by name, wherever the two columns stand."""
    headers = [cell.strip().casefold() for cell in rows[0]] if rows else []
    if "setting" not in headers or "value" not in headers:
        return {}
    name, value = headers.index("setting"), headers.index("value")
    found: dict[str, str] = {}
    for row in rows[1:]:
        if len(row) > name:
            found.setdefault(row[name].strip().casefold(), row[value].strip() if len(row) > value else "")
    return found


def rows_of(committed: Committed, slug: str, width: int) -> list[Row]:
    """Return the rows of a tab as the commit showed them, each cell as text."""
    return [
        tuple(_text(cells, index) for index in range(width))
        for cells in _cells(committed, tab(slug).sheet_id)
        if any(cells)
    ]


def _cells(committed: Committed, sheet_id: int) -> Iterator[list[Mapping[str, Any]]]:
    for sheet in committed.sheets:
        if sheet.get("properties", {}).get("sheetId", 0) == sheet_id:
            for grid in sheet.get("data", ()):
                for row in grid.get("rowData", ()):
                    yield row.get("values", [])


def _text(cells: Sequence[Mapping[str, Any]], index: int) -> str:
    value = cells[index].get("effectiveValue", {}) if index < len(cells) else {}
    return plain(next(iter(value.values()), ""))


def plain(value: Any) -> str:
    """Return a cell as text; a date is the same however it was read."""
    return f"{value:.5f}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
