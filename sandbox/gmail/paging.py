"""Pages of a list: the token says where the next one starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sandbox.wire import Call, GoogleError

T = TypeVar("T")


def paged(call: Call, rows: Sequence[T], *, size: int = 100, limit: int = 500) -> tuple[Sequence[T], dict[str, str]]:
    """Return one page and, where there are more, the token of the next."""
    token = call.arg("pageToken") or "0"
    if not token.isdigit():
        raise GoogleError(400, "Invalid pageToken", reason="invalidArgument")
    count = min(int(call.arg("maxResults") or size), limit)
    start = int(token)
    rest: dict[str, str] = {"nextPageToken": str(start + count)} if start + count < len(rows) else {}
    return rows[start : start + count], rest


def named(name: str, value: Sequence[Any]) -> dict[str, Any]:
    """Return a list under its name, or nothing at all where it is empty: Google leaves empty lists out."""
    return {name: list(value)} if value else {}
