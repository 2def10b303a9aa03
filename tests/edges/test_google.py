"""The one door to Google: where it may lead, what is asked again, and how every failure is named."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from google.auth.exceptions import RefreshError, TransportError

from cme.edges.credentials import credentials_for
from cme.edges.google import CALL_SECONDS, Door, Endpoint, connect
from cme.errors import NoAnswer, Refused, SetupError, Unavailable
from tests.edges.played import Anyone, Played, answer

SHEETS = "https://sheets.googleapis.com/v4/spreadsheets/x"


@pytest.mark.parametrize(
    "base",
    [
        "https://127.0.0.1:80",
        "http://evil.example",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1@evil.example",
        "ftp://localhost",
    ],
)
def test_an_endpoint_that_is_neither_google_nor_this_machine_is_refused(base: str) -> None:
    with pytest.raises(SetupError, match="neither Google nor this machine"):
        Endpoint.from_environment({"CME_GOOGLE_ENDPOINT": base})


@pytest.mark.parametrize("base", ["http://127.0.0.1:8765", "http://localhost:1", "http://[::1]:9"])
def test_an_endpoint_on_this_machine_is_taken(base: str) -> None:
    assert Endpoint.from_environment({"CME_GOOGLE_ENDPOINT": base + "/"}).place(SHEETS) == f"{base}/v4/spreadsheets/x"


@pytest.mark.parametrize(
    "url",
    [
        "http://sheets.googleapis.com/v4/x",
        "https://sheets.googleapis.com.evil.example/v4/x",
        "https://evil.example/?sheets.googleapis.com",
        "https://sheets.googleapis.com@evil.example/",
        "//evil.example/",
        "file:///etc/passwd",
    ],
)
@pytest.mark.parametrize("base", ["", "http://127.0.0.1:9"])
def test_no_call_goes_anywhere_else(url: str, base: str) -> None:
    door = Door(Endpoint(base), Anyone())
    if base and url.startswith("http://sheets.googleapis.com/"):
        assert door.endpoint.place(url).startswith(base)
        return
    with pytest.raises(SetupError, match="was refused"):
        door.request("get", url)
    assert door.calls == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_what_leads_elsewhere_is_not_followed(played: Played, status: int) -> None:
    played.answers = [answer(status, Location="https://evil.example/")]
    with pytest.raises(Refused, match="sent elsewhere"):
        played.door.request("post", SHEETS, data=b"a name")
    assert len(played.asked) == 1


def test_a_resumable_upload_that_goes_on_is_no_redirect(played: Played) -> None:
    played.answers = [answer(308, Range="bytes=0-99")]
    assert played.door.request("put", SHEETS).status_code == 308


@pytest.mark.parametrize("failure", [answer(503), answer(500), answer(429), answer(408), requests.ConnectionError()])
def test_a_read_is_tried_three_times(played: Played, failure: object) -> None:
    played.answers = [failure, failure, answer(200)]
    assert played.door.request("get", SHEETS).ok
    assert len(played.asked) == 3


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("failure", [answer(503), answer(429), requests.ReadTimeout()])
def test_a_write_is_never_repeated_here(played: Played, method: str, failure: object) -> None:
    played.answers = [failure]
    with pytest.raises((Unavailable, NoAnswer)):
        played.door.request(method, SHEETS, data=b"{}")
    assert len(played.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412])
def test_a_no_is_a_no_and_is_not_asked_again(played: Played, status: int) -> None:
    played.answers = [answer(status, '{"error": {"message": "Unable to parse range: Samwise"}}')]
    with pytest.raises(Refused) as refused:
        played.door.request("get", SHEETS)
    assert len(played.asked) == 1
    assert refused.value.status == status
    assert "Samwise" not in refused.value.brief


def test_google_says_how_long_to_wait_and_is_not_obeyed_beyond_reason(played: Played) -> None:
    played.answers = [answer(429, Retry_After="3"), answer(503, Retry_After="600"), answer(200)]
    played.door.request("get", SHEETS)
    assert played.waited == [3.0, 8.0]


def test_a_wait_that_is_a_date_is_as_good_as_none(played: Played) -> None:
    played.answers = [answer(503, Retry_After="Mon, 23 Nov 2026 09:00:00 GMT"), answer(200)]
    played.door.request("get", SHEETS)
    assert len(played.waited) == 1


def test_reads_together_take_no_longer_than_they_may(played: Played) -> None:
    def hangs() -> Exception:
        played.now += played.timeouts[-1]
        return requests.ReadTimeout()

    played.door.hurry(18)
    played.answers = [hangs]
    for _ in range(5):
        with pytest.raises(NoAnswer):
            played.door.request("get", SHEETS)
    assert played.now <= 18 + 5
    played.answers = [answer(200)]
    played.door.request("post", SHEETS)
    assert played.timeouts[-1] == CALL_SECONDS


def test_credentials_that_google_refuses_are_somebodys_to_mend(played: Played) -> None:
    played.answers = [RefreshError("invalid_grant")]
    with pytest.raises(Refused, match="Sign the mailbox in again") as refused:
        played.door.request("get", SHEETS)
    assert refused.value.status == 401


def test_a_token_that_could_not_be_fetched_is_no_answer(played: Played) -> None:
    played.answers = [TransportError("no route")]
    with pytest.raises(NoAnswer):
        played.door.request("post", SHEETS)


def test_the_mailboxs_own_token_is_never_used_on_this_machine(tmp_path: Path) -> None:
    found = credentials_for(Endpoint("http://127.0.0.1:9"), {"CME_TOKEN_FILE": str(tmp_path / "none.json")})
    assert found.token == "sandbox:bot@innov8.example"


def test_the_four_apis_go_through_the_one_door(played: Played) -> None:
    played.answers = [answer(200)]
    google = played.google
    google.gmail.users().drafts().list(userId="me").execute()
    google.forms.forms().get(formId="f").execute()
    google.drive.files().list().execute()
    google.http.request("get", SHEETS)
    assert google.calls == 4
    assert all(url.startswith("http://127.0.0.1:9/") for _, url in played.asked)


def test_a_call_of_googles_library_that_gets_no_answer_is_not_repeated_by_it(played: Played) -> None:
    played.answers = [requests.ConnectionError()]
    with pytest.raises(NoAnswer):
        played.google.gmail.users().drafts().send(userId="me", body={"id": "r1"}).execute(num_retries=0)
    assert len(played.asked) == 1


def test_a_bare_token_is_enough_to_connect() -> None:
    assert connect(Endpoint("http://127.0.0.1:9"), "a token").http.endpoint.is_sandbox
