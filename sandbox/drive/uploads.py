"""Uploads in Drive's three ways: content alone, content with its description, and piece by piece."""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from sandbox.wire import Call, GoogleError, serves


@dataclass(frozen=True)
class Upload:
    """What came: the file's description, its kind and its bytes."""

    meta: dict[str, Any]
    mime: str
    content: bytes


def received(call: Call) -> Upload | Response:
    """Return what a request uploads, or the answer that opens an upload in pieces."""
    way = call.arg("uploadType")
    kind = call.headers.get("Content-Type", "application/octet-stream")
    if way == "media":
        return Upload({}, kind.split(";")[0], call.raw)
    if way == "multipart":
        return _related(kind, call.raw)
    if way == "resumable":
        return _opened(call)
    raise GoogleError(400, "Bad Request", reason="badRequest", location="uploadType")


def _related(kind: str, raw: bytes) -> Upload:
    message = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + raw, policy=policy.HTTP)
    parts = list(message.iter_parts()) if message.is_multipart() else []
    if len(parts) != 2:
        raise GoogleError(400, "Malformed multipart body.", reason="badContent")
    meta = json.loads(_bytes(parts[0]) or b"{}")
    return Upload(meta, parts[1].get_content_type(), _bytes(parts[1]))


def _bytes(part: Any) -> bytes:
    content: bytes = part.get_payload(decode=True) or b""
    return content


def _opened(call: Call) -> Response:
    id_ = secrets.token_urlsafe(24)
    mime = call.headers.get("X-Upload-Content-Type", "application/octet-stream")
    meta = json.loads(call.raw or b"{}")
    call.db.execute(
        "INSERT INTO uploads (id, meta, mime, file, user, content) VALUES (?, ?, ?, ?, ?, ?)",
        (id_, json.dumps(meta), mime, call.params.get("fileId"), call.user, b""),
    )
    query = {
        "uploadType": "resumable",
        "upload_id": id_,
        **({"fields": call.arg("fields")} if call.arg("fields") else {}),
    }
    place = f"{call.base}/upload/drive/v3/files?{urlencode(query)}"
    return Response(b"", 200, headers={"Location": place, "X-GUploader-UploadID": id_})


@serves("drive.upload.resume")
def resume(call: Call) -> Any:
    """Take the next piece of an upload, and make the file once all is there."""
    from sandbox.drive import methods

    row = call.db.execute("SELECT * FROM uploads WHERE id = ?", (call.arg("upload_id"),)).fetchone()
    if row is None:
        raise GoogleError(404, "Not Found", reason="notFound")
    content, is_whole = _joined(call, row)
    call.db.execute("UPDATE uploads SET content = ? WHERE id = ?", (content, row["id"]))
    if not is_whole:
        headers = {"Range": f"bytes=0-{len(content) - 1}"} if content else {}
        return Response(b"", 308, headers=headers)
    call.db.execute("DELETE FROM uploads WHERE id = ?", (row["id"],))
    call.user = row["user"]
    meta = json.loads(row["meta"])
    if row["file"]:
        return methods.shown(call, methods.change(call, methods.find(call, row["file"], "writer"), meta, content))
    return methods.shown(call, methods.make(call, meta, row["mime"], content))


def _joined(call: Call, row: sqlite3.Row) -> tuple[bytes, bool]:
    span = call.headers.get("Content-Range", "")
    found = re.fullmatch(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)", span)
    if found is None:
        return call.raw, True
    content = bytes(row["content"])
    if found[1] is not None:
        content = content[: int(found[1])] + call.raw
    return content, found[3] != "*" and len(content) == int(found[3])
