"""What waits between us and the schools: answers that one of us has to take up, and schools that must be rung. Pure.

A line goes when somebody has said what came of it, with “One child changed” or “I have it”.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from cme.domain.asked import Asked, asked, asked_again, has_answered, is_open
from cme.domain.changed import on_day
from cme.domain.clocks import day_of, when
from cme.domain.form_links import action_link, tapped
from cme.domain.mark_status import Status
from cme.domain.marks import marks
from cme.domain.model import Facts, Observation, Organisation, Owing, Role, Saw
from cme.domain.rules.absence import was_told
from cme.domain.rules.unanswered import DSL, HEAD
from cme.domain.said import OF_PAGES, OF_SCHOOLS, SEEN

Row = tuple[str, ...]
DAYS = 14
"""For so long an answer that nobody has taken up is shown: what is older is no question of these days any more."""
LEFT = "REG-4"
TAKES_UP = (OF_PAGES - {Saw.HAS_IT, Saw.NO_ANSWER}) | SEEN | {Saw.NOT_COMING, Saw.TAXI_LATE, Saw.WENT_HOME}
"""What one of us says of a child once what a school said was taken up, or the school was rung."""
TAKE_UP = "Ring to be sure of it; then send One child changed (not coming, said by school), or “I have it”: spoke to."
RUNG = "When you have rung, send “I have it” about the child: spoke to, located, or a note."


def school_rows(facts: Facts, now: datetime) -> list[Row]:
    """Return one row for each school's answer that nobody has taken up, and for each school to be rung."""
    return [*_answers(facts, now), *_left(facts, now), *_unanswered(facts, now)]


def _answers(facts: Facts, now: datetime) -> Iterable[Row]:
    since = now - timedelta(days=DAYS)
    said = (o for o in facts.observations if o.saw in OF_SCHOOLS and o.recorded_at >= since)
    for answer in sorted(said, key=lambda o: (o.recorded_at, o.entry)):
        school = facts.organisations.get(answer.by)
        codes = [answer.pupil] if answer.pupil else [q.row.pupil for q in _asked_of(facts, answer)]
        if school is None or _is_taken_up(facts, codes, answer.recorded_at):
            continue
        seen = f" {answer.instead}" if answer.instead else ""
        words = f": {answer.reason}" if answer.reason else ""
        by = f"By form, not confirmed: {answer.said_by or 'nobody named'}"
        first = f"{school.name} on {_names(facts, codes)}: {answer.saw.value}{seen}{words}"
        row = first, when(answer.recorded_at, now), f"{by}. School: {_phone(school)}", TAKE_UP
        yield _about(facts, row, codes)


def _asked_of(facts: Facts, answer: Observation) -> list[Asked]:
    return [question for question in asked(on_day(facts, answer.day), answer.day) if question.school.code == answer.by]


def _left(facts: Facts, now: datetime) -> Iterable[Row]:
    """Yield the schools whose DSL was written to about a child who left: that mail is a record, and no call."""
    today = day_of(now)
    left = (mark for mark in marks(on_day(facts, today), today) if mark.status is Status.LEFT_SITE)
    gone = {(mark.place.pupil, mark.place.session): mark for mark in left}
    for row in _rows(facts, LEFT, today):
        school, mark = facts.organisations.get(row.organisation), gone.get((row.pupil, row.session))
        if school is None or mark is None or not was_told(facts, row):
            continue
        if not has_answered(facts, Asked(row, mark, school)) and not _is_taken_up(facts, [row.pupil], row.decided_at):
            first = f"Ring the DSL of {school.name}, {_phone(school)}: {_names(facts, [row.pupil])} left our site."
            line = first, when(row.decided_at, now), "the message that a child left, not answered", RUNG
            yield _about(facts, line, [row.pupil])


def _rows(facts: Facts, rule: str, day: date) -> list[Owing]:
    found = (row for row in facts.ledger.values() if (row.rule, row.day) == (rule, day))
    return sorted(found, key=lambda row: (row.decided_at, row.key))


def _unanswered(facts: Facts, now: datetime) -> Iterable[Row]:
    """Yield each school once that has not answered about children, and of whom the last at the school was asked."""
    to_ring: dict[str, list[Asked]] = {}
    for days in range(DAYS, -1, -1):
        day = day_of(now) - timedelta(days=days)
        for question in asked(on_day(facts, day), day):
            if _must_be_rung(facts, question, now) and is_open(facts, question):
                to_ring.setdefault(question.school.code, []).append(question)
    for questions in to_ring.values():
        school, since = questions[0].school, min(q.row.decided_at for q in questions)
        codes = list(dict.fromkeys(q.row.pupil for q in questions))
        first = f"Ring {school.name}, {_phone(school)}: no answer about {_names(facts, codes)}."
        yield _about(facts, (first, when(since, now), _who_was_asked(facts, questions), RUNG), codes)


def _must_be_rung(facts: Facts, question: Asked, now: datetime) -> bool:
    """Return whether the school's DSL was asked in vain so far, or cannot be asked; and nobody has rung since."""
    again = asked_again(facts, question, DSL)
    is_late = day_of(now) > question.row.day and not question.school.is_confirmed(Role.DSL)
    since = again.decided_at if again else question.row.decided_at
    return (again is not None or is_late) and not _is_taken_up(facts, [question.row.pupil], since)


def _who_was_asked(facts: Facts, questions: Iterable[Asked]) -> str:
    every = list(questions)
    if any(asked_again(facts, question, HEAD) for question in every):
        return "Its DSL and its head were asked: you decide whether to tell the authority."
    if any(asked_again(facts, question, DSL) for question in every):
        return "Its attendance officer and its DSL were asked."
    return "Its attendance officer was asked, and no DSL is entered who could be."


def _is_taken_up(facts: Facts, codes: Collection[str], since: datetime) -> bool:
    """Return whether one of us has said of each child what came of it; of no child by name, of all that was paged."""
    later = {
        o.pupil for o in facts.observations if o.saw in TAKES_UP and o.recorded_at > since and not _is_a_session(o)
    }
    return set(codes or [""]) <= later


def _is_a_session(said: Observation) -> bool:
    return bool(said.session) and not said.pupil


def _about(facts: Facts, row: Row, codes: Sequence[str]) -> Row:
    """Return a row about one child with the form behind it by which one says what came of it."""
    return tapped(row, action_link(facts, codes[0]) if len(codes) == 1 else "")


def _names(facts: Facts, codes: Iterable[str]) -> str:
    found = [facts.pupils[code] for code in codes if code in facts.pupils]
    return ", ".join(f"{pupil.short_name} ({pupil.code})" for pupil in found) or "a child that it did not name"


def _phone(school: Organisation) -> str:
    return school.telephone or "no number entered"
