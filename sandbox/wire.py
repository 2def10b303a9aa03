"""What a handler of the sandbox is given, what it may raise, and how it says which call it answers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from werkzeug.datastructures import Headers, MultiDict
from werkzeug.wrappers import Response

STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    416: "OUT_OF_RANGE",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}
REASON = {
    400: "badRequest",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    409: "conflict",
    429: "rateLimitExceeded",
    500: "backendError",
    501: "notImplemented",
    503: "backendError",
}


class GoogleError(Exception):
    """A refusal in Google's words; `reason` and `location` are used by the older APIs, Gmail and Drive."""

    def __init__(
        self,
        code: int,
        message: str,
        status: str | None = None,
        details: list[dict[str, Any]] | None = None,
        *,
        reason: str | None = None,
        location: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status or STATUS.get(code, "UNKNOWN")
        self.details = details
        self.reason = reason or REASON.get(code, "invalid")
        self.location = location
        self.retry_after = retry_after

    def response(self, api: str = "") -> Response:
        """Return the answer that Google would give; `api` is the first word of the method's id."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if api in ("gmail", "drive"):
            legacy = {"message": self.message, "domain": "global", "reason": self.reason}
            if self.location:
                legacy |= {"location": self.location, "locationType": "parameter"}
            error["errors"] = [legacy]
        if api != "drive" or self.code == 501:
            error["status"] = self.status
        if self.details:
            error["details"] = self.details
        answer = json_response({"error": error}, self.code)
        if self.retry_after is not None:
            answer.headers["Retry-After"] = str(self.retry_after)
        return answer


def bad_field(field_path: str, message: str) -> GoogleError:
    """Return a 400 that names the field at fault, as Google's own `details` do."""
    violation = {"description": message}
    if field_path:
        violation["field"] = field_path
    return GoogleError(
        400, message, details=[{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]
    )


@dataclass
class Call:
    """One request: what was asked, by whom, when, and the transaction in which it is answered."""

    method: str
    params: dict[str, str]
    query: dict[str, list[str]]
    body: dict[str, Any] | None
    raw: bytes
    headers: Headers
    user: str
    db: sqlite3.Connection
    now: datetime
    base: str
    switches: Mapping[str, str | bool]
    form: MultiDict[str, str] = field(default_factory=MultiDict)
    verb: str = "GET"
    path: str = ""
    upload: bool = False

    def arg(self, name: str, default: str | None = None) -> str | None:
        """Return a query parameter's value, or the default."""
        values = self.query.get(name)
        return values[0] if values else default

    def args(self, name: str) -> list[str]:
        """Return every value of a repeated query parameter."""
        return self.query.get(name, [])

    def flag(self, name: str) -> bool:
        """Return whether a query parameter says true."""
        return (self.arg(name) or "").lower() == "true"

    @property
    def content(self) -> dict[str, Any]:
        """Return the body, or an empty one."""
        return self.body or {}


Handler = Callable[[Call], Any]
HANDLERS: dict[str, Handler] = {}
PAGES: list[tuple[tuple[str, ...], str, Handler]] = []


def serves(method: str) -> Callable[[Handler], Handler]:
    """Register the handler of one of Google's methods, named by its id in the discovery document."""

    def register(handler: Handler) -> Handler:
        HANDLERS[method] = handler
        return handler

    return register


def page(verbs: str, rule: str) -> Callable[[Handler], Handler]:
    """Register a page of the sandbox's own; `verbs` may name several ("GET POST")."""

    def register(handler: Handler) -> Handler:
        PAGES.append((tuple(verbs.split()), rule, handler))
        return handler

    return register


def json_response(value: object, code: int = 200, *, indent: int | None = None) -> Response:
    """Return a value as JSON with Google's content type."""
    separators = (",", ": ") if indent else (",", ":")
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    return Response(text.encode(), code, content_type="application/json; charset=UTF-8")
