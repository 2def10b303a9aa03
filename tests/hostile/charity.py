"""The small charity with hostile rows or entries in it, and what must hold whatever was typed."""

from __future__ import annotations

import email
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from cme.domain.form_plan import FORMS
from cme.edges.form_ids import form_ids
from cme.edges.schema import tab, tabs
from sandbox.clock import zulu
from sandbox.stage import DSL
from tests.jobs.small import PEOPLE, Scene, at

CONTROL = ("absence", "MILL", "attendance@mill.example")
"""P2 of Mill School is missed at 09:15: nothing that is typed elsewhere may keep that from its school."""
OURS = {
    *(str(row[kind]) for row in PEOPLE["schools"] for kind in ("Attendance email", "DSL email")),
    *(str(row["Email"]) for row in PEOPLE["staff"]),
}
"""Every address of the register: nothing goes to any other."""
HEADERS = {
    *("To", "From", "Reply-To", "Subject", "Auto-Submitted", "References", "In-Reply-To", "X-Innov8-Message"),
    *("X-Innov8-Notice", "X-Innov8-Pays"),
    *("MIME-Version", "Content-Type", "Importance", "Date", "Message-ID", "Message-Id"),
}
SCREENS = ("today", "waiting", "sessions_today", "problems", "entries", "observations", "messages", "obligations")
"""The tabs in which the machine shows what people typed."""
Pairs = set[tuple[str, str]]


def opened(made: tuple[Path, str], folder: Path) -> Scene:
    """Return a copy of the charity at 08:55 on its Monday."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(made[0], folder / "sandbox.sqlite")
    return Scene(folder / "sandbox.sqlite", made[1], at("08:55"))


def sent(scene: Scene) -> list[EmailMessage]:
    """Return every message of ours as a mail program reads it."""
    found = [email.message_from_bytes(message.raw, policy=default) for message in scene.stage.sent()]
    return [message for message in found if isinstance(message, EmailMessage)]


def check_mail(scene: Scene, addresses: Iterable[str] = ()) -> None:
    """Fail where a message has a header or a recipient that is not ours, or the other child's school was not told."""
    allowed = OURS | set(addresses)
    for message in sent(scene):
        assert set(message.keys()) - HEADERS == set()
        assert sorted(message.keys()) == sorted(set(message.keys()))
        (to,) = message["To"].addresses
        assert to.addr_spec in allowed
        assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    assert scene.told().count(CONTROL) == 1


OUR_FORMULAS = sorted(f"{sheet.title}!{cell.at}" for sheet in tabs() for cell in sheet.cells if cell.formula)
"""The cells that are formulas because the schema says so."""


def formulas(scene: Scene) -> list[str]:
    """Return every cell of the workbook that is a formula."""
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{scene.workbook}"
    fields = "sheets(properties(title),data(startRow,startColumn,rowData(values(userEnteredValue))))"
    answer = scene.stage.google().http.request("get", url, params={"fields": fields}).json()
    return sorted(
        f"{sheet['properties']['title']}!{chr(65 + column)}{number}"
        for sheet in answer["sheets"]
        for block in sheet.get("data", ())
        for number, row in enumerate(block.get("rowData", ()), block.get("startRow", 0) + 1)
        for column, cell in enumerate(row.get("values", ()), block.get("startColumn", 0))
        if "formulaValue" in cell.get("userEnteredValue", {})
    )


def noted(scene: Scene) -> tuple[int, int]:
    """Return how many lines Changes and the Desk have: what is written down once must not be found again."""
    return len(scene.cells("Changes!A1:A999")), len(scene.cells("Desk!A1:A999"))


class _Reader(HTMLParser):
    """Collects every element with each of its attributes, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: Pairs = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.pairs |= {(tag, ""), *((tag, name) for name, _ in attrs)}
        self.links |= {str(value) for name, value in attrs if name in ("href", "src", "action", "formaction")}


def page(scene: Scene, path: str) -> tuple[int, str]:
    """Return a page of the sandbox as a browser gets it."""
    request = Request(f"{scene.stage.base}{path}")
    try:
        with urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8")
    except HTTPError as wrong:
        return wrong.code, wrong.read().decode("utf-8")


def read_pages(scene: Scene, *slugs: str) -> tuple[Pairs, set[str]]:
    """Return the elements, attributes and links of every page: the workbook's tabs, the forms, each mailbox."""
    reader = _Reader()
    for path in [*_workbook_pages(scene, {*SCREENS, *slugs}), *_form_pages(scene), *_mail_pages(scene)]:
        status, text = page(scene, path)
        assert status == 200, f"{path.split('?')[0]}: {text[:300]}"
        reader.feed(text)
        reader.reset()
    return reader.pairs, reader.links


def _workbook_pages(scene: Scene, slugs: Iterable[str]) -> list[str]:
    who = quote(DSL.partition(":")[2])
    return [f"/spreadsheets/d/{scene.workbook}/edit?gid={tab(slug).sheet_id}&as={who}" for slug in slugs]


def _form_pages(scene: Scene) -> list[str]:
    return [f"/forms/d/{scene.stage.form(slug).id}/viewform" for slug in FORMS]


def _mail_pages(scene: Scene) -> list[str]:
    with scene.stage.app.store.transaction() as db:
        rows = db.execute("SELECT mailbox, id FROM mail ORDER BY at DESC, id LIMIT 8").fetchall()
    paths = ["/", "/mail/", "/sandbox/"]
    for row in rows:
        box = f"/mail/{quote(row['mailbox'], safe='')}"
        paths += [box, f"{box}/{row['id']}", f"{box}/{row['id']}/html"]
    return list(dict.fromkeys(paths))


def check_pages(scene: Scene, ours: Pairs, *slugs: str) -> None:
    """Fail where a page shows an element or an attribute that a page of the plain charity does not have."""
    pairs, links = read_pages(scene, *slugs)
    assert pairs - ours == set()
    assert not [link for link in links if not link.startswith(("/", "?", "#", "tel:", "data:,", "http://127.0.0.1"))]


def put_entries(
    scene: Scene, slug: str, entries: Iterable[tuple[str, datetime, str, Mapping[str, Sequence[str]]]]
) -> None:
    """Put responses into a form as Google would hand them out, also those that its page would refuse."""
    form = scene.stage.form(slug).id
    with scene.stage.app.store.transaction() as db:
        first = db.execute("SELECT coalesce(max(number), 0) FROM form_responses").fetchone()[0] + 1
        db.executemany(
            "INSERT INTO form_responses (id, form, number, created, submitted, email, answers) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (id_, form, first + n, zulu(when), zulu(when), who, json.dumps(answers))
                for n, (id_, when, who, answers) in enumerate(entries)
            ],
        )


def questions(scene: Scene, slug: str, session: str = "BIKE") -> dict[str, str]:
    """Return the id of each question of a form by its kind; of a session's own questions those of that session."""
    rows = form_ids(scene.stage.read().values["form_ids"][1:])
    return {row.kind: row.question_id for row in rows if row.form == slug and row.session in ("", session)}
