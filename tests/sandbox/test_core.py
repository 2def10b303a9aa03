"""The sandbox's core: one transaction a request, Google's addresses, partial answers, and this machine only."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests

from sandbox import serving, wire
from sandbox.app import App, create_app
from sandbox.conformance import Probe, refused
from sandbox.discovery import find_method
from sandbox.masks import apply_mask, parse_mask
from sandbox.store import Store, next_number
from sandbox.wire import Call, GoogleError


@pytest.mark.parametrize(
    ("verb", "path", "method", "params"),
    [
        ("GET", "/v4/spreadsheets/b", "sheets.spreadsheets.get", {"spreadsheetId": "b"}),
        ("POST", "/v4/spreadsheets/b:batchUpdate", "sheets.spreadsheets.batchUpdate", {"spreadsheetId": "b"}),
        ("GET", "/v4/spreadsheets/b/values:batchGet", "sheets.spreadsheets.values.batchGet", {"spreadsheetId": "b"}),
        (
            "GET",
            "/v4/spreadsheets/b/values/%27A%2FB%27%21A1%3AB2",
            "sheets.spreadsheets.values.get",
            {"spreadsheetId": "b", "range": "'A/B'!A1:B2"},
        ),
        (
            "GET",
            "/v4/spreadsheets/b/values/Sheet1!A1:B2",
            "sheets.spreadsheets.values.get",
            {"spreadsheetId": "b", "range": "Sheet1!A1:B2"},
        ),
        (
            "POST",
            "/v4/spreadsheets/b/values/Sheet1!A1:B2:append",
            "sheets.spreadsheets.values.append",
            {"spreadsheetId": "b", "range": "Sheet1!A1:B2"},
        ),
        ("POST", "/gmail/v1/users/me/drafts/send", "gmail.users.drafts.send", {"userId": "me"}),
        ("POST", "/upload/drive/v3/files", "drive.files.create", {}),
        ("GET", "/drive/v3/files/generateIds", "drive.files.generateIds", {}),
    ],
)
def test_an_address_means_the_method_that_google_means(
    verb: str, path: str, method: str, params: dict[str, str]
) -> None:
    found = find_method(verb, path)
    assert found is not None
    assert (found[0].id, found[1]) == (method, params)


def test_an_address_that_google_does_not_have_is_not_found(base: str) -> None:
    answer = requests.get(f"{base}/v4/spreadshits/x", timeout=5)
    assert answer.status_code == 404
    assert "That’s an error" in answer.text


@pytest.mark.parametrize(
    ("mask", "kept"),
    [
        ("*", {"a": 1, "b": {"c": 2, "d": [{"e": 3, "f": 4}, {"e": 5}]}}),
        ("a", {"a": 1}),
        ("b/c", {"b": {"c": 2}}),
        ("b(d(e))", {"b": {"d": [{"e": 3}, {"e": 5}]}}),
        ("b.d.f", {"b": {"d": [{"f": 4}, {}]}}),
        ("b/c,b/d/e", {"b": {"c": 2, "d": [{"e": 3}, {"e": 5}]}}),
        ("b,b/c", {"b": {"c": 2, "d": [{"e": 3, "f": 4}, {"e": 5}]}}),
        ("*/c", {"a": 1, "b": {"c": 2}}),
    ],
)
def test_a_mask_keeps_what_it_names_and_nothing_else(mask: str, kept: object) -> None:
    whole = {"a": 1, "b": {"c": 2, "d": [{"e": 3, "f": 4}, {"e": 5}]}}
    assert apply_mask(whole, parse_mask(mask)) == kept


@pytest.mark.parametrize("mask", ["a(", "a)", "a,,b", "(a)", "a(b", "/a"])
def test_a_mask_that_is_not_one_is_refused(mask: str) -> None:
    with pytest.raises(GoogleError):
        parse_mask(mask)


def test_whatever_a_handler_raises_nothing_of_the_request_stays(
    app: App, base: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def writes_and_breaks(call: Call) -> None:
        next_number(call.db, "broken")
        raise RuntimeError("a mistake in the sandbox")

    monkeypatch.setitem(wire.HANDLERS, "drive.about.get", writes_and_breaks)
    answer = requests.get(f"{base}/drive/v3/about", timeout=5)
    assert (answer.status_code, answer.json()["error"]["message"]) == (500, "Internal error encountered.")
    assert "a mistake in the sandbox" in capsys.readouterr().err
    with app.store.transaction() as db:
        assert db.execute("SELECT * FROM state WHERE name = 'broken'").fetchone() is None


def test_requests_at_once_are_taken_one_after_the_other(base: str, google: Probe) -> None:
    def make() -> None:
        headers = {"Authorization": f"Bearer sandbox:{google.me}"}
        requests.post(f"{base}/drive/v3/files", json={"name": "One of many"}, headers=headers, timeout=10)

    threads = [threading.Thread(target=make) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(google.drive.files().list(q="name = 'One of many'").execute()["files"]) == 20


def test_a_moment_can_be_copied_and_played_on_apart(app: App, google: Probe, tmp_path: Path) -> None:
    book = google.workbook()
    app.store.copy_to(tmp_path / "copy.sqlite")
    google.gspread.del_spreadsheet(book.id)
    copy = create_app(tmp_path / "copy.sqlite")
    try:
        _, there = copy.start()
        answer = requests.get(f"{there}/sandbox/clock", timeout=5).json()
        assert answer == {"now": "2026-11-24T12:00:00.000Z", "running": False}
        with copy.store.transaction() as db:
            assert [row["id"] for row in db.execute("SELECT id FROM files")] == [book.id]
    finally:
        copy.stop()


def test_a_connection_is_kept_open_for_the_next_call(base: str) -> None:
    host, port = base.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as line:
        for _ in range(3):
            line.sendall(b"GET /sandbox/clock HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            answer = b""
            while not answer.endswith(b"}"):
                answer += line.recv(4096)
            assert answer.startswith(b"HTTP/1.1 200")
            assert b"onnection: close" not in answer


def test_the_server_listens_on_this_machine_only() -> None:
    server = serving.listen(lambda _environ, _start: [], 0)
    assert server.server_address[0] == "127.0.0.1"
    server.server_close()


def test_a_page_of_another_site_cannot_reach_it_under_its_own_name(base: str) -> None:
    assert requests.get(base, headers={"Host": "rebound.example"}, timeout=5).status_code == 421


def test_a_long_address_may_come_in_a_body(google: Probe) -> None:
    book = google.workbook()
    asked = google.sheets.spreadsheets().values().batchGet(spreadsheetId=book.id, ranges=["Sheet1!A1:B2"] * 200)
    assert len(asked.uri) > 2048
    assert len(asked.execute()["valueRanges"]) == 200


@pytest.mark.parametrize("body", ["{", '{"properties": {"title": "half a pair \\ud83d"}}'])
def test_a_body_that_is_not_json_is_refused(base: str, body: str) -> None:
    answer = requests.post(f"{base}/v4/spreadsheets", data=body, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Invalid JSON payload received. Unexpected token.")


def test_a_number_in_a_string_is_taken_and_a_null_is_nothing(google: Probe) -> None:
    book = google.workbook()
    sheet = {"title": "Small", "index": None, "gridProperties": {"rowCount": "5", "columnCount": 3.0}}
    book.batch_update({"requests": [{"addSheet": {"properties": sheet}}]})
    assert (book.worksheet("Small").row_count, book.worksheet("Small").col_count) == (5, 3)


@pytest.mark.parametrize(
    ("value", "kind"),
    [("abc", "TYPE_INT32"), (1.5, "TYPE_INT32"), (2**40, "TYPE_INT32"), (True, "TYPE_INT32"), ([], "TYPE_INT32")],
)
def test_what_is_no_whole_number_is_refused_where_one_belongs(google: Probe, value: object, kind: str) -> None:
    book = google.workbook()
    request = {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": value}}
    said = refused(lambda: book.batch_update({"requests": [request]}))
    assert said.message.startswith(f"Invalid value at 'requests[0].append_dimension.length' ({kind})")


def test_the_clock_stands_until_it_is_moved_and_runs_when_told_to(base: str) -> None:
    def clock(**body: object) -> dict[str, object]:
        answer: dict[str, object] = requests.post(f"{base}/sandbox/clock", json=body, timeout=5).json()
        return answer

    assert clock(now="2026-03-29T00:59:00Z") == {"now": "2026-03-29T00:59:00.000Z", "running": False}
    assert clock(forward=2)["now"] == "2026-03-29T01:01:00.000Z"
    assert clock(forward=-1)["now"] == "2026-03-29T01:00:00.000Z"
    assert clock(running=True)["running"] is True


@pytest.mark.parametrize("now", ["yesterday", "2026-11-24T09:00:00"])
def test_a_time_that_is_none_is_refused_in_a_sentence(base: str, now: str) -> None:
    answer = requests.post(f"{base}/sandbox/clock", json={"now": now}, timeout=5)
    assert answer.status_code == 400
    assert "write 2026-11-24T09:14:00Z" in answer.json()["error"]["message"]


def test_a_switch_that_there_is_not_is_refused_with_the_ones_there_are(base: str) -> None:
    answer = requests.post(f"{base}/sandbox/switches", json={"gmail_drafts_linger": True}, timeout=5)
    assert answer.status_code == 400
    assert "gmail_draft_lingers" in answer.json()["error"]["message"]


def test_switches_are_in_the_file_and_can_all_be_put_back(base: str) -> None:
    requests.post(f"{base}/sandbox/switches", json={"gmail_draft_lingers": True}, timeout=5)
    assert requests.get(f"{base}/sandbox/switches", timeout=5).json()["switches"]["gmail_draft_lingers"] is True
    put_back = requests.delete(f"{base}/sandbox/switches", timeout=5).json()["switches"]
    assert put_back["gmail_draft_lingers"] is False


def test_traffic_can_be_counted_from_a_moment_on(google: Probe) -> None:
    google.gmail.users().getProfile(userId="me").execute()
    last = google.control("GET", "/sandbox/traffic")["last"]
    google.drive.about().get(fields="user").execute()
    since = google.control("GET", f"/sandbox/traffic?since={last}")
    assert since["counts"] == {"drive.about.get": 1}
    assert since["calls"][0]["user"] == google.me


def test_the_store_undoes_a_transaction_that_fails(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.sqlite")
    twice = [("a", "1"), ("a", "2")]
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as db:
        db.executemany("INSERT INTO state VALUES (?, ?)", twice)
    with store.transaction() as db:
        assert db.execute("SELECT count(*) FROM state").fetchone()[0] == 0
    store.close()


def test_it_runs_alone_as_a_process(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--file", str(tmp_path / "own.sqlite")]
    process = subprocess.Popen([*command, "--now", "2026-11-24T08:00:00Z"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert f"127.0.0.1:{port}" in process.stdout.readline()
        answer = requests.get(f"http://127.0.0.1:{port}/sandbox/clock", timeout=5)
        assert answer.json()["now"] == "2026-11-24T08:00:00.000Z"
    finally:
        process.terminate()
        process.wait(10)
