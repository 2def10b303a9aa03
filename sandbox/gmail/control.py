"""/sandbox/mail: read anybody's mail as JSON, and make bounces and replies happen."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import Any

from sandbox.clock import zulu
from sandbox.gmail import boxes, delivery, rfc822
from sandbox.wire import Call, GoogleError, page


@page("GET POST DELETE", "/sandbox/mail")
def mail(call: Call) -> dict[str, Any]:
    """List mail (?address=, ?box=inbox|sent), provoke what comes back, or drop the standing rules."""
    if call.verb == "POST":
        return provoke(call, call.content)
    if call.verb == "DELETE":
        call.db.execute("DELETE FROM mail_rules")
    delivery.deliver_due(call.db, call.now)
    rules = [dict(row) for row in call.db.execute("SELECT * FROM mail_rules ORDER BY id")]
    return {"messages": [seen(row) for row in rows_of(call)], "rules": rules}


def rows_of(call: Call) -> list[sqlite3.Row]:
    """Return the messages asked for, oldest first."""
    address, box = call.arg("address"), (call.arg("box") or "").upper()
    rows = call.db.execute(
        "SELECT * FROM mail WHERE (? IS NULL OR mailbox = ?) ORDER BY at, id", (address, address)
    ).fetchall()
    return [row for row in rows if not box or box in boxes.labels_of(row)]


def seen(row: sqlite3.Row) -> dict[str, Any]:
    """Return a message as a story or a person wants to see it."""
    message = rfc822.parse(row["raw"])
    return {
        "id": row["id"],
        "mailbox": row["mailbox"],
        "thread": row["thread"],
        "labels": boxes.labels_of(row),
        "at": row["at"],
        "from": rfc822.header(message, "From"),
        "to": rfc822.addresses(message, "To"),
        "subject": rfc822.header(message, "Subject"),
        "headers": {name: rfc822.header(message, name) for name in dict.fromkeys(message.keys())},
        "text": rfc822.plain_text(message),
    }


def provoke(call: Call, wanted: dict[str, Any]) -> dict[str, Any]:
    """Make a message come back now, or the next one (or every one) to an address."""
    kind, text = wanted.get("kind", ""), wanted.get("text", "")
    minutes = float(wanted.get("minutes", 0))
    if kind not in delivery.KINDS:
        raise GoogleError(400, f"Mail needs a kind, one of: {', '.join(delivery.KINDS)}.")
    if wanted.get("message"):
        return _come_back(call, kind, wanted["message"], wanted.get("address", ""), text, minutes)
    address = str(wanted.get("address", "")).lower()
    if "@" not in address:
        raise GoogleError(400, "Mail needs a message (the id of one that was sent) or the address of the next one.")
    cursor = call.db.execute(
        "INSERT INTO mail_rules (address, kind, text, minutes, always) VALUES (?, ?, ?, ?, ?)",
        (address, kind, text, minutes, int(bool(wanted.get("always", False)))),
    )
    return {"rule": cursor.lastrowid}


def _come_back(call: Call, kind: str, message: str, address: str, text: str, minutes: float) -> dict[str, Any]:
    sent = _senders_copy(call, message)
    if minutes > 0:
        call.db.execute(
            "INSERT INTO mail_waiting (due, kind, message, address, text) VALUES (?, ?, ?, ?, ?)",
            (zulu(call.now + timedelta(minutes=minutes)), kind, sent, address.lower(), text),
        )
        return {"waiting": message}
    return {"message": delivery.come_back(call.db, kind, sent, address.lower(), text, call.now)}


def _senders_copy(call: Call, id_: str) -> str:
    # Whoever reads a mailbox has the recipient's copy at hand; what comes back belongs to the sender's.
    row = call.db.execute("SELECT * FROM mail WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise GoogleError(404, f"There is no message {id_}.")
    own = rfc822.header(rfc822.parse(row["raw"]), "Message-ID")
    sent = call.db.execute(
        "SELECT id, raw FROM mail WHERE labels LIKE '%SENT%' AND refs LIKE ?", (f"%{own}%",)
    ).fetchall()
    copies = [r["id"] for r in sent if rfc822.header(rfc822.parse(r["raw"]), "Message-ID") == own]
    return copies[0] if copies else id_
