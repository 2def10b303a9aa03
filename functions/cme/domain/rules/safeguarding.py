"""SAFE-1: a child for whom minutes matter is not here, and nobody knows why."""

from __future__ import annotations

from collections.abc import Iterator

from cme.domain.changed import from_start
from cme.domain.clocks import hhmm, instant
from cme.domain.missing import FIGURES, Awaited, awaited
from cme.domain.model import Facts, Obligation, Tier
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8, INNOV8_DSL, ONE_RUN
from cme.domain.rules.absence import END_OF_DAY, Absence, reason_of, was_told

CODE, PAGE = "SAFE-1", "child_page"


@rule(CODE, clause="6.1", figures=FIGURES)
def child_to_ring_about_first(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child for whom minutes matter is not seen or explained by fifteen minutes after its start: the DSL is paged."""
    for child in awaited(facts, moment.day, moment.figures):
        if facts.pupils[child.mark.place.pupil].tier is Tier.A and not _is_on_the_mornings_page(facts, child):
            yield from _page(facts, moment, child)


def _is_on_the_mornings_page(facts: Facts, child: Awaited) -> bool:
    """Who was paged about in the first half of a session, and of whom nothing was heard since, is one event."""
    morning = child.mark.morning
    if morning is None or not Awaited(morning, (), child.noticed_at, child.due).is_missing():
        return False
    about = (CODE, child.mark.day, morning.place.session, morning.place.pupil)
    rows = (row for row in facts.ledger.values() if (row.rule, row.day, row.session, row.pupil) == about)
    return any(was_told(facts, row) for row in rows)


def _page(facts: Facts, moment: Moment, child: Awaited) -> Iterator[Obligation]:
    """Yield the page where the child is missing; what was cleared up before it could go is moot."""
    mark, corrected = child.mark, child.corrected
    due = corrected.recorded_at if corrected else child.due
    is_missing = child.is_missing()
    if not is_missing and not (child.is_missing(due) and child.is_missing(due + ONE_RUN)):
        return
    step = f"again {hhmm(due)}" if corrected else ""
    yield Obligation(
        rule=CODE,
        day=moment.day,
        organisation=INNOV8,
        notice=PAGE,
        to=INNOV8_DSL,
        due=due,
        reason=reason_of(Absence(mark, due, child.taken)),
        clause="6.1",
        pupil=mark.place.pupil,
        session=mark.place.session,
        step=from_start(facts.sessions[mark.place.session], step),
        basis=f"registers {', '.join(o.entry for o in child.taken)}; tier",
        stale_after=max(instant(moment.day, END_OF_DAY), due),
        urgent=True,
        moot="" if is_missing else f"It was due at {hhmm(due)}; before it could be sent, it was known where or why.",
    )
