"""Sending a form: who may, what is refused, and the response that is kept. The page and the stories both use it."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from sandbox.clock import zulu
from sandbox.drive.files import may_respond
from sandbox.forms import documents, flow
from sandbox.forms.answers import Answers
from sandbox.forms.documents import Form
from sandbox.store import next_number
from sandbox.switches import read_switches
from sandbox.wire import GoogleError

TRY = "Try contacting the owner of the form if you think this is a mistake."
UNPUBLISHED = f"This document is not published. {TRY}"
CLOSED = f"The form {{title}} is no longer accepting responses. {TRY}"
SIGN_IN = "Sign in to continue", "To fill out this form, you must be signed in."
NEED_PERMISSION = "You need permission", f"This form can only be viewed by users in the owner's organization. {TRY}"


def refusal(db: sqlite3.Connection, form: Form, email: str) -> tuple[str, str] | None:
    """Return a heading and why a person may not fill in a form, in Google's words; None where they may."""
    row = db.execute("SELECT trashed FROM files WHERE id = ?", (form.id,)).fetchone()
    if not form.state.get("isPublished") or row is None or row["trashed"]:
        return form.title, UNPUBLISHED
    is_let_in = may_respond(db, form.id, email or None)
    if not email and (form.collects == "VERIFIED" or not is_let_in):
        return SIGN_IN
    if not is_let_in:
        return NEED_PERMISSION
    return None if form.state.get("isAcceptingResponses") else (form.title, CLOSED.format(title=form.title))


def respond(
    db: sqlite3.Connection,
    form_id: str,
    *,
    email: str,
    answers: Mapping[str, Sequence[str]],
    now: datetime,
    response_id: str = "",
) -> str:
    """Send a form as a respondent would and return the response's id, or raise what the page would say.

    With `response_id` an earlier response of the same form is edited: it keeps its id and its first time.
    """
    form = documents.find(db, form_id)
    if why := refusal(db, form, email):
        raise GoogleError(403, ". ".join(why).removeprefix(f"{form.title}. "))
    unknown = set(answers) - set(form.questions())
    if unknown:
        raise GoogleError(400, f"The form “{form.title}” has no question {', '.join(sorted(unknown))}.")
    passed, wrong = flow.walk(form.items, answers, last_navigates=last_navigates(db))
    if wrong:
        raise GoogleError(400, "; ".join(_said(form, id_, words, answers) for id_, words in wrong.items()))
    found = flow.kept(form.items, answers, passed)
    lost = [form.questions()[id_].get("title", id_) for id_ in answers if any(answers[id_]) and id_ not in found]
    if lost:
        # The page would never have shown these questions, so a story that answers them is mistaken.
        raise GoogleError(400, f"The way through the form does not pass: {', '.join(lost)}.")
    if response_id:
        return edit(db, form, response_id, found, now)
    return keep(db, form, email, found, now)


def last_navigates(db: sqlite3.Connection) -> bool:
    """Return whether a choice in the last section leads anywhere."""
    return bool(read_switches(db)["forms_last_section_navigates"])


def _said(form: Form, question_id: str, words: str, answers: Answers) -> str:
    title = form.questions().get(question_id, {}).get("title", "")
    given = ", ".join(answers.get(question_id, ()))
    return f"{title}: {words}{f' ({given})' if given else ''}".removeprefix(": ")


def keep(db: sqlite3.Connection, form: Form, email: str, answers: Answers, now: datetime) -> str:
    """Keep a response that passed every page, and return its id."""
    number = next_number(db, "form_response")
    digest = hashlib.sha256(f"{form.id}/{number}".encode()).digest()
    response_id = f"ACYDBN{base64.urlsafe_b64encode(digest).decode()[:35]}"
    collected = email if form.collects != "DO_NOT_COLLECT" else ""
    db.execute(
        "INSERT INTO form_responses (id, form, number, created, submitted, email, answers) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (response_id, form.id, number, zulu(now), zulu(now), collected, _packed(answers)),
    )
    return response_id


def edit(db: sqlite3.Connection, form: Form, response_id: str, answers: Answers, now: datetime) -> str:
    """Replace the answers of a response; its id and its first time stay."""
    changed = db.execute(
        "UPDATE form_responses SET submitted = ?, answers = ? WHERE id = ? AND form = ?",
        (zulu(now), _packed(answers), response_id, form.id),
    )
    if not changed.rowcount:
        raise GoogleError(404, f"The form “{form.title}” has no response {response_id}.")
    return response_id


def _packed(answers: Answers) -> str:
    return json.dumps({id_: list(values) for id_, values in answers.items()}, ensure_ascii=False)
