"""The mailboxes: adding a message, finding its thread, labels, and what a mailbox's owner may see."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import datetime, timedelta

from sandbox.clock import instant, zulu
from sandbox.gmail import rfc822
from sandbox.store import next_number
from sandbox.wire import Call, GoogleError

NOT_FOUND = "Requested entity was not found."
LINGERS = timedelta(seconds=60)
"""How long a sent draft can still be seen where the switch for it is on."""
HIDDEN = frozenset({"TRASH", "SPAM"})


def mailbox_of(call: Call) -> str:
    """Return whose mailbox is meant: one's own, as "me" or by address; nobody else's."""
    wanted = call.params.get("userId", "me").lower()
    if wanted not in ("me", call.user):
        raise GoogleError(403, f"Delegation denied for {call.user}", reason="forbidden")
    if call.switches.get("gmail_draft_lingers"):
        gone = zulu(call.now - LINGERS)
        call.db.execute("DELETE FROM mail WHERE id IN (SELECT message FROM drafts WHERE sent_at <= ?)", (gone,))
    return call.user


def new_id(db: sqlite3.Connection, now: datetime) -> str:
    """Return a message's id: sixteen hex digits that grow with time, as Gmail's do."""
    return f"{(int(now.timestamp() * 1000) << 20) | (next_number(db, 'mail') & 0xFFFFF):016x}"


def thread_for(db: sqlite3.Connection, mailbox: str, raw: bytes, wanted: str | None) -> str | None:
    """Return the thread a message belongs to, or None for a new one.

    A thread asked for is joined only where References or In-Reply-To and the subject agree as well. Without one, Gmail
    joins messages of one subject that name a message in common.
    """
    message = rfc822.head_of(raw)
    subject, refs = rfc822.subject_key(message), set(rfc822.references(message))
    if wanted is not None and not thread_rows(db, mailbox, wanted):
        raise GoogleError(404, NOT_FOUND)
    if not refs:
        return None
    rows = db.execute(
        "SELECT thread, refs FROM mail WHERE mailbox = ? AND subject = ? ORDER BY at DESC", (mailbox, subject)
    ).fetchall()
    if wanted is not None:
        return wanted if any(row["thread"] == wanted for row in rows) else None
    return next((row["thread"] for row in rows if refs & set(json.loads(row["refs"]))), None)


def add_message(
    db: sqlite3.Connection,
    mailbox: str,
    raw: bytes,
    labels: list[str],
    now: datetime,
    thread: str | None = None,
) -> str:
    """Put a message into a mailbox and return its id; without a thread it begins one."""
    id_ = new_id(db, now)
    message = rfc822.head_of(raw)
    refs = [rfc822.header(message, "Message-ID"), *rfc822.references(message)]
    db.execute(
        "INSERT INTO mail (id, mailbox, thread, labels, raw, at, history, subject, refs) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            id_,
            mailbox,
            thread or id_,
            json.dumps(sorted(labels)),
            raw,
            zulu(now),
            next_number(db, "history"),
            rfc822.subject_key(message),
            json.dumps(refs),
        ),
    )
    return id_


def find_message(db: sqlite3.Connection, mailbox: str, id_: str) -> sqlite3.Row:
    """Return a message of a mailbox, or refuse."""
    if not re.fullmatch(r"[0-9a-fA-F]{1,16}", id_):
        raise GoogleError(400, "Invalid id value", reason="invalidArgument")
    row: sqlite3.Row | None = db.execute("SELECT * FROM mail WHERE mailbox = ? AND id = ?", (mailbox, id_)).fetchone()
    if row is None:
        raise GoogleError(404, NOT_FOUND)
    return row


def thread_rows(db: sqlite3.Connection, mailbox: str, thread: str) -> list[sqlite3.Row]:
    """Return a thread's messages, oldest first."""
    return db.execute(
        "SELECT * FROM mail WHERE mailbox = ? AND thread = ? ORDER BY at, id", (mailbox, thread)
    ).fetchall()


def labels_of(row: sqlite3.Row) -> list[str]:
    """Return a message's labels."""
    labels: list[str] = json.loads(row["labels"])
    return labels


def relabel(db: sqlite3.Connection, id_: str, *, add: list[str] | None = None, remove: list[str] | None = None) -> None:
    """Add labels to a message and take others away."""
    row = db.execute("SELECT labels FROM mail WHERE id = ?", (id_,)).fetchone()
    labels = sorted((set(labels_of(row)) | set(add or [])) - set(remove or []))
    db.execute(
        "UPDATE mail SET labels = ?, history = ? WHERE id = ?", (json.dumps(labels), next_number(db, "history"), id_)
    )


def remove_message(db: sqlite3.Connection, id_: str) -> None:
    """Delete a message for good."""
    db.execute("DELETE FROM mail WHERE id = ?", (id_,))


def lag(call: Call, name: str) -> timedelta:
    """Return how far a listing lags behind, as a switch says: true means two minutes, a number so many seconds."""
    value = call.switches.get(name, False)
    if value in (False, "", "0", "false"):
        return timedelta(0)
    return timedelta(seconds=120 if value in (True, "true") else float(value))


def listed(call: Call, mailbox: str, labels: list[str], *, is_search: bool, with_trash: bool) -> list[sqlite3.Row]:
    """Return a mailbox's messages with all the labels, newest first, as far as listings show them yet."""
    # The first label is looked for here, so that a mailbox with a year's mail is not read whole every minute.
    like = f'%"{labels[0]}"%' if labels else "%"
    rows = call.db.execute(
        "SELECT * FROM mail WHERE mailbox = ? AND labels LIKE ? ORDER BY at DESC, id DESC", (mailbox, like)
    ).fetchall()
    seen_until = call.now - lag(call, "gmail_search_lag") if is_search else call.now
    sent_until = call.now - lag(call, "gmail_sent_lag")
    kept = []
    for row in rows:
        own = set(labels_of(row))
        at = instant(row["at"])
        if not set(labels) <= own or (own & HIDDEN and not with_trash and not own & HIDDEN & set(labels)):
            continue
        if at > seen_until or ("SENT" in own and at > sent_until):
            continue
        kept.append(row)
    return kept
