"""The sandbox's clock: it stands where it was put, or runs on from there."""

from __future__ import annotations

import json
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.wire import Call, GoogleError, page


def read_clock(db: sqlite3.Connection) -> tuple[datetime, bool]:
    """Return the sandbox's time and whether it runs."""
    row = db.execute("SELECT value FROM state WHERE name = 'clock'").fetchone()
    if row is None:
        return datetime.now(UTC), True
    clock = json.loads(row["value"])
    at = datetime.fromisoformat(clock["at"])
    if clock["running"]:
        at += timedelta(seconds=time.time() - clock["wall"])
    return at, clock["running"]


def set_clock(db: sqlite3.Connection, at: datetime, *, running: bool = False) -> None:
    """Put the clock to a time; it stands there unless told to run."""
    value = {"at": at.astimezone(UTC).isoformat(), "running": running, "wall": time.time()}
    db.execute("INSERT OR REPLACE INTO state VALUES ('clock', ?)", (json.dumps(value),))


def instant(text: str) -> datetime:
    """Read an ISO time with an offset, or refuse it in a sentence."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise GoogleError(400, f"“{text}” is not a time: write 2026-11-24T09:14:00Z.") from None
    if at.tzinfo is None:
        raise GoogleError(400, f"“{text}” has no offset: write 2026-11-24T09:14:00Z.")
    return at.astimezone(UTC)


def zulu(at: datetime) -> str:
    """Write a time as Google does: 2026-11-24T09:14:00.000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


@page("GET POST", "/sandbox/clock")
def clock(call: Call) -> dict[str, Any]:
    """Tell the time, or put it: {"now": "2026-11-24T09:14:00Z"}, {"forward": minutes}, {"running": true}."""
    at, running = read_clock(call.db)
    if call.verb == "POST":
        wanted = call.content
        if "now" in wanted:
            at, running = instant(str(wanted["now"])), False
        if "forward" in wanted:
            at += timedelta(minutes=float(wanted["forward"]))
        running = bool(wanted.get("running", running))
        set_clock(call.db, at, running=running)
    return {"now": zulu(at), "running": running}
