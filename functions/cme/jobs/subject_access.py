"""Looks for all that is held of one child, when a person asks: each tab, each form, the mailbox. It writes nothing.

What cannot be read is said so, and the rest is looked through: a request has its day by which it must be answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import product

from cme.domain.form_plan import FORMS
from cme.domain.history import HEADINGS, ROWS, Difference, text_of
from cme.domain.model import Facts, Pupil
from cme.domain.references import reference
from cme.domain.subject_access import Access, Looked, held_of
from cme.domain.subject_search import DRAFTS, FORM, MAIL, RECEIVED, SENT, Line, Subject, search
from cme.domain.third_parties import Marker, Party, parties_of
from cme.edges.form_ids import form_ids
from cme.edges.gmail import every_message
from cme.edges.google import Google
from cme.edges.held_lines import form_lines, mail_line, tab_lines
from cme.edges.history import KEYS
from cme.edges.layout import titles_of
from cme.edges.schema import Tab, duty_tabs, form_wording, tab, tabs
from cme.edges.sheets import Snapshot, Workbook
from cme.errors import EdgeError
from cme.jobs.gather import gather
from cme.jobs.known import known_of
from cme.jobs.whole_record import pupil_named

FOLDERS = {SENT: "Mailbox, sent", RECEIVED: "Mailbox, received", DRAFTS: "Mailbox, drafts"}
SLUGS = {tab(slug).title: slug for slug in KEYS}
"""The tabs that History follows, by the title under which it has them."""
OF_THE_TAB = (HEADINGS, ROWS)
FORM_ID = " form id"
"""How a setting ends that names a form."""
PUPILS, SETTINGS = tab("pupils").title, tab("settings").title
Tell = Callable[[str], None]


def find_all(google: Google, workbook_id: str, wanted: str, now: datetime, tell: Tell = lambda _: None) -> Access:
    """Return all that is held of the child of a code, or raise SetupError where nobody has that code."""
    snapshot = Workbook(google, workbook_id).read_whole()
    facts = gather(snapshot, workbook_id).facts
    history = known_of(google, workbook_id, snapshot, facts).history
    pupil = pupil_named(facts, wanted)
    places = _Places(google, tell)
    places.look_in_file(workbook_id, tabs())
    if facts.settings.duty_board:
        places.look_in_file(facts.settings.duty_board, duty_tabs(), "Duty board, ")
    places.look_in_forms(_forms(facts, history), snapshot)
    places.look_in_mailbox()
    subject = _subject(facts, pupil, history, workbook_id)
    parties = (*_parties(places.lines), *_parties_then(history))
    marker = Marker(subject, (party for party in parties if party.name != pupil.code))
    held = tuple(held_of(search(subject, places.lines), marker))
    return Access(pupil.code, now, facts.settings.organisation, held, tuple(places.looked))


class _Places:
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

    def _read(self, source: str, title: str, read: Callable[[], list[Line]]) -> None:
        try:
            found = read()
        except EdgeError as wrong:
            self.looked.append(Looked(source, title, missing=_why(wrong)))
            return
        self.lines += found
        self.looked.append(Looked(source, title, len(found)))


def _why(wrong: EdgeError) -> str:
    return f"Google did not give it ({wrong.brief}): run this again"


def _forms(facts: Facts, history: Iterable[Difference]) -> dict[str, str]:
    """Return the forms that Settings names, and named before, each with what it is."""
    found = {form_id: slug for slug, form_id in facts.settings.form_ids.items()}
    for difference in history:
        slug = difference.spot.row.removesuffix(FORM_ID)
        if difference.spot.tab == SETTINGS and slug in FORMS:
            values = (text_of(cells.get("Value", "")) for cells in (difference.before, difference.now))
            found |= {value: slug for value in values if value}
    return found


def _subject(facts: Facts, pupil: Pupil, history: Iterable[Difference], workbook_id: str) -> Subject:
    """Return by what a child is found: all that it was ever called, and whom was written to about it when."""
    rows = [one for one in history if one.spot.tab == PUPILS and one.spot.row not in OF_THE_TAB]
    mine = [cells for row in rows if _code(row) == pupil.code for cells in (row.before, row.now)]
    firsts = {pupil.first_name, *(text_of(cells.get("First name", "")) for cells in mine)} - {""}
    lasts = {pupil.surname, *(text_of(cells.get("Surname", "")) for cells in mine)} - {""}
    numbers = {pupil.admission_number, *(text_of(cells.get("Admission number", "")) for cells in mine)}
    told = (row for row in facts.ledger.values() if row.pupil == pupil.code and row.organisation in facts.organisations)
    coded = {one.pupil for one in facts.observations} | {row.pupil for row in facts.ledger.values()}
    return Subject(
        code=pupil.code,
        others=frozenset({*facts.pupils, *coded, *map(_code, rows)} - {"", pupil.code}),
        names=frozenset(product(firsts or {""}, lasts or {""})),
        numbers=frozenset(numbers - {""}),
        references=frozenset(reference(workbook_id, row.organisation, row.day) for row in told),
    )


def _code(difference: Difference) -> str:
    """Return the code in the name of a row of History, which has a number where two rows had one code."""
    return difference.spot.row.partition(" (")[0]


def _parties(lines: Iterable[Line]) -> Iterator[Party]:
    """Yield whom the tabs name today."""
    return (party for line in lines for party in parties_of(line.source, line.says))


def _parties_then(history: Iterable[Difference]) -> Iterator[Party]:
    """Yield whom the tabs named before, as far back as History reaches."""
    for difference in history:
        slug = "" if difference.spot.row in OF_THE_TAB else SLUGS.get(difference.spot.tab, "")
        for cells in (difference.before, difference.now) if slug else ():
            yield from parties_of(slug, {KEYS[slug]: _code(difference), **{h: text_of(v) for h, v in cells.items()}})
