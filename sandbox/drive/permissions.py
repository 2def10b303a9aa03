"""drive.permissions: who may see a file, who may change it, and who may answer a published form."""

from __future__ import annotations

import re
import sqlite3
from email.message import EmailMessage
from typing import Any

from sandbox.drive import files, shapes
from sandbox.drive.methods import find
from sandbox.gmail import delivery, rfc822
from sandbox.wire import Call, GoogleError, serves

KINDS = ("user", "group", "domain", "anyone")
ROLES = ("owner", "organizer", "fileOrganizer", "writer", "commenter", "reader")


def _invalid(words: str) -> GoogleError:
    return GoogleError(400, words, reason="invalidSharingRequest")


@serves("drive.permissions.create")
def create(call: Call) -> Any:
    """Share a file, or with view "published" let somebody answer a form."""
    row = find(call, call.params["fileId"], "writer")
    asked = call.content
    kind, role, view = asked.get("type", ""), asked.get("role", ""), asked.get("view", "")
    if kind not in KINDS:
        raise GoogleError(400, "The permission type field is required.", reason="required", location="permission.type")
    if role not in ROLES:
        raise GoogleError(400, "The permission role field is required.", reason="required", location="permission.role")
    if role == "owner" and not call.flag("transferOwnership"):
        words = "The transferOwnership parameter must be enabled when the permission role is 'owner'."
        raise GoogleError(403, words, reason="forbidden", location="transferOwnership")
    _check_place(call, row, role)
    _check_view(row, role, view)
    address = _address(kind, asked)
    _keep_owner(call, row, kind, address)
    if role == "owner":
        _hand_over(call, row, address or "")
    id_ = files.grant(call.db, row["id"], kind=kind, role=role, address=address, view=view)
    call.db.execute(
        "UPDATE permissions SET discoverable = ? WHERE file = ? AND id = ?",
        (bool(asked.get("allowFileDiscovery")), row["id"], id_),
    )
    if kind in ("user", "group") and (call.arg("sendNotificationEmail") or "true").lower() == "true":
        _notify(call, row, address or "")
    return _shown(call, row["id"], id_, view)


def _check_place(call: Call, row: sqlite3.Row, role: str) -> None:
    """Refuse roles of shared drives elsewhere, owners in them, and new members from whoever does not organize one."""
    drive = files.drive_of(call.db, row["id"])
    if drive is None and role in ("organizer", "fileOrganizer"):
        raise _invalid("The specified role is only valid for items in shared drives.")
    if drive is not None and role == "owner":
        raise GoogleError(403, "Items in shared drives have no owner.", reason="forbidden")
    if drive == row["id"]:
        find(call, row["id"], "organizer")


def _check_view(row: sqlite3.Row, role: str, view: str) -> None:
    if view and (view != "published" or row["mime"] != files.FORM):
        raise _invalid("The specified view is not supported for this file.")
    if view and role != "reader":
        raise _invalid("The specified role is not supported for the published view.")


def _address(kind: str, asked: dict[str, Any]) -> str | None:
    if kind == "anyone":
        return None
    name = "domain" if kind == "domain" else "emailAddress"
    value = str(asked.get(name) or "")
    wanted = r"[\w-]+(\.[\w-]+)+" if kind == "domain" else r"[^@\s]+@[\w-]+(\.[\w-]+)+"
    if not re.fullmatch(wanted, value):
        raise _invalid(f"The specified {name} is invalid or not applicable for the given permission type.")
    return value.lower()


def _keep_owner(call: Call, row: sqlite3.Row, kind: str, address: str | None) -> None:
    if kind == "user" and address == row["owner"] and call.content.get("role") != "owner":
        raise GoogleError(403, "You cannot change the owner's permission.", reason="forbidden")


def _hand_over(call: Call, row: sqlite3.Row, address: str) -> None:
    if call.user != row["owner"]:
        words = "The user does not have sufficient permissions for this file."
        raise GoogleError(403, words, reason="insufficientFilePermissions")
    files.grant(call.db, row["id"], kind="user", role="writer", address=row["owner"])
    call.db.execute("UPDATE files SET owner = ? WHERE id = ?", (address, row["id"]))


def _notify(call: Call, row: sqlite3.Row, address: str) -> None:
    letter = EmailMessage()
    letter["From"] = f"{call.user} (via Google Drive) <drive-shares-noreply@google.com>"
    letter["To"] = address
    letter["Subject"] = f"Item shared with you: “{row['name']}”"
    letter.set_content(f"{call.user} has shared an item with you.\n\n{call.arg('emailMessage') or ''}\n")
    delivery.arrive(call.db, address, rfc822.with_crlf(letter.as_bytes()), call.now)


def _row(call: Call, file_id: str, id_: str, view: str | None = None) -> sqlite3.Row:
    row: sqlite3.Row | None = call.db.execute(
        "SELECT * FROM permissions WHERE file = ? AND id = ? AND (? IS NULL OR view = ?) ORDER BY view",
        (file_id, id_, view, view),
    ).fetchone()
    if row is None:
        raise GoogleError(404, f"Permission not found: {id_}.", location="permissionId")
    return row


def _shown(call: Call, file_id: str, id_: str, view: str | None = None) -> Any:
    return shapes.least(call, shapes.permission(_row(call, file_id, id_, view)), shapes.PERMISSION)


@serves("drive.permissions.get")
def get(call: Call) -> Any:
    """Return one permission."""
    find(call, call.params["fileId"])
    return _shown(call, call.params["fileId"], call.params["permissionId"])


@serves("drive.permissions.list")
def list_permissions(call: Call) -> Any:
    """Return a file's permissions; those of a published form only with includePermissionsForView."""
    row = find(call, call.params["fileId"])
    published = call.arg("includePermissionsForView") == "published"
    rows = shapes.rows_of(call.db, row["id"], published=published)
    answer = {"kind": "drive#permissionList", "permissions": [shapes.permission(each) for each in rows]}
    return shapes.least(call, answer, f"kind,nextPageToken,permissions({shapes.PERMISSION})")


@serves("drive.permissions.update")
def update(call: Call) -> Any:
    """Change a permission's role."""
    file = find(call, call.params["fileId"], "writer")
    row = _row(call, file["id"], call.params["permissionId"])
    role = call.content.get("role", row["role"])
    if role not in ROLES:
        raise GoogleError(400, "The permission role field is required.", reason="required", location="permission.role")
    if row["role"] == "owner":
        raise GoogleError(403, "You cannot change the owner's permission.", reason="forbidden")
    if role == "owner":
        if not call.flag("transferOwnership"):
            words = "The transferOwnership parameter must be enabled when the permission role is 'owner'."
            raise GoogleError(403, words, reason="forbidden", location="transferOwnership")
        _hand_over(call, file, row["address"])
    call.db.execute(
        "UPDATE permissions SET role = ? WHERE file = ? AND id = ? AND view = ?",
        (role, file["id"], row["id"], row["view"]),
    )
    return _shown(call, file["id"], row["id"], row["view"])


@serves("drive.permissions.delete")
def delete(call: Call) -> None:
    """Take a permission away; the owner's stays."""
    file = find(call, call.params["fileId"])
    row = _row(call, file["id"], call.params["permissionId"])
    if row["address"] != call.user:
        find(call, file["id"], "writer")
    if row["role"] == "owner":
        raise GoogleError(403, "The owner of a file cannot be removed.", reason="forbidden")
    call.db.execute("DELETE FROM permissions WHERE file = ? AND id = ?", (file["id"], row["id"]))
