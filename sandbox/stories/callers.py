"""How a run is called: the job itself, in this process, or the function's own process over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from urllib.error import HTTPError, URLError

import requests
from google.oauth2.credentials import Credentials

from cme.domain.figures import Figures
from cme.edges.google import Door, Endpoint, Google
from cme.errors import CmeError
from cme.jobs import tick
from sandbox.in_process import InProcess
from sandbox.schedule import call
from sandbox.stage import ROBOT, Stage

SEND, COMMIT = "/drafts/send", ":batchUpdate"
KILLED = "killed after "


@dataclass(frozen=True)
class Ran:
    """How a run went: when the next is due by the clock alone, and what did not go well."""

    next_at: datetime | None = None
    outcome: str = ""
    unsent: int = 0
    notes: tuple[str, ...] = ()
    crash: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left for the next minute to take up."""
        return self.outcome in ("idle", "heartbeat", "done") and not self.unsent and not self.notes


class Caller(Protocol):
    """Whoever calls a run; `how` is empty, or a word of the event `runs`."""

    def call(self, now: datetime, how: str = "") -> list[Ran]:
        """Call the run of a minute and say how it went."""


class KilledError(BaseException):
    """The machine that ran the job is gone: nothing in the job can catch this."""


@dataclass
class Watched:
    """What is done before and after the calls of one run; nothing, unless a story says so."""

    before: Callable[[str, str], None] = lambda *_: None
    after: Callable[[str, str], None] = lambda *_: None


class WatchedDoor(Door):
    """The one door to Google, with somebody beside it."""

    def __init__(self, endpoint: Endpoint, sleep: Callable[[float], None]) -> None:
        super().__init__(endpoint, Credentials(ROBOT), sleep)
        self.watched = Watched()

    def request(self, method: str, endpoint: str, *args: Any, **more: Any) -> requests.Response:
        """Make a call, with what is to happen before and after it."""
        self.watched.before(method.upper(), endpoint)
        answer = super().request(method, endpoint, *args, **more)
        self.watched.after(method.upper(), endpoint)
        return answer


@dataclass
class Job:
    """Calls the job directly, with a clock for its patience that only waiting moves."""

    stage: Stage
    figures: Figures
    waited: float = 0.0
    _door: WatchedDoor = field(init=False)
    _google: Google = field(init=False)

    def __post_init__(self) -> None:
        self._door = WatchedDoor(Endpoint(self.stage.base), self._wait)
        self._door.session.mount("http://", InProcess(self.stage.app))
        self._google = Google(self._door)

    def _wait(self, seconds: float) -> None:
        self.waited += seconds

    def _now(self) -> float:
        return self.waited

    def call(self, now: datetime, how: str = "") -> list[Ran]:
        """Call the run of a minute, and say how it went."""
        if how == "twice":
            return [self._run(now, "-first"), self._run(now, "-second")]
        if how == "at once":
            return self._at_once(now)
        if how.startswith(KILLED):
            return self._killed(now, how.removeprefix(KILLED))
        return [self._run(now)]

    def _run(self, now: datetime, name: str = "") -> Ran:
        run = f"{now:%Y%m%dT%H%M%S}{name}"
        try:
            report = tick.run(
                self._google, self.stage.workbook_id, now, name=run, figures=self.figures, monotonic=self._now
            )
        except CmeError as wrong:
            # The entry point answers 503, and the scheduler calls again the next minute.
            return Ran(outcome="failed", notes=(str(wrong),))
        except Exception as wrong:
            return Ran(outcome="failed", crash=f"{type(wrong).__name__}: {wrong}")
        return Ran(report.next_at, report.outcome, report.claimed - report.sent, tuple(report.notes))

    def _at_once(self, now: datetime) -> list[Ran]:
        """Between the first run's reading and its commit a second one comes and goes."""
        other = Job(self.stage, self.figures)
        ran: list[Ran] = []

        def before(_: str, url: str) -> None:
            if COMMIT in url and "spreadsheets" in url and not ran:
                ran.extend(other.call(now))

        self._door.watched = Watched(before=before)
        ran.append(self._run(now, "-other"))
        self._door.watched = Watched()
        return ran

    def _killed(self, now: datetime, point: str) -> list[Ran]:
        """Kill the run at a point; one that never gets there is said to have gone on."""

        def before(method: str, url: str) -> None:
            is_commit = COMMIT in url and "spreadsheets" in url
            if (
                (point == "reading" and method != "GET")
                or (point == "drafting" and is_commit)
                or (point == "claiming" and SEND in url)
            ):
                raise KilledError

        def after(_: str, url: str) -> None:
            if point == "sending" and SEND in url:
                raise KilledError

        self._door.watched = Watched(before, after)
        try:
            ran = self._run(now)
        except KilledError:
            return [Ran(outcome="killed")]
        finally:
            self._door.watched = Watched()
        return [ran, Ran(crash=f"the run was to be killed after {point}, and never came to that")]


@dataclass(frozen=True)
class Function:
    """Calls the function's own process, as the scheduler does."""

    url: str

    def call(self, now: datetime, how: str = "") -> list[Ran]:
        """Call the run of a minute, and say how it went; a run in another process can be doubled, never cut."""
        if how not in ("", "twice"):
            return [Ran(crash=f"“{how}” can be played with scripts/rehearse only")]
        return [self._call(now) for _ in range(2 if how else 1)]

    def _call(self, now: datetime) -> Ran:
        try:
            answer = call(self.url, now)
        except HTTPError as refused:
            # 503: it says why, and is called again the next minute. Anything else is a mistake in the function.
            crash = "" if refused.code == 503 else f"it answered {refused.code}"
            return Ran(outcome="failed", notes=(_why(refused.read()),), crash=crash)
        except (URLError, OSError) as wrong:
            return Ran(crash=f"the function did not answer ({wrong})")
        stamp = answer.get("next_at")
        notes = tuple(str(note) for note in answer.get("notes", ()))
        next_at = datetime.fromisoformat(stamp) if stamp else None
        unsent = int(answer.get("claimed", 0)) - int(answer.get("sent", 0))
        return Ran(next_at, str(answer.get("outcome", "")), unsent, notes)


def _why(body: bytes) -> str:
    """Return what the function says was wrong."""
    try:
        return str(json.loads(body)["error"])
    except (ValueError, KeyError, TypeError):
        return body.decode("utf-8", "replace").strip()[:300]
