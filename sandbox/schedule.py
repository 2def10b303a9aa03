"""Cloud Scheduler's part: which minutes are due, and the call for each, with the headers that Google sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen

MINUTE = timedelta(minutes=1)
CATCH_UP = 10
"""Of a longer gap only the last minutes are called: Scheduler drops what it could not deliver, and a run catches up."""


def due_minutes(since: datetime, until: datetime) -> Iterator[datetime]:
    """Yield each whole minute after `since` up to `until`; after a long gap only the latest."""
    first = since.replace(second=0, microsecond=0) + MINUTE
    last = until.replace(second=0, microsecond=0)
    count = int((last - first) / MINUTE) + 1
    start = first if count <= CATCH_UP else last - (CATCH_UP - 1) * MINUTE
    while start <= last:
        yield start
        start += MINUTE


def call(function: str, at: datetime, job: str = "tick", seconds: float = 60.0) -> dict[str, Any]:
    """Call a function as the scheduler does and return its answer."""
    stamp = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    request = Request(function, data=b"{}", method="POST")  # noqa: S310 - loopback
    request.add_header("Content-Type", "application/json")
    request.add_header("X-CloudScheduler-JobName", job)
    request.add_header("X-CloudScheduler-ScheduleTime", stamp)
    request.add_header("X-Sandbox-Now", stamp)
    with urlopen(request, timeout=seconds) as answer:  # noqa: S310 - loopback
        found: dict[str, Any] = json.loads(answer.read())
        return found
