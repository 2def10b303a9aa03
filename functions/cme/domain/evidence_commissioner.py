"""What one commissioner may see of its own children: which sessions are known, who was told, asked, and answered. Pure.

Everything is worked out from its own places and what was sent to it alone, so that nothing of any other child, and
nothing that another body was told, can come in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time

from cme.domain.asked import Asked, asked, asked_again, has_answered, is_still_asked
from cme.domain.attendance import about
from cme.domain.calls_home import NO_CALL, call_logged
from cme.domain.clocks import hhmm, instant, when
from cme.domain.evidence import CAUTION, Record, about_evidence, about_table, child_label
from cme.domain.evidence_counts import Tally, attended, came, is_called_off, tally, until_told
from cme.domain.evidence_told import gap_of, sent_at
from cme.domain.mark_status import Status
from cme.domain.marks import Mark
from cme.domain.model import Facts, Organisation, Owing, Pupil
from cme.domain.oversight import Span
from cme.domain.pack import NONE_RECORDED, Field, joined, known, plain, stamp
from cme.domain.paper import Paper, Table, gap
from cme.domain.reported import REPORTS, attendance
from cme.domain.rules.unanswered import answers_by

CHILDREN = ("Child", "Sessions", "Known", "Came", "Of these late", "Not, with a reason", "Not, without one")
CHILDREN_WIDTHS = (4.4, 2, 2.4, 2, 2, 2.1, 2.1)
ABSENCES = ("When", "Child", "Session", "What is known", "The notice to you", "At home", "Your answer")
ABSENCES_WIDTHS = (2.6, 2.8, 3.2, 4.2, 5, 3.6, 3.3)
NOBODY_ELSE = "every other child, what anybody else was told, flags, and the words of concerns"
NOTICE = "REG-1"
STEPS = {"dsl": "your DSL", "head": "your head"}
"""Whom a school was asked through when nobody had answered, by the step."""
Questions = Mapping[tuple[date, str], Asked]
"""What was asked about a child on a day."""


def commissioner_paper(record: Record, organisation: Organisation, span: Span, *, names: bool = False) -> Paper:
    """Return what is known of the children whom one school or authority placed, and of nobody else's."""
    found = attended(record, span, lambda facts: placed_by(facts, organisation.code))
    theirs = replace(record, facts=only_theirs(found.among(record.facts), organisation.code))
    labels = {code: label_for(pupil, organisation, names=names) for code, pupil in theirs.facts.pupils.items()}
    away = [mark for marks in found.marks.values() for mark in marks if not came(mark) and not is_called_off(mark)]
    every = tally(mark for marks in found.marks.values() for mark in marks)
    every_day = (one for day in span.days for one in asked(theirs.facts, day))
    questions = {(one.row.day, one.row.pupil): one for one in every_day if sent_at(theirs, one.row)}
    children = tuple(child_row(labels[code], tally(marks)) for code, marks in sorted(found.marks.items()) if marks)
    absences = tuple(_absence(theirs, mark, labels[mark.place.pupil], questions) for mark in sorted(away, key=_by_time))
    fields = (*about_evidence(record, span, NOBODY_ELSE), *_totals(theirs, span, every, questions))
    tables = (
        about_table((Field("Commissioner", plain(organisation.name)), *fields)),
        Table("Child by child", CHILDREN, children, CHILDREN_WIDTHS),
        Table("Absences", ABSENCES, absences, ABSENCES_WIDTHS, is_wide=True),
    )
    title, ours = f"Evidence for {plain(organisation.name)}", record.facts.settings.organisation
    name = f"evidence-for-{organisation.code}"
    return Paper(title, f"Commissioner {organisation.code}", record.now, ours, CAUTION, name, tables)


def label_for(pupil: Pupil, organisation: Organisation, *, names: bool) -> str:
    """Return how a child is called: to the school on whose roll it is with that school's own number as well."""
    number = plain(pupil.admission_number) if pupil.school == organisation.code else ""
    return child_label(pupil, names=names) + (f", your number {number}" if number else "")


def only_theirs(facts: Facts, code: str) -> Facts:
    """Return the facts of a commissioner's own places, and of what was sent to it about them."""
    theirs = placed_by(facts, code)
    pairs = {(place.pupil, place.session) for place in theirs.places}
    sent = {key: row for key, row in facts.ledger.items() if row.organisation == code and _is_theirs(row, pairs)}
    return replace(theirs, ledger=sent, events=())


