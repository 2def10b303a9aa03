"""forms.responses: one, or those since an instant, in pages."""

from __future__ import annotations

import base64
import json
import re
from datetime import timedelta
from typing import Any

from sandbox.clock import instant, zulu
from sandbox.drive.files import check_access
from sandbox.forms import documents
from sandbox.wire import Call, GoogleError, serves

Json = dict[str, Any]
FILTER = re.compile(r"\s*timestamp\s*(>=?)\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)\s*")
MOST = 5000


def _shown(row: Any, live: set[str] | None) -> Json:
    answers = {
        question: {"questionId": question, "textAnswers": {"answers": [{"value": value} for value in values]}}
        for question, values in json.loads(row["answers"]).items()
        if live is None or question in live
    }
    shown: Json = {"responseId": row["id"], "createTime": row["created"], "lastSubmittedTime": row["submitted"]}
    if row["email"]:
        shown["respondentEmail"] = row["email"]
    if answers:
        shown["answers"] = answers
    return shown


def _live(call: Call, form: documents.Form) -> set[str] | None:
    if not call.switches.get("answers_die_with_their_question"):
        return None
    return {item.get("questionItem", {}).get("question", {}).get("questionId", "") for item in form.items}


@serves("forms.forms.responses.get")
def get(call: Call) -> Json:
    """Show one response; unlike in a list it names its form."""
    check_access(call.db, call.params["formId"], call.user, "reader")
    form = documents.load(call.db, call.params["formId"])
    row = call.db.execute(
        "SELECT * FROM responses WHERE form = ? AND id = ?", (form.id, call.params["responseId"])
    ).fetchone()
    if row is None:
        raise GoogleError(404, "Requested entity was not found.")
    return {"formId": form.id, **_shown(row, _live(call, form))}


@serves("forms.forms.responses.list")
def list_(call: Call) -> Json:
    """List responses, all or since an instant."""
    check_access(call.db, call.params["formId"], call.user, "reader")
    form = documents.load(call.db, call.params["formId"])
    asked = call.arg("filter", "") or ""
    where, values = "form = ?", [form.id]
    if asked:
        found = FILTER.fullmatch(asked)
        if found is None:
            raise GoogleError(400, "Invalid filter. Only 'timestamp > N' and 'timestamp >= N' are supported.")
        where += f" AND submitted {found[1]} ?"
        values.append(zulu(instant(found[2])))
    if call.switches.get("responses_listed_late"):
        where += " AND submitted <= ?"
        values.append(zulu(call.now - timedelta(seconds=30)))
    order = "DESC" if call.switches.get("responses_newest_first") else "ASC"
    rows = call.db.execute(
        f"SELECT * FROM responses WHERE {where} ORDER BY submitted {order}, id",  # noqa: S608 - our own words only
        values,
    ).fetchall()
    start, size = _page(call, asked)
    shown = [_shown(row, _live(call, form)) for row in rows[start : start + size]]
    answer: Json = {"responses": shown} if shown else {}
    if start + size < len(rows):
        token = json.dumps([asked, start + size])
        answer["nextPageToken"] = base64.urlsafe_b64encode(token.encode()).decode()
    return answer


def _page(call: Call, asked: str) -> tuple[int, int]:
    size = int(call.arg("pageSize", "0") or 0)
    if size < 0:
        raise GoogleError(400, "The page size must not be negative.")
    token = call.arg("pageToken")
    if not token:
        return 0, min(size or MOST, MOST)
    try:
        before, start = json.loads(base64.urlsafe_b64decode(token))
    except ValueError as wrong:
        raise GoogleError(400, "Invalid page token.") from wrong
    if before != asked:
        raise GoogleError(400, "The page token was made for another filter.")
    return int(start), min(size or MOST, MOST)
