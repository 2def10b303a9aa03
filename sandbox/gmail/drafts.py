"""gmail.users.drafts: make, read, change, delete and send a draft."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from sandbox.clock import instant, zulu
from sandbox.gmail import boxes, delivery, rfc822, shapes
from sandbox.gmail.paging import paged
from sandbox.gmail.search import matching
from sandbox.store import next_number
from sandbox.switches import declare
from sandbox.wire import Call, GoogleError, serves

RAW_NEEDED = "'raw' RFC822 payload message string or uploading message via /upload/* URL required"

declare("gmail_second_send", default="404", turned="400", meaning="What a second send of a draft answers: 404, or 400.")
declare("gmail_draft_lingers", meaning="A sent draft can still be read, and sent again, for a minute.")
declare("gmail_send_new_thread", meaning="A draft that is sent gets a new thread id.")
declare("gmail_raw_new_thread", meaning="A draft sent with its content passed again gets a new thread id.")


def _content(call: Call) -> tuple[bytes, str | None]:
    message = call.content.get("message")
    if message is None:
        raise GoogleError(400, "Missing draft message", reason="invalidArgument")
    if not message.get("raw"):
        raise GoogleError(400, RAW_NEEDED, reason="invalidArgument")
    raw = rfc822.decode_raw(message["raw"])
    rfc822.check_recipients(rfc822.head_of(raw), is_sending=False)
    return raw, message.get("threadId")


def _store(call: Call, mailbox: str, raw: bytes, thread: str | None) -> str:
    thread = boxes.thread_for(call.db, mailbox, raw, thread)
    raw = delivery.prepare(call.db, raw, mailbox, call.now)
    return boxes.add_message(call.db, mailbox, raw, ["DRAFT"], call.now, thread)


def _find(call: Call, mailbox: str, id_: str) -> sqlite3.Row:
    row: sqlite3.Row | None = call.db.execute(
        "SELECT * FROM drafts WHERE mailbox = ? AND id = ?", (mailbox, id_)
    ).fetchone()
    if row is None or (row["sent_at"] is not None and not _lingers(call, row)):
        raise GoogleError(404, boxes.NOT_FOUND)
    return row


def _lingers(call: Call, row: sqlite3.Row) -> bool:
    return bool(call.switches["gmail_draft_lingers"]) and call.now < instant(row["sent_at"]) + boxes.LINGERS


@serves("gmail.users.drafts.create")
def create(call: Call) -> dict[str, Any]:
    """Keep a message as a draft."""
    mailbox = boxes.mailbox_of(call)
    raw, thread = _content(call)
    message = _store(call, mailbox, raw, thread)
    id_ = f"r{7_000_000_000_000_000_000 + next_number(call.db, 'draft')}"
    call.db.execute("INSERT INTO drafts (id, mailbox, message) VALUES (?, ?, ?)", (id_, mailbox, message))
    return {"id": id_, "message": shapes.labelled(boxes.find_message(call.db, mailbox, message))}


@serves("gmail.users.drafts.update")
def update(call: Call) -> dict[str, Any]:
    """Replace a draft's content; its message gets a new id, and with another subject a new thread."""
    mailbox = boxes.mailbox_of(call)
    draft = _find(call, mailbox, call.params["id"])
    raw, thread = _content(call)
    old = boxes.find_message(call.db, mailbox, draft["message"])
    message = _store(call, mailbox, raw, thread)
    if thread is None and rfc822.subject_key(rfc822.head_of(raw)) == old["subject"]:
        call.db.execute("UPDATE mail SET thread = ? WHERE id = ?", (old["thread"], message))
    boxes.remove_message(call.db, draft["message"])
    call.db.execute("UPDATE drafts SET message = ? WHERE id = ?", (message, draft["id"]))
    return {"id": draft["id"], "message": shapes.labelled(boxes.find_message(call.db, mailbox, message))}


