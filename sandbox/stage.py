"""A stage for a day: a sandbox with a workbook, a clock that is moved, people who send forms, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from cme.domain.form_plan import FormId
from cme.domain.model import Facts, Message, Observation, Owing, Problem
from cme.edges.form_ids import read_form_ids
from cme.edges.google import Endpoint, Google, connect
from cme.edges.sheets import Snapshot, Workbook
from cme.jobs.gather import gather
from sandbox.app import App, create_app

ROBOT = "sandbox:bot@innov8.example"
Answer = str | tuple[str, ...]


class FormRefusedError(Exception):
    """The form did not take what somebody wanted to send; the message is what its page says."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stands in the workbook after a day."""

    facts: Facts
    owing: list[Owing]
    messages: list[Message]
    observations: list[Observation]
    problems: list[Problem]
    entries: list[list[Any]]


class Stage:
    """One sandbox and one workbook in it."""

    def __init__(self, file: Path, now: datetime, port: int = 0) -> None:
        self.app: App = create_app(file, now=now)
        _, self.base = self.app.start(port)
        self.workbook_id = ""
        self.now = now

    def close(self) -> None:
        """Stop the sandbox."""
        self.app.stop()

    def google(self, token: str = ROBOT) -> Google:
        """Return a new way to the sandbox; nothing waits between tries, because its clock stands still."""
        return connect(Endpoint(self.base), token, sleep=lambda _: None)

    def control(self, path: str, body: Mapping[str, Any] | None = None, verb: str = "") -> Any:
        """Call one of the sandbox's own controls and return its answer."""
        data = json.dumps(body).encode() if body is not None else None
        request = Request(f"{self.base}/sandbox/{path}", data=data, method=verb or ("POST" if data else "GET"))  # noqa: S310 - loopback
        request.add_header("Content-Type", "application/json")
        try:
            with urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
                return json.loads(answer.read() or b"null")
        except HTTPError as refused:
            said = json.loads(refused.read())
            raise FormRefusedError(said["error"]["message"]) from refused

    def move(self, now: datetime, *, running: bool = False) -> None:
        """Put the sandbox's clock to an instant."""
        self.now = now
        self.control("clock", {"now": now.isoformat(), "running": running})

    def send(self, form: str, who: str, answers: Mapping[str, Answer]) -> None:
        """Fill in a form as a person does: by the kind of each question, options by how they begin."""
        google = self.google()
        settings = self.snapshot().facts.settings
        form_id = settings.form_ids[form]
        shown = google.forms.forms().get(formId=form_id).execute()
        rows = read_form_ids(google, self.workbook_id)
        self.control("respond", {"form": form_id, "email": who, "answers": _by_question(form, answers, rows, shown)})

    def read(self) -> Snapshot:
        """Return the workbook's cells as a tick reads them."""
        return Workbook(self.google(), self.workbook_id).read()

    def snapshot(self) -> Any:
        """Return the facts as they stand in the workbook."""
        return gather(self.read(), self.workbook_id)

    def problems(self) -> list[Problem]:
        """Return the Problems tab as its reader sees it."""
        from cme.domain.model import Severity

        url = f"https://sheets.googleapis.com/v4/spreadsheets/{self.workbook_id}/values/Problems!A2:E"
        rows = self.google().http.request("get", url).json().get("values", [])
        return [Problem(r[0], Severity(r[1]), r[2], r[3], r[4]) for r in rows if len(r) >= 5]

    def outcome(self) -> Outcome:
        """Return what stands in the workbook now."""
        snapshot = self.read()
        facts = gather(snapshot, self.workbook_id).facts
        owing = sorted(facts.ledger.values(), key=lambda row: (row.decided_at, row.key))
        return Outcome(
            facts,
            owing,
            sorted(facts.messages.values(), key=lambda m: (m.at, m.id)),
            list(facts.observations),
            self.problems(),
            snapshot.values.get("entries", []),
        )

    def mail(self) -> list[str]:
        """Return the key of every message of ours that Gmail really sent, as often as it was sent."""
        with self.app.store.transaction() as db:
            rows = db.execute("SELECT raw FROM mail WHERE labels LIKE '%SENT%'").fetchall()
        found = []
        for row in rows:
            head = bytes(row["raw"]).split(b"\r\n\r\n", 1)[0].split(b"\r\n")
            ours = (line for line in head if line.lower().startswith(b"x-innov8-message:"))
            found += [line.split(b":", 1)[1].strip().decode() for line in ours]
        return found


def _by_question(
    form: str, answers: Mapping[str, Answer], rows: list[FormId], shown: Mapping[str, Any]
) -> dict[str, list[str]]:
    """Return answers by question id, as the form stands now; another day's register goes by way of its own page."""
    live = {
        item["questionItem"]["question"]["questionId"]: item["questionItem"]["question"]
        for item in shown.get("items", ())
        if "questionItem" in item
    }
    found: dict[str, list[str]] = {}
    session = str(answers.get("session", ""))
    for kind, said in answers.items():
        asked, where = kind, session if form == "register" and kind not in ("session", "day") else ""
        if kind == "session":
            asked = "session" if "day" in answers else "which_session"
        wanted = (r for r in rows if (r.form, r.kind, r.session) == (form, asked, where) and r.question_id in live)
        row = next(wanted, None)
        if row is None:
            raise FormRefusedError(f"The form {form} has no question “{kind}” {where}".strip() + ".")
        values = said if isinstance(said, tuple) else (said,)
        found[row.question_id] = [_option(value, live[row.question_id]) for value in values]
    for row in rows:
        if row.form == form and row.session == session and row.kind == "send" and row.question_id in live:
            found[row.question_id] = ["Send"]
        if row.form == form and row.kind == "which_session" and "day" in answers and row.question_id in live:
            found[row.question_id] = ["Another day"]
    return found


def _option(said: str, question: Mapping[str, Any]) -> str:
    """Return the option that begins with what was said; where none does, what was said."""
    options = [option.get("value", "") for option in question.get("choiceQuestion", {}).get("options", ())]
    for option in options:
        if option == said or option.startswith(f"{said} "):
            return str(option)
    folded = said.casefold()
    return next((str(option) for option in options if option.casefold().startswith(folded)), said)
