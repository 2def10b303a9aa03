"""Shared drives: made once for each request id, their members' roles hold for all that lies in them, nobody owns it."""

from __future__ import annotations

import secrets
import sqlite3
from typing import Any

from sandbox.drive import files, shapes
from sandbox.wire import Call, GoogleError, serves

LEAST = "kind,id,name"


@serves("drive.drives.create")
def create(call: Call) -> Any:
    """Make a shared drive and its maker its organizer; the same request id again makes none."""
    request, name = call.arg("requestId"), call.content.get("name")
    if not request or not name:
        raise GoogleError(400, "Required", reason="required", location="name" if request else "requestId")
    asked = (call.user, request)
    if call.db.execute("SELECT 1 FROM shared_drives WHERE user = ? AND request = ?", asked).fetchone():
        raise GoogleError(409, "A shared drive with the provided request ID already exists.", reason="conflict")
    id_ = f"0A{secrets.token_urlsafe(12)}UkPVA"
    files.create_file(call.db, id=id_, name=name, mime=files.FOLDER, owner=call.user, now=call.now)
    call.db.execute("UPDATE files SET owner = '' WHERE id = ?", (id_,))
    call.db.execute("INSERT INTO shared_drives VALUES (?, ?, ?)", (id_, *asked))
    files.grant(call.db, id_, kind="user", role="organizer", address=call.user)
    return _shown(call, id_)


def _shown(call: Call, id_: str) -> Any:
    row = call.db.execute("SELECT * FROM files WHERE id = ?", (id_,)).fetchone()
    shown = {"kind": "drive#drive", "id": id_, "name": row["name"], "createdTime": row["created"], "hidden": False}
    return shapes.least(call, shown, LEAST)


@serves("drive.drives.get")
def get(call: Call) -> Any:
    """Return a shared drive, to its members."""
    id_ = call.params["driveId"]
    if files.drive_of(call.db, id_) != id_ or files.role_of(call.db, id_, call.user) is None:
        raise GoogleError(404, f"Shared drive not found: {id_}", location="driveId")
    return _shown(call, id_)


@serves("drive.drives.list")
def list_drives(call: Call) -> Any:
    """Return the shared drives of which somebody is a member."""
    if call.arg("q"):
        raise GoogleError(501, "The sandbox does not implement the search for shared drives.")
    rows = call.db.execute("SELECT id FROM shared_drives ORDER BY id").fetchall()
    mine = [row["id"] for row in rows if files.role_of(call.db, row["id"], call.user) is not None]
    answer = {"kind": "drive#driveList", "drives": [_shown(call, id_) for id_ in mine]}
    return shapes.least(call, answer, f"kind,nextPageToken,drives({LEAST})")


@serves("drive.drives.delete")
def delete(call: Call) -> None:
    """Delete a shared drive in which nothing lies; only who organizes it may."""
    id_ = call.params["driveId"]
    get(call)
    if files.role_of(call.db, id_, call.user) != "organizer":
        words = "The user does not have sufficient permissions for this shared drive."
        raise GoogleError(403, words, reason="insufficientFilePermissions")
    if call.db.execute("SELECT 1 FROM files WHERE parent = ?", (id_,)).fetchone():
        raise GoogleError(403, "A shared drive that is not empty cannot be deleted.", reason="cannotDeleteSharedDrive")
    call.db.execute("DELETE FROM files WHERE id = ?", (id_,))


def items(call: Call) -> list[sqlite3.Row]:
    """Return what lies in shared drives and somebody may see, for a list that asks for it."""
    rows = call.db.execute("SELECT *, rowid AS number FROM files WHERE owner = ''").fetchall()
    inside = [row for row in rows if files.drive_of(call.db, row["id"]) not in (None, row["id"])]
    return [row for row in inside if files.role_of(call.db, row["id"], call.user) is not None]


def move(call: Call, row: sqlite3.Row, parent: str | None) -> None:
    """Put a file into another folder; in a shared drive it loses its owner, who alone can put it there."""
    drive = files.drive_of(call.db, parent) if parent else None
    if drive is not None and row["owner"]:
        if call.user != row["owner"]:
            words = "The user does not have sufficient permissions for this file."
            raise GoogleError(403, words, reason="insufficientFilePermissions")
        if (row["parent"] or shapes.root_of(row["owner"])) not in (call.arg("removeParents") or "").split(","):
            words = "A shared drive item must have exactly one parent."
            raise GoogleError(403, words, reason="teamDrivesParentLimit")
        if row["mime"] == files.FOLDER:
            raise GoogleError(501, "The sandbox does not implement moving folders into a shared drive.")
        call.db.execute("DELETE FROM permissions WHERE file = ? AND role = 'owner'", (row["id"],))
        call.db.execute("UPDATE files SET owner = '' WHERE id = ?", (row["id"],))
    elif drive is None and not row["owner"]:
        raise GoogleError(501, "The sandbox does not implement moving anything out of a shared drive.")
    call.db.execute("UPDATE files SET parent = ? WHERE id = ?", (parent, row["id"]))
