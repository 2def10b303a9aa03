"""chat.spaces: make one and read one; who is in it is looked at before anything else is told or done."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sandbox.clock import zulu
from sandbox.store import next_number
from sandbox.wire import Call, GoogleError, serves

NOT_FOUND = "Requested entity was not found."
NOT_A_MEMBER = "This Chat app is not a member of this space."


def add_space(db: sqlite3.Connection, name: str, title: str, members: Iterable[str], now: datetime) -> None:
    """Keep a space with those who are in it; one that is there already has these members from now on."""
    db.execute("INSERT OR REPLACE INTO chat_spaces VALUES (?, ?, ?)", (name, title, zulu(now)))
    db.execute("DELETE FROM chat_members WHERE space = ?", (name,))
    db.executemany("INSERT OR IGNORE INTO chat_members VALUES (?, ?)", [(name, member.lower()) for member in members])


def space_of(call: Call) -> sqlite3.Row:
    """Return the space that is meant, or refuse where there is none, or the caller is not in it."""
    name = f"spaces/{call.params['spacesId']}"
    row: sqlite3.Row | None = call.db.execute("SELECT * FROM chat_spaces WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise GoogleError(404, NOT_FOUND)
    asked = "SELECT 1 FROM chat_members WHERE space = ? AND member = ?"
    if call.db.execute(asked, (name, call.user)).fetchone() is None:
        raise GoogleError(403, NOT_A_MEMBER)
    return row


def shape(row: sqlite3.Row) -> dict[str, Any]:
    """Return a space as the API shows it."""
    return {
        "name": row["name"],
        "type": "ROOM",
        "spaceType": "SPACE",
        "displayName": row["title"],
        "createTime": row["at"],
        "spaceUri": f"https://chat.google.com/room/{row['name'].removeprefix('spaces/')}?cls=11",
    }


@serves("chat.spaces.create")
def create(call: Call) -> dict[str, Any]:
    """Make a space; only whoever makes it is in it."""
    title = str(call.content.get("displayName", "")).strip()
    if not title or call.content.get("spaceType") != "SPACE":
        raise GoogleError(400, "The sandbox makes named spaces only: give spaceType SPACE and a displayName.")
    number = hashlib.sha256(f"space {next_number(call.db, 'space')}".encode()).hexdigest()[:7]
    name = f"spaces/AAAA{number}"
    add_space(call.db, name, title, [call.user], call.now)
    return shape(call.db.execute("SELECT * FROM chat_spaces WHERE name = ?", (name,)).fetchone())


@serves("chat.spaces.get")
def get(call: Call) -> dict[str, Any]:
    """Return a space."""
    return shape(space_of(call))
