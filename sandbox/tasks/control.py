"""/sandbox/tasks: makes queues, gives out what is due to whoever calls it, and hears how the call ended.

The sandbox calls nobody by itself: a test, or a scheduler on this machine, does it and says what was answered.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import zulu
from sandbox.wire import Call, page


@page("GET POST", "/sandbox/tasks")
def tasks(call: Call) -> dict[str, Any]:
    """List what is due, or tell: {"queue": name} makes one, {"called": name, "status": 200} says how a call ended."""
    said = call.content
    if queue := said.get("queue"):
        call.db.execute("INSERT OR IGNORE INTO task_queues VALUES (?)", (str(queue),))
    if name := said.get("called"):
        _ended(call.db, str(name), int(said["status"]), call.now)
    return {"due": _due(call.db, call.now)}


def _due(db: sqlite3.Connection, now: datetime) -> list[dict[str, Any]]:
    rows = db.execute("SELECT name, task FROM tasks WHERE done IS NULL AND due <= ? ORDER BY due, name", (zulu(now),))
    return [{**json.loads(row["task"]), "name": row["name"]} for row in rows.fetchall()]


def _ended(db: sqlite3.Connection, name: str, status: int, now: datetime) -> None:
    """Done with, where it went well or was tried often enough; else due again after the time between two tries."""
    row = db.execute("SELECT * FROM tasks WHERE name = ?", (name,)).fetchone()
    retry = json.loads(row["task"]).get("retryConfig", {})
    attempts = row["attempts"] + 1
    is_over = status < 300 or attempts >= int(retry.get("maxAttempts", 100))
    again = now + timedelta(seconds=float(str(retry.get("minBackoff", "0.1s")).removesuffix("s")))
    db.execute(
        "UPDATE tasks SET attempts = ?, done = ?, due = ? WHERE name = ?",
        (attempts, now.isoformat() if is_over else None, zulu(again), name),
    )
