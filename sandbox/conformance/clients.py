"""The real clients, pointed at the sandbox or at Google, and a record of what was answered."""

from __future__ import annotations

import json
import re
import time
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import google_auth_httplib2
import gspread
import httplib2
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from gspread.http_client import HTTPClient

from sandbox.conformance import Probe

SCOPES = [
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/forms.body",
    "https://www.googleapis.com/auth/forms.responses.readonly",
    "https://www.googleapis.com/auth/gmail.modify",
    "https://www.googleapis.com/auth/drive",
    "https://www.googleapis.com/auth/chat.messages",
    "https://www.googleapis.com/auth/chat.spaces.create",
    "https://www.googleapis.com/auth/chat.spaces.readonly",
    "https://www.googleapis.com/auth/chat.delete",
]
SERVICES = {"sheets": "sheets.v4", "forms": "forms.v1", "gmail": "gmail.v1", "drive": "drive.v3", "chat": "chat.v1"}
BOT = "bot@innov8.example"


class Recorder:
    """What was asked and answered, with everything that names an account or a file taken out."""

    def __init__(self, pause: float = 0.0) -> None:
        self.pause = pause
        self.answers: list[dict[str, Any]] = []
        self._names: dict[str, str] = {}

    def keep(self, verb: str, url: str, status: int, content: bytes) -> None:
        """Keep one answer, and wait a little: Google takes sixty writes a minute."""
        time.sleep(self.pause)
        parts = urlsplit(url)
        try:
            body = json.loads(content) if content else None
        except ValueError:
            body = f"{len(content)} bytes"
        self.answers.append({"call": f"{verb} {parts.path}?{parts.query}", "status": status, "answer": body})

    def scrubbed(self, me: str) -> str:
        """Return the record as JSON, in which addresses and ids are numbered names."""
        text = json.dumps(self.answers, ensure_ascii=False, indent=1)
        text = text.replace(me, "me@school.example")
        text = re.sub(r"[\w.+-]+@(?!school\.example|mail\.gmail\.com)[\w-]+\.[\w.-]+", "someone@school.example", text)
        return re.sub(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{16,}(?![\w-])", self._name, text)

    def _name(self, found: re.Match[str]) -> str:
        return self._names.setdefault(found[0], f"id-{len(self._names) + 1}")


def _door(base: str, recorder: Recorder | None) -> type[HTTPClient]:
    class Door(HTTPClient):
        def request(self, method: str, endpoint: str, *args: Any, **more: Any) -> Any:
            parts = urlsplit(endpoint)
            placed = endpoint.replace(f"{parts.scheme}://{parts.netloc}", base, 1) if base else endpoint
            answer = super().request(method, placed, *args, **more)
            if recorder is not None:
                recorder.keep(method.upper(), placed, answer.status_code, answer.content)
            return answer

    return Door


class RecordingHttp(google_auth_httplib2.AuthorizedHttp):  # type: ignore[misc]
    """The transport of googleapiclient, which keeps what was answered."""

    recorder: Recorder | None = None

    def request(self, uri: str, method: str = "GET", *args: Any, **more: Any) -> Any:
        """Make a request and keep its answer."""
        response, content = super().request(uri, method, *args, **more)
        if self.recorder is not None:
            self.recorder.keep(method, uri, int(response.status), content)
        return response, content


def service(name: str, base: str, credentials: Any, recorder: Recorder | None = None) -> Any:
    """Return one API's client from the discovery document in the wheel, pointed at the sandbox if there is a base."""
    document = json.loads(
        (files("googleapiclient.discovery_cache") / "documents" / f"{SERVICES[name]}.json").read_text("utf-8")
    )
    if base:
        document["rootUrl"] = document["mtlsRootUrl"] = f"{base}/"
        document["baseUrl"] = f"{base}/{document['servicePath']}"
    plain = httplib2.Http(timeout=60)
    # 308 is “go on” in an upload in pieces, not “go elsewhere”; googleapiclient's own transport says the same.
    plain.redirect_codes = plain.redirect_codes - {308}
    http = RecordingHttp(credentials, http=plain)
    http.recorder = recorder
    return build_from_document(document, http=http)


def sandbox_probe(base: str, user: str = BOT) -> Probe:
    """Return the clients of one of the sandbox's users."""
    return _probe(base, Credentials(f"sandbox:{user}"), user, None)


def google_probe(token_file: Path, recorder: Recorder) -> Probe:
    """Return the clients of a real account, from its authorised-user file."""
    credentials = Credentials.from_authorized_user_file(str(token_file), SCOPES)
    probe = _probe("", credentials, "", recorder)
    probe.me = probe.gmail.users().getProfile(userId="me").execute()["emailAddress"]
    return probe


def _probe(base: str, credentials: Any, user: str, recorder: Recorder | None) -> Probe:
    clients = {name: service(name, base, credentials, recorder) for name in SERVICES}
    client = gspread.Client(auth=credentials, http_client=_door(base, recorder))
    probe = Probe(gspread=client, me=user, base=base, **clients)
    if base:
        probe.another = lambda address: sandbox_probe(base, address)
    return probe
