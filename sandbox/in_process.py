"""The way to a sandbox in the same process: requests are put to it as they are, with no network between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from cme.edges.google import CALL_SECONDS
from sandbox.app import App


def ask(app: App, verb: str, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, list[Any], bytes]:
    """Put one request to a sandbox and return its answer; a dropped connection raises ConnectionError."""
    parts = urlsplit(url)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": verb,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path, "latin-1"),
        "QUERY_STRING": parts.query,
        "REQUEST_URI": f"{parts.path}?{parts.query}" if parts.query else parts.path,
        "SERVER_NAME": parts.hostname,
        "SERVER_PORT": str(parts.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": parts.netloc,
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

    def __init__(self, app: App | None = None, wait: Callable[[float], object] = lambda _: None) -> None:
        super().__init__()
        self.app = app
        self._wait = wait

    def send(self, request: requests.PreparedRequest, *_: Any, timeout: Any = None, **__: Any) -> requests.Response:
        """Answer one request; where no answer comes, the caller has waited for as long as it was willing to."""
        if self.app is None:
            raise requests.ConnectionError("no sandbox stands behind this door", request=request)
        body = request.body or b""
        asked = body.encode() if isinstance(body, str) else body
        try:
            status, headers, content = ask(self.app, request.method or "GET", request.url or "", request.headers, asked)
        except ConnectionError as dropped:
            self._wait(float(timeout or CALL_SECONDS))
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
