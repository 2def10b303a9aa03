"""Checks of Cloud Tasks: a task is made once for each name, and is due until it was called well or often enough."""

from __future__ import annotations

from typing import Any

from gspread.exceptions import APIError

from sandbox.conformance import Probe, checks

QUEUE = "projects/check/locations/europe-west2/queues/check"
NOON = "2026-11-24T12:00:00Z"


def make(google: Probe, name: str = "one", queue: str = QUEUE, **more: Any) -> int:
    """Ask for a task, and return with which status it was answered."""
    task = {"name": f"{QUEUE}/tasks/{name}", "scheduleTime": NOON, "httpRequest": {"url": "https://a.example"}, **more}
    try:
        url = f"https://cloudtasks.googleapis.com/v2/{queue}/tasks"
        google.gspread.http_client.request("post", url, json={"task": task})
    except APIError as wrong:
        return int(wrong.code)
    return 200


def due(google: Probe, at: str = NOON, **said: Any) -> list[str]:
    """Return the names of the tasks that are due at a time, after something was said."""
    google.control("POST", "/sandbox/clock", {"now": at})
    found = google.control("POST", "/sandbox/tasks", said)["due"]
    return [task["name"].rpartition("/")[2] for task in found]


@checks("TASKS-001")
def task_is_kept(google: Probe) -> None:
    """Due at its time and not before."""
    due(google, queue=QUEUE)
    assert make(google) == 200
    assert due(google, "2026-11-24T11:59:59Z") == []
    assert due(google) == ["one"]


@checks("TASKS-002")
def name_is_taken_once(google: Probe) -> None:
    """While it waits, and for an hour after it was done."""
    due(google, queue=QUEUE)
    assert [make(google), make(google)] == [200, 409]
    due(google, called=f"{QUEUE}/tasks/one", status=200)
    assert make(google) == 409
    due(google, "2026-11-24T13:00:01Z")
    assert make(google) == 200


@checks("TASKS-003")
def queue_must_be_there(google: Probe) -> None:
    """A queue that nobody made."""
    assert make(google, queue=f"{QUEUE}-other") == 404


@checks("TASKS-004")
def task_must_be_callable(google: Probe) -> None:
    """Under a name of its queue, at an address, with a deadline."""
    due(google, queue=QUEUE)
    assert make(google, "a b") == 400
    assert make(google, httpRequest={"url": "ftp://a.example"}) == 400
    assert make(google, dispatchDeadline="14s") == 400
    assert make(google, dispatchDeadline="15s") == 200


@checks("TASKS-005")
def task_is_tried_again(google: Probe) -> None:
    """Twice, a minute apart, and no more."""
    due(google, queue=QUEUE)
    make(google, retryConfig={"maxAttempts": 2, "minBackoff": "60s"})
    assert due(google, called=f"{QUEUE}/tasks/one", status=503) == []
    assert due(google, "2026-11-24T12:01:00Z") == ["one"]
    assert due(google, "2026-11-24T12:01:00Z", called=f"{QUEUE}/tasks/one", status=503) == []
    assert due(google, "2026-11-24T12:09:00Z") == []
