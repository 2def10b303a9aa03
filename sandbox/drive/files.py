"""The table of files that all four APIs share, and who may do what to each."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import datetime

from sandbox.clock import zulu
from sandbox.wire import GoogleError

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FORM = "application/vnd.google-apps.form"
FOLDER = "application/vnd.google-apps.folder"
RANK = {"reader": 1, "commenter": 2, "writer": 3, "fileOrganizer": 4, "organizer": 5, "owner": 6}
UP = """
WITH RECURSIVE up (id) AS (
  SELECT ? UNION SELECT files.parent FROM files JOIN up ON files.id = up.id WHERE files.parent IS NOT NULL
)
"""
"""A file and the folders that it lies in: what is shared of a folder is shared of what lies in it."""


def create_file(
    db: sqlite3.Connection,
    *,
    id: str,  # noqa: A002  # Google's own word
    name: str,
    mime: str,
    owner: str,
    now: datetime,
    parent: str | None = None,
) -> None:
    """Add a file and make its creator the owner; what is made in a shared drive is nobody's."""
    theirs = "" if parent and drive_of(db, parent) else owner
    db.execute(
        "INSERT INTO files (id, name, mime, owner, created, modified, parent) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (id, name, mime, theirs, zulu(now), zulu(now), parent),
    )
    if theirs:
        grant(db, id, kind="user", role="owner", address=owner)


def drive_of(db: sqlite3.Connection, file_id: str) -> str | None:
    """Return the shared drive that a file lies in, or None."""
    asked = f"{UP} SELECT shared_drives.id FROM shared_drives JOIN up ON up.id = shared_drives.id"  # noqa: S608
    row = db.execute(asked, (file_id,)).fetchone()
    return str(row["id"]) if row else None


def permission_id(kind: str, address: str | None) -> str:
    """Return the id that the same person or domain always has, as Google's are."""
    if kind == "anyone":
        return "anyoneWithLink"
    digits = int(hashlib.sha256(f"{kind}:{(address or '').lower()}".encode()).hexdigest()[:16], 16)
    suffix = "k" if kind == "domain" else ""
    return f"{digits % 10**20:020d}{suffix}"


def grant(
    db: sqlite3.Connection, file_id: str, *, kind: str, role: str, address: str | None = None, view: str = ""
) -> str:
    """Give somebody a role on a file, replacing the one they had; returns the permission's id."""
    id_ = permission_id(kind, address)
    db.execute(
        "INSERT OR REPLACE INTO permissions (file, id, type, role, address, view) VALUES (?, ?, ?, ?, ?, ?)",
        (file_id, id_, kind, role, address.lower() if address else None, view),
    )
    return id_


def role_of(db: sqlite3.Connection, file_id: str, user: str) -> str | None:
    """Return the highest role a user has on a file or on a folder above it; who may only answer a form has none."""
    domain = user.rsplit("@", 1)[-1]
    asked = f"""{UP} SELECT role FROM permissions JOIN up ON up.id = permissions.file WHERE view = '' AND (
        type = 'anyone' OR (type = 'domain' AND address = ?) OR (type IN ('user', 'group') AND address = ?))"""  # noqa: S608
    rows = db.execute(asked, (file_id, domain.lower(), user.lower())).fetchall()
    return max((row["role"] for row in rows), key=lambda role: RANK[role], default=None)


def may_respond(db: sqlite3.Connection, file_id: str, user: str | None) -> bool:
    """Return whether a user (None: not signed in) may answer a published form."""
    domain = (user or "").rsplit("@", 1)[-1].lower()
    row = db.execute(
        "SELECT 1 FROM permissions WHERE file = ? AND view = 'published' AND (type = 'anyone' "
        "OR (type = 'domain' AND address = ?) OR (type IN ('user', 'group') AND address = ?))",
        (file_id, domain, (user or "").lower()),
    ).fetchone()
    return row is not None or (user is not None and role_of(db, file_id, user) is not None)


def check_access(db: sqlite3.Connection, file_id: str, user: str, need: str) -> None:
    """Refuse, in Google's words, a file that does not exist or that the user may not read, write or own."""
    if db.execute("SELECT 1 FROM files WHERE id = ?", (file_id,)).fetchone() is None:
        raise GoogleError(404, "Requested entity was not found.")
    role = role_of(db, file_id, user)
    if role is None or RANK[role] < RANK[need]:
        raise GoogleError(403, "The caller does not have permission")
    if need == "writer" and is_locked(db, file_id):
        raise GoogleError(403, "The caller does not have permission")


def is_locked(db: sqlite3.Connection, file_id: str) -> bool:
    """Return whether a content restriction makes a file read-only."""
    row = db.execute("SELECT restrictions FROM files WHERE id = ?", (file_id,)).fetchone()
    return row is not None and any(rule.get("readOnly") for rule in json.loads(row["restrictions"]))


def touch(db: sqlite3.Connection, file_id: str, now: datetime) -> None:
    """Note that a file was changed."""
    db.execute("UPDATE files SET modified = ?, version = version + 1 WHERE id = ?", (zulu(now), file_id))