def placed_by(facts: Facts, code: str) -> Facts:
    """Return the facts of the places that one school or authority arranged, and of the children in them."""
    places = tuple(place for place in facts.places if place.commissioner == code)
    pupils = {place.pupil: facts.pupils[place.pupil] for place in places if place.pupil in facts.pupils}
    return replace(about(facts, pupils), places=places)


def _is_theirs(row: Owing, pairs: set[tuple[str, str]]) -> bool:
    return (row.pupil, row.session) in pairs or row.rule in REPORTS


def _by_time(mark: Mark) -> tuple[datetime, str, str]:
    return mark.expected_at, mark.place.session, mark.place.pupil


def child_row(label: str, found: Tally) -> tuple[str, ...]:
    """Return how a child came, as a row under the headings of children."""
    known = f"{found.expected - found.silent} of {found.expected}"
    counts = map(str, (found.came, found.late, found.explained, found.missed))
    return label, str(found.expected), gap(known) if found.silent else known, *counts


def _totals(theirs: Record, span: Span, every: Tally, questions: Questions) -> Iterator[Field]:
    facts = theirs.facts
    # What was rehearsed was sent to nobody, whatever the mode is today.
    rows = [row for row in facts.ledger.values() if span.has(row.day) and sent_at(theirs, row)]
    told, reported = [row for row in rows if row.rule == NOTICE], {row.day for row in rows if row.rule == REPORTS[0]}
    answered = sum(has_answered(facts, one) for one in questions.values())
    yield Field("Sessions of which we know how they went", f"{every.expected - every.silent} of {every.expected}")
    yield Field("Notices of absence to you", str(len(told)))
    yield Field("Minutes from due to sent", until_told(theirs, told))
    yield Field("Children about whom you were asked, and answered", f"{answered} of {len(questions)}")
    yield Field("Days of which you have a report", str(len(reported)))
    yield Field("Corrections of a day's report", str(sum(row.rule == REPORTS[1] for row in rows)))


def _absence(theirs: Record, mark: Mark, label: str, questions: Questions) -> tuple[str, ...]:
    facts, place = theirs.facts, mark.place
    question = questions.get((mark.day, place.pupil))
    return (
        stamp(mark.expected_at),
        label,
        plain(facts.sessions[place.session].name),
        gap("nobody said anything") if mark.status is Status.NOT_ASKED else _known(mark),
        _notice(theirs, mark),
        NONE_RECORDED if (call := call_logged(facts, mark, instant(mark.day, time()))) == NO_CALL else call,
        _answer(theirs, question) if question else "",
    )


def _known(mark: Mark) -> str:
    why = f"{known(mark.said.reason)}, says {known(mark.said.said_by)}" if mark.said else ""
    return joined((attendance(mark), why))


def _notice(theirs: Record, mark: Mark) -> str:
    """Say when the notice about an absence was due and sent; an absence that was explained in time has none."""
    about_it = (NOTICE, mark.day, mark.place.pupil, mark.place.session)
    rows = (r for r in theirs.facts.ledger.values() if (r.rule, r.day, r.pupil, r.session) == about_it)
    row = min(rows, key=lambda r: r.decided_at, default=None)
    if row is None:
        return "" if mark.status is Status.NOT_COMING else NONE_RECORDED
    sent, missing = sent_at(theirs, row), gap_of(theirs, row)
    words = f"due {hhmm(row.due)}, {f'sent {when(sent, row.due)}' if sent else 'not sent'}"
    return gap(f"{words}; {missing}") if missing else words


def _answer(theirs: Record, question: Asked) -> str:
    facts = theirs.facts
    again = [whom for step, whom in STEPS.items() if asked_again(facts, question, step)]
    more = f"; asked again: {', '.join(again)}" if again else ""
    if has_answered(facts, question):
        return f"answered{more}"
    if not is_still_asked(facts, question):
        return f"not needed any more{more}"
    is_late = theirs.now >= answers_by(facts, question, theirs.figures, question.row.day)
    return f"{gap('not answered') if is_late else 'not answered yet'}{more}"
