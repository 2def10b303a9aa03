"""How the API shows a message: minimal, metadata, full or raw."""

from __future__ import annotations

import html
import re
import sqlite3
from email.message import EmailMessage, Message
from typing import Any

from sandbox.clock import instant
from sandbox.gmail import rfc822
from sandbox.gmail.boxes import labels_of


def brief(row: sqlite3.Row) -> dict[str, Any]:
    """Return what lists and creations give."""
    return {"id": row["id"], "threadId": row["thread"]}


def labelled(row: sqlite3.Row) -> dict[str, Any]:
    """Return what sending gives."""
    return {**brief(row), "labelIds": labels_of(row)}


def message(row: sqlite3.Row, form: str = "full", wanted: list[str] | None = None) -> dict[str, Any]:
    """Return a message in one of the API's four forms."""
    parsed = rfc822.parse(row["raw"])
    shown: dict[str, Any] = {
        **labelled(row),
        "snippet": _snippet(parsed),
        "sizeEstimate": len(row["raw"]),
        "historyId": str(row["history"]),
        "internalDate": str(int(instant(row["at"]).timestamp() * 1000)),
    }
    if form.lower() == "raw":
        shown["raw"] = rfc822.encode_raw(row["raw"])
    elif form.lower() == "metadata":
        shown["payload"] = {"mimeType": parsed.get_content_type(), "headers": _headers(parsed, wanted)}
    elif form.lower() == "full":
        shown["payload"] = _part(parsed, "")
    return shown


def _snippet(parsed: EmailMessage) -> str:
    return html.escape(re.sub(r"\s+", " ", rfc822.plain_text(parsed)).strip()[:200], quote=True)


def _headers(part: Message, wanted: list[str] | None = None) -> list[dict[str, str]]:
    names = {name.lower() for name in wanted or []}
    return [{"name": name, "value": text} for name, text in rfc822.texts(part) if not names or name.lower() in names]


def _part(part: Message, id_: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "partId": id_,
        "mimeType": part.get_content_type(),
        "filename": part.get_filename() or "",
        "headers": _headers(part),
    }
    inner = part.get_payload()
    if part.is_multipart() and isinstance(inner, list) and part.get_content_maintype() == "multipart":
        shown["body"] = {"size": 0}
        shown["parts"] = [
            _part(p, f"{id_}.{n}" if id_ else str(n)) for n, p in enumerate(inner) if isinstance(p, Message)
        ]
        return shown
    if part.is_multipart() and isinstance(inner, list):
        content = b"\n".join(p.as_bytes() for p in inner if isinstance(p, Message))
    else:
        decoded = part.get_payload(decode=True)
        content = decoded if isinstance(decoded, bytes) else b""
    shown["body"] = {"size": len(content)}
    if content:
        shown["body"]["data"] = rfc822.encode_raw(content)
    return shown
