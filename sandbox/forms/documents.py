"""A form as it is kept, and as the API shows it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from sandbox.wire import GoogleError

Json = dict[str, Any]
NOT_FOUND = "Requested entity was not found."


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
    def retired(self) -> list[str]:
        """Ids of items and questions that were deleted; Google may remember them."""
        return list(self.body.get("retired", []))

    @retired.setter
    def retired(self, ids: list[str]) -> None:
        self.body["retired"] = ids

    @property
    def state(self) -> Json:
        """Whether the form is published, and whether it takes answers."""
        state: Json = self.body.setdefault("publishSettings", {}).setdefault("publishState", {})
        return state

    @property
    def collects(self) -> str:
        """How the respondent's address is collected."""
        return str(self.body.get("settings", {}).get("emailCollectionType", "DO_NOT_COLLECT"))

    @property
    def title(self) -> str:
        """What respondents read on top: the title, or the file's name where there is none."""
        info = self.body["info"]
        return str(info.get("title") or info.get("documentTitle", ""))

    @property
    def revision_id(self) -> str:
        """The opaque name of this revision."""
        return hashlib.sha256(f"{self.id}/{self.revision}".encode()).hexdigest()[:16]

    def questions(self) -> dict[str, Json]:
        """Return the items that ask something, by question id."""
        asking = (item for item in self.items if "questionItem" in item)
        return {item["questionItem"]["question"]["questionId"]: item for item in asking}

    def link(self, base: str) -> str:
        """Return the address that respondents open; of the sandbox, so that it works."""
        return f"{base}/forms/d/e/{self.responder}/viewform"

    def shown(self, base: str) -> Json:
        """Return the form as `forms.get` shows it."""
        shown = {key: value for key, value in self.body.items() if value != [] and key != "retired"}
        return {"formId": self.id, **shown, "revisionId": self.revision_id, "responderUri": self.link(base)}


def load(db: sqlite3.Connection, form_id: str) -> Form:
    """Return a form, or Google's 404; its document title is the name of its file."""
    row = db.execute(
        "SELECT forms.*, files.name AS file_name FROM forms JOIN files ON files.id = forms.id WHERE forms.id = ?",
        (form_id,),
    ).fetchone()
    if row is None:
        raise GoogleError(404, NOT_FOUND)
    body = json.loads(row["body"])
    body["info"]["documentTitle"] = row["file_name"]
    return Form(row["id"], row["revision"], row["responder"], body)


def find(db: sqlite3.Connection, known_as: str) -> Form:
    """Return a form by its own id or by the id in the address that respondents open."""
    row = db.execute("SELECT id FROM forms WHERE ? IN (id, responder)", (known_as,)).fetchone()
    return load(db, row["id"] if row else known_as)


def save(db: sqlite3.Connection, form: Form, *, is_new_revision: bool = True) -> None:
    """Keep a form that was changed. Publishing is no change of the content, so it makes no revision."""
    form.revision += is_new_revision
    db.execute("UPDATE forms SET revision = ?, body = ? WHERE id = ?", (form.revision, json.dumps(form.body), form.id))


def add(db: sqlite3.Connection, form_id: str, body: Json) -> Form:
    """Keep a new form, unpublished."""
    responder = "1FAIpQLS" + hashlib.sha256(f"responder/{form_id}".encode()).hexdigest()[:48]
    body = {**body, "publishSettings": {"publishState": {}}}
    db.execute(
        "INSERT INTO forms (id, revision, responder, body) VALUES (?, 1, ?, ?)", (form_id, responder, json.dumps(body))
    )
    return load(db, form_id)


def empty(title: str, collects: str = "DO_NOT_COLLECT") -> Json:
    """Return the body of a form without items."""
    info = {"title": title} if title else {}
    return {"info": info, "settings": {"emailCollectionType": collects}, "items": []}
