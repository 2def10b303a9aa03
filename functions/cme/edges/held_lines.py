"""Every line of a file, an archive, a form or the mailbox, as words: for whoever looks for what is held of a person.

Only the command that answers such a request asks for it; nothing of it is kept, written, logged or sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from typing import Any

from gspread.utils import rowcol_to_a1

from cme.domain.archive_cells import WholeTab
from cme.domain.clocks import day_from_serial, from_serial, time_from_serial
from cme.domain.entries import RawEntry
from cme.domain.form_items import FormId
from cme.domain.history import text_of
from cme.domain.pack import known_day, stamp
from cme.domain.subject_search import DRAFTS, FORM, RECEIVED, SENT, Line, archive_of
from cme.edges.forms import responses_since
from cme.edges.gmail import NOTICE_HEADER, OUR_HEADER, PAYS_HEADER, raw_of, taken_at
from cme.edges.google import Google
from cme.edges.ledger_read import is_date
from cme.edges.schema import Tab, form_wording
from cme.edges.whole_tabs import every_cell

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
SHOWN = ("From", "To", "Cc", "Subject", "Date")
KEPT = {OUR_HEADER: "Message", PAYS_HEADER: "Answers for", NOTICE_HEADER: "Kind"}
"""Our own headers, by what they say."""


def tab_lines(google: Google, file_id: str, title: str, schema: Tab | None, before: str = "") -> list[Line]:
    """Return every row of a tab that holds anything, as people see it; `before` says which file it is."""
    source = f"{before}{schema.slug if schema else title}"
    return _lines(every_cell(google, file_id, title), source, f"{before}{title}", schema)


def archived_lines(tab: WholeTab, schema: Tab | None, month: str) -> list[Line]:
    """Return every row of a tab as a month's archive holds it: a formula as it was typed, not what it gave."""
    rows = [[cell.value if cell else "" for cell in row] for row in tab.rows]
    lines = _lines(rows, schema.slug if schema else tab.title, f"{archive_of(month)}, {tab.title}", schema)
    return [replace(line, month=month) for line in lines]


def _lines(rows: Sequence[Sequence[Any]], source: str, where: str, schema: Tab | None) -> list[Line]:
    """Return the rows that hold anything, by their headings; a tab of people's own has them in row 1.

    The row of headings is one as well: somebody may have written a name into it.
    """
    header = schema.header_row if schema and schema.columns else 0 if schema else 1
    headings = [str(cell).strip() for cell in rows[header - 1]] if 0 < header <= len(rows) else []
    kinds = {column.header.casefold(): column.kind for column in schema.columns} if schema else {}
    lines = (
        _line(source, f"{where}, row {n}", row, headings if n > header else [], kinds)
        for n, row in enumerate(rows, start=1)
    )
    return [line for line in lines if line.says]


def _line(source: str, where: str, row: Sequence[Any], headings: Sequence[str], kinds: Mapping[str, str]) -> Line:
    says: dict[str, str] = {}
    at: datetime | None = None
    for index, cell in enumerate(row):
        if cell in ("", None):
            continue
        heading = headings[index] if index < len(headings) else ""
        kind = kinds.get(heading.casefold(), "")
        if kind == "instant" and at is None and is_date(cell) and cell:
            at = from_serial(cell)
        if not heading or heading in says:
            heading = f"{heading} {rowcol_to_a1(1, index + 1)[:-1]}".strip()
        says[heading] = _words(cell, kind)
    return Line(source, where, says, at)


def _words(cell: Any, kind: str) -> str:
    """Return a cell as a person reads it."""
    if is_date(cell) and cell:
        if kind == "instant":
            return stamp(from_serial(cell))
        if kind == "date":
            return known_day(day_from_serial(cell))
        if kind == "time" and cell < 1:
            return f"{time_from_serial(cell):%H:%M}"
    return text_of(cell)


def form_lines(google: Google, slug: str, form_id: str, ids: Mapping[str, FormId]) -> list[Line]:
    """Return every answer that a form ever got and still holds, by what each question asks."""
    return [_answer(entry, ids) for entry in responses_since(google, slug, form_id, BEGINNING)]


def _answer(entry: RawEntry, ids: Mapping[str, FormId]) -> Line:
    words = form_wording(entry.form)
    says = {"Entry": entry.key, "By": entry.email}
    for question, values in entry.answers.items():
        meaning = ids.get(question)
        asked = words.fields.get(meaning.kind) if meaning else None
        title = asked.title if asked else meaning.kind if meaning else question
        says[title if title not in says else f"{title} ({question})"] = "; ".join(values)
    return Line(f"{FORM}{entry.form}", f"form “{words.title}”", says, entry.submitted_at)


def mail_line(google: Google, message: str) -> Line:
    """Return one message of the mailbox: who wrote to whom, and its words."""
    got = google.messages.get(userId="me", id=message, format="raw").execute()
    mail = message_from_bytes(raw_of(got), _class=EmailMessage, policy=policy.default)
    labels = got.get("labelIds", ())
    source = SENT if "SENT" in labels else DRAFTS if "DRAFT" in labels else RECEIVED
    says = {shown: str(mail[name]) for name, shown in (*zip(SHOWN, SHOWN, strict=True), *KEPT.items()) if mail[name]}
    names = [str(part.get_filename() or "without a name") for part in mail.iter_attachments()]
    says |= {"Attachments": ", ".join(names)} if names else {}
    return Line(source, f"{source}, “{mail['Subject'] or ''}”", says | {"Text": _text(mail)}, taken_at(got))


def _text(mail: EmailMessage) -> str:
    parts: Iterator[Any] = (mail.get_body((kind,)) for kind in ("plain", "html"))
    body = next((part for part in parts if part is not None), None)
    if body is None:
        return ""
    try:
        text = str(body.get_content())
    except LookupError:
        # A stranger may name an alphabet that there is not.
        text = body.get_payload(decode=True).decode("utf-8", "replace")
    return text if body.get_content_subtype() == "plain" else unescape(re.sub(r"<[^>]*>", " ", text))
