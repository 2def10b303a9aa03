"""One says here and a later one not here: neither is believed. What is not sure, since when, and until when. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cme.domain.by_day import said_on
from cme.domain.clocks import instant
from cme.domain.mark_status import Status
from cme.domain.marks import Mark
from cme.domain.model import Facts, Observation, Saw
from cme.domain.said import MISSED, SEEN, last_sighting


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A child was seen, and was not there when somebody asked later; `since` is when both were known to us."""

    mark: Mark
    here: Observation
    gone: Observation
    since: datetime

    def is_open(self, by: datetime | None = None) -> bool:
        """Return whether nobody had cleared it up by an instant; without one, whether nobody has by now."""
        mark, elsewhere = self.mark, self.mark.elsewhere
        then = mark.known_by(by) if by else mark
        moved = elsewhere is not None and elsewhere.at >= self.here.at and (by is None or elsewhere.recorded_at <= by)
        return is_in_doubt(then) and last_here(then) == self.here and not moved


def contradictions(mark: Mark) -> list[Contradiction]:
    """Return each time that a child who was here was missed; what is asked when the session is over asks nobody."""
    said = (*mark.heard, *(mark.morning.heard if mark.morning else ()))
    if not any(o.saw in MISSED for o in mark.heard) or not any(o.saw in SEEN for o in said):
        return []
    found: dict[Observation, Contradiction] = {}
    over = instant(mark.day, mark.place.end)
    for known in sorted({o.recorded_at for o in said}):
        then = mark.known_by(known)
        if not is_in_doubt(then) or (here := last_here(then)) is None:
            continue
        misses = MISSED if here.session != mark.place.session else {Saw.NOT_HERE}
        since = max(here.at, mark.expected_at)
        gone = next((o for o in then.heard if o.saw in misses and since <= o.at <= over), None)
        if gone is not None:
            found.setdefault(here, Contradiction(mark, here, gone, known))
    return list(found.values())


def is_in_doubt(mark: Mark) -> bool:
    """Return whether a child was here and is not, in this session or since the morning, and nobody has said where."""
    return mark.status is Status.CONTRADICTORY or (mark.status is Status.NOT_HERE and mark.before is not None)


def last_here(mark: Mark) -> Observation | None:
    """Return the sighting after which a child was missed; of an afternoon it may be the morning's last."""
    return last_sighting(mark.heard) or mark.before


def is_told_on_the_spot(facts: Facts, mark: Mark, by: datetime) -> bool:
    """Return whether the school hears at once (REG-9) of a child of the morning who is missed in the afternoon."""
    of_morning = (c for c in contradictions(mark) if c.here.session != mark.place.session)
    return any(found.since <= by and not may_be_newcomers(facts, found) for found in of_morning)


def may_be_newcomers(facts: Facts, found: Contradiction) -> bool:
    """Return whether the register in which a child is missed may be of those only who came since."""
    gone, sessions = found.gone, {found.gone.session, found.here.session}
    same = [o for o in said_on(facts, gone.day) if o.session in sessions and o.pupil]
    before = [o for o in same if o.entry != gone.entry and o.recorded_at <= gone.recorded_at]
    return asks_only_newcomers((o for o in same if o.entry == gone.entry), before)


def asks_only_newcomers(register: Iterable[Observation], before: Iterable[Observation]) -> bool:
    """Return whether a register ticks nobody who was seen in it before: then it may be of those who came since.

    `register` is what one entry says; `before` what was said of its session until then.
    """
    seen = {o.pupil for o in before if o.saw in SEEN}
    ticked = {o.pupil for o in register if o.saw in SEEN}
    return not seen & ticked and (bool(ticked) or len(seen) > 1)
