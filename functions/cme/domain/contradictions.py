"""One says here and a later one not here: neither is believed. What is not sure, since when, and until when. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cme.domain.clocks import instant
from cme.domain.marks import Mark, Status
from cme.domain.model import Observation, Saw
from cme.domain.said import SEEN, standing


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
        return then.status is Status.CONTRADICTORY and last_seen(then) == self.here and not moved


def contradictions(mark: Mark) -> list[Contradiction]:
    """Return each time that a child who was here was missed; what is asked when the session is over asks nobody."""
    if not any(o.saw is Saw.NOT_HERE for o in mark.heard) or not any(o.saw in SEEN for o in mark.heard):
        return []
    found: dict[Observation, Contradiction] = {}
    over = instant(mark.day, mark.place.end)
    for known in sorted({o.recorded_at for o in mark.heard}):
        then = mark.known_by(known)
        if then.status is not Status.CONTRADICTORY or (here := last_seen(then)) is None:
            continue
        gone = next((o for o in then.heard if o.saw is Saw.NOT_HERE and here.at <= o.at <= over), None)
        if gone is not None:
            found.setdefault(here, Contradiction(mark, here, gone, known))
    return list(found.values())


def last_seen(mark: Mark) -> Observation | None:
    """Return the last sighting of a child in a session that nobody has taken back."""
    return next((o for o in reversed(standing(list(mark.heard))) if o.saw in SEEN), None)


def asks_only_newcomers(register: Iterable[Observation], before: Iterable[Observation]) -> bool:
    """Return whether a register ticks nobody who was seen in it before: then it may be of those who came since.

    `register` is what one entry says; `before` what was said of its session until then.
    """
    seen = {o.pupil for o in before if o.saw in SEEN}
    ticked = {o.pupil for o in register if o.saw in SEEN}
    return not seen & ticked and (bool(ticked) or len(seen) > 1)
