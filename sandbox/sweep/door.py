"""The jobs' way to a sandbox in the same process, with every call counted and a clock that only waiting moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests
from google.oauth2.credentials import Credentials

from cme.edges.google import Door, Endpoint, Google
from sandbox.app import App
from sandbox.in_process import InProcess
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


Step = Callable[[int], object]
"""What happens beside a call, by its number from 1."""


class CountedDoor(Door):
    """The one door to Google, whose calls are counted, with somebody beside it."""

    def __init__(self, patience: Patience) -> None:
        super().__init__(Endpoint(BASE), Credentials(ROBOT), patience.sleep, patience.monotonic)
        self.adapter = InProcess(wait=patience.sleep)
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
