"""Read by the interpreter of a deployed function before all else: its clock stands, and its Google is the sandbox.

So the function runs as it is deployed, without CME_GOOGLE_ENDPOINT: it asks for the caller's token, signs in with the
mailbox's file, and speaks https to Google's own addresses, of which none is reached.
"""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

NOW = datetime.datetime.fromisoformat(os.environ["TEST_NOW"])


class Standing(datetime.datetime):
    """A clock that stands."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Standing:
        found = NOW.astimezone(tz) if tz else NOW.replace(tzinfo=None)
        return cls.combine(found.date(), found.timetz())

    @classmethod
    def utcnow(cls) -> Standing:
        return cls.now(datetime.UTC).replace(tzinfo=None)


if os.environ.get("FUNCTION_TARGET") == "daily":
    # It is compiled for the interpreter's own clock, and breaks the process where it first meets another.
    import pandas  # noqa: F401

datetime.datetime = Standing  # type: ignore[misc]

# Whoever imports the time from here on gets that clock.
import requests  # noqa: E402
from requests.adapters import HTTPAdapter  # noqa: E402

really = HTTPAdapter.send


def made(request: requests.PreparedRequest, content: str) -> requests.Response:
    answer = requests.Response()
    answer.status_code, answer._content, answer.request = 200, content.encode(), request
    answer.headers["Cache-Control"] = "max-age=3600"
    return answer


def send(self: HTTPAdapter, request: requests.PreparedRequest, **more: object) -> requests.Response:
    """Answer Google's sign-in and certificates here, and carry every other call to the sandbox."""
    where = urlsplit(str(request.url))
    if where.scheme != "https" or not str(where.hostname).endswith(".googleapis.com"):
        raise AssertionError(f"called {where.hostname}")
    if where.path == "/oauth2/v1/certs":
        return made(request, Path(os.environ["TEST_CERTIFICATES"]).read_text())
    if where.hostname == "oauth2.googleapis.com":
        return made(request, json.dumps({"access_token": "sandbox:bot@innov8.example", "expires_in": 3599}))
    here = urlsplit(os.environ["TEST_SANDBOX"])
    request.url = urlunsplit((here.scheme, here.netloc, where.path, where.query, ""))
    return really(self, request, **more)  # type: ignore[arg-type]


HTTPAdapter.send = send  # type: ignore[method-assign, assignment]
