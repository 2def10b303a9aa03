"""The mailbox and the forms at their edge: what is asked, in how many calls, and what is made of the answer."""

from __future__ import annotations

import base64
import io
import json
from contextlib import redirect_stdout
from datetime import UTC, datetime
from typing import Any

import pytest

from cme.edges import clock, log
from cme.edges.forms import instant_of, responses_since
from cme.edges.gmail import (
    OUR_HEADER,
    create_draft,
    draft_text,
    drop_draft,
    find_sent,
    newest_inbox,
    send_draft,
    sent_in_thread,
)
from cme.edges.google import Endpoint
from cme.errors import Refused
from tests.edges.played import Played, answer

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def body(**said: Any) -> Any:
    return answer(200, json.dumps(said))


def message(key: str, *labels: str, id_: str = "m1") -> dict[str, Any]:
    headers = [{"name": OUR_HEADER, "value": key}]
    return {"id": id_, "threadId": "t1", "labelIds": list(labels), "payload": {"headers": headers}}


def test_a_draft_is_sent_with_the_very_text_that_was_checked(played: Played) -> None:
    played.answers = [body(id="m2", threadId="t1")]
    assert send_draft(played.google, "d1", b"To: a@hill.example\r\n\r\nHi", "t1").message == "m2"
    sent = json.loads(played.bodies[0])
    assert base64.urlsafe_b64decode(sent["message"]["raw"]) == b"To: a@hill.example\r\n\r\nHi"
    assert (sent["id"], sent["message"]["threadId"]) == ("d1", "t1")


def test_a_draft_without_a_thread_starts_one(played: Played) -> None:
    played.answers = [body(id="d1", message={"id": "m1", "threadId": "t9"})]
    assert create_draft(played.google, b"x").thread == "t9"
    assert "threadId" not in json.loads(played.bodies[0])["message"]


@pytest.mark.parametrize("status", [400, 404])
def test_a_draft_that_is_gone_is_none_and_as_good_as_dropped(played: Played, status: int) -> None:
    played.answers = [answer(status)]
    assert draft_text(played.google, "d1") is None
    drop_draft(played.google, "d1")


def test_a_draft_that_may_not_be_seen_is_not_gone(played: Played) -> None:
    played.answers = [answer(403)]
    with pytest.raises(Refused):
        draft_text(played.google, "d1")


def test_what_was_sent_is_found_in_its_thread(played: Played) -> None:
    played.answers = [body(messages=[message("k", "DRAFT"), message("other", "SENT"), message("k", "SENT", id_="m7")])]
    found = sent_in_thread(played.google, "t1", "k")
    assert found is not None
    assert found.message == "m7"
    assert len(played.asked) == 1


def test_a_thread_that_is_gone_shows_nothing_sent(played: Played) -> None:
    played.answers = [answer(404)]
    assert sent_in_thread(played.google, "t1", "k") is None


def test_the_newest_sent_are_looked_through(played: Played) -> None:
    listed = body(messages=[{"id": "m1", "threadId": "t1"}, {"id": "m2", "threadId": "t2"}])
    played.answers = [listed, body(**message("other", "SENT")), body(**message("k", "SENT", id_="m2"))]
    found = find_sent(played.google, "k")
    assert found is not None
    assert found.message == "m2"


def test_the_search_among_the_sent_ends_with_its_time(played: Played) -> None:
    listed = body(messages=[{"id": f"m{n}", "threadId": "t"} for n in range(50)])
    played.answers = [listed, body(**message("other", "SENT"))]
    left = iter([True, True, False])
    assert find_sent(played.google, "k", lambda: next(left)) is None
    assert len(played.asked) == 3


def test_a_long_inbox_is_one_call(played: Played) -> None:
    played.answers = [body(messages=[{"id": str(n), "threadId": "t"} for n in range(500)], nextPageToken="more")]
    assert len(newest_inbox(played.google)) == 500
    assert len(played.asked) == 1


def test_answers_are_read_page_by_page_and_put_in_order(played: Played) -> None:
    def response(id_: str, at: str) -> dict[str, Any]:
        return {"responseId": id_, "createTime": at, "lastSubmittedTime": at, "answers": {"q": {}}}

    played.answers = [
        body(responses=[response("b", "2026-11-23T09:05:00.123456789Z")], nextPageToken="p2"),
        body(responses=[response("a", "2026-11-23T09:01:00Z")]),
    ]
    found = responses_since(played.google, "register", "f1", NOON)
    assert [entry.response for entry in found] == ["a", "b"]
    assert "2026-11-23T12%3A00%3A00Z" in played.asked[0][1]
    assert "pageToken=p2" in played.asked[1][1]


def test_google_writes_nine_digits_of_a_second() -> None:
    assert instant_of("2026-11-23T09:05:00.123456789Z") == datetime(2026, 11, 23, 9, 5, 0, 123456, tzinfo=UTC)
    assert instant_of("2026-11-23T09:05:00Z") == datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


def test_the_callers_time_counts_on_this_machine_only() -> None:
    given = {clock.SANDBOX_NOW: "2026-11-23T12:00:00Z"}
    assert clock.now(given, Endpoint("http://127.0.0.1:9")) == NOON
    assert clock.now(given, Endpoint("")) != NOON


def test_a_log_line_is_one_line_of_json() -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        log.event("tick.done", sent=2, next_at=NOON, notes=["two\nlines"])
    assert out.getvalue().count("\n") == 1
    assert json.loads(out.getvalue()) | {"severity": "INFO", "message": "tick.done", "sent": 2} == json.loads(
        out.getvalue()
    )
