"""A request as it arrived, kept whole, and the call that a handler is given for it."""

from __future__ import annotations

import json
import sqlite3
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from werkzeug.datastructures import Headers
from werkzeug.wrappers import Request

from sandbox.switches import read_switches
from sandbox.wire import Call, GoogleError

DEFAULT_USER = "owner@innov8.example"
USER_COOKIE = "sandbox_user"


@dataclass
class Asked:
    """A request as it arrived, read whole so that it can be applied again later."""

    verb: str
    uri: str
    headers: list[tuple[str, str]]
    body: bytes
    base: str

    @classmethod
    def of(cls, request: Request) -> Asked:
        """Read a request; the address is kept undecoded, because a range may hold an encoded slash."""
        uri = request.environ.get("REQUEST_URI") or request.full_path
        verb, body = request.method, request.get_data()
        instead = request.headers.get("X-HTTP-Method-Override", "").upper()
        if verb == "POST" and instead == "GET":
            # googleapiclient sends an address of more than 2,048 characters this way.
            verb, uri, body = instead, f"{uri.partition('?')[0]}?{body.decode('ascii', 'replace')}", b""
        return cls(verb, uri, list(request.headers), body, request.host_url.rstrip("/"))

    @property
    def path(self) -> str:
        """The address without its query, still encoded."""
        return urlsplit(self.uri).path if not self.uri.startswith("//") else self.uri.split("?")[0]

    @property
    def query(self) -> dict[str, list[str]]:
        """The query, decoded."""
        return parse_qs(urlsplit(self.uri).query, keep_blank_values=True)

    def packed(self) -> dict[str, Any]:
        """Return the request as JSON can hold it."""
        return {**self.__dict__, "body": b64encode(self.body).decode()}

    @classmethod
    def unpacked(cls, packed: dict[str, Any]) -> Asked:
        """Return a request that was packed."""
        headers = [(name, value) for name, value in packed["headers"]]
        return cls(packed["verb"], packed["uri"], headers, b64decode(packed["body"]), packed["base"])


def user_of(asked: Asked) -> str:
    """Return who asks: a bearer token `sandbox:EMAIL` names a user, and anyone else is the owner."""
    headers = {name.lower(): value for name, value in asked.headers}
    token = headers.get("authorization", "").removeprefix("Bearer ")
    if token.startswith("sandbox:"):
        return token.removeprefix("sandbox:").strip().lower()
    return DEFAULT_USER


def make_call(db: sqlite3.Connection, asked: Asked, now: datetime, method: str, params: dict[str, str]) -> Call:
    """Return what a handler is given; a page takes its user from a cookie, since a browser has no token."""
    request = Request({"REQUEST_METHOD": asked.verb, **_environ(asked)})
    user = user_of(asked)
    if method == "page":
        user = request.cookies.get(USER_COOKIE, user)
    return Call(
        method=method,
        params=params,
        query=asked.query,
        body=None,
        raw=asked.body,
        headers=Headers(asked.headers),
        user=user,
        db=db,
        now=now,
        base=asked.base,
        switches=read_switches(db),
        verb=asked.verb,
        path=asked.path,
    )


def _environ(asked: Asked) -> dict[str, str]:
    names = {name.lower(): value for name, value in asked.headers}
    return {"HTTP_COOKIE": names.get("cookie", ""), "wsgi.url_scheme": "http", "SERVER_NAME": "127.0.0.1"}


def read_form(call: Call, asked: Asked) -> None:
    """Read what a page or a script has posted, as a form or as JSON."""
    kind = call.headers.get("Content-Type", "")
    if kind.startswith("application/json"):
        value = read_json(asked.body)
        if not isinstance(value, dict):
            raise GoogleError(400, "The body must be a JSON object.")
        call.body = value
    elif kind.startswith("application/x-www-form-urlencoded"):
        posted = parse_qs(asked.body.decode("utf-8", "replace"), keep_blank_values=True)
        for name, values in posted.items():
            call.form.setlist(name, values)


def read_json(body: bytes) -> Any:
    """Read a body as JSON, or refuse it as Google does; an empty body is an empty object."""
    if not body.strip():
        return {}
    try:
        value = json.loads(body)
        if b"\\ud" in body.lower():
            # Half of a surrogate pair is no text to Google, nor to anybody else who keeps UTF-8.
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except ValueError as wrong:
        raise GoogleError(400, f"Invalid JSON payload received. Unexpected token.\n{wrong}") from None
