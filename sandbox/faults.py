"""Faults: what can go wrong between the jobs and Google, made to happen on the calls that a rule picks out."""

from __future__ import annotations

import fnmatch
import json
import re
import sqlite3
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import zulu
from sandbox.wire import Call, GoogleError, page

KINDS = ("refuse", "kill_before", "lose_response", "late_apply", "timeout")
KEYS = {"match", "kind", "after", "skip", "times", "status", "code", "message", "retry_after", "seconds", "applied"}
MESSAGES = {
    403: "The caller does not have permission",
    404: "Requested entity was not found.",
    429: "Quota exceeded for quota metric 'Requests' and limit 'Requests per minute per user' of this service.",
    500: "Internal error encountered.",
    503: "The service is currently unavailable.",
}


@dataclass(frozen=True)
class Fault:
    """One rule that has fired on the call at hand."""

    id: int
    rule: dict[str, Any]

    @property
    def kind(self) -> str:
        """What happens: one of KINDS."""
        return str(self.rule["kind"])

    def refusal(self) -> GoogleError:
        """Return the error of a `refuse` rule, with Google's words for its status."""
        code = int(self.rule.get("status", 503))
        message = self.rule.get("message") or MESSAGES.get(code, "Request contains an invalid argument.")
        return GoogleError(code, message, self.rule.get("code"), retry_after=self.rule.get("retry_after"))


def fault_for(db: sqlite3.Connection, method: str, path: str, user: str, body: str) -> Fault | None:
    """Return the first rule that fires on this call, counting the call on every rule that fits it."""
    chosen: Fault | None = None
    for row in db.execute("SELECT * FROM faults ORDER BY id").fetchall():
        rule = json.loads(row["rule"])
        if not _fits(rule.get("match", {}), method, path, user, body):
            continue
        db.execute("UPDATE faults SET seen = seen + 1 WHERE id = ?", (row["id"],))
        times = rule.get("times", 1)
        is_spent = times is not None and row["fired"] >= times
        if chosen is None and row["seen"] >= _skip(rule) and not is_spent:
            db.execute("UPDATE faults SET fired = fired + 1 WHERE id = ?", (row["id"],))
            chosen = Fault(row["id"], rule)
    return chosen


def _fits(match: dict[str, str], method: str, path: str, user: str, body: str) -> bool:
    return (
        fnmatch.fnmatchcase(method, match.get("method", "*"))
        and (not match.get("path") or re.search(match["path"], path) is not None)
        and (not match.get("body") or re.search(match["body"], body) is not None)
        and match.get("user", user) == user
    )


def _skip(rule: dict[str, Any]) -> int:
    # `after` counts calls to let by; only a late application counts it in seconds, as its clients think of it.
    return int(rule.get("skip", 0 if rule["kind"] == "late_apply" else rule.get("after", 0)))


def put_off(db: sqlite3.Connection, fault: Fault, request: dict[str, Any], now: datetime) -> None:
    """Keep a request whose client has given up, to be applied later."""
    seconds = float(fault.rule.get("seconds", fault.rule.get("after", 0)))
    db.execute(
        "INSERT INTO late (due, due_wall, request) VALUES (?, ?, ?)",
        (zulu(now + timedelta(seconds=seconds)), time.time() + seconds, json.dumps(request)),
    )


def take_due(db: sqlite3.Connection, now: datetime) -> list[dict[str, Any]]:
    """Return the requests that are to be applied by now, and forget them."""
    rows = db.execute(
        "SELECT id, request FROM late WHERE due <= ? OR due_wall <= ? ORDER BY id", (zulu(now), time.time())
    ).fetchall()
    for row in rows:
        db.execute("DELETE FROM late WHERE id = ?", (row["id"],))
    return [json.loads(row["request"]) for row in rows]


def check_rule(rule: dict[str, Any]) -> None:
    """Refuse a rule that could never fire as meant."""
    if rule.get("kind") not in KINDS:
        raise GoogleError(400, f"A fault needs a kind, one of: {', '.join(KINDS)}.")
    unknown = set(rule) - KEYS
    if unknown:
        raise GoogleError(400, f"A fault has no “{sorted(unknown)[0]}”. It has: {', '.join(sorted(KEYS))}.")


@page("GET POST DELETE", "/sandbox/faults")
def faults(call: Call) -> dict[str, Any]:
    """List the fault rules, add one, or remove one (?id=) or all."""
    if call.verb == "POST":
        check_rule(call.content)
        cursor = call.db.execute("INSERT INTO faults (rule) VALUES (?)", (json.dumps(call.content),))
        return {"id": cursor.lastrowid}
    if call.verb == "DELETE":
        chosen = call.arg("id")
        call.db.execute("DELETE FROM faults WHERE ? IS NULL OR id = ?", (chosen, chosen))
        if chosen is None:
            call.db.execute("DELETE FROM late")
    rows = call.db.execute("SELECT * FROM faults ORDER BY id").fetchall()
    waiting = call.db.execute("SELECT count(*) FROM late").fetchone()[0]
    listed = [{"id": r["id"], "seen": r["seen"], "fired": r["fired"], **json.loads(r["rule"])} for r in rows]
    return {"faults": listed, "late": waiting}
