"""SAFE-3: on a day with sessions somebody says to be on duty, or is asked until one does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cme.domain.clocks import hhmm, instant
from cme.domain.duty import DUTY_RULE, duty_of
from cme.domain.mark_status import Status
from cme.domain.marks import marks
from cme.domain.model import Facts, Obligation
from cme.domain.modes import DUTY_CALL
from cme.domain.recipients import duty_order, each_address
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8, INNOV8_DSL
from cme.domain.rules.absence import END_OF_DAY
from cme.domain.weekly import was_asked

FIGURES = ("duty_deputy", "duty_third")
NOBODY_COMES = (Status.CANCELLED, Status.PAUSED)
"""Of whom nobody need be on duty: children who are not expected any more."""


@rule(DUTY_RULE, clause="12", figures=FIGURES)
def duty_check_in(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Nobody has said “I am on duty”: the DSL is asked, then the deputy, then the third; the last asked is paged."""
    at = facts.settings.duty_asked
    if at is None or not any(mark.status not in NOBODY_COMES for mark in marks(facts, moment.day)):
        return
    asked = instant(moment.day, at)
    people = each_address(duty_order(facts, INNOV8_DSL, moment.day))
    since = duty_of(facts, moment.day).first
    times = [asked, *(asked + moment.figures.minutes(name, moment.day) for name in FIGURES)]
    # Who was asked once is not asked again; where there is nobody at all, that is said once.
    for number, due in enumerate(times[: max(1, len(people))]):
        person = people[number] if people else None
        if person is not None and number == 0 and was_asked(facts, moment.day, person.email, due):
            # One mail in the morning: the digest of the week asks as well.
            continue
        if since is None or since > due:
            yield _call(moment, number, due, asked, person.code if person else "", since)


def _call(
    moment: Moment, number: int, due: datetime, asked: datetime, person: str, since: datetime | None
) -> Obligation:
    by = f"by {hhmm(due)} nobody had said “I am on duty” today."
    return Obligation(
        rule=DUTY_RULE,
        day=moment.day,
        organisation=INNOV8,
        notice=DUTY_CALL,
        to=INNOV8_DSL,
        due=due,
        reason=f"Asked since {hhmm(asked)}; {by}" if number else f"{by[:1].upper()}{by[1:]}",
        clause="12",
        step=str(number + 1),
        basis="nobody is on duty",
        moot="" if since is None else _too_late(due, since),
        # The next day asks for itself.
        lapses_at=instant(moment.day, END_OF_DAY),
        person=person,
    )


def _too_late(due: datetime, since: datetime) -> str:
    return f"It was due at {hhmm(due)}; before it could be sent, somebody said at {hhmm(since)} to be on duty."
