"""SAFE-1: a child for whom minutes matter, or two of one household, are not here, and nobody knows why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from cme.domain.changed import from_start
from cme.domain.clocks import hhmm, instant
from cme.domain.missing import FIGURES, Awaited, awaited, home_of
from cme.domain.model import Facts, Obligation, Tier
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8, INNOV8_DSL, ONE_RUN
from cme.domain.rules.absence import END_OF_DAY, Absence, reason_of, was_told

CODE, PAGE, FAMILY = "SAFE-1", "child_page", "family"
MOVED = "A brother or sister is not here either, and nobody knows why: the family may have moved."


@rule(CODE, clause="6.1", figures=FIGURES)
def child_to_ring_about_first(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child for whom minutes matter, or two of one household, are not seen or explained: the DSL is paged."""
    children = list(awaited(facts, moment.day, moment.figures))
    homes: dict[str, list[Awaited]] = {}
    for child in children:
        homes.setdefault(home_of(facts, child.mark), []).append(child)
    for child in children:
        home = home_of(facts, child.mark)
        siblings = _siblings(child, homes[home]) if home else []
        found = _page(facts, moment, child, siblings)
        if found is not None and not _is_on_an_earlier_page(facts, found, children):
            yield found


def _siblings(child: Awaited, at_home: Iterable[Awaited]) -> list[Awaited]:
    """Return the brothers and sisters who are missing as well, in whichever sessions."""
    return [c for c in at_home if c.mark.place.pupil != child.mark.place.pupil and c.is_missing()]


def _page(facts: Facts, moment: Moment, child: Awaited, siblings: Sequence[Awaited]) -> Obligation | None:
    """Return the page about a child, if there is one: by its tier, or from when on a brother or sister is missing too.

    What was cleared up before a page about a tier could go is moot; of a family REG-1 has said it by then.
    """
    due, is_missing = child.since, child.is_missing()
    joint = max(due, min((c.since for c in siblings), default=due))
    said = f" {MOVED}" if siblings and joint == due else ""
    step = f"again {hhmm(due)}" if child.corrected else ""
    if facts.pupils[child.mark.place.pupil].tier is Tier.A:
        if not is_missing and not (child.is_missing(due) and child.is_missing(due + ONE_RUN)):
            return None
        step = " ".join(part for part in (FAMILY if said else "", step) if part)
        return _owed(facts, moment, child, step, due, said, is_missing=is_missing)
    if not is_missing or not siblings:
        return None
    return _owed(facts, moment, child, f"{FAMILY} {step}".strip(), joint, f" {MOVED}", is_missing=True)


def _owed(
    facts: Facts, moment: Moment, child: Awaited, step: str, due: datetime, said: str, *, is_missing: bool
) -> Obligation:
    mark = child.mark
    return Obligation(
        rule=CODE,
        day=moment.day,
        organisation=INNOV8,
        notice=PAGE,
        to=INNOV8_DSL,
        due=due,
        reason=f"{reason_of(Absence(mark, due, child.taken))}{said}",
        clause="6.1",
        pupil=mark.place.pupil,
        session=mark.place.session,
        step=from_start(facts.sessions[mark.place.session], step),
        basis=f"registers {', '.join(o.entry for o in child.taken)}; tier and household",
        stale_after=max(instant(moment.day, END_OF_DAY), due),
        urgent=True,
        moot="" if is_missing else f"It was due at {hhmm(due)}; before it could be sent, it was known where or why.",
    )


def _is_on_an_earlier_page(facts: Facts, owed: Obligation, children: Sequence[Awaited]) -> bool:
    """Return whether the DSL was paged about a child that day, and nothing was heard of it since: that is one event."""
    theirs = {c.mark.place.session: c for c in children if c.mark.place.pupil == owed.pupil}
    for row in facts.ledger.values():
        about = (row.rule, row.day, row.pupil) == (owed.rule, owed.day, owed.pupil)
        if not about or row.key == owed.key or row.session not in theirs or not was_told(facts, row):
            continue
        child = theirs[row.session]
        # What is cleared up by now was one event as well, if it was when this fell due.
        if child.is_missing(owed.due if owed.moot else None) and (
            child.corrected is None or child.corrected.recorded_at <= row.decided_at
        ):
            return True
    return False
