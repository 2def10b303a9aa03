"""The first page: every workbook, form, space and mailbox, with its address."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from sandbox.drive import files
from sandbox.pages.chat import spaces
from sandbox.pages.html import local, render
from sandbox.pages.mailbox import mailboxes
from sandbox.wire import Call, page


@page("GET", "/")
def index(call: Call) -> Response:
    """Show what there is."""
    groups = [
        ("Workbooks", _workbooks(call), "None yet."),
        ("Forms", _forms(call), "None yet."),
        ("Google Chat", [_space(each) for each in spaces(call)], "None yet."),
        ("Mail", [_mailbox(box) for box in mailboxes(call)], "None yet."),
    ]
    return render("index.html", call, groups=groups)


def _workbooks(call: Call) -> list[dict[str, Any]]:
    rows = call.db.execute(
        "SELECT * FROM files WHERE mime = ? AND trashed = 0 ORDER BY name", (files.SPREADSHEET,)
    ).fetchall()
    return [_row(f"/spreadsheets/d/{row['id']}/edit", row) for row in rows]


def _forms(call: Call) -> list[dict[str, Any]]:
    # Respondents open a form under an id of its own, which is not the file's.
    rows = call.db.execute(
        "SELECT files.*, forms.responder FROM files JOIN forms ON forms.id = files.id WHERE trashed = 0 ORDER BY name"
    ).fetchall()
    return [_row(f"/forms/d/e/{row['responder']}/viewform", row) for row in rows]


def _row(href: str, row: Any) -> dict[str, Any]:
    return {"href": href, "name": row["name"], "note": f"changed {local(row['modified'])}"}


def _space(space: dict[str, Any]) -> dict[str, Any]:
    return {"href": f"/chat/{space['id']}", "name": space["title"], "note": f"{space['posted']} posted"}


def _mailbox(box: dict[str, Any]) -> dict[str, Any]:
    return {"href": f"/mail/{box['address']}", "name": box["address"], "note": f"{box['received']} received"}
