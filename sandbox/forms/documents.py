"""A form as it is kept, and as the API shows it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from sandbox.wire import Call, GoogleError

Json = dict[str, Any]


@dataclass
class Form:
    """One form: `body` holds info, settings, items and publishSettings as the API shows them."""

    id: str
    revision: int
    responder: str
    body: Json

    @property
    def items(self) -> list[Json]:
        """The form's items in order."""
        items: list[Json] = self.body.setdefault("items", [])
        return items

    @property
    def revision_id(self) -> str:
        """The opaque name of this revision."""
        return hashlib.sha256(f"{self.id}/{self.revision}".encode()).hexdigest()[:16].rjust(16, "0")

    def shown(self, base: str) -> Json:
        """Return the form as `forms.get` shows it."""
        shown = {key: value for key, value in self.body.items() if value not in ([], {})}
        link = f"{base}/forms/d/e/{self.responder}/viewform"
        return {"formId": self.id, **shown, "revisionId": self.revision_id, "responderUri": link}


def load(db: sqlite3.Connection, form_id: str) -> Form:
    """Return a form, or Google's 404."""
    row = db.execute("SELECT * FROM forms WHERE id = ?", (form_id,)).fetchone()
    if row is None:
        raise GoogleError(404, "Requested entity was not found.")
    return Form(row["id"], row["revision"], row["responder"], json.loads(row["body"]))


def load_by_responder(db: sqlite3.Connection, responder: str) -> Form | None:
    """Return the form that respondents open at an address, or None."""
    row = db.execute("SELECT id FROM forms WHERE responder = ?", (responder,)).fetchone()
    return load(db, row["id"]) if row else None


def save(db: sqlite3.Connection, form: Form) -> None:
    """Keep a form that was changed, as its next revision."""
    form.revision += 1
    db.execute("UPDATE forms SET revision = ?, body = ? WHERE id = ?", (form.revision, json.dumps(form.body), form.id))


def make(call: Call, form_id: str, title: str, document_title: str) -> Form:
    """Make an empty form: since July 2026 forms made by program start unpublished."""
    responder = "1FAIpQLS" + hashlib.sha256(f"responder/{form_id}".encode()).hexdigest()[:48]
    info = {"title": title, "documentTitle": document_title or "Untitled form"}
    state = {"isPublished": False, "isAcceptingResponses": False}
    body = {
        "info": info,
        "settings": {"emailCollectionType": "DO_NOT_COLLECT"},
        "publishSettings": {"publishState": state},
    }
    call.db.execute(
        "INSERT INTO forms (id, revision, responder, body) VALUES (?, 1, ?, ?)", (form_id, responder, json.dumps(body))
    )
    return load(call.db, form_id)
