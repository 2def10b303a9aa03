"""The jobs' way to a sandbox in the same process: no network between them, and a clock that only waiting moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from google.oauth2.credentials import Credentials
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from cme.edges.google import CALL_SECONDS, Door, Endpoint, Google
from sandbox.app import App
from sandbox.stage import ROBOT

BASE = "http://127.0.0.1:1"
"""Where the sandbox would listen, if it did: nothing is ever sent there."""


class KilledError(BaseException):
    """The machine that ran the job is gone: nothing in the job can catch this."""


@dataclass
class Patience:
    """How many seconds a run has waited, for a pause or for an answer that did not come."""

    waited: float = 0.0

    def sleep(self, seconds: float) -> None:
        """Wait, without waiting."""
        self.waited += seconds

    def monotonic(self) -> float:
        """Return the clock by which a run measures its deadline."""
        return self.waited


def ask(app: App, verb: str, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, list[Any], bytes]:
    """Put one request to a sandbox and return its answer; a dropped connection raises ConnectionError."""
    parts = urlsplit(url)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": verb,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path, "latin-1"),
        "QUERY_STRING": parts.query,
        "REQUEST_URI": f"{parts.path}?{parts.query}" if parts.query else parts.path,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
    }
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        if key != "CONTENT_LENGTH":
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    said: list[Any] = []

    def start_response(status: str, found: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], object]:
        said[:] = [int(status.partition(" ")[0]), found]
        return lambda _: None

    content = b"".join(app(environ, start_response))
    return said[0], said[1], content


class InProcess(BaseAdapter):
    """Answers the calls of a session from a sandbox in this process."""

    def __init__(self, patience: Patience) -> None:
        super().__init__()
        self.app: App | None = None
        self._patience = patience

    def send(self, request: requests.PreparedRequest, *_: Any, timeout: Any = None, **__: Any) -> requests.Response:
        """Answer one request; where no answer comes, the caller has waited for as long as it was willing to."""
        if self.app is None:
            raise requests.ConnectionError("no sandbox stands behind this door", request=request)
        body = request.body or b""
        asked = body.encode() if isinstance(body, str) else body
        try:
            status, headers, content = ask(self.app, request.method or "GET", request.url or "", request.headers, asked)
        except ConnectionError as dropped:
            self._patience.sleep(float(timeout or CALL_SECONDS))
            raise requests.ConnectionError(str(dropped), request=request) from dropped
        answer = requests.Response()
        answer.status_code = status
        answer.headers = CaseInsensitiveDict(headers)
        answer.raw = BytesIO(content)
        answer._content = content
        answer.encoding = "utf-8"
        answer.request = request
        answer.url = request.url or ""
        return answer

    def close(self) -> None:
        """There is nothing to close."""


Step = Callable[[int], object]
"""What happens beside a call, by its number from 1."""


class CountedDoor(Door):
    """The one door to Google, whose calls are counted, with somebody beside it."""

    def __init__(self, patience: Patience) -> None:
        super().__init__(Endpoint(BASE), Credentials(ROBOT), patience.sleep, patience.monotonic)
        self.adapter = InProcess(patience)
        self.session.mount("http://", self.adapter)
        self.before: Step = _nothing
        self.after: Step = _nothing

    def _once(self, method: str, url: str, more: Mapping[str, Any]) -> requests.Response:
        number = self.calls + 1
        self.before(number)
        answer = super()._once(method, url, more)
        self.after(number)
        return answer


def _nothing(_: int) -> None:
    return None


@dataclass
class Client:
    """One way to Google, led to one sandbox after another, because making it costs more than a run."""

    patience: Patience
    door: CountedDoor
    google: Google

    @classmethod
    def made(cls) -> Client:
        """Return a new client that leads nowhere yet."""
        patience = Patience()
        door = CountedDoor(patience)
        return cls(patience, door, Google(door))

    def lead_to(self, app: App) -> Google:
        """Return the client as good as new, in front of a sandbox."""
        self.patience.waited = 0.0
        self.door.calls = 0
        self.door.adapter.app = app
        self.door.before = self.door.after = _nothing
        return self.google
