"""POL-1 to POL-6, OPS-13: what is to be settled about the policy and the archives is told in the digest of the week.

It is told again when there is more of it, or four weeks on. What there is `domain.policy_health` finds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from cme.domain.model import Facts, Obligation
from cme.domain.modes import DIGEST
from cme.domain.policy_health import (
    CALENDAR,
    CITES,
    CLAUSES,
    CONTACTS,
    LIMITS,
    OPEN,
    PHONES,
    REVIEW,
    SOON,
    YEARLY,
    Point,
    archives_wait,
    calendar_ends,
    replaced_since,
    review_overdue,
    shared_phone,
    unanswered,
    unchecked,
)
from cme.domain.pruning import STAY
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8, INNOV8_DSL
from cme.domain.weekly import digest_at, has_gone, told_before

AGAIN = "policy_again"
"""The figure that says after how many days a point is told again."""

STILL_MONDAY = timedelta(hours=2)
"""For so long after the digest was due a point is still part of it; later it waits for the next, and is told then."""


@rule(REVIEW, clause=CLAUSES[REVIEW], figures=(AGAIN,))
def review_is_overdue(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """The day by which the policy was to be reviewed is over: innov8's DSL is told."""
    yield from _told(facts, moment, REVIEW, review_overdue(facts, moment.day))


@rule(CITES, clause=CLAUSES[CITES], figures=(AGAIN,))
def cites_what_was_replaced(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """The policy cites what has been replaced since: innov8's DSL is told where."""
    yield from _told(facts, moment, CITES, replaced_since(facts))


@rule(OPEN, clause=CLAUSES[OPEN], figures=(AGAIN,))
def questions_are_open(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Questions that the policy leaves open have no answer: innov8's DSL is told how many, and which come next."""
    yield from _told(facts, moment, OPEN, unanswered(facts))


@rule(CONTACTS, clause=CLAUSES[CONTACTS], figures=(AGAIN, *LIMITS.values()))
def contacts_are_unchecked(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Contacts of schools and authorities were not checked for too long: innov8's DSL is told in one list."""
    yield from _told(facts, moment, CONTACTS, unchecked(facts, moment.day, moment.figures))


@rule(PHONES, clause=CLAUSES[PHONES], figures=(AGAIN,))
def one_telephone_for_two(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Two who may be paged share a telephone: innov8's DSL is told that a second one is needed."""
    yield from _told(facts, moment, PHONES, shared_phone(facts))


@rule(CALENDAR, clause=CLAUSES[CALENDAR], figures=(AGAIN, SOON))
def calendar_ends_soon(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """innov8's calendar ends soon, or has ended: innov8's DSL is told to type the next terms."""
    yield from _told(facts, moment, CALENDAR, calendar_ends(facts.terms, moment.day, moment.figures))


@rule(YEARLY, clause=CLAUSES[YEARLY], figures=(AGAIN, STAY))
def archives_are_to_be_tried(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """Nobody has made a workbook of an archive this school year, or old rows may leave: innov8's DSL is told."""
    yield from _told(facts, moment, YEARLY, archives_wait(facts, moment.day, moment.figures))


def _told(facts: Facts, moment: Moment, code: str, point: Point | None) -> Iterator[Obligation]:
    """Yield what the digest of a day tells of a point, unless as much was told of it in the weeks before."""
    due, within = digest_at(facts, moment.day), timedelta(days=moment.figures.value(AGAIN, moment.day))
    live_from = facts.settings.live_from
    # What comes up once the digest has gone waits for the next: one mail a week.
    if point is None or due is None or (live_from is not None and due < live_from) or has_gone(facts, moment.day):
        return
    if any(_level(row.step) >= point.level for row in told_before(facts, code, moment.day, within)):
        return
    yield Obligation(
        rule=code,
        day=moment.day,
        organisation=INNOV8,
        notice=DIGEST,
        to=INNOV8_DSL,
        due=due,
        reason=point.what,
        clause=point.clause,
        step=str(point.level),
        basis="the policy's own dates, the Settings and the tabs of contacts",
        lapses_at=due + STILL_MONDAY,
    )


def _level(step: str) -> int:
    return int(step) if step.isdecimal() else 0
