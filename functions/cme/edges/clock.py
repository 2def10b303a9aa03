"""The only place that reads the time, once a run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cme.edges.google import Endpoint

SANDBOX_NOW = "X-Sandbox-Now"


def now(headers: Mapping[str, str] | Any, endpoint: Endpoint) -> datetime:
    """Return the time in UTC: the machine's own, or, against the sandbox only, the one that the caller names."""
    given = headers.get(SANDBOX_NOW, "")
    if given and endpoint.is_sandbox:
        return datetime.fromisoformat(given.replace("Z", "+00:00")).astimezone(UTC)
    return datetime.now(UTC)
