"""One small charity for the jobs' tests: two schools, two sessions on a Monday, five children, all invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from cme.domain.clocks import instant, serial, serial_of_day
from cme.edges.drafts import list_drafts
from cme.edges.google import Google
from cme.edges.schema import tab
from cme.edges.setup_calls import change_workbook, create_workbook
from cme.jobs import tick
from cme.jobs.apply_schema import apply_forms, apply_settings, apply_workbook, read_timetable
from sandbox.example.load import answered_before, confirmed_before
from sandbox.stage import Stage
from sandbox.sweep.fork import PATIENT

MONDAY = date(2026, 11, 23)
EARLY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
LEAD = "tess@innov8.example"
SETTINGS = {
    "mode": "live",
    "sender": "bot@innov8.example",
    "reply to": "attendance@innov8.example",
    "domain": "innov8.example",
    "dsl name": "Dee Safe",
    "dsl phone": "07700 900106",
    "data protection papers read by": "Dee Safe, DSL, 20/11/2026",
    "morning list": "",
    "duty asked at": "",
    "weekly digest": "",
}


def at(text: str) -> datetime:
    """Return an instant of that Monday by the London clock."""
    return instant(MONDAY, time.fromisoformat(text))


def school(code: str) -> dict[str, Any]:
    """A school with an attendance officer and a DSL."""
    domain = f"{code.lower()}.example"
    return {
        "Code": code,
        "Name": f"{code.title()} Example School",
        "Telephone": "01632 960101",
        "Attendance contact": "Ada Register",
        "Attendance email": f"attendance@{domain}",
        "DSL name": "Dot Safe",
        "DSL email": f"dsl@{domain}",
        "Allowed domains": domain,
    }


def person(code: str, role: str, order: int = 1) -> dict[str, Any]:
    """Somebody who works here."""
    address = f"{code.lower()}@innov8.example"
    return {
        "Code": code,
        "Name": f"{code.title()} Worker",
        "Email": address,
        "Phone": "07700 900101",
        "Roles": role,
        "Duty order": order,
    }


def session(code: str, start: str = "09:00") -> dict[str, Any]:
    """A Monday morning."""
    name = f"{code.title()} workshop"
    usual = {"Weekday": "Monday", "Start": start, "End": "12:00", "Kind": "group", "Lead": "TESS"}
    return {"Code": code, "Name": name, "Site": "Barn", **usual}


def pupil(code: str, roll: str, name: str) -> dict[str, Any]:
    """A child on a school's roll."""
    return {"Code": code, "First name": name, "Surname": "Sample", "Year": "9", "School on roll": roll}


People = Mapping[str, Sequence[dict[str, Any]]]
PEOPLE: dict[str, list[dict[str, Any]]] = {
    "schools": [school("HILL"), school("MILL")],
    "staff": [person("TESS", "lead"), person("CORA", "coordinator"), person("DEE", "innov8 dsl")],
    "sessions": [session("BIKE"), session("COOK")],
    "pupils": [
        pupil("P1", "HILL", "Samwise"),
        pupil("P2", "MILL", "Kairavi"),
        pupil("P3", "HILL", "Zoelle"),
        pupil("P4", "MILL", "Ivyanne"),
        pupil("P5", "HILL", "Oweniel"),
    ],
    "places": [
        {"Pupil": "P1", "Commissioner": "HILL", "BIKE": "x"},
        {"Pupil": "P2", "Commissioner": "MILL", "BIKE": "x"},
        {"Pupil": "P3", "Commissioner": "HILL", "BIKE": "09:30"},
        {"Pupil": "P4", "Commissioner": "MILL", "BIKE": "x"},
        {"Pupil": "P5", "Commissioner": "HILL", "COOK": "x"},
    ],
    "calendar": [{"Calendar": "innov8", "Kind": "term", "From": date(2026, 9, 7), "To": date(2026, 12, 18)}],
}
NAMES = frozenset(str(row["First name"]) for row in PEOPLE["pupils"])


def typed(slug: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the request that types rows under a tab's headings; Places gets a heading for each session."""
    sheet = tab(slug)
    extra = tuple(dict.fromkeys(h for row in rows for h in row if h not in sheet.headers)) if sheet.open_columns else ()
    headers = (*sheet.headers, *extra)
    lines = [[row.get(header, "") for header in headers] for row in rows]
    first = sheet.header_row - (1 if extra else 0)
    start = {"sheetId": sheet.sheet_id, "rowIndex": first, "columnIndex": 0}
    cells = [{"values": [as_typed(value) for value in line]} for line in ([list(headers)] if extra else []) + lines]
    return [{"updateCells": {"start": start, "rows": cells, "fields": "userEnteredValue"}}]


def as_typed(value: Any) -> dict[str, Any]:
    """Return a cell as a person leaves it."""
    if isinstance(value, datetime):
        return {"userEnteredValue": {"numberValue": serial(value)}}
    if isinstance(value, date):
        return {"userEnteredValue": {"numberValue": serial_of_day(value)}}
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}}
    if isinstance(value, int | float):
        return {"userEnteredValue": {"numberValue": value}}
    return {"userEnteredValue": {"stringValue": str(value)}} if value != "" else {}


