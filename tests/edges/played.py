"""A door whose other side is played by the test: what was asked, and what is answered, with a clock that is moved."""

from __future__ import annotations

from typing import Any

import requests

from cme.edges.google import Door, Endpoint, Google


class Played:
    """The other side of a door: answers in turn, each call written down, and a clock that only waiting moves."""

    def __init__(self, base: str = "http://127.0.0.1:9") -> None:
        self.now = 0.0
        self.waited: list[float] = []
        self.asked: list[tuple[str, str]] = []
        self.timeouts: list[float] = []
        self.bodies: list[Any] = []
        self.answers: list[Any] = []
        self.door = Door(Endpoint(base), Anyone(), self._sleep, lambda: self.now)
        self.door.session.request = self._request  # type: ignore[method-assign, assignment]
        self.google = Google(self.door)

    def _sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds

    def _request(self, method: str, url: str, **more: Any) -> requests.Response:
        assert more["allow_redirects"] is False
        self.asked.append((method, url))
        self.timeouts.append(more["timeout"])
        self.bodies.append(more.get("data"))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(answer):
            answer = answer()
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]


class Anyone:
    """Credentials that are never looked at."""


def answer(status: int = 200, body: str = "{}", **headers: str) -> requests.Response:
    """Return an HTTP answer."""
    made = requests.Response()
    made.status_code = status
    made._content = body.encode()
    made.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return made