@serves("gmail.users.drafts.get")
def get(call: Call) -> dict[str, Any]:
    """Return a draft with its message."""
    mailbox = boxes.mailbox_of(call)
    draft = _find(call, mailbox, call.params["id"])
    row = boxes.find_message(call.db, mailbox, draft["message"])
    return {"id": draft["id"], "message": shapes.message(row, call.arg("format") or "full")}


@serves("gmail.users.drafts.list")
def list_drafts(call: Call) -> dict[str, Any]:
    """Return a mailbox's drafts, newest first."""
    mailbox = boxes.mailbox_of(call)
    rows = call.db.execute(
        "SELECT drafts.id AS draft, drafts.sent_at, mail.* FROM drafts JOIN mail ON mail.id = drafts.message "
        "WHERE drafts.mailbox = ? ORDER BY mail.at DESC, mail.id DESC",
        (mailbox,),
    ).fetchall()
    rows = [row for row in rows if row["sent_at"] is None or _lingers(call, row)]
    if call.arg("q"):
        rows = matching(rows, call.arg("q") or "", call.now)
    shown, more = paged(call, rows)
    return {
        **({"drafts": [{"id": row["draft"], "message": shapes.brief(row)} for row in shown]} if shown else {}),
        **more,
        "resultSizeEstimate": len(rows),
    }


@serves("gmail.users.drafts.delete")
def delete(call: Call) -> None:
    """Delete a draft for good; it does not go to the bin."""
    mailbox = boxes.mailbox_of(call)
    draft = _find(call, mailbox, call.params["id"])
    call.db.execute("DELETE FROM drafts WHERE id = ?", (draft["id"],))
    boxes.remove_message(call.db, draft["message"])


@serves("gmail.users.drafts.send")
def send(call: Call) -> dict[str, Any]:
    """Send a draft: it is deleted, and a message with a new id and the label SENT takes its place."""
    mailbox = boxes.mailbox_of(call)
    id_ = call.content.get("id", "")
    if not re.fullmatch(r"r-?\d+", id_):
        raise GoogleError(400, "Invalid draft", reason="invalidArgument")
    draft = _sendable(call, mailbox, id_)
    old = boxes.find_message(call.db, mailbox, draft["message"])
    raw, thread = _outgoing(call, mailbox, old)
    message = delivery.send(call.db, mailbox, raw, call.now, thread)
    call.db.execute("UPDATE drafts SET sent_at = ? WHERE id = ?", (zulu(call.now), draft["id"]))
    if not call.switches["gmail_draft_lingers"]:
        boxes.remove_message(call.db, draft["message"])
    return shapes.labelled(boxes.find_message(call.db, mailbox, message))


def _sendable(call: Call, mailbox: str, id_: str) -> sqlite3.Row:
    try:
        return _find(call, mailbox, id_)
    except GoogleError:
        known = call.db.execute("SELECT 1 FROM drafts WHERE id = ? AND mailbox = ?", (id_, mailbox)).fetchone()
        if known is None or str(call.switches["gmail_second_send"]) != "400":
            raise
    raise GoogleError(400, "Message not a draft", "FAILED_PRECONDITION", reason="failedPrecondition")


def _outgoing(call: Call, mailbox: str, old: sqlite3.Row) -> tuple[bytes, str | None]:
    thread = None if call.switches["gmail_send_new_thread"] else old["thread"]
    message = call.content.get("message") or {}
    if not message.get("raw"):
        return old["raw"], thread
    raw = rfc822.decode_raw(message["raw"])
    if message.get("threadId"):
        return raw, boxes.thread_for(call.db, mailbox, raw, message["threadId"])
    # Another subject is another conversation, and so it is if the switch says that passing the content again makes one.
    has_moved = rfc822.subject_key(rfc822.head_of(raw)) != old["subject"] or call.switches["gmail_raw_new_thread"]
    return raw, None if has_moved else thread
