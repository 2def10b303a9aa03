"""A place that is paused by agreement: nobody waits for the child, for so long as somebody looks at it again. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cme.domain.calendar import is_school_day, within
from cme.domain.model import Facts, Place, Problem, Severity

SHOWN_FOR = timedelta(days=7)
"""So long after its end a pause is still spoken of."""
FARTHEST = 120
"""Days within which the last school day of a pause is looked for: the longest holiday, and more."""
AGAIN = "Review it with whoever agreed to it; if it goes on, type its dates anew. Nothing pauses a place by itself."


def is_place_paused(facts: Facts, place: Place, day: date) -> bool:
    """Return whether nobody is expected in a place on a day; what nobody agreed to pauses nothing."""
    if place.paused_from is None or not place.agreed_with:
        return False
    return place.paused_from <= day <= _last_day(facts, place, place.paused_from)


def _last_day(facts: Facts, place: Place, since: date) -> date:
    """Return the last day of a pause: its own, or that of the last school day after which it must be reviewed."""
    left, day = facts.settings.pause_review, since
    for day in (since + timedelta(days=number) for number in range(FARTHEST)):
        left -= is_school_day(facts, day)
        if left <= 0:
            break
    return min(day, place.paused_to or day)


def pause_problems(facts: Facts, day: date) -> Iterator[Problem]:
    """Yield what is wrong with pauses: one that nobody agreed to, that runs too long, or that has ended."""
    seen: set[tuple[str, date, date | None, str]] = set()
    for place in facts.places:
        since = place.paused_from
        if since is None or place.pupil not in facts.pupils or not within(place.since, place.until, day):
            continue
        about = (place.pupil, since, place.paused_to, place.agreed_with)
        if about not in seen:
            seen.add(about)
            yield from _of_pause(facts, place, since, day)


def _of_pause(facts: Facts, place: Place, since: date, day: date) -> Iterator[Problem]:
    where, until = f"Places, {place.pupil}", place.paused_to
    last = _last_day(facts, place, since)
    if not place.agreed_with and (until is None or day <= until):
        what = f"The place of {place.pupil} is to be paused, but nobody is named who agreed, so the child is expected."
        mend = "Type the school or authority that agreed, and whom you spoke to; never why."
        yield Problem("PAUSE-1", Severity.ERROR, where, what, mend)
    elif place.agreed_with and day <= last and (until is None or last < until):
        what = (
            f"The pause of {place.pupil} counts until {last:%d/%m/%Y}: after {facts.settings.pause_review} school days"
        )
        yield Problem("PAUSE-2", Severity.ERROR, where, f"{what} it must be reviewed.", AGAIN)
    elif place.agreed_with and last < day <= last + SHOWN_FOR:
        what = f"The pause of {place.pupil} ended on {last:%d/%m/%Y}, so the child is expected again."
        yield Problem("PAUSE-3", Severity.ERROR, where, what, AGAIN)
