"""forms.responses: one, or those since an instant, in pages."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from datetime import timedelta

from sandbox.clock import instant, zulu
from sandbox.forms.documents import NOT_FOUND, Form, Json
from sandbox.forms.methods import opened
from sandbox.wire import Call, GoogleError, bad_field, serves

FILTER = re.compile(r"\s*timestamp\s*(>=?)\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?Z\s*")
MOST = 5000


@serves("forms.forms.responses.get")
def get(call: Call) -> Json:
    """Show one response; unlike in a list it names its form."""
    form = opened(call, "writer")
    row = call.db.execute(
        "SELECT * FROM form_responses WHERE form = ? AND id = ?", (form.id, call.params["responseId"])
    ).fetchone()
    if row is None:
        raise GoogleError(404, NOT_FOUND)
    return {"formId": form.id, **_shown(call, form, row)}


@serves("forms.forms.responses.list")
def list_responses(call: Call) -> Json:
    """List responses, all or those since an instant."""
    form = opened(call, "writer")
    filter_ = call.arg("filter") or ""
    rows = [row for row in _listed(call, form) if _passes(call, row, filter_)]
    size = int(call.arg("pageSize") or 0)
    if size < 0:
        raise bad_field("page_size", "The page size must not be negative.")
    start = _start(call.arg("pageToken") or "", form, filter_)
    end = start + min(size or MOST, MOST)
    answer: Json = {}
    if rows[start:end]:
        answer["responses"] = [_shown(call, form, row) for row in rows[start:end]]
    if end < len(rows):
        answer["nextPageToken"] = _token(form, filter_, end)
    return answer


def _listed(call: Call, form: Form) -> list[sqlite3.Row]:
    late = timedelta(seconds=float(str(call.switches["responses_listed_late"]) or 0))
    order = "id" if call.switches["responses_unordered"] else "number"
    return call.db.execute(
        f"SELECT * FROM form_responses WHERE form = ? AND created <= ? ORDER BY {order}",  # noqa: S608 our own words
        (form.id, zulu(call.now - late)),
    ).fetchall()


def _passes(call: Call, row: sqlite3.Row, filter_: str) -> bool:
    if not filter_:
        return True
    found = FILTER.fullmatch(filter_)
    if found is None:
        raise bad_field("filter", f"Invalid filter: {filter_}")
    column = "created" if call.switches["responses_filter_ignores_edits"] else "submitted"
    # Compared as text, nine digits each, because a filter may be finer than the clock.
    since = f"{found[2]}{(found[3] or '.').ljust(10, '0')}"
    at = str(row[column]).removesuffix("Z").ljust(len(since), "0")
    return at >= since if found[1] == ">=" else at > since


def _check_filter(filter_: str) -> None:
    found = FILTER.fullmatch(filter_)
    if filter_ and found is None:
        raise bad_field("filter", f"Invalid filter: {filter_}")
    if found:
        instant(f"{found[2]}+00:00")


def _token(form: Form, filter_: str, start: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([form.id, filter_, start]).encode()).decode()


def _start(token: str, form: Form, filter_: str) -> int:
    _check_filter(filter_)
    if not token:
        return 0
    try:
        form_id, same, start = json.loads(base64.urlsafe_b64decode(token))
    except ValueError:
        raise bad_field("page_token", "Invalid page token.") from None
    if (form_id, same) != (form.id, filter_):
        raise bad_field("page_token", "The form and the filter must be the same as for the page token.")
    return int(start)


def _shown(call: Call, form: Form, row: sqlite3.Row) -> Json:
    kept = json.loads(row["answers"])
    if call.switches["answers_die_with_their_question"]:
        kept = {id_: values for id_, values in kept.items() if id_ in form.questions()}
    answers = {
        id_: {"questionId": id_, "textAnswers": {"answers": [{"value": value} for value in values]}}
        for id_, values in kept.items()
    }
    return {
        "responseId": row["id"],
        "createTime": row["created"],
        "lastSubmittedTime": row["submitted"],
        **({"respondentEmail": row["email"]} if row["email"] else {}),
        **({"answers": answers} if answers else {}),
    }
