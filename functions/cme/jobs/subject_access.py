"""Looks for all that is held of one person, when somebody asks for it, wherever that stands; it writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import product

from cme.domain.archive import sealed_months
from cme.domain.form_plan import FORMS
from cme.domain.history import HEADINGS, ROWS, Difference, text_of
from cme.domain.model import Facts, Owing, Pupil
from cme.domain.references import reference
from cme.domain.subject_access import Access, held_of
from cme.domain.subject_search import NEVER, Line, Subject, search, somebody
from cme.domain.third_parties import Marker, Party, parties_of
from cme.edges.google import Google
from cme.edges.history import KEYS
from cme.edges.schema import duty_tabs, tab, tabs
from cme.edges.sheets import Workbook
from cme.errors import SetupError
from cme.jobs.gather import gather
from cme.jobs.known import known_of
from cme.jobs.places import Places, Tell
from cme.jobs.whole_record import pupil_named

SLUGS = {tab(slug).title: slug for slug in KEYS}
"""The tabs that History follows, by the title under which it has them."""
OF_THE_TAB = (HEADINGS, ROWS)
FORM_ID = " form id"
"""How a setting ends that names a form."""
PUPILS, SETTINGS = tab("pupils").title, tab("settings").title
CODED = {"pupils": "Code", "observations": "Pupil", "obligations": "Pupil", "chronology": "Pupil", "erased": "What"}
"""Under which heading of a tab a child's code stands alone."""


def find_all(
    google: Google,
    workbook_id: str,
    wanted: str,
    now: datetime,
    tell: Tell = lambda _: None,
    *,
    typed: Sequence[str] = (),
) -> Access:
    """Return all that is held of the child of a code, or of whoever is meant by what was typed; else SetupError."""
    snapshot = Workbook(google, workbook_id).read_whole()
    facts = gather(snapshot, workbook_id).facts
    history = known_of(google, workbook_id, snapshot, facts).history
    months = sealed_months(facts)
    if not (typed or months):
        # A slip of the finger is said before minutes are spent on it.
        pupil_named(facts, wanted)
    places = Places(google, tell)
    places.look_in_file(workbook_id, tabs())
    # The archives come behind the workbook, of which they say again what still stands there.
    places.look_in_archives(months)
    if typed:
        subject = somebody(typed)
    else:
        pupil = _pupil(facts, wanted, places.lines)
        references = _references(pupil.code, facts, workbook_id, places.lines)
        subject = _subject(pupil, facts, history, places.lines, references)
    if facts.settings.duty_board:
        places.look_in_file(facts.settings.duty_board, duty_tabs(), "Duty board, ")
    places.look_in_forms(_forms(facts, history), snapshot)
    places.look_in_mailbox()
    parties = (*_parties(places.lines), *_parties_then(history))
    marker = Marker(subject, (party for party in parties if party.name != subject.code))
    held = tuple(held_of(search(subject, places.lines), marker))
    return Access(subject.code, now, facts.settings.organisation, held, tuple(places.looked), typed)


def _forms(facts: Facts, history: Iterable[Difference]) -> dict[str, str]:
    """Return the forms that Settings names, and named before, each with what it is."""
    found = {form_id: slug for slug, form_id in facts.settings.form_ids.items()}
    for difference in history:
        slug = difference.spot.row.removesuffix(FORM_ID)
        if difference.spot.tab == SETTINGS and slug in FORMS:
            values = (text_of(cells.get("Value", "")) for cells in (difference.before, difference.now))
            found |= {value: slug for value in values if value}
    return found


def _pupil(facts: Facts, wanted: str, lines: Iterable[Line]) -> Pupil:
    """Return the child of a code; of one of whom the archives alone still know, the code is all that is known here."""
    try:
        return pupil_named(facts, wanted)
    except SetupError:
        code = next((code for code in _codes(lines) if code.casefold() == wanted.strip().casefold()), "")
        if not code:
            raise
        return Pupil(code, "", "")


def _codes(lines: Iterable[Line]) -> set[str]:
    """Return the codes that lines hold; a cell of several words is none."""
    found = (line.says.get(CODED[line.source], "").split() for line in lines if line.source in CODED)
    return {words[0] for words in found if len(words) == 1}


def _subject(
    pupil: Pupil, facts: Facts, history: Iterable[Difference], lines: Sequence[Line], references: Iterable[str]
) -> Subject:
    """Return by what a child is found: all that it was ever called, and whom was written to about it when."""
    rows = [one for one in history if one.spot.tab == PUPILS and one.spot.row not in OF_THE_TAB]
    told = (cells for row in rows if _code(row) == pupil.code for cells in (row.before, row.now))
    mine = [{heading: text_of(value) for heading, value in cells.items()} for cells in told]
    mine += [dict(line.says) for line in lines if line.source == "pupils" and line.says.get("Code") == pupil.code]

    def every(now: str, heading: str) -> set[str]:
        return {now, *(cells.get(heading, "") for cells in mine)} - {""}

    firsts, lasts = every(pupil.first_name, "First name"), every(pupil.surname, "Surname")
    return Subject(
        code=pupil.code,
        others=frozenset({*facts.pupils, *map(_code, rows), *_codes(lines)} - {"", pupil.code}),
        names=frozenset(product(firsts or {""}, lasts or {""})),
        numbers=frozenset(every(pupil.admission_number, "Admission number")),
        references=frozenset(references),
    )


def _references(code: str, facts: Facts, workbook_id: str, lines: Iterable[Line]) -> Iterator[str]:
    """Yield the references of each day on which a school or authority was written to about a child."""
    keys = (line.says.get("Obligation", "") for line in lines if line.source == "obligations")
    for row in (Owing.from_key(key, "", NEVER, "") for key in keys):
        if row is not None and row.pupil == code and row.organisation in facts.organisations:
            yield reference(workbook_id, row.organisation, row.day)


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
