"""Whether a session is the first that a child would have had here: who has never been is easily called late. Pure."""

from __future__ import annotations

from datetime import timedelta

from cme.domain.calendar import places_on
from cme.domain.marks import Mark
from cme.domain.model import Facts

LONGEST = 28
"""Days: a place that began before has had a session since, or lies further back than what is read of what was seen."""
FIRST = "It would have been the child's first session here."


def first_session(facts: Facts, mark: Mark) -> str:
    """Return the sentence that nothing came before this session; empty where something did, or nobody can tell."""
    pupil, start = mark.place.pupil, mark.place.start
    begun = [place.since for place in facts.places if place.pupil == pupil]
    since = [day for day in begun if day is not None]
    if len(since) < len(begun) or min(since) < mark.day - timedelta(days=LONGEST):
        # Without a first day a child may have been coming for years.
        return ""
    if any(said.pupil == pupil and said.day < mark.day for said in facts.observations):
        return ""
    days = [min(since) + timedelta(days=n) for n in range((mark.day - min(since)).days)]
    before = any(place.pupil == pupil for day in days for place in places_on(facts, day))
    earlier = any(place.pupil == pupil and place.start < start for place in places_on(facts, mark.day))
    return "" if before or earlier else FIRST
