"""From the cells of one read to facts: typed, with everything that is wrong with them as problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cme.domain.answers import Recorded, otherwise, recorded
from cme.domain.changes import Change, fold
from cme.domain.contacts import NOTHING_CONFIRMED, Review, confirmed_organisations, confirmed_staff, review
from cme.domain.desk_answers import Answer
from cme.domain.form_items import FormId
from cme.domain.model import Facts, Mode, Problem, Settings, Severity, Staff
from cme.domain.modes import leaves, not_ready, papers_unread
from cme.edges.archive import read_archive
from cme.edges.breaches import read_words
from cme.edges.changes import FOLLOWED, read_changes, watched
from cme.edges.chronology import read_events
from cme.edges.desk import CASE, read_answers
from cme.edges.form_ids import form_ids
from cme.edges.ledger_read import read_ledger, read_messages, read_observations
from cme.edges.patterns import read_findings
from cme.edges.people import is_mode_known, read_organisations, read_settings, read_staff
from cme.edges.pupils import read_pupils
from cme.edges.safeguarding import with_safeguarding
from cme.edges.sheets import Snapshot
from cme.edges.tables import Table
from cme.edges.timetable import read_calendar, read_halves, read_places, read_sessions
from cme.policy import load_figures, load_policy, load_questions


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts of one read, the meaning of every question that ever was on a form, and the Desk's word on cases."""

    facts: Facts
    ids: Mapping[str, FormId]
    ours: bool = True
    mode_known: bool = True
    contacts: Review = NOTHING_CONFIRMED
    recorded: Recorded = field(default_factory=Recorded)
    at_desk: tuple[Answer, ...] = ()

    @property
    def may_send(self) -> bool:
        """Whether the system is live in its own workbook: everything that is owed may leave."""
        return self.ours and self.facts.settings.mode is Mode.LIVE

    def lets_out(self, notice: str) -> bool:
        """Return whether such a notice may leave: in shadow one does, and from a copy none."""
        return self.ours and leaves(self.facts.settings.mode, notice)


def gather(snapshot: Snapshot, workbook_id: str) -> Gathered:
    """Return the facts of a snapshot. It never raises: what cannot be read is a problem and counts as empty."""
    problems = list(snapshot.problems)
    tables = {
        slug: Table.of(slug, snapshot.values.get(slug, []), snapshot.titles.get(slug, ""))
        for slug in _ALL
        if snapshot.values.get(slug)
    }
    empty = {slug: Table(slug, slug.capitalize(), {}, []) for slug in _ALL}
    t = empty | tables
    settings = read_settings(t["settings"], snapshot.live_from, snapshot.paused_from)
    organisations = read_organisations(t["schools"], t["authorities"])
    staff = read_staff(t["staff"])
    pupils = with_safeguarding(t["safeguarding"], read_pupils(t["pupils"], organisations))
    sessions = read_sessions(t["sessions"], staff)
    header = (snapshot.values.get("places") or [[]])[0]
    places = read_places(t["places"], header, sessions, pupils, organisations)
    sessions, places = read_halves(t["sessions"], sessions, places, settings.pm_start)
    terms, closures = read_calendar(t["calendar"])
    for table in t.values():
        problems += table.problems
    ours = settings.workbook_id == workbook_id
    if not ours:
        problems.append(_copied(settings.workbook_id))
    mode_known = is_mode_known(t["settings"])
    changes = _changes(snapshot, problems)
    known = recorded(changes, load_questions(), load_figures())
    problems += [_odd(change) for change in known.odd]
    problems += papers_unread(settings)
    if "changes" not in snapshot.unfit:
        settings = _ready(settings, known, snapshot.live_from, problems)
    # A mode that was lost by mistake is no time before live: what is typed meanwhile was checked by nobody.
    before_live = settings.mode is not Mode.LIVE and (mode_known or snapshot.live_from is None)
    contacts = _contacts(snapshot, changes, staff, problems, before_live=before_live)
    messages = read_messages(snapshot.values.get("messages", ()), problems)
    facts = Facts(
        settings=settings,
        organisations=confirmed_organisations(organisations, contacts),
        staff=confirmed_staff(staff, contacts),
        pupils=pupils,
        sessions=sessions,
        places=places,
        terms=terms,
        closures=closures,
        observations=read_observations(snapshot.values.get("observations", ()), problems),
        ledger=read_ledger(snapshot.values.get("obligations", ()), problems, messages),
        messages=messages,
        unconfirmed=contacts.waiting,
        questions=load_questions(),
        answers=known.answers,
        decided=otherwise(known.values, load_figures()),
        policy=load_policy(),
        findings=read_findings(snapshot.values.get("patterns", ())[1:], problems),
        events=read_events(snapshot.values.get("chronology", ()), problems),
        breach_words=read_words(snapshot.values.get("breaches", ())[1:], problems),
        archived=read_archive(snapshot.values.get("archive", ())[1:], problems),
    )
    ids = {row.question_id: row for row in form_ids(snapshot.values.get("form_ids", [])[1:]) if row.question_id}
    asks = {f"{row.form}/{row.kind}": row.question_id for row in ids.values() if not row.session}
    facts = replace(facts, settings=replace(settings, question_ids=asks), problems=tuple(problems))
    at_desk = tuple(read_answers(snapshot.values.get("desk", ())[1:], CASE))
    return Gathered(facts, ids, ours, mode_known, contacts, known, at_desk)


