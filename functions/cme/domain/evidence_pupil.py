"""One child, for a practice review: all that the record holds in the order of time, and what is missing in it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cme.domain.attendance import about, each_once
from cme.domain.clocks import day_of, hhmm, instant, when
from cme.domain.evidence import CAUTION, Record, about_evidence, about_table
from cme.domain.evidence_registers import registers_due
from cme.domain.evidence_told import gap_of, how_it_went, name_of
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks
from cme.domain.model import Event, Facts, Observation, Owing, Pupil, Saw
from cme.domain.oversight import Span
from cme.domain.pack import Field, joined, known, plain, stamp
from cme.domain.pack_case import of_event
from cme.domain.paper import Paper, Table, gap
from cme.domain.reported import REPORTS, attendance, said_in
from cme.domain.said import NO_SIGHT, OF_SCHOOLS
from cme.domain.said_by import who_said

TIMELINE = ("When", "What is missing", "What", "In which words, when it was known, and what came of it", "By")
TIMELINE_WIDTHS = (2.6, 3.4, 4.2, 11.4, 3.1)
Expected = Collection[tuple[date, str]]
"""Each day and session at which the child was expected."""
A_MINUTE = timedelta(minutes=1)
"""What was known sooner was known at once."""
NOBODY_SAID = "expected, and nobody said anything"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the timeline; `gap` says what is missing in it."""

    at: datetime
    what: str
    words: str
    by: str = ""
    gap: str = ""

    @property
    def row(self) -> tuple[str, ...]:
        """The entry as a table has it."""
        return stamp(self.at), gap(self.gap) if self.gap else "", self.what, self.words, self.by


def pupil_paper(record: Record, pupil: Pupil, span: Span) -> Paper:
    """Return what the record holds of a child in some days: what is missing first, then all of it by time."""
    span = replace(span, since=min(span.until, max(span.since, _begins(record.facts, pupil, span))))
    entries = timeline(record, pupil, span)
    missing = tuple(entry.row for entry in entries if entry.gap)
    fields = (
        Field("innov8's reference", pupil.code),
        Field("Known as", known(pupil.first_name)),
        Field("Surname", known(pupil.surname)),
        *about_evidence(record, span),
        Field("Rows", f"{len(entries)}, of which {len(missing)} say that something is missing"),
    )
    tables = (
        about_table(fields),
        Table("What is missing", TIMELINE, missing, TIMELINE_WIDTHS, is_wide=True),
        Table("Timeline", TIMELINE, tuple(entry.row for entry in entries), TIMELINE_WIDTHS, is_wide=True),
    )
    title, about_whom = f"Evidence about {pupil.code}, for a practice review", f"Pupil {pupil.code}"
    ours, name = record.facts.settings.organisation, f"evidence-{pupil.code}"
    return Paper(title, about_whom, record.now, ours, CAUTION, name, tables)


def _begins(facts: Facts, pupil: Pupil, span: Span) -> date:
    """Return the day from which on the child is looked for: a place without a beginning begins when it is first named.

    Else each day before the child came would be one on which nobody said anything.
    """
    named = [said.day for said in facts.observations if said.pupil == pupil.code]
    named += [row.day for row in facts.ledger.values() if row.pupil == pupil.code]
    named += [day_of(event.at) for event in facts.events if event.pupil == pupil.code]
    named += [place.since for place in facts.places if place.pupil == pupil.code and place.since]
    return min(named, default=span.since)


def timeline(record: Record, pupil: Pupil, span: Span) -> list[Entry]:
    """Return all that the record holds of a child in some days, by time."""
    found: list[Entry] = []
    expected: set[tuple[date, str]] = set()
    for day, then in record.day_by_day(span.days, lambda facts: about(facts, {pupil.code: pupil})):
        late = {one.session: one.words for one in registers_due(then, day, record.figures, record.now)}
        for mark in each_once(marks(then, day)).get(pupil.code, ()):
            expected.add((day, mark.place.session))
            if mark.expected_at <= record.now:
                found.append(_of_mark(mark, then, late.get(mark.place.session, ""), record.now))
    found += _said(record, pupil, expected)
    found += _told(record, pupil, expected)
    found += [_event(record, event) for event in record.facts.events if event.pupil == pupil.code]
    return sorted((one for one in found if span.has(day_of(one.at))), key=lambda e: (e.at, e.what, e.words))


