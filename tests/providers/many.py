"""Twenty providers of one trust, each with a workbook, forms and a mailbox of its own; all of them invented."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from cme.jobs.apply_schema import stored_settings
from sandbox.forms import documents
from sandbox.forms.documents import Form
from sandbox.stage import Stage
from sandbox.trial.function import FunctionProcess
from tests.jobs import small

NAMES = tuple(f"site-{number:02d}" for number in range(1, 21))
QUEUES = "projects/cme-example/locations/europe-west2/queues"
AT_ONCE = 8
"""Calls that one instance of a service for many takes at the same time."""
Said = Mapping[str, Any]


def people(name: str) -> small.People:
    """The small charity's people, with addresses of this provider's own."""
    told = json.dumps(small.PEOPLE, default=lambda day: f"day {day.isoformat()}").replace(
        ".example", f".{name}.example"
    )
    rows: dict[str, list[dict[str, Any]]] = json.loads(told)
    return {**rows, "calendar": small.PEOPLE["calendar"]}


def settings(name: str) -> dict[str, str]:
    """The small charity's settings, for this provider."""
    ours = {key: value.replace(".example", f".{name}.example") for key, value in small.SETTINGS.items()}
    return {**ours, "dsl name": f"Dee Safe of {name}"}


def mailbox(name: str) -> str:
    """The address that this provider writes from."""
    return settings(name)["sender"]


class OneOfMany(Stage):
    """One provider's workbook in a sandbox that holds others' as well."""

    def __init__(self, whole: Stage, name: str, workbook: str) -> None:
        self.app, self.base, self.now, self.board_id = whole.app, whole.base, whole.now, ""
        self.name, self.workbook_id = name, workbook

    def form(self, slug: str) -> Form:
        """Return this provider's own form."""
        found = stored_settings(self.google(f"sandbox:{mailbox(self.name)}"), self.workbook_id)
        with self.app.store.transaction() as db:
            return documents.load(db, found[f"{slug} form id"])

    def register(self, session: str, taken_at: str, *ticked: str) -> None:
        """Send a register as this provider's lead does."""
        answers: dict[str, Any] = {"session": session, "present": ticked, "taken_at": taken_at}
        self.send("register", f"tess@innov8.{self.name}.example", answers)


@dataclass
class Trust:
    """A sandbox with all their workbooks, and what is deployed for them: `dispatch`, and `tick` for eight at once."""

    stage: Stage
    workbooks: Mapping[str, str]
    folder: Path
    answers: list[tuple[str, int, Said]] = field(default_factory=list)
    services: dict[str, str] = field(default_factory=dict)

    def provider(self, name: str) -> OneOfMany:
        """Return one of them."""
        return OneOfMany(self.stage, name, self.workbooks[name])

    @contextmanager
    def deployed(self) -> Iterator[None]:
        """Start both services, as Cloud Run would."""
        listed = {
            name: {"CME_WORKBOOK_ID": workbook, "CME_TOKEN": f"sandbox:{mailbox(name)}"}
            for name, workbook in self.workbooks.items()
        }
        file = self.folder / "providers.json"
        file.write_text(json.dumps(listed))
        told = {"CME_PROVIDERS_FILE": str(file), "CME_INVOKER": "invoker@cme.example", "CME_QUEUES": QUEUES}
        told |= {"CME_SERVICES": "http://127.0.0.1/{job}", "THREADS": str(AT_ONCE)}
        with ExitStack() as running:
            for target in ("dispatch", "tick"):
                log = self.folder / f"{target}.log"
                process = FunctionProcess(self.stage.base, "", log, target, settings=told)
                self.services[target] = running.enter_context(process).url
            yield

    def minute(self, at: datetime) -> Said:
        """Let the scheduler call `dispatch` for a minute, then Cloud Tasks call `tick` for whom it stands there."""
        self.stage.move(at)
        status, said = self._call("dispatch", at, {"job": "tick", "seconds": 60, "attempts": 1})
        assert status in (200, 503), said
        self.stage.move(at.replace(second=45))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._deliver, self.stage.control("tasks")["due"]))
        return said

    def _deliver(self, task: Said) -> None:
        sent = json.loads(_decoded(task["httpRequest"]["body"]))
        assert task["httpRequest"]["url"].endswith("/tick")
        status, said = self._call("tick", self.stage.now, sent)
        self.stage.control("tasks", {"called": task["name"], "status": status})
        self.answers.append((sent["provider"], status, said))

    def _call(self, target: str, at: datetime, sent: Said) -> tuple[int, Said]:
        stamp = at.isoformat().replace("+00:00", "Z")
        headers = {"Content-Type": "application/json", "X-Sandbox-Now": stamp, "X-CloudScheduler-ScheduleTime": stamp}
        request = Request(self.services[target], data=json.dumps(sent).encode(), headers=headers, method="POST")
        try:
            with urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as refused:
            return refused.code, json.loads(refused.read())

    def mail(self) -> list[tuple[str, str]]:
        """Return from whom and to whom each message was sent, as often as it was."""
        with self.stage.app.store.transaction() as db:
            rows = db.execute("SELECT raw FROM mail WHERE labels LIKE '%SENT%' ORDER BY at, id").fetchall()
        heads = [dict(line.partition(": ")[::2] for line in _head(bytes(row["raw"]))) for row in rows]
        return sorted((head["From"], head["To"]) for head in heads)


def _decoded(body: str) -> bytes:
    from base64 import b64decode

    return b64decode(body)


def _head(raw: bytes) -> list[str]:
    return raw.split(b"\r\n\r\n", 1)[0].decode().split("\r\n")
