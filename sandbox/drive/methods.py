"""drive.files: create, get, list, update, copy, delete, and ids given out beforehand."""

from __future__ import annotations

import json
import secrets
import sqlite3
from typing import Any

from werkzeug.wrappers import Response

from sandbox.clock import zulu
from sandbox.drive import drives, files, shapes, uploads
from sandbox.drive.natives import native_of
from sandbox.drive.query import matching
from sandbox.wire import Call, GoogleError, serves

ORDERS = {"name": "name", "createdTime": "created", "modifiedTime": "modified"}


def find(call: Call, id_: str, need: str = "reader") -> sqlite3.Row:
    """Return a file, or refuse in Drive's words: to whom it is not shared, it does not exist."""
    row: sqlite3.Row | None = call.db.execute("SELECT * FROM files WHERE id = ?", (id_,)).fetchone()
    role = files.role_of(call.db, id_, call.user) if row is not None else None
    is_hidden = row is not None and files.drive_of(call.db, id_) is not None and not call.flag("supportsAllDrives")
    if row is None or role is None or is_hidden:
        raise GoogleError(404, f"File not found: {id_}.", location="fileId")
    if files.RANK[role] < files.RANK[need]:
        words = "The user does not have sufficient permissions for this file."
        raise GoogleError(403, words, reason="insufficientFilePermissions")
    return row


def shown(call: Call, id_: str) -> Any:
    """Return a file as it now is."""
    row = call.db.execute("SELECT * FROM files WHERE id = ?", (id_,)).fetchone()
    return shapes.least(call, shapes.file(call.db, row, call.user), shapes.FILE)


@serves("drive.files.create")
def create(call: Call) -> Any:
    """Make a file, a folder, a spreadsheet or a form."""
    if call.upload:
        sent = uploads.received(call)
        if isinstance(sent, Response):
            return sent
        return shown(call, make(call, sent.meta, sent.mime, sent.content))
    return shown(call, make(call, call.content, None, None))


def make(call: Call, meta: dict[str, Any], mime: str | None, content: bytes | None) -> str:
    """Put a file into the table, with what its own API keeps for it, and return its id."""
    kind = meta.get("mimeType") or mime or "application/octet-stream"
    native = native_of(kind)
    if native is not None and content is not None:
        raise GoogleError(501, "The sandbox does not implement uploads that are converted.")
    id_ = _given_id(call, meta, is_native=native is not None)
    name = meta.get("name") or "Untitled"
    parent = _parent(call, meta)
    files.create_file(call.db, id=id_, name=name, mime=kind, owner=call.user, now=call.now, parent=parent)
    if native is not None:
        native.create(call, id_, name)
    elif kind != files.FOLDER:
        call.db.execute("UPDATE files SET content = ? WHERE id = ?", (content or b"", id_))
    set_details(call, id_, meta)
    return id_


def _given_id(call: Call, meta: dict[str, Any], *, is_native: bool) -> str:
    id_ = meta.get("id")
    if not id_:
        return f"1{secrets.token_urlsafe(32)}"
    if is_native:
        raise GoogleError(400, "Generated IDs are not supported for Docs Editors formats.", reason="invalid")
    if call.db.execute("SELECT 1 FROM files WHERE id = ?", (id_,)).fetchone():
        raise GoogleError(409, "A file already exists with the provided ID.", reason="fileIdInUse")
    if call.db.execute("SELECT 1 FROM drive_ids WHERE id = ?", (id_,)).fetchone() is None:
        raise GoogleError(400, "The provided file ID is not usable.", reason="invalid")
    return str(id_)


def _parent(call: Call, meta: dict[str, Any]) -> str | None:
    parents = meta.get("parents") or ["root"]
    if len(parents) > 1:
        raise GoogleError(403, "A shared drive item must have exactly one parent.", reason="teamDrivesParentLimit")
    if parents[0] in ("root", shapes.root_of(call.user)):
        return None
    return str(find(call, parents[0], "writer")["id"])


