"""A stage for a day: a sandbox with a workbook, a clock that is moved, people who send forms, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cme.domain.model import Facts, Message, Observation, Owing, Problem, Severity
from cme.edges.google import Endpoint, Google, connect
from cme.edges.ledger_read import read_ledger
from cme.edges.schema import form_wording, tab
from cme.edges.sheets import Snapshot, Workbook
from cme.jobs.gather import Gathered, gather
from sandbox.app import App, create_app
from sandbox.clock import instant
from sandbox.drive.files import FORM
from sandbox.forms import documents
from sandbox.forms.documents import Form
from sandbox.in_process import InProcess, ask

ROBOT = "sandbox:bot@innov8.example"
"""The mailbox that the jobs work with."""
DSL = "sandbox:dee@innov8.example"
"""Somebody who may open and change the workbook, as a person does."""
Answer = str | tuple[str, ...]
SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"


class FormRefusedError(Exception):
    """The form did not take what somebody wanted to send; the message is what its page says."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stands in the workbook after a day. Of the ledger every row, also those that were owed again."""

    facts: Facts
    owing: list[Owing]
    messages: list[Message]
    observations: list[Observation]
    problems: list[Problem]
    entries: list[list[Any]]
    events: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of ours as Gmail sent it: our key, its recipient, and all that its reader sees."""

    key: str
    to: str
    raw: bytes


class Stage:
    """One sandbox and one workbook in it."""

    def __init__(self, file: Path, now: datetime, port: int = 0) -> None:
        self.app: App = create_app(file, now=now)
        _, self.base = self.app.start(port)
        self.workbook_id = ""
        self.board_id = ""
        self.now = now

    def close(self) -> None:
        """Stop the sandbox."""
        self.app.stop()

    def google(self, token: str = ROBOT) -> Google:
        """Return a new way to the sandbox; nothing waits between tries, because its clock stands still."""
        google = connect(Endpoint(self.base), token, sleep=lambda _: None)
        google.http.session.mount("http://", InProcess(self.app))
        return google

    def control(self, path: str, body: Mapping[str, Any] | None = None, verb: str = "") -> Any:
        """Call one of the sandbox's own controls and return its answer."""
        data = json.dumps(body).encode() if body is not None else b""
        headers = {"Content-Type": "application/json"}
        asked = verb or ("POST" if data else "GET")
        status, _, content = ask(self.app, asked, f"{self.base}/sandbox/{path}", headers, data)
        said = json.loads(content or b"null")
        if status >= 400:
            raise FormRefusedError(said["error"]["message"])
        return said

    def move(self, now: datetime, *, running: bool = False) -> None:
        """Put the sandbox's clock to an instant."""
        self.now = now
        self.control("clock", {"now": now.isoformat(), "running": running})

    def form(self, slug: str) -> Form:
        """Return a form as it stands: the newest of its name."""
        name = form_wording(slug).document_title
        with self.app.store.transaction() as db:
            row = db.execute(
                "SELECT id FROM files WHERE mime = ? AND name = ? ORDER BY trashed, created DESC, rowid DESC LIMIT 1",
                (FORM, name),
            ).fetchone()
            if row is None:
                raise FormRefusedError(f"There is no form “{name}”.")
            return documents.load(db, row["id"])

    def send(self, slug: str, who: str, answers: Mapping[str, Answer]) -> None:
        """Fill in a form as a person does: each question by its kind, each option by how it begins."""
        form, titles = self.form(slug), form_wording(slug).fields
        given = dict(answers)
        if slug == "register":
            first = "session" if "day" in given else "which_session"
            given |= {first: given.pop("session"), "send": titles["send"].choices[-1]}
            if "day" in given:
                given["which_session"] = titles["which_session"].choices[-1]
        named = {titles[kind].title: _options(form, titles[kind].title, said) for kind, said in given.items()}
        self.control("respond", {"form": form.id, "email": who, "answers": named})

    def read(self, token: str = ROBOT) -> Snapshot:
        """Return the workbook's cells as a tick reads them."""
        return Workbook(self.google(token), self.workbook_id).read()

    def snapshot(self) -> Gathered:
        """Return the facts as they stand in the workbook."""
        return gather(self.read(), self.workbook_id)

    def title_of(self, slug: str, token: str = DSL) -> str:
        """Return what a tab is called now, ready for a range; empty where it is gone."""
        fields = {"fields": "sheets(properties(sheetId,title))"}
        answer = self.google(token).http.request("get", f"{SHEETS}/{self.workbook_id}", params=fields).json()
        titles = {sheet["properties"].get("sheetId", 0): sheet["properties"]["title"] for sheet in answer["sheets"]}
        title = titles.get(tab(slug).sheet_id, "").replace("'", "''")
        return f"'{title}'" if title else ""

    def rows(self, slug: str, cells: str, token: str = DSL) -> list[list[Any]]:
        """Return cells of a tab, such as A1:F80, as a person sees them; none where the tab is gone."""
        title = self.title_of(slug, token)
        return self._cells(self.workbook_id, f"{title}!{cells}", token) if title else []

    def board_rows(self, title: str, cells: str) -> list[list[Any]]:
        """Return cells of a tab of the Duty board; none where there is no such file."""
        return self._cells(self.board_id, f"'{title}'!{cells}", ROBOT) if self.board_id else []

    def _cells(self, file_id: str, cells: str, token: str) -> list[list[Any]]:
        url = f"{SHEETS}/{file_id}/values/{quote(cells)}"
        found: list[list[Any]] = self.google(token).http.request("get", url).json().get("values", [])
        return found

    def problems(self) -> list[Problem]:
        """Return the Problems tab as its reader sees it."""
        rows = self.rows("problems", "A2:E", ROBOT)
        return [Problem(r[0], Severity(r[1]), r[2], r[3], r[4]) for r in rows if len(r) >= 5]

    def outcome(self) -> Outcome:
        """Return what stands in the workbook now."""
        snapshot = self.read()
        facts = gather(snapshot, self.workbook_id).facts
        return Outcome(
            facts,
            sorted(_every_row(snapshot.values.get("obligations", [])), key=lambda row: (row.decided_at, row.key)),
            sorted(facts.messages.values(), key=lambda m: (m.at, m.id)),
            list(facts.observations),
            self.problems(),
            snapshot.values.get("entries", []),
            snapshot.values.get("messages", []),
        )

    def sent(self) -> list[Sent]:
        """Return every message of ours that Gmail really sent, in order, as often as it was sent."""
        with self.app.store.transaction() as db:
            rows = db.execute("SELECT raw FROM mail WHERE labels LIKE '%SENT%' ORDER BY at, id").fetchall()
        found = []
        for raw in (bytes(row["raw"]) for row in rows):
            head = dict(line.partition(b":")[::2] for line in raw.split(b"\r\n\r\n", 1)[0].split(b"\r\n"))
            lower = {name.lower(): value.strip().decode() for name, value in head.items()}
            if key := lower.get(b"x-innov8-message"):
                found.append(Sent(key, lower.get(b"to", ""), raw))
        return found

    def posted(self) -> list[tuple[datetime, str]]:
        """Return what was posted in Google Chat, in order, with when."""
        return [(instant(row["at"]), row["text"]) for row in self.control("chat")["messages"]]

    def mail(self) -> list[str]:
        """Return the key of every message of ours that Gmail really sent, as often as it was sent."""
        return [message.key for message in self.sent()]


def _every_row(rows: Iterable[list[Any]]) -> Iterable[Owing]:
    """Return each row of the ledger by itself: what was rehearsed and is owed again stands there twice."""
    return (owing for row in rows for owing in read_ledger([row], []).values())


def _options(form: Form, title: str, said: Answer) -> Sequence[str]:
    """Return answers as the form words them, wherever the question with that title has such options."""
    offered = [option for item in form.items if item.get("title") == title for option in _offered(item)]
    return [_option(value, offered) for value in (said if isinstance(said, tuple) else (said,))]


def _offered(item: Mapping[str, Any]) -> Iterable[str]:
    question = item.get("questionItem", {}).get("question", {})
    return (str(option.get("value", "")) for option in question.get("choiceQuestion", {}).get("options", ()))


def _option(said: str, offered: Sequence[str]) -> str:
    """Return the option that begins with what was said; where none does, what was said."""
    folded = said.casefold()
    exact = (option for option in offered if option == said or option.startswith(f"{said} "))
    return next(exact, next((option for option in offered if option.casefold().startswith(folded)), said))
