"""Step 5 of a tick: the claim looks at itself, as of its own commit: whether it is ours, and may still go out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from cme.domain.clocks import serial
from cme.domain.model import Facts, State
from cme.edges.schema import tab
from cme.edges.sheets import Committed, Snapshot
from cme.jobs.outgoing import Outgoing

OBLIGATIONS = tab("obligations").sheet_id
SETTINGS = tab("settings").sheet_id
WATCHED = ("mode", "paused until", "workbook id")
"""Settings that stop a claim when they changed between the read and the commit."""


def check_ranges(snapshot: Snapshot, now: datetime) -> list[str]:
    """Return what the claim asks to see of itself: the ledger since yesterday, and the settings."""
    rows = snapshot.values.get("obligations", [])
    first = snapshot.first_row.get("obligations", 2)
    floor = serial(now) - 2
    recent = (
        i for i, row in enumerate(rows) if len(row) > 12 and isinstance(row[12], int | float) and row[12] >= floor
    )
    start = first + next(recent, len(rows))
    ledger, settings = snapshot.titles.get("obligations", "Obligations"), snapshot.titles.get("settings", "Settings")
    return [f"'{ledger}'!A{start}:L", f"'{settings}'!A1:B60"]


def doubtful(committed: Committed, snapshot: Snapshot, facts: Facts, outgoing: Sequence[Outgoing]) -> dict[str, str]:
    """Return the ids of messages that must be withdrawn after all, each with why."""
    if committed.sheets is None:
        # The answer was lost: the token says that the claim is ours, and the read was whole.
        return {}
    if _settings_changed(committed, snapshot):
        return {out.message.id: "the mode, a pause or the workbook changed meanwhile" for out in outgoing}
    owners: dict[str, list[str]] = {}
    for cells in _cells(committed, OBLIGATIONS):
        key, message = _text(cells, 0), _text(cells, 11)
        owners.setdefault(key, []).append(message)
    mine = {out.message.id for out in outgoing}
    dead = {m.id for m in facts.messages.values() if m.state in (State.WITHDRAWN, State.REHEARSED, State.UNKNOWN)}
    found = {}
    for out in outgoing:
        for obligation in out.obligations:
            others = [m for m in owners.get(obligation.key, ()) if m and m not in mine and m not in dead]
            if others:
                found[out.message.id] = f"{others[0]} had claimed it before"
    return found


def _settings_changed(committed: Committed, snapshot: Snapshot) -> bool:
    rows = [[_text(cells, 0), _text(cells, 1)] for cells in _cells(committed, SETTINGS)]
    if not rows:
        return False
    before = _pick([[str(cell) for cell in row] for row in snapshot.values.get("settings", ())])
    return _pick(rows) != before


def _pick(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    found = {}
    for row in rows:
        name = row[0].strip().casefold() if row else ""
        if name in WATCHED:
            found[name] = _plain(row[1] if len(row) > 1 else "")
    return found


def _plain(text: str) -> str:
    try:
        return f"{float(text):.5f}"
    except ValueError:
        return text.strip()


def _cells(committed: Committed, sheet_id: int) -> Iterator[list[Mapping[str, Any]]]:
    for sheet in committed.sheets or ():
        if sheet.get("properties", {}).get("sheetId", 0) == sheet_id:
            for grid in sheet.get("data", ()):
                for row in grid.get("rowData", ()):
                    yield row.get("values", [])


def _text(cells: Sequence[Mapping[str, Any]], index: int) -> str:
    value = cells[index].get("userEnteredValue", {}) if index < len(cells) else {}
    return str(next(iter(value.values()), ""))
