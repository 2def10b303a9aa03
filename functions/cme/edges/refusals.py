"""What an answer of Google's that is no yes means: no for good, or not now; “too many” is said in two ways."""

from __future__ import annotations

import requests

from cme.errors import EdgeError, Refused, Unavailable

LIMITED = frozenset(
    {"rateLimitExceeded", "userRateLimitExceeded", "dailyLimitExceeded", "quotaExceeded", "RATE_LIMIT_EXCEEDED"}
)
"""Reasons with which Google refuses what it would take later."""


def failure(call: str, answer: requests.Response) -> EdgeError:
    """Return the error that an answer of Google's is: what would be refused again, or what may be asked again."""
    message = f"{call}: {_said(answer)}"
    status = answer.status_code
    if status == 403 and _reasons(answer) & LIMITED:
        # Gmail says “too many” in two ways.
        status = 429
    if status in (408, 429) or status >= 500:
        asked = answer.headers.get("Retry-After", "")
        return Unavailable(message, call=call, status=status, retry_after=float(asked) if asked.isdigit() else None)
    return Refused(message, call=call, status=status)


def _reasons(answer: requests.Response) -> set[str]:
    """Return the reasons that Google gives beside its status, in the older form and in the newer."""
    try:
        error = answer.json()["error"]
        listed = [*error.get("errors", ()), *error.get("details", ())]
        return {str(item["reason"]) for item in listed if "reason" in item}
    except (ValueError, KeyError, TypeError, AttributeError):
        return set()


def _said(answer: requests.Response) -> str:
    try:
        return str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status_code}"
