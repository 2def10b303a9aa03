"""Sending a form: the same rules for the page and for stories."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sandbox.clock import zulu
from sandbox.drive.files import may_respond
from sandbox.forms import documents, flow
from sandbox.forms.documents import Form
from sandbox.wire import Call, GoogleError, page

CLOSED = "This form is no longer accepting responses."
UNPUBLISHED = "This form isn’t published."
NEED_PERMISSION = "You need permission. This form can only be viewed by users in the owner’s organization."


def refusal(db: sqlite3.Connection, form: Form, email: str) -> str:
    """Return why a respondent may not fill in a form, in Google's words, or an empty text."""
    state = form.body.get("publishSettings", {}).get("publishState", {})
    if not state.get("isPublished"):
        return UNPUBLISHED
    if not may_respond(db, form.id, email or None):
        return NEED_PERMISSION
    return "" if state.get("isAcceptingResponses") else CLOSED


def respond(
    db: sqlite3.Connection, form_id: str, *, email: str, answers: Mapping[str, Sequence[str]], now: datetime
) -> str:
    """Send a form as a respondent would, or raise what the page would say; returns the response's id."""
    form = documents.load(db, form_id)
    if why := refusal(db, form, email):
        raise GoogleError(403, why)
    passed, wrong = flow.walk(form.items, answers)
    if wrong:
        question, what = next(iter(wrong.items()))
        raise GoogleError(400, f"{what}: question {question}.")
    return store(db, form, email, flow.kept(form.items, answers, passed), now)


def store(db: sqlite3.Connection, form: Form, email: str, answers: Mapping[str, Sequence[str]], now: datetime) -> str:
    """Keep a response that passed every page."""
    count = db.execute("SELECT count(*) FROM responses").fetchone()[0]
    name = "ACYDBN" + hashlib.sha256(f"{form.id}/{count}/{now}".encode()).hexdigest()[:40]
    collects = form.body.get("settings", {}).get("emailCollectionType") == "VERIFIED"
    stamp = zulu(now)
    db.execute(
        "INSERT INTO responses (id, form, created, submitted, email, answers) VALUES (?, ?, ?, ?, ?, ?)",
        (name, form.id, stamp, stamp, email if collects else "", json.dumps({q: list(v) for q, v in answers.items()})),
    )
    return name


@page("POST", "/sandbox/respond")
def respond_by_control(call: Call) -> dict[str, Any]:
    """Send a form for a story: {"form", "email", "answers": {question id: text or list}}; "response" edits one."""
    asked = json.loads(call.raw or b"{}")
    answers = {q: [v] if isinstance(v, str) else list(v) for q, v in asked.get("answers", {}).items()}
    if asked.get("response"):
        call.db.execute(
            "UPDATE responses SET submitted = ?, answers = ? WHERE id = ?",
            (zulu(call.now), json.dumps(answers), asked["response"]),
        )
        return {"responseId": asked["response"]}
    name = respond(call.db, asked["form"], email=asked.get("email", ""), answers=answers, now=call.now)
    return {"responseId": name}
