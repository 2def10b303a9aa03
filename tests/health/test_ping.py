"""The outside watcher: called after a good run, seldom, with nothing; and whatever it does, the run does not mind."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import functions_framework
import pytest
import requests

from cme.edges.google import Endpoint
from cme.edges.ping import Ping
from cme.errors import SetupError
from cme.jobs.attempt import Report
from tests.edges.played import answer

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
ADDRESS = "https://watcher.example/a-secret-word"
MAIN = Path(__file__).parents[2] / "functions" / "main.py"


class Answer:
    def __init__(self, answered: requests.Response) -> None:
        self.ok, self.status_code, self.is_redirect = answered.ok, answered.status_code, answered.is_redirect

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing was read, so nothing is left."""


class Watcher:
    """The watcher's side, as the session that calls it."""

    trust_env = True

    def __init__(self, answered: requests.Response | Exception | None = None) -> None:
        self.answered = answer() if answered is None else answered
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def get(self, url: str, **more: Any) -> Answer:
        assert self.trust_env is False
        self.calls.append((url, more))
        if isinstance(self.answered, Exception):
            raise self.answered
        return Answer(self.answered)


def ping(watcher: Watcher) -> Ping:
    return Ping(watcher)  # type: ignore[arg-type]


def test_it_is_a_call_of_that_address_and_of_nothing_else() -> None:
    watcher = Watcher()
    ping(watcher).send(NOW, {"CME_PING_URL": ADDRESS})
    assert watcher.calls == [(ADDRESS, {"timeout": 3, "allow_redirects": False, "stream": True})]


def test_where_no_watcher_is_named_nobody_is_called() -> None:
    watcher = Watcher()
    ping(watcher).send(NOW, {})
    assert watcher.calls == []


@pytest.mark.parametrize("wrong", [None, requests.ConnectionError("no route")])
def test_it_is_called_every_five_minutes_at_most_also_where_it_does_not_answer(wrong: Exception | None) -> None:
    watcher = Watcher(wrong)
    this = ping(watcher)
    for minutes in range(11):
        this.send(NOW + timedelta(minutes=minutes), {"CME_PING_URL": ADDRESS})
    assert len(watcher.calls) == 3


@pytest.mark.parametrize(
    ("address", "answered", "reason"),
    [
        (ADDRESS, requests.ConnectTimeout(f"no answer of {ADDRESS}"), "ConnectTimeout"),
        (ADDRESS, answer(500), "HTTP 500"),
        (ADDRESS, answer(302, Location="http://127.0.0.1/"), "HTTP 302"),
        ("http://watcher.example/a-secret-word", None, "CME_PING_URL is not an https address"),
        ("https:///a-secret-word", None, "CME_PING_URL is not an https address"),
        ("file:///etc/passwd", None, "CME_PING_URL is not an https address"),
        ("https://[a-secret-word", None, "ValueError"),
    ],
)
def test_a_failure_is_a_line_in_the_log_without_the_address_and_nothing_is_raised(
    capsys: pytest.CaptureFixture[str], address: str, answered: requests.Response | Exception | None, reason: str
) -> None:
    watcher = Watcher(answered)
    ping(watcher).send(NOW, {"CME_PING_URL": address})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"severity": "WARNING", "message": "ping.failed", "reason": reason}
    assert "a-secret-word" not in printed
    assert len(watcher.calls) == (address == ADDRESS)


def test_of_many_each_watcher_is_called_by_itself() -> None:
    watcher = Watcher()
    one = ping(watcher)
    for name in ("north", "south", "north"):
        one.send(NOW, {"CME_PING_URL": f"https://watcher.example/{name}"})
    assert [url for url, _ in watcher.calls] == ["https://watcher.example/north", "https://watcher.example/south"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[datetime]]:
    """Call the entry point with a job that ends as the test says; return when the watcher was told."""

    def called(report: Report | Exception, endpoint: str = "") -> list[datetime]:
        def job(*_: object) -> Report:
            if isinstance(report, Exception):
                raise report
            return report

        told: list[datetime] = []
        monkeypatch.setattr("cme.jobs.tick.run", job)
        monkeypatch.setattr("cme.edges.ping.Ping.send", lambda _, now, __: told.append(now))
        monkeypatch.setattr("cme.edges.caller.Gate.check", lambda *_: None)
        monkeypatch.setattr("cme.edges.google.credentials_for", lambda *_: None)
        monkeypatch.setattr("cme.edges.clock.now", lambda *_: NOW)
        monkeypatch.setattr("cme.edges.google.Endpoint.from_environment", lambda: Endpoint(endpoint))
        monkeypatch.setenv("CME_WORKBOOK_ID", "any")
        functions_framework.create_app("tick", str(MAIN)).test_client().post("/")
        return told

    return called


GOOD = Report("run", outcome="idle")


@pytest.mark.parametrize("outcome", ["idle", "heartbeat", "done"])
def test_a_run_that_did_what_was_due_is_told(run: Callable[..., list[datetime]], outcome: str) -> None:
    assert run(replace(GOOD, outcome=outcome)) == [NOW]


@pytest.mark.parametrize(
    "report",
    [replace(GOOD, outcome="lost"), replace(GOOD, outcome="unsure"), replace(GOOD, notes=["x"]), SetupError("x")],
)
def test_a_run_that_did_not_is_not_told(run: Callable[..., list[datetime]], report: Report | Exception) -> None:
    assert run(report) == []


def test_a_trial_on_this_machine_never_says_that_the_real_system_is_well(run: Callable[..., list[datetime]]) -> None:
    assert run(GOOD, "http://127.0.0.1:9") == []
