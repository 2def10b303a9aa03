"""chat.spaces.messages: post, read one, list."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any

from sandbox.chat.spaces import NOT_FOUND, space_of
from sandbox.clock import zulu
from sandbox.store import next_number
from sandbox.wire import Call, GoogleError, serves

LARGEST = 32_000
USUAL, MOST = 25, 1000
RING = "NOTIFICATION_TYPE_FORCE_NOTIFY"
LEFT_OUT = ("messageId", "threadKey", "messageReplyOption")


def shape(row: sqlite3.Row) -> dict[str, Any]:
    """Return a message as the API shows it."""
    space, _, number = row["name"].partition("/messages/")
    sender = hashlib.sha256(row["sender"].encode()).hexdigest()[:12]
    return {
        "name": row["name"],
        "sender": {"name": f"users/{int(sender, 16)}", "type": "BOT"},
        "createTime": row["at"],
        "text": row["text"],
        "thread": {"name": f"{space}/threads/{number.partition('.')[0]}"},
        "space": {"name": space},
        "argumentText": row["text"],
        "formattedText": row["text"],
    }


@serves("chat.spaces.messages.create")
def create(call: Call) -> dict[str, Any]:
    """Post a text; with a request id that was used before, return the message that was made then."""
    for name in LEFT_OUT:
        if call.arg(name):
            raise GoogleError(501, f"The sandbox does not implement {name}.")
    space, text = space_of(call)["name"], str(call.content.get("text", ""))
    if not text.strip():
        raise GoogleError(400, f"Message cannot be empty. Discarding empty create message request in {space}.")
    if len(text.encode()) > LARGEST:
        raise GoogleError(400, f"The message is larger than {LARGEST} bytes.")
    request = call.arg("requestId") or None
    made = _made(call, space, request)
    # Google says that it echoes the request of a repeat, with the names of the message that it made.
    return shape(made) | {"text": text, "argumentText": text, "formattedText": text} if made else _post(call, space)


def _made(call: Call, space: str, request: str | None) -> sqlite3.Row | None:
    row: sqlite3.Row | None = call.db.execute(
        "SELECT * FROM chat_messages WHERE space = ? AND request = ?", (space, request)
    ).fetchone()
    if row is not None and row["sender"] != call.user:
        raise GoogleError(409, "The request ID was used by another caller.")
    return row


def _post(call: Call, space: str) -> dict[str, Any]:
    number = hashlib.sha256(f"{space} {next_number(call.db, 'chat')}".encode()).hexdigest()[:11]
    name = f"{space}/messages/{number}.{number}"
    rings = call.arg("createMessageNotificationOptions.notificationType") == RING
    call.db.execute(
        "INSERT INTO chat_messages VALUES (?, ?, ?, ?, ?, ?, ?)",
        (name, space, call.user, call.arg("requestId") or None, call.content["text"], zulu(call.now), int(rings)),
    )
    return shape(_find(call, name))


def _find(call: Call, name: str) -> sqlite3.Row:
    row: sqlite3.Row | None = call.db.execute("SELECT * FROM chat_messages WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise GoogleError(404, NOT_FOUND)
    return row


@serves("chat.spaces.messages.get")
def get(call: Call) -> dict[str, Any]:
    """Return a message of a space that the caller is in."""
    return shape(_find(call, f"{space_of(call)['name']}/messages/{call.params['messagesId']}"))


@serves("chat.spaces.messages.list")
def list_messages(call: Call) -> dict[str, Any]:
    """Return a space's messages, oldest first unless asked otherwise; of an empty one, an empty object."""
    if call.arg("filter"):
        raise GoogleError(501, "The sandbox does not implement filter.")
    size, token = int(call.arg("pageSize") or USUAL), call.arg("pageToken") or "0"
    if size < 0 or not token.isdigit():
        raise GoogleError(400, "Request contains an invalid argument.")
    size = min(size or USUAL, MOST)
    order = "DESC" if (call.arg("orderBy") or "").upper().endswith("DESC") else "ASC"
    rows = call.db.execute(
        f"SELECT * FROM chat_messages WHERE space = ? ORDER BY at {order}, rowid {order}",  # noqa: S608 - one of two words
        (space_of(call)["name"],),
    ).fetchall()
    begins, ends = int(token), int(token) + size
    shown = {"messages": [shape(row) for row in rows[begins:ends]]} if rows[begins:ends] else {}
    return shown | ({"nextPageToken": str(ends)} if ends < len(rows) else {})
