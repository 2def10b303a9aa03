"""The first page: every workbook, form and mailbox, with its address."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from sandbox.drive import files
from sandbox.pages.html import local, render
from sandbox.pages.mailbox import mailboxes
from sandbox.wire import Call, page

ADDRESSES = {files.SPREADSHEET: "/spreadsheets/d/{}/edit", files.FORM: "/forms/d/e/{}/viewform"}


@page("GET", "/")
def index(call: Call) -> Response:
    """Show what there is."""
    groups = [
        ("Workbooks", _files(call, files.SPREADSHEET), "None yet."),
        ("Forms", _files(call, files.FORM), "None yet."),
        ("Mail", [_mailbox(box) for box in mailboxes(call)], "None yet."),
    ]
    return render("index.html", call, groups=groups)


def _files(call: Call, mime: str) -> list[dict[str, Any]]:
    rows = call.db.execute("SELECT * FROM files WHERE mime = ? AND trashed = 0 ORDER BY name", (mime,)).fetchall()
    return [
        {"href": ADDRESSES[mime].format(row["id"]), "name": row["name"], "note": f"changed {local(row['modified'])}"}
        for row in rows
    ]


def _mailbox(box: dict[str, Any]) -> dict[str, Any]:
    return {"href": f"/mail/{box['address']}", "name": box["address"], "note": f"{box['received']} received"}