def _changes(snapshot: Snapshot, problems: list[Problem]) -> list[Change]:
    if "changes" in snapshot.unfit:
        return []
    return read_changes(snapshot.values.get("changes", ())[1:], problems, snapshot.revision)


def _contacts(
    snapshot: Snapshot,
    changes: Sequence[Change],
    staff: Mapping[str, Staff],
    problems: list[Problem],
    *,
    before_live: bool,
) -> Review:
    """Return which addresses count as confirmed: none, where nobody can say what was confirmed."""
    if "changes" in snapshot.unfit:
        what = "Nobody can say which addresses were confirmed, so that safeguarding mail goes to no school."
        what += " Nor what was answered to the policy's questions: its own figures are in force."
        mend = "Ring them; mend the tab Changes as the line above says, and confirm on the Desk what it then asks."
        problems.append(Problem("DESK-3", Severity.ERROR, "Changes", what, mend))
        return NOTHING_CONFIRMED
    # Whatever is wrong with these cells was said when they were read for what they mean.
    tables = [Table.of(slug, snapshot.values[slug]) for slug in FOLLOWED if snapshot.values.get(slug)]
    answers = read_answers(snapshot.values.get("desk", ())[1:])
    cells = watched(tables, fold(changes))
    found = review(changes, cells, answers, staff, revision=snapshot.revision + 1, before_live=before_live)
    problems += found.problems
    return found


def _ready(settings: Settings, known: Recorded, live_from: datetime | None, problems: list[Problem]) -> Settings:
    """Return the settings; before six questions are answered nothing goes live, and what is live stays so."""
    unready = [q.id for q in load_questions().values() if q.before_live and q.id not in known.answers]
    if settings.mode is not Mode.LIVE or not unready:
        return settings
    problems.append(not_ready(unready, is_live=live_from is not None))
    return settings if live_from is not None else replace(settings, mode=Mode.SHADOW)


def _odd(change: Change) -> Problem:
    what = f"A row of Changes gives {change.cell.column} a value that no answer can give it; it is not counted."
    mend = "Only the machine writes there. Undo what was changed by hand with File, Version history."
    return Problem("SHEET-4", Severity.ERROR, f"Changes, {change.cell.row}", what, mend)


def _copied(named: str) -> Problem:
    what = "This workbook is a copy: Settings holds another file's id. It sends nothing."
    mend = "Work in the original; or, if this one takes its place, run scripts/apply_schema on it, which says how."
    if not named:
        what = "Settings does not hold this workbook's own id any more, so it may be a copy, and sends nothing."
        mend = "Run scripts/apply_schema: it writes the id again."
    return Problem("SEND-2", Severity.ERROR, "Settings, workbook id", what, mend)


_ALL = (*("settings", "pupils", "safeguarding", "places", "schools", "authorities", "staff", "sessions", "calendar"),)