def set_up(google: Google, people: People = PEOPLE, settings: Mapping[str, str] = SETTINGS) -> str:
    """Make the workbook and its forms through the real set-up, and return the workbook's id."""
    workbook = create_workbook(google, "small")
    apply_workbook(google, workbook)
    change_workbook(google, workbook, [request for slug, rows in people.items() for request in typed(slug, rows)])
    change_workbook(google, workbook, typed("changes", [*confirmed_before(people, EARLY), *answered_before(EARLY)]))
    apply_settings(google, workbook, settings)
    apply_forms(google, workbook, read_timetable(google, workbook), MONDAY)
    return workbook


class Scene:
    """A sandbox with that charity in it, at an instant, and the tick as the scheduler would call it."""

    def __init__(self, file: Path, workbook: str, now: datetime = EARLY) -> None:
        self.stage = Stage(file, now)
        self.stage.workbook_id = self.workbook = workbook
        self.file = file

    def close(self) -> None:
        """Stop the sandbox."""
        self.stage.close()

    def tick(self, when: str | datetime, google: Google | None = None, **more: Any) -> tick.Report:
        """Move the clock and run the job once."""
        now = at(when) if isinstance(when, str) else when
        self.stage.move(now)
        return tick.run(google or self.stage.google(), self.workbook, now, **{"figures": PATIENT} | more)

    def register(self, when: str, session: str = "BIKE", *ticked: str, who: str = LEAD) -> None:
        """Send a register at a time: unticked means not here when asked."""
        self.stage.move(at(when))
        answers: dict[str, Any] = {"session": session, "present": tuple(ticked), "taken_at": when}
        self.stage.send("register", who, {k: v for k, v in answers.items() if v})

    def change(self, *requests: dict[str, Any]) -> None:
        """Change the workbook as a person does, outside the protocol, and look at it again.

        Where reads are torn, that look is the torn one: what a tick does with such a reading, the stories tell.
        """
        change_workbook(self.stage.google(), self.workbook, list(requests))
        self.look()

    def look(self) -> None:
        """Read two cells at once, as anybody's browser does after a change."""
        url = f"https://sheets.googleapis.com/v4/spreadsheets/{self.workbook}/values:batchGet"
        self.stage.google().http.request("get", url, params={"ranges": ["A1", "A2"]})

    def type(self, where: str, *lines: Sequence[Any]) -> None:
        """Type cells, as a person does, from one cell to the right and down: Schools!B2."""
        title, _, cell = where.partition("!")
        row, column = int("".join(filter(str.isdigit, cell))) - 1, ord(cell[0]) - ord("A")
        slug = title.casefold().replace(" ", "_")
        start = {"sheetId": tab(slug).sheet_id, "rowIndex": row, "columnIndex": column}
        rows = [{"values": [as_typed(value) for value in line]} for line in lines]
        self.change({"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}})

    def cells(self, where: str) -> list[list[Any]]:
        """Return cells of the workbook as Google gives them: Today!A1:F20."""
        url = f"https://sheets.googleapis.com/v4/spreadsheets/{self.workbook}/values/{where}"
        answer = self.stage.google().http.request("get", url, params={"valueRenderOption": "UNFORMATTED_VALUE"})
        found: list[list[Any]] = answer.json().get("values", [])
        return found

    def fault(self, **rule: Any) -> None:
        """Add a fault rule to the sandbox."""
        self.stage.control("faults", rule)

    def faults_end(self) -> None:
        """Take every fault away."""
        self.stage.control("faults", verb="DELETE")

    def switch(self, **switches: Any) -> None:
        """Set doubtful facts about Google."""
        self.stage.control("switches", switches)

    def calls(self, since: int = 0) -> dict[str, int]:
        """Return the calls since a mark, counted by method."""
        counts: dict[str, int] = self.stage.control(f"traffic?since={since}&calls=false")["counts"]
        return counts

    def mark(self) -> int:
        """Return a mark in the record of calls."""
        return int(self.stage.control("traffic?calls=false")["last"])

    def told(self) -> list[tuple[str, str, str]]:
        """Return every message of ours that is in the Sent folder: notice, organisation and whom it went to."""
        messages = self.stage.outcome().facts.messages
        found = []
        for key in self.stage.mail():
            message = messages.get(key)
            found.append((message.notice, message.organisation, message.to) if message else ("?", key, ""))
        return sorted(found)

    def drafts(self) -> int:
        """Return how many drafts lie in the mailbox."""
        return len(list_drafts(self.stage.google()))

    def problem(self, code: str) -> list[str]:
        """Return what the Problems tab says under a code, in one sentence each with where and what to do."""
        return [f"{p.where}: {p.what} {p.mend}" for p in self.stage.problems() if p.code == code]
