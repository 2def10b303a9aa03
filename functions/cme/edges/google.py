"""The one door to Google: endpoint, time-outs, and every failure turned into one of ours.

The same code speaks to Google and to the sandbox. Where `CME_GOOGLE_ENDPOINT` names a loopback address, every call of
all its APIs goes there; any other address is refused, so that a mistyped setting can never carry a child's name away.
Who asks is a room of its own (credentials.py).

    Google.http     gspread's HTTP client, for Sheets
    Google.forms    googleapiclient's resources, built from the documents in its wheel: no call to find out what exists
    Google.gmail
    Google.drive
    Google.service  any of them through another door: Chat is asked as its own app (chat.py)
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from google.auth.exceptions import GoogleAuthError, TransportError
from google.auth.transport.requests import AuthorizedSession
from gspread.http_client import HTTPClient
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_random_exponential

from cme.edges.credentials import credentials_for
from cme.edges.googles_clock import GooglesClock
from cme.edges.quotas import Asked
from cme.edges.refusals import failure
from cme.errors import NoAnswer, Refused, SetupError, Unavailable

GOOGLE_HOSTS = frozenset(
    f"{name}.googleapis.com" for name in ("sheets", "forms", "gmail", "drive", "chat", "cloudtasks", "www")
)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
CALL_SECONDS = 10
"""How long one HTTP call may take: the tick has 50 seconds in all, and pages go first."""
READ_ATTEMPTS = 3
"""How often a read is tried. A write is never repeated here: only the code that knows what it carries may do that."""
SIGNED_OUT = "Google does not accept the credentials of the mailbox any more."
SIGN_IN = "Sign the mailbox in again and store the new token."
LONGEST_WAIT = 8.0
SHORTEST_CALL = 1.0
"""What a read may take that is begun when the time for reading is over: better little than nothing."""
ELSEWHERE = frozenset({301, 302, 303, 307})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where Google is: `base` is empty for Google itself, else a loopback address such as http://127.0.0.1:8765."""

    base: str = ""

    def __post_init__(self) -> None:
        if self.base and (urlsplit(self.base).scheme != "http" or urlsplit(self.base).hostname not in LOOPBACK):
            raise SetupError(
                f"CME_GOOGLE_ENDPOINT is “{self.base}”, which is neither Google nor this machine.",
                mend="Leave it unset for Google, or use http://127.0.0.1:PORT for the sandbox.",
            )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Endpoint:
        """Return the endpoint that `CME_GOOGLE_ENDPOINT` names, or Google."""
        return cls(environment.get("CME_GOOGLE_ENDPOINT", "").rstrip("/"))

    @property
    def is_sandbox(self) -> bool:
        """Whether calls stay on this machine."""
        return bool(self.base)

    def place(self, url: str) -> str:
        """Return the address to call for one of Google's, or raise SetupError where it is neither's."""
        parts = urlsplit(url)
        if self.base and (parts.hostname in GOOGLE_HOSTS or url.startswith(f"{self.base}/")):
            local = urlsplit(self.base)
            return urlunsplit((local.scheme, local.netloc, parts.path, parts.query, ""))
        if not self.base and parts.scheme == "https" and parts.hostname in GOOGLE_HOSTS:
            return url
        raise SetupError(f"A call to {parts.hostname} was refused: it is not one of Google's addresses.")


