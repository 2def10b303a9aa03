"""/sandbox/chat: make a space with somebody in it, and read what was posted anywhere."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from sandbox.chat.spaces import add_space
from sandbox.wire import Call, GoogleError, page


@page("GET POST", "/sandbox/chat")
def chat(call: Call) -> dict[str, Any]:
    """List what was posted (?space=), or make a space: {"space": "spaces/AAAA…", "title": …, "members": […]}."""
    if call.verb == "POST":
        name = str(call.content.get("space", ""))
        if not re.fullmatch(r"spaces/[\w-]{4,64}", name):
            raise GoogleError(400, "A space has a name such as spaces/AAAAexample.")
        members = [str(member) for member in call.content.get("members", ())]
        add_space(call.db, name, str(call.content.get("title", "Pages")), members, call.now)
    return {"messages": [dict(row) for row in posted(call.db, call.arg("space"))]}


def posted(db: sqlite3.Connection, space: str | None = None) -> list[sqlite3.Row]:
    """Return what was posted, oldest first: in one space, or in all."""
    return db.execute(
        "SELECT * FROM chat_messages WHERE ? IS NULL OR space = ? ORDER BY at, rowid", (space, space)
    ).fetchall()
