"""The tab of entries read back: what is kept already, and what was typed, so that it can be judged again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from cme.domain.clocks import dated, from_serial, hhmm, serial
from cme.domain.entries import RawEntry
from cme.domain.model import Problem, Severity
from cme.edges.ledger_read import Columns, is_date

QUARANTINED = "quarantined"


def known_entries(rows: Iterable[Sequence[Any]]) -> set[str]:
    """Return the keys of the entries that are kept already."""
    return {str(row[0]) for row in rows if row and row[0]}


def latest_entry(rows: Sequence[Sequence[Any]]) -> datetime | None:
    """Return when the latest entry that is kept was sent."""
    latest = max((row[2] for row in rows if len(row) > 2 and is_date(row[2])), default=None)
    return None if latest is None else from_serial(latest)


def recent_entries(rows: Sequence[Sequence[Any]], since: datetime) -> list[RawEntry]:
    """Return the entries sent since an instant as they came; one that was cut short is not among them."""
    found = []
    for c, at in _since(rows, since):
        try:
            typed = json.loads(c.text(7))
        except ValueError:
            continue
        if isinstance(typed, dict) and c.text(8) != QUARANTINED:
            answers = {question: tuple(values) for question, values in typed.items() if isinstance(values, list)}
            found.append(RawEntry(c.text(1), c.text(0).rpartition("@")[0], at, c.text(3), answers))
    return found


def cut_short(rows: Sequence[Sequence[Any]], since: datetime) -> list[Problem]:
    """Return a problem for each entry since an instant that is not kept whole: somebody must read it in the form."""
    found = []
    for c, at in _since(rows, since):
        if c.text(8) == QUARANTINED:
            where = f"{c.text(1)} form, sent {dated(at)} {hhmm(at)}"
            what = "This entry is longer than a cell takes, or Google refused it; only its beginning is kept."
            mend = f"Open response {c.text(0).rpartition('@')[0]} in the form to read it whole."
            found.append(Problem("ENT-9", Severity.ERROR, where, what, mend))
    return found


def _since(rows: Sequence[Sequence[Any]], since: datetime) -> Iterable[tuple[Columns, datetime]]:
    # An hour earlier, because in the night in which the clocks go back a later number may be the earlier instant.
    floor = serial(since - timedelta(hours=1))
    for row in rows:
        at = row[2] if len(row) > 2 else 0
        if is_date(at) and at >= floor and (sent := from_serial(at)) >= since.replace(microsecond=0):
            yield Columns(row), sent