class Door(HTTPClient):
    """gspread's client with our manners; googleapiclient goes through it as well."""

    def __init__(
        self,
        endpoint: Endpoint,
        credentials: Any,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(auth=credentials, session=AuthorizedSession(credentials))
        self.session.trust_env = False
        self.endpoint = endpoint
        self.calls = 0
        self.asked = Asked()
        self._sleep = sleep
        self._clock = clock
        self.googles_clock = GooglesClock(clock)
        self._read_until = float("inf")

    def begin(self, now: datetime) -> None:
        """Count and compare anew: a run that comes through the same door as another answers for itself alone."""
        self.asked = Asked()
        self.googles_clock.begin(now)

    def hurry(self, seconds: float) -> None:
        """Give all reads together so many seconds from now: one that hangs must not eat the time of what is owed."""
        self._read_until = self._clock() + seconds

    def request(
        self,
        method: str,
        endpoint: str,
        params: Any = None,
        data: bytes | str | None = None,
        json: Any = None,
        files: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Make one call and return its answer, or raise an EdgeError; a read is tried again where that may help."""
        more = {"params": params, "data": data, "json": json, "files": files, "headers": headers}
        url = self.endpoint.place(endpoint)
        if method.upper() != "GET":
            return self._once(method, url, more)
        again = Retrying(
            retry=retry_if_exception_type((Unavailable, NoAnswer)),
            stop=self._enough,
            wait=_patience,
            sleep=self._sleep,
            reraise=True,
        )
        return again(self._once, method, url, more)

    def wait(self, seconds: float) -> None:
        """Wait before the same call is made again; a test passes another way to sleep."""
        self._sleep(seconds)

    def _once(self, method: str, url: str, more: Mapping[str, Any]) -> requests.Response:
        self.calls += 1
        self.asked.note(method.upper(), url)
        call = f"{method.upper()} {urlsplit(url).path.split('/')[-1]}"
        asked = self._clock()
        try:
            answer = self.session.request(
                method.upper(), url, timeout=self._patience_for(method), allow_redirects=False, **more
            )
        except (requests.RequestException, TransportError) as wrong:
            raise NoAnswer(f"{call}: no answer ({type(wrong).__name__}).", call=call) from wrong
        except GoogleAuthError as wrong:
            raise Refused(f"{call}: {SIGNED_OUT} {SIGN_IN}", call=call, status=401) from wrong
        self.googles_clock.heard(asked, answer.headers.get("Date", ""))
        if answer.status_code in ELSEWHERE or (answer.status_code == 308 and "Location" in answer.headers):
            # What leads elsewhere is not followed: the call carries children's names, and no API needs it.
            raise Refused(f"{call}: it was sent elsewhere, and not followed.", call=call, status=answer.status_code)
        if answer.ok:
            return answer
        raise failure(call, answer)

    def _enough(self, state: RetryCallState) -> bool:
        return state.attempt_number >= READ_ATTEMPTS or self._clock() >= self._read_until

    def _patience_for(self, method: str) -> float:
        left = self._read_until - self._clock() if method.upper() == "GET" else CALL_SECONDS
        return max(SHORTEST_CALL, min(CALL_SECONDS, left))


def _patience(state: RetryCallState) -> float:
    """Wait as long as Google asks for, up to a limit; else a random while that grows."""
    wrong = state.outcome.exception() if state.outcome else None
    asked = getattr(wrong, "retry_after", None)
    return min(float(asked), LONGEST_WAIT) if asked is not None else wait_random_exponential(0.5, LONGEST_WAIT)(state)


class Carrier:
    """What googleapiclient wants of an HTTP library, over the one door. httplib2 would repeat a lost POST by itself."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: Mapping[str, str] | None = None, **_: Any
    ) -> tuple[Any, bytes]:
        """Make one call; return the answer's head, as httplib2 shapes it, and its bytes."""
        from httplib2 import Response

        answer = self._door.request(method, uri, data=body, headers=headers)
        return Response({**answer.headers, "status": str(answer.status_code)}), answer.content

    def close(self) -> None:
        """Leave the door open: it belongs to the run."""


class Google:
    """The APIs behind one door."""

    def __init__(self, door: Door) -> None:
        self.http = door

    @property
    def calls(self) -> int:
        """How many HTTP calls were made so far."""
        return self.http.calls

    @cached_property
    def forms(self) -> Any:
        """The Forms API, v1."""
        return self.service("forms.v1")

    @cached_property
    def gmail(self) -> Any:
        """The Gmail API, v1."""
        return self.service("gmail.v1")

    @cached_property
    def responses(self) -> Any:
        """What people sent with forms; kept, as the next two are, because googleapiclient makes each one slowly."""
        return self.forms.forms().responses()

    @cached_property
    def messages(self) -> Any:
        """The mailbox's messages."""
        return self.gmail.users().messages()

    @cached_property
    def drafts(self) -> Any:
        """The mailbox's drafts."""
        return self.gmail.users().drafts()

    @cached_property
    def drive(self) -> Any:
        """The Drive API, v3."""
        return self.service("drive.v3")

    def service(self, name: str, door: Door | None = None) -> Any:
        """Return an API as googleapiclient speaks it, through this door or another; it is made slowly: keep it."""
        from googleapiclient.discovery import build_from_document

        document = json.loads((files("googleapiclient.discovery_cache") / "documents" / f"{name}.json").read_text())
        if base := self.http.endpoint.base:
            # Uploads and batches take their address from the document, not from client options.
            roots = dict.fromkeys(("rootUrl", "mtlsRootUrl"), f"{base}/")
            document |= {**roots, "baseUrl": f"{base}/{document['servicePath']}"}
        return build_from_document(document, http=Carrier(door or self.http))


def connect(
    endpoint: Endpoint | None = None,
    credentials: Any = None,
    *,
    environment: Mapping[str, str] = os.environ,
    sleep: Callable[[float], None] = time.sleep,
) -> Google:
    """Return the way to Google, or to the sandbox, as the environment says. `credentials` may be a bare token."""
    where = endpoint or Endpoint.from_environment()
    if isinstance(credentials, str):
        from google.oauth2.credentials import Credentials

        credentials = Credentials(credentials)
    return Google(Door(where, credentials or credentials_for(where, environment), sleep))
