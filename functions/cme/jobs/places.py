"""Reads every place where something may be held of somebody, and notes where it could not look.

What cannot be read is said so, and the rest is looked through: a request has its day by which it must be answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from cme.domain.archive import Month
from cme.domain.form_plan import FORMS
from cme.domain.subject_access import Looked
from cme.domain.subject_search import DRAFTS, FORM, MAIL, RECEIVED, SENT, Line, archive_of, as_read, only_new
from cme.edges.form_ids import form_ids
from cme.edges.gmail import every_message
from cme.edges.google import Google
from cme.edges.held_lines import archived_lines, form_lines, mail_line, tab_lines
from cme.edges.layout import titles_of
from cme.edges.schema import Tab, form_wording, tabs
from cme.edges.sheets import Snapshot, Workbook
from cme.errors import EdgeError, SetupError
from cme.jobs.archived import archived_tabs

FOLDERS = {SENT: "Mailbox, sent", RECEIVED: "Mailbox, received", DRAFTS: "Mailbox, drafts"}
Tell = Callable[[str], None]


class Places:
    """What was read so far, and where; a place that cannot be read is noted with the reason."""

    def __init__(self, google: Google, tell: Tell) -> None:
        self.google, self.tell = google, tell
        self.lines: list[Line] = []
        self.looked: list[Looked] = []

    def look_in_file(self, file_id: str, wanted: Sequence[Tab], where: str = "") -> None:
        """Read every tab of a file: those that we know, wherever they stand, and whatever else is there."""
        try:
            titles = titles_of(Workbook(self.google, file_id).outline())
        except EdgeError as wrong:
            self.looked.append(Looked(where, where.rstrip(", "), missing=_why(wrong)))
            return
        self.tell(f"Reading {len(titles)} tabs.")
        ours = {schema.sheet_id: schema for schema in wanted}
        for sheet_id, title in titles.items():
            schema = ours.get(sheet_id)
            source = f"{where}{schema.slug if schema else title}"
            self._read(source, f"{where}{title}", partial(tab_lines, self.google, file_id, title, schema, where))
        gone = (schema for schema in wanted if schema.sheet_id not in titles)
        self.looked += (Looked(schema.slug, f"{where}{schema.title}", missing="the tab is gone") for schema in gone)

    def look_in_forms(self, forms: Mapping[str, str], snapshot: Snapshot) -> None:
        """Read every answer of each form that Settings names or named."""
        ids = {row.question_id: row for row in form_ids(snapshot.values.get("form_ids", ())[1:]) if row.question_id}
        self.tell(f"Reading {len(forms)} forms.")
        for form_id, slug in forms.items():
            title = f"form “{form_wording(slug).title}”, {form_id}"
            self._read(f"{FORM}{slug}", title, partial(form_lines, self.google, slug, form_id, ids))
        for slug in set(FORMS) - set(forms.values()):
            title = f"form “{form_wording(slug).title}”"
            self.looked.append(Looked(f"{FORM}{slug}", title, missing="Settings names no such form"))

    def look_in_mailbox(self) -> None:
        """Read every message that the system's own mailbox holds."""
        try:
            messages = every_message(self.google)
        except EdgeError as wrong:
            self.looked.append(Looked(MAIL, "Mailbox", missing=_why(wrong)))
            return
        self.tell(f"Reading {len(messages)} messages of the mailbox.")
        found: list[Line] = []
        unread = 0
        for message in messages:
            try:
                found.append(mail_line(self.google, message))
            except EdgeError:
                unread += 1
        counts = Counter(line.source for line in found)
        self.looked += (Looked(source, title, counts[source]) for source, title in FOLDERS.items())
        if unread:
            self.looked.append(Looked(MAIL, "Mailbox", missing=f"{unread} messages were not given by Google"))
        self.lines += found

    def look_in_archives(self, months: Iterable[Month]) -> None:
        """Read each month's archive, the latest first, for what stands nowhere else: pruned, or typed over since."""
        ours, seen = {schema.sheet_id: schema for schema in tabs()}, set(map(as_read, self.lines))
        for month in sorted(months, key=lambda one: one.name, reverse=True):
            title = archive_of(month.name)
            self.tell(f"Reading the {title[0].lower()}{title[1:]}.")
            try:
                archived = archived_tabs(self.google, month)
            except (EdgeError, SetupError) as wrong:
                self.looked.append(Looked(title, title, missing=_why(wrong)))
                continue
            lines = [line for one in archived for line in archived_lines(one, ours.get(one.sheet_id), month.name)]
            self.lines += only_new(lines, seen)
            self.looked.append(Looked(title, title, len(lines)))

    def _read(self, source: str, title: str, read: Callable[[], list[Line]]) -> None:
        try:
            found = read()
        except EdgeError as wrong:
            self.looked.append(Looked(source, title, missing=_why(wrong)))
            return
        self.lines += found
        self.looked.append(Looked(source, title, len(found)))


def _why(wrong: EdgeError | SetupError) -> str:
    if isinstance(wrong, SetupError):
        return str(wrong)
    return f"Google did not give it ({wrong.brief}): run this again"
