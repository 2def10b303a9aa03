"""The pages of Google Chat: which spaces there are, and what was posted in one."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from sandbox.chat.control import posted
from sandbox.pages.html import render
from sandbox.wire import Call, GoogleError, page


def spaces(call: Call) -> list[dict[str, Any]]:
    """Return every space, with how much was posted in it."""
    rows = call.db.execute(
        "SELECT name, title, (SELECT count(*) FROM chat_messages WHERE space = chat_spaces.name) AS posted "
        "FROM chat_spaces ORDER BY title, name"
    ).fetchall()
    return [dict(row) | {"id": row["name"].removeprefix("spaces/")} for row in rows]


@page("GET", "/chat/")
def all_spaces(call: Call) -> Response:
    """Show which spaces there are."""
    return render("spaces.html", call, spaces=spaces(call))


@page("GET", "/chat/<id>")
def space(call: Call) -> Response:
    """Show what was posted in a space, newest first."""
    found = next((each for each in spaces(call) if each["id"] == call.params["id"]), None)
    if found is None:
        raise GoogleError(404, "There is no such space.")
    return render("space.html", call, space=found, messages=posted(call.db, found["name"])[::-1])
