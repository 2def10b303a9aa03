"""The calls the sandbox was asked, kept so that they can be counted."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from sandbox.clock import zulu
from sandbox.wire import Call, page


def record(
    db: sqlite3.Connection,
    *,
    at: datetime,
    method: str,
    verb: str,
    path: str,
    status: int,
    user: str,
    fault: str | None,
) -> None:
    """Write down one call of Google's APIs; the sandbox's own pages are not counted."""
    db.execute(
        "INSERT INTO traffic (at, method, verb, path, status, user, fault) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (zulu(at), method, verb, path, status, user, fault),
    )


@page("GET DELETE", "/sandbox/traffic")
def traffic(call: Call) -> dict[str, Any]:
    """Return the counts by method since a call's id (?since=), with the calls themselves unless ?calls=false."""
    if call.verb == "DELETE":
        call.db.execute("DELETE FROM traffic")
    since = int(call.arg("since") or 0)
    rows = call.db.execute("SELECT * FROM traffic WHERE id > ? ORDER BY id", (since,)).fetchall()
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["method"]] = counts.get(row["method"], 0) + 1
    answer: dict[str, Any] = {"total": len(rows), "counts": counts, "last": rows[-1]["id"] if rows else since}
    if call.arg("calls") != "false":
        answer["calls"] = [dict(row) for row in rows[-1000:]]
    return answer