def _of_mark(mark: Mark, then: Facts, late: str, now: datetime) -> Entry:
    what = f"{then.sessions[mark.place.session].name}, expected {hhmm(mark.place.start)} to {hhmm(mark.place.end)}"
    is_silent = mark.status is Status.NOT_ASKED and instant(mark.day, mark.place.end) <= now
    gaps = (late, NOBODY_SAID if is_silent else "")
    elsewhere = f"seen in {mark.elsewhere.session} at {hhmm(mark.elsewhere.at)}" if mark.elsewhere else ""
    words = joined((attendance(mark), elsewhere, *(_heard(then, said) for said in mark.heard)))
    return Entry(mark.expected_at, plain(what), words, gap="; ".join(filter(None, gaps)))


def _heard(then: Facts, said: Observation) -> str:
    """Return what somebody said of the child in a session: when it was so, in which words, by whom, when we knew."""
    parts = (
        plain(said.reason),
        f"{plain(said.said_by)} says so" if said.saw is Saw.NOT_COMING and said.said_by else "",
    )
    why = ", ".join(filter(None, parts))
    known_at = f", known {when(said.recorded_at, said.at)}" if said.recorded_at - said.at >= A_MINUTE else ""
    more = f" ({why})" if why else ""
    return f"{hhmm(said.at)} {said.saw.value}{more}, by {who_said(then, said)}{known_at}"


def _said(record: Record, pupil: Pupil, expected: Expected) -> Iterator[Entry]:
    """Yield what people said of the child beside its sessions: calls, pages, a school's answers, a visit unplanned."""
    facts = record.facts
    told = {(row.day, row.organisation) for row in facts.ledger.values() if row.pupil == pupil.code}
    for said in facts.observations:
        is_answer = not said.pupil and said.saw in OF_SCHOOLS and (said.day, said.by) in told
        if is_answer or (said.pupil == pupil.code and _stands_apart(said, expected)):
            # What is feared for a child is the restricted part's: here it stands that somebody said so.
            words = "" if said.saw is Saw.CONCERN else plain(f"{said.reason} {said.instead}")
            by = facts.organisations.get(said.by)
            yield Entry(said.at, said.saw.value, words, plain(by.name if by else who_said(facts, said)))


def _stands_apart(said: Observation, expected: Expected) -> bool:
    """Return whether no session tells what was said: it says nothing of one, or the child was not expected there."""
    days = {day for day, _ in expected}
    is_told = (said.day, said.session) in expected if said.session else said.day in days
    return said.saw in NO_SIGHT or not is_told


def _told(record: Record, pupil: Pupil, expected: Expected) -> Iterator[Entry]:
    """Yield each notice about the child, about a session at which it was expected, or in which it stands."""
    for row in record.facts.ledger.values():
        of_session = not row.pupil and (row.day, row.session) in expected
        report = _reported(row, pupil) if row.rule in REPORTS else ""
        if row.pupil == pupil.code or of_session or report:
            words = joined((how_it_went(record, row), report))
            yield Entry(row.decided_at, name_of(record, row), words, "the system", gap_of(record, row))


def _reported(row: Owing, pupil: Pupil) -> str:
    said = said_in(row.basis)
    theirs = (f"{key.partition(' ')[2]} {fact}" for key, fact in said.items() if key.partition(" ")[0] == pupil.code)
    return "; ".join(theirs)


def _event(record: Record, event: Event) -> Entry:
    found = of_event(event, record.facts)
    return Entry(event.at, found.what, found.words, found.by)
