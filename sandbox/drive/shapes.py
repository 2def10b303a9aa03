"""How Drive shows a file and a permission; without `fields` it shows only the least."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import Any

from sandbox.drive import files
from sandbox.masks import apply_mask, parse_mask
from sandbox.wire import Call

FILE = "kind,id,name,mimeType"
PERMISSION = "kind,id,type,role"
PLACES = {
    files.SPREADSHEET: "https://docs.google.com/spreadsheets/d/{}/edit",
    files.FORM: "https://docs.google.com/forms/d/{}/edit",
    files.FOLDER: "https://drive.google.com/drive/folders/{}",
}


def least(call: Call, value: Any, mask: str) -> Any:
    """Return only what Drive shows where no `fields` are asked for."""
    return value if call.arg("fields") else apply_mask(value, parse_mask(mask))


def root_of(user: str) -> str:
    """Return the id of a user's own top folder."""
    return f"0A{files.permission_id('user', user)[:16]}PVA"


def person(address: str, me: str) -> dict[str, Any]:
    """Return a user as Drive shows one."""
    return {
        "kind": "drive#user",
        "displayName": address.split("@")[0],
        "me": address == me,
        "permissionId": files.permission_id("user", address),
        "emailAddress": address,
    }


def file(db: sqlite3.Connection, row: sqlite3.Row, me: str) -> dict[str, Any]:
    """Return a file with everything that is known of it."""
    permissions = rows_of(db, row["id"])
    role = files.role_of(db, row["id"], me)
    drive = files.drive_of(db, row["id"])
    can_write = role is not None and files.RANK[role] >= files.RANK["writer"]
    shown: dict[str, Any] = {
        "kind": "drive#file",
        "id": row["id"],
        "name": row["name"],
        "mimeType": row["mime"],
        "starred": False,
        "trashed": bool(row["trashed"]),
        "explicitlyTrashed": bool(row["trashed"]),
        "parents": [row["parent"] or root_of(row["owner"])],
        "spaces": ["drive"],
        "version": str(row["version"]),
        "webViewLink": PLACES.get(row["mime"], "https://drive.google.com/file/d/{}/view").format(row["id"]),
        "createdTime": row["created"],
        "modifiedTime": row["modified"],
        "shared": len(permissions) > 1,
        "capabilities": {
            "canEdit": can_write,
            "canShare": can_write,
            "canDelete": role in ("owner", "organizer"),
            "canCopy": True,
        },
        "permissionIds": [each["id"] for each in permissions],
    }
    if drive is not None:
        shown |= {"driveId": drive}
    else:
        shown |= {"owners": [person(row["owner"], me)], "ownedByMe": row["owner"] == me}
        shown |= {"permissions": [permission(each) for each in permissions]}
    optional = {
        "description": row["description"],
        "properties": json.loads(row["properties"]),
        "appProperties": json.loads(row["app_properties"]),
        "contentRestrictions": [
            {**rule, "restrictingUser": person(rule["restrictingUser"], me)} for rule in json.loads(row["restrictions"])
        ],
    }
    return shown | {name: value for name, value in optional.items() if value} | _sums(row["content"], row["name"])


def _sums(content: bytes | None, name: str) -> dict[str, Any]:
    if content is None:
        return {}
    return {
        "size": str(len(content)),
        "originalFilename": name,
        "md5Checksum": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        "sha1Checksum": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        "sha256Checksum": hashlib.sha256(content).hexdigest(),
    }


def rows_of(db: sqlite3.Connection, file_id: str, *, published: bool = False) -> list[sqlite3.Row]:
    """Return a file's permissions; those of a published form only where they are asked for."""
    asked = f"""{files.UP} SELECT permissions.* FROM permissions JOIN up ON up.id = permissions.file
        WHERE view = '' OR (? AND file = ?) ORDER BY role = 'owner' DESC, permissions.rowid"""  # noqa: S608
    found = db.execute(asked, (file_id, published, file_id)).fetchall()
    # Somebody who has a role here and on a folder above is listed once.
    return list({(row["id"], row["view"]): row for row in found}.values())


def permission(row: sqlite3.Row) -> dict[str, Any]:
    """Return a permission."""
    shown: dict[str, Any] = {"kind": "drive#permission", "id": row["id"], "type": row["type"], "role": row["role"]}
    if row["type"] in ("user", "group"):
        name = row["address"].split("@")[0]
        shown |= {"emailAddress": row["address"], "displayName": name, "deleted": False, "pendingOwner": False}
    if row["type"] == "domain":
        shown |= {"domain": row["address"], "displayName": row["address"]}
    if row["type"] in ("domain", "anyone"):
        shown["allowFileDiscovery"] = bool(row["discoverable"])
    if row["view"]:
        shown["view"] = row["view"]
    return shown
