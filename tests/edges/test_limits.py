"""What Google says of too many calls, however it says it; and what a run counts by itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from cme.edges.quotas import Asked
from cme.edges.sheets import UnsureError, Workbook
from cme.errors import Refused, Unavailable
from tests.edges.played import Played, answer

SHEETS = "https://sheets.googleapis.com/v4/spreadsheets/x/values:batchGet"
GMAIL = "https://gmail.googleapis.com/gmail/v1/users/me/drafts"
OLDER = {"error": {"code": 403, "message": "Too fast.", "errors": [{"reason": "userRateLimitExceeded"}]}}
NEWER = {"error": {"code": 403, "message": "Too fast.", "details": [{"reason": "RATE_LIMIT_EXCEEDED"}]}}
CLOSED = {"error": {"code": 403, "message": "No.", "errors": [{"reason": "forbidden"}]}}


@pytest.mark.parametrize("body", [OLDER, NEWER])
def test_a_403_that_means_too_many_is_a_429(played: Played, body: dict[str, object]) -> None:
    played.answers = [answer(403, json.dumps(body))]
    with pytest.raises(Unavailable) as wrong:
        played.door.request("post", GMAIL)
    assert wrong.value.status == 429


@pytest.mark.parametrize("body", [json.dumps(CLOSED), "[]", "{}", "no JSON", '{"error": {"errors": [1]}}'])
def test_any_other_403_is_a_no(played: Played, body: str) -> None:
    played.answers = [answer(403, body)]
    with pytest.raises(Refused):
        played.door.request("post", GMAIL)


def test_a_commit_that_is_too_much_waits_longer_each_time_and_says_what_it_was(played: Played) -> None:
    played.answers = [answer(429)]
    with pytest.raises(UnsureError, match="Google takes no more now"):
        Workbook(played.google, "x", lambda: played.now).commit(1, "r", [], deadline=30.0)
    assert played.waited[:5] == [0.5, 1.0, 2.0, 4.0, 5.0]
    assert len(played.waited) < 12


def test_a_commit_waits_as_long_as_google_asks(played: Played) -> None:
    played.answers = [answer(429, Retry_After="3")]
    with pytest.raises(UnsureError):
        Workbook(played.google, "x", lambda: played.now).commit(1, "r", [], deadline=10.0)
    assert set(played.waited) == {3.0}


def asked(*calls: tuple[str, str, int]) -> list[str]:
    count = Asked()
    for method, url, times in calls:
        for _ in range(times):
            count.note(method, url)
    return [problem.what for problem in count.problems()]


def test_a_run_that_asks_for_four_fifths_of_a_minute_says_so() -> None:
    assert asked(("GET", SHEETS, 47)) == []
    assert asked(("GET", SHEETS, 48)) == ["One run made 48 reads of Sheets, and Google allows 60 a minute."]
    assert asked(("POST", SHEETS, 48)) == ["One run made 48 writes of Sheets, and Google allows 60 a minute."]
    assert asked(("GET", "https://forms.googleapis.com/v1/forms/f/responses", 144))[0].startswith("One run made 144")


def test_a_run_through_the_door_of_another_answers_for_itself_alone(played: Played) -> None:
    played.door.asked.note("GET", SHEETS)
    played.door.begin(datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert played.door.asked == {}


def test_a_message_costs_gmail_more_than_a_look() -> None:
    assert asked(("POST", f"{GMAIL}/send", 43), ("POST", GMAIL, 43)) == []
    assert asked(("POST", f"{GMAIL}/send", 44), ("POST", GMAIL, 44)) == [
        "One run made 4840 units of Gmail, and Google allows 6000 a minute."
    ]
