"""ASK-1: a school was asked about a child who is not here, and nobody has answered. Its DSL is asked, then its head.

What comes after the head is for a person: it waits on the second screen (`domain.schools_to_ring`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from cme.domain.asked import ASKS_AGAIN, Asked, asked, asked_again, is_open
from cme.domain.calendar import calendar_of, next_school_day
from cme.domain.clocks import day_of, instant, time_and_date
from cme.domain.figures import Figures
from cme.domain.model import Facts, Obligation, Owing, Role, Tier
from cme.domain.rulebook import Moment, rule

QUESTION = "question"
FIGURES = ("answer_by", "answer_urgent")
OPEN_DAYS, FARTHEST = 4, 28
"""So many school days later, but no more days than that, a day is looked at for the last time."""
STILL_HELPS = timedelta(hours=24)
"""For so long after it fell due a question is still worth asking."""
DSL, HEAD = "dsl", "head"
"""The steps: who at the school is asked."""


@rule(ASKS_AGAIN, clause="5.3", figures=FIGURES)
def school_has_not_answered(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A school that was asked about a child has not answered in time: its DSL is asked, and then its head."""
    for question in asked(facts, moment.day):
        if not is_open(facts, question):
            continue
        if question.school.is_confirmed(Role.DSL):
            due = _asks_dsl_at(facts, question, moment)
            yield _asks(question, Role.DSL, DSL, due, f"The school was asked {_when(question.row)}, and")
        before = asked_again(facts, question, DSL)
        if before is not None and question.school.is_confirmed(Role.HEAD):
            due = answers_by(facts, question, moment.figures, day_of(before.decided_at))
            yield _asks(question, Role.HEAD, HEAD, due, f"The school's DSL was asked {_when(before)} as well, and")


def _asks_dsl_at(facts: Facts, question: Asked, moment: Moment) -> datetime:
    """Return when a school's DSL is asked: of a child for whom minutes matter soon, else on the next school day.

    Of a child in a taxi that is late it is known where it is; if the taxi never comes, our own DSL is paged.
    """
    if facts.pupils[question.row.pupil].tier is Tier.A and question.mark.taxi is None:
        return question.row.decided_at + moment.figures.minutes("answer_urgent", moment.day)
    return answers_by(facts, question, moment.figures, moment.day)


def answers_by(facts: Facts, question: Asked, figures: Figures, after: date) -> datetime:
    """Return by when a school answers: on its next school day, or on the last on which this day is looked at."""
    last = question.row.day
    for _ in range(OPEN_DAYS):
        last = next_school_day(facts, last, last + timedelta(days=FARTHEST))
    day = next_school_day(facts, after, last, calendar_of(question.school))
    return instant(day, figures.clock("answer_by", question.row.day))


def _when(row: Owing) -> str:
    return f"at {time_and_date(row.decided_at)}"


def _asks(question: Asked, role: Role, step: str, due: datetime, before: str) -> Obligation:
    row = question.row
    return Obligation(
        rule=ASKS_AGAIN,
        day=row.day,
        organisation=row.organisation,
        notice=QUESTION,
        to=role,
        due=due,
        reason=f"Not seen when expected. {before} nobody has answered.",
        clause="5.3",
        pupil=row.pupil,
        session=row.session,
        step=step,
        basis=f"asks again after {row.key}",
        stale_after=due + STILL_HELPS,
    )
