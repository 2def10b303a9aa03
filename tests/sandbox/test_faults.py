"""Faults fire on the calls that a rule picks out, as often as it says, and never on others."""

from __future__ import annotations

import threading
import time

import pytest
import requests

from sandbox.conformance import Probe, refused


def add(google: Probe, **rule: object) -> int:
    return int(google.control("POST", "/sandbox/faults", rule)["id"])


def profile(google: Probe) -> int:
    said = refused(google.gmail.users().getProfile(userId="me").execute, may_pass=True)
    return said.code


def dropped(google: Probe, verb: str, path: str, body: object = None) -> bool:
    """Whether a call's connection breaks; by requests, because httplib2 quietly asks a second time."""
    headers = {"Authorization": f"Bearer sandbox:{google.me}"}
    try:
        requests.request(verb, google.base + path, json=body, headers=headers, timeout=5)
    except requests.ConnectionError:
        return True
    return False


def test_a_rule_lets_some_calls_by_then_fires_then_is_spent(google: Probe) -> None:
    add(google, kind="refuse", status=500, match={"method": "gmail.*"}, after=1, times=2)
    assert [profile(google) for _ in range(5)] == [200, 500, 500, 200, 200]
    rule = google.control("GET", "/sandbox/faults")["faults"][0]
    assert (rule["seen"], rule["fired"]) == (5, 2)


def test_a_rule_without_end_fires_until_it_is_removed(google: Probe) -> None:
    number = add(google, kind="refuse", status=503, match={"method": "gmail.*"}, times=None)
    assert [profile(google) for _ in range(3)] == [503, 503, 503]
    google.control("DELETE", f"/sandbox/faults?id={number}")
    assert profile(google) == 200


@pytest.mark.parametrize(
    ("match", "fires"),
    [
        ({"method": "gmail.users.getProfile"}, True),
        ({"method": "gmail.users.drafts.*"}, False),
        ({"path": r"/users/me/profile"}, True),
        ({"path": r"/users/you/"}, False),
        ({"user": "bot@innov8.example"}, True),
        ({"user": "dsl@innov8.example"}, False),
        ({}, True),
    ],
)
def test_a_rule_picks_its_calls(google: Probe, match: dict[str, str], fires: bool) -> None:
    add(google, kind="refuse", status=500, match=match)
    assert profile(google) == (500 if fires else 200)


def test_a_rule_can_look_into_the_body(google: Probe) -> None:
    add(google, kind="refuse", status=500, match={"method": "drive.files.create", "body": "Second"})
    for name, code in (("First", 200), ("Second", 500)):
        create = google.drive.files().create(body={"name": name})
        assert refused(create.execute, may_pass=True).code == code


def test_the_first_of_two_rules_fires_and_both_have_seen_the_call(google: Probe) -> None:
    add(google, kind="refuse", status=500, match={"method": "gmail.*"})
    add(google, kind="refuse", status=503, match={"method": "gmail.*"})
    assert [profile(google) for _ in range(3)] == [500, 503, 200]


@pytest.mark.parametrize(
    ("status", "word"),
    [(403, "PERMISSION_DENIED"), (429, "RESOURCE_EXHAUSTED"), (500, "INTERNAL"), (503, "UNAVAILABLE")],
)
def test_a_refusal_has_googles_word_for_its_status(google: Probe, status: int, word: str) -> None:
    add(google, kind="refuse", status=status)
    said = refused(google.sheets.spreadsheets().get(spreadsheetId="x").execute)
    assert (said.code, said.error["status"]) == (status, word)


def test_a_late_call_is_applied_once_and_by_whoever_asked(google: Probe) -> None:
    add(google, kind="late_apply", seconds=90, match={"method": "drive.files.create"})
    with pytest.raises(requests.ConnectionError):
        requests.post(
            f"{google.base}/drive/v3/files",
            json={"name": "Late"},
            headers={"Authorization": "Bearer sandbox:dsl@innov8.example"},
            timeout=5,
        )
    google.control("POST", "/sandbox/clock", {"forward": 1})
    dsl = google.as_user("dsl@innov8.example")
    assert dsl.drive.files().list().execute()["files"] == []
    google.control("POST", "/sandbox/clock", {"forward": 1})
    for _ in range(2):
        assert [file["name"] for file in dsl.drive.files().list().execute()["files"]] == ["Late"]
    assert google.control("GET", "/sandbox/faults")["late"] == 0


def test_a_late_call_without_delay_is_applied_before_the_next_call(google: Probe) -> None:
    add(google, kind="late_apply", match={"method": "drive.files.create"})
    assert dropped(google, "POST", "/drive/v3/files", {"name": "Late"})
    assert len(google.drive.files().list().execute()["files"]) == 1


def test_a_held_call_does_not_hold_up_the_others(google: Probe) -> None:
    add(google, kind="timeout", seconds=30, match={"method": "drive.about.get"})

    def hang() -> None:
        with pytest.raises(requests.ReadTimeout):
            requests.get(f"{google.base}/drive/v3/about?fields=user", timeout=0.3)

    held = threading.Thread(target=hang)
    held.start()
    start = time.monotonic()
    assert profile(google) == 200
    assert time.monotonic() - start < 0.3
    held.join()


def test_a_lost_answer_is_in_the_traffic_as_dropped(google: Probe) -> None:
    add(google, kind="lose_response", match={"method": "gmail.users.getProfile"})
    assert dropped(google, "GET", "/gmail/v1/users/me/profile")
    call = google.control("GET", "/sandbox/traffic")["calls"][0]
    assert (call["method"], call["status"], call["fault"]) == ("gmail.users.getProfile", 0, "lose_response")


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [({"kind": "explode"}, "A fault needs a kind"), ({"kind": "refuse", "often": 2}, "A fault has no “often”")],
)
def test_a_rule_that_cannot_work_is_refused_in_a_sentence(
    google: Probe, rule: dict[str, object], sentence: str
) -> None:
    answer = requests.post(f"{google.base}/sandbox/faults", json=rule, timeout=5)
    assert answer.status_code == 400
    assert sentence in answer.json()["error"]["message"]


def test_the_controls_themselves_are_never_hit(google: Probe) -> None:
    add(google, kind="refuse", status=500, times=None)
    assert google.control("GET", "/sandbox/clock")["running"] is False
    assert google.control("GET", "/sandbox/traffic")["total"] == 0