def set_details(call: Call, id_: str, meta: dict[str, Any]) -> None:
    """Set what a request says of a file beyond its name and content; a null property is taken away."""
    row = call.db.execute("SELECT * FROM files WHERE id = ?", (id_,)).fetchone()
    merged = {}
    for name, column in (("properties", "properties"), ("appProperties", "app_properties")):
        both = json.loads(row[column]) | meta.get(name, {})
        merged[column] = json.dumps({key: value for key, value in both.items() if value is not None})
    call.db.execute(
        "UPDATE files SET properties = ?, app_properties = ?, description = ?, restrictions = ?, trashed = ? "
        "WHERE id = ?",
        (
            merged["properties"],
            merged["app_properties"],
            meta.get("description", row["description"]),
            json.dumps(_restrictions(call, meta)) if "contentRestrictions" in meta else row["restrictions"],
            int(meta.get("trashed", row["trashed"])),
            id_,
        ),
    )


def _restrictions(call: Call, meta: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what keeps people from writing, with who wished it and when; one that is lifted is no more."""
    by = {
        "restrictingUser": call.user,
        "restrictionTime": zulu(call.now),
        "type": "globalContentRestriction",
    }
    return [{**by, **rule} for rule in meta["contentRestrictions"] if rule.get("readOnly")]


@serves("drive.files.get")
def get(call: Call) -> Any:
    """Return a file's description, or with alt=media its content."""
    if call.params["fileId"] == "root":
        return {"kind": "drive#file", "id": shapes.root_of(call.user), "name": "My Drive", "mimeType": files.FOLDER}
    row = find(call, call.params["fileId"])
    if call.arg("alt") != "media":
        return shown(call, row["id"])
    if row["content"] is None:
        words = "Only files with binary content can be directly downloaded. Use Export with Docs Editors files."
        raise GoogleError(403, words, reason="fileNotDownloadable", location="alt")
    return Response(row["content"], content_type=row["mime"])


@serves("drive.files.list")
def list_files(call: Call) -> Any:
    """Return the files a user has or was given, newest first."""
    test = matching(call.arg("q") or "trashed = false or trashed = true", call.user)
    rows = call.db.execute(
        "SELECT DISTINCT files.*, files.rowid AS number FROM files JOIN permissions ON permissions.file = files.id "
        "WHERE permissions.view = '' AND type IN ('user', 'group') AND address = ?",
        (call.user,),
    ).fetchall()
    rows = [row for row in rows if files.drive_of(call.db, row["id"]) is None]
    if call.flag("includeItemsFromAllDrives"):
        rows += drives.items(call)
    rows = _ordered([row for row in rows if test(row)], call.arg("orderBy") or "modifiedTime desc")
    start, size = int(call.arg("pageToken") or 0), min(int(call.arg("pageSize") or 100), 1000)
    answer: dict[str, Any] = {
        "kind": "drive#fileList",
        "incompleteSearch": False,
        "files": [shapes.file(call.db, row, call.user) for row in rows[start : start + size]],
    }
    if start + size < len(rows):
        answer["nextPageToken"] = str(start + size)
    return shapes.least(call, answer, f"kind,nextPageToken,incompleteSearch,files({shapes.FILE})")


def _ordered(rows: list[sqlite3.Row], order: str) -> list[sqlite3.Row]:
    rows = sorted(rows, key=lambda row: int(row["number"]), reverse=True)
    for key in reversed(order.split(",")):
        name, _, way = key.strip().partition(" ")
        if name not in ORDERS:
            raise GoogleError(400, "Invalid Value", reason="invalid", location="orderBy")
        rows.sort(key=lambda row: str(row[ORDERS[name]]).lower(), reverse=way == "desc")  # used at once
    return rows


@serves("drive.files.update")
def update(call: Call) -> Any:
    """Change a file's name, place, details or content."""
    row = find(call, call.params["fileId"], "writer")
    meta, content = call.content, None
    if call.upload:
        sent = uploads.received(call)
        if isinstance(sent, Response):
            return sent
        meta, content = sent.meta, sent.content
    return shown(call, change(call, row, meta, content))


def change(call: Call, row: sqlite3.Row, meta: dict[str, Any], content: bytes | None) -> str:
    """Apply a change to a file and return its id."""
    if files.is_locked(call.db, row["id"]) and (content is not None or "name" in meta):
        raise GoogleError(403, "The file is read-only.", reason="contentRestricted")
    if "name" in meta and meta["name"] != row["name"]:
        call.db.execute("UPDATE files SET name = ? WHERE id = ?", (meta["name"], row["id"]))
        native = native_of(row["mime"], is_known=True)
        if native is not None:
            native.rename(call, row["id"], meta["name"])
    if content is not None:
        call.db.execute("UPDATE files SET content = ? WHERE id = ?", (content, row["id"]))
    if call.arg("addParents"):
        drives.move(call, row, _parent(call, {"parents": [call.arg("addParents")]}))
    set_details(call, row["id"], meta)
    files.touch(call.db, row["id"], call.now)
    return str(row["id"])


@serves("drive.files.copy")
def copy(call: Call) -> Any:
    """Copy a file; the copy is the caller's own, and shared with nobody."""
    source = find(call, call.params["fileId"])
    if source["mime"] == files.FOLDER:
        raise GoogleError(403, "This file cannot be copied by the user.", reason="cannotCopyFile")
    native = native_of(source["mime"])
    id_ = _given_id(call, call.content, is_native=native is not None)
    name = call.content.get("name") or f"Copy of {source['name']}"
    parent = _parent(call, call.content) if "parents" in call.content else source["parent"]
    files.create_file(call.db, id=id_, name=name, mime=source["mime"], owner=call.user, now=call.now, parent=parent)
    if native is not None:
        native.copy(call, source["id"], id_, name)
    call.db.execute("UPDATE files SET content = ? WHERE id = ?", (source["content"], id_))
    details = {"properties": json.loads(source["properties"]), "appProperties": json.loads(source["app_properties"])}
    set_details(call, id_, details | call.content)
    return shown(call, id_)


@serves("drive.files.delete")
def delete(call: Call) -> None:
    """Delete a file for good, with everything in it; only its owner may, or who organizes its shared drive."""
    row = find(call, call.params["fileId"], "organizer")
    for child in call.db.execute("SELECT id FROM files WHERE parent = ?", (row["id"],)).fetchall():
        call.params["fileId"] = child["id"]
        delete(call)
    native = native_of(row["mime"], is_known=True)
    if native is not None:
        native.remove(call, row["id"])
    call.db.execute("DELETE FROM files WHERE id = ?", (row["id"],))


@serves("drive.files.generateIds")
def generate_ids(call: Call) -> dict[str, Any]:
    """Give out ids, so that a creation can be repeated without making a second file."""
    count = int(call.arg("count") or 10)
    if not 1 <= count <= 1000:
        raise GoogleError(
            400, "Invalid value for count: must be between 1 and 1000.", reason="invalid", location="count"
        )
    ids = [f"1{secrets.token_urlsafe(32)}" for _ in range(count)]
    call.db.executemany("INSERT INTO drive_ids VALUES (?)", [(id_,) for id_ in ids])
    return {"kind": "drive#generatedIds", "space": "drive", "ids": ids}


@serves("drive.about.get")
def about(call: Call) -> dict[str, Any]:
    """Return who asks."""
    if not call.arg("fields"):
        words = "The 'fields' parameter is required for this method."
        raise GoogleError(400, words, reason="required", location="fields")
    return {"kind": "drive#about", "user": shapes.person(call.user, call.user)}


@serves("drive.comments.list")
def list_comments(call: Call) -> dict[str, Any]:
    """Return no comments: gspread asks for them when it copies."""
    find(call, call.params["fileId"])
    return {"kind": "drive#commentList", "comments": []}
