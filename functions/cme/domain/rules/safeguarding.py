"""SAFE-1: a child for whom minutes matter, or two of one household, are not here, and nobody knows why.

A session that innov8 calls off is one more reason why nobody here sees the child.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from cme.domain.by_day import rows_on
from cme.domain.called_off import FROM, CalledOff, called_off, is_unknown
from cme.domain.changed import from_start
from cme.domain.clocks import hhmm, instant
from cme.domain.marks import Mark
from cme.domain.missing import FIGURES, Awaited, awaited, home_of
from cme.domain.model import Facts, Obligation, Tier
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8, INNOV8_DSL, ONE_RUN
from cme.domain.rules.absence import END_OF_DAY, Absence, reason_of, was_told, what_else
from cme.domain.rules.changed import CANCELLED, kind_of, step_of

CODE, PAGE, FAMILY = "SAFE-1", "child_page", "family"
MOVED = "A brother or sister is not here either, and nobody knows why: the family may have moved."


@rule(CODE, clause="6.1", figures=(*FIGURES, FROM))
def child_to_ring_about_first(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child for whom minutes matter, or two of one household, are not seen or explained: the DSL is paged.

    Of the first it is paged as well when what the child was to come to is called off.
    """
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
    yield from _of_called_off(facts, moment, children)


def _of_called_off(facts: Facts, moment: Moment, children: Sequence[Awaited]) -> Iterator[Obligation]:
    """Yield the page about each child of tier A, by the first of its sessions that is called off: one a day."""
    paged: set[str] = set()
    for off in called_off(facts, moment.day, moment.figures):
        pupil, due = off.mark.place.pupil, off.due
        if facts.pupils[pupil].tier is not Tier.A or pupil in paged or _is_missed(off, children):
            continue
        is_missing = is_unknown(facts, off.mark)
        if is_missing or is_unknown(facts, off.mark, due + ONE_RUN):
            paged.add(pupil)
            basis = f"entry {off.said.entry}; tier"
            step, reason = step_of(CANCELLED, off.said), _reason_of(off)
            yield _owed(moment, off.mark, due, step, reason, basis, is_missing=is_missing)


def is_of_called_off(step: str) -> bool:
    """Return whether a page of this rule is about what was called off, by its step."""
    return kind_of(step) == CANCELLED


def _is_missed(off: CalledOff, children: Iterable[Awaited]) -> bool:
    """Return whether a page is due already that says where the child is missed; a second one would be of one event."""
    place = off.mark.place
    theirs = (c for c in children if c.mark.place.pupil == place.pupil and c.is_missing())
    return any(c.mark.place.session == place.session or c.since <= off.due for c in theirs)


def _reason_of(off: CalledOff) -> str:
    mark = off.mark
    said = f"Due at {hhmm(mark.expected_at)}; its session was called off at {hhmm(off.said.recorded_at)}"
    asked = f" Not here when asked at {hhmm(mark.asked_at)}." if mark.asked_at else ""
    return f"{said}; nobody here will see the child {off.until}.{asked}{what_else(mark)}"


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
    elif not is_missing or not siblings:
        return None
    else:
        due, step, said = joint, f"{FAMILY} {step}".strip(), f" {MOVED}"
    reason = f"{reason_of(facts, Absence(child.mark, due, child.taken))}{said}"
    basis = f"registers {', '.join(o.entry for o in child.taken)}; tier and household"
    step = from_start(facts.sessions[child.mark.place.session], step)
    return _owed(moment, child.mark, due, step, reason, basis, is_missing=is_missing)


def _owed(
    moment: Moment, mark: Mark, due: datetime, step: str, reason: str, basis: str, *, is_missing: bool
) -> Obligation:
    return Obligation(
        rule=CODE,
        day=moment.day,
        organisation=INNOV8,
        notice=PAGE,
        to=INNOV8_DSL,
        due=due,
        reason=reason,
        clause="6.1",
        pupil=mark.place.pupil,
        session=mark.place.session,
        step=step,
        basis=basis,
        stale_after=max(instant(moment.day, END_OF_DAY), due),
        urgent=True,
        moot="" if is_missing else f"It was due at {hhmm(due)}; before it could be sent, it was known where or why.",
    )


def _is_on_an_earlier_page(facts: Facts, owed: Obligation, children: Sequence[Awaited]) -> bool:
    """Return whether the DSL was paged about a child that day, and nothing was heard of it since: that is one event."""
    theirs = {c.mark.place.session: c for c in children if c.mark.place.pupil == owed.pupil}
    for row in rows_on(facts, owed.day):
        about = (row.rule, row.pupil) == (owed.rule, owed.pupil)
        if not about or row.key == owed.key or row.session not in theirs or not was_told(facts, row):
            continue
        if is_of_called_off(row.step):
            # That nobody comes to what is off is no news; who does not come to what is on is.
            continue
        child = theirs[row.session]
        # What is cleared up by now was one event as well, if it was when this fell due.
        if child.is_missing(owed.due if owed.moot else None) and (
            child.corrected is None or child.corrected.recorded_at <= row.decided_at
        ):
            return True
    return False
