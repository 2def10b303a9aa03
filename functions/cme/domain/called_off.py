"""A child who was to come to what innov8 called off, whom nobody here will see then, and of whom nobody knows. Pure.

A change of plans is no absence: nothing here is about a child who was missed before, or who is with us somewhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cme.domain.clocks import hhmm, instant
from cme.domain.figures import Figures
from cme.domain.kinds import is_online
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks
from cme.domain.missing import is_seen_elsewhere
from cme.domain.model import Facts, Observation
from cme.domain.said import SETTLES

FROM = "called_off_page"
"""The figure: from when on, in the morning, somebody is rung about it."""
UNKNOWN = (Status.CANCELLED, Status.NOT_HERE)
"""How a child stands whom nobody saw in what was called off, and about whom nobody has said why."""
AWAITED = (Status.NOT_ASKED, Status.NOT_HERE)
"""How a child stands in what takes place, where it is seen or missed."""
WITH_US = (*AWAITED, Status.HERE, Status.CONTRADICTORY, Status.LEFT_SITE)
"""The same, and how one stands whom somebody has here, or of whom another page says that it was here."""


@dataclass(frozen=True, slots=True)
class CalledOff:
    """One session that is called off for a child: who said so, and when the DSL must know."""

    mark: Mark
    said: Observation
    due: datetime
    until: str
    """When somebody here is to see the child: today, again today, or before its next session."""


def called_off(facts: Facts, day: date, figures: Figures) -> Iterator[CalledOff]:
    """Yield each session that stands called off for a child whom nobody here has or awaits instead, by child."""
    earliest = instant(day, figures.clock(FROM, day))
    theirs: dict[str, dict[str, Mark]] = {}
    for mark in marks(facts, day):
        theirs.setdefault(mark.place.pupil, {}).setdefault(mark.place.session, mark)
    for group in theirs.values():
        for mark in group.values():
            said = mark.cancelled
            if said is not None and not _is_ours(mark, said.recorded_at, group.values()):
                yield CalledOff(mark, said, max(said.recorded_at, earliest), _until(mark, list(group.values())))


def is_unknown(facts: Facts, mark: Mark, by: datetime | None = None) -> bool:
    """Return whether a session is called off for a child whom by an instant nobody has seen, explained or located.

    Without an instant, by all that is known.
    """
    then = mark.known_by(by) if by else mark
    if then.cancelled is None or then.status not in UNKNOWN or is_seen_elsewhere(mark, by):
        return False
    since = then.cancelled.recorded_at
    known = [o for o in mark.others if o.at >= since]
    known += [o for o in facts.observations if o.saw in SETTLES and (o.day, o.pupil) == (mark.day, mark.place.pupil)]
    return not any(by is None or o.recorded_at <= by for o in known)


def _is_ours(mark: Mark, at: datetime, theirs: Iterable[Mark]) -> bool:
    """Return whether the child was, or is awaited, in another session that begins no later and was not over by then.

    Who does not come there is missed there, and that is a page of its own.
    """
    others = (m for m in theirs if m is not mark and m.place.start <= mark.place.start and not is_online(m.kind))
    return any(instant(m.day, m.place.end) >= at and m.status in WITH_US for m in others)


def _until(mark: Mark, theirs: Sequence[Mark]) -> str:
    later = (m for m in theirs if m.place.start > mark.place.start and not is_online(m.kind))
    starts = [m.expected_at for m in later if m.status in AWAITED]
    if starts:
        return f"before {hhmm(min(starts))}"
    return "again today" if any(o.at < mark.expected_at for o in mark.others) else "today"
