"""What stands of what people said of one child: corrections take back, a sighting ends a departure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cme.domain.model import Observation, Saw

SEEN = frozenset({Saw.SEEN, Saw.ARRIVED, Saw.CAME_BACK, Saw.WAS_HERE})
MISSED = frozenset({Saw.NOT_HERE, Saw.WAS_NOT_HERE})
SETTLES = frozenset({Saw.LOCATED, Saw.HANDED_OVER, Saw.REFERRED})
"""What ends a page: somebody knows where the child is, or others have taken over."""
OF_PAGES = SETTLES | {Saw.HAS_IT, Saw.SPOKE_TO, Saw.NO_ANSWER, Saw.ASSESSED, Saw.NOTED}
"""What is said of a page; none of it says that anybody has seen the child."""
CORRECTIONS = frozenset({Saw.WAS_HERE, Saw.WAS_NOT_HERE})
"""What says that a mark was wrong."""
HARM, NO_HARM = "harm", "no"
"""The reason of a concern: whether somebody fears harm, or is not sure; its words are kept elsewhere."""
OF_SCHOOLS = frozenset({Saw.SCHOOL_SEES, Saw.SCHOOL_KNOWS, Saw.SCHOOL_SAW, Saw.SCHOOL_ASKS, Saw.SCHOOL_LOST})
"""What a school says on its form. It answers our question, and counts for nothing else until one of us says it."""
NO_SIGHT = OF_PAGES | OF_SCHOOLS | {Saw.CONCERN, Saw.ON_DUTY, Saw.WHEREABOUTS}
"""What is said of a child and says nothing of where it is in a session."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A child left without permission: who said so first, and who saw the child again, wherever that was."""

    said: Observation
    back: Observation | None = None


def order(said: Observation) -> tuple[datetime, datetime, str]:
    """Return what observations are sorted by: when it was so, then when we were told."""
    return said.at, said.recorded_at, said.entry


def last_of(heard: Iterable[Observation], saw: Saw) -> Observation | None:
    """Return the last observation of a kind, or None."""
    return next((o for o in reversed(list(heard)) if o.saw is saw), None)


def last_sighting(heard: Iterable[Observation]) -> Observation | None:
    """Return the last time that somebody saw the child, if nobody has taken that back."""
    return next((o for o in reversed(standing(list(heard))) if o.saw in SEEN), None)


def standing(heard: list[Observation]) -> list[Observation]:
    """Leave out what a later “I marked it wrong” takes back; it takes back only what was known before it."""
    gone: list[Observation] = []
    for correction in (o for o in heard if o.saw in CORRECTIONS):
        before = [o for o in heard if o.recorded_at <= correction.recorded_at and o is not correction]
        gone += [o for o in before if o.saw in _wrong(correction, before)]
    return [o for o in heard if o not in gone]


def _wrong(correction: Observation, before: Iterable[Observation]) -> frozenset[Saw]:
    """Return what was wrong: of a child whom nobody has marked as here, it was “not coming” that was marked wrong."""
    if correction.saw is Saw.WAS_HERE:
        return MISSED | {Saw.LEFT_SITE, Saw.WENT_HOME}
    return SEEN if any(o.saw in SEEN for o in before) else frozenset({Saw.NOT_COMING})


def is_after(seen: Observation, left: Observation) -> bool:
    """Return whether a sighting shows that a child is back. A tick of the minute in which the child left does not."""
    if seen.at == left.at and seen.saw is not Saw.SEEN:
        return seen.recorded_at >= left.recorded_at
    return seen.at > left.at


def departures(stands: Iterable[Observation], sightings: list[Observation]) -> tuple[Departure, ...]:
    """Return each time that the child left: what two people say of it before the child is back is said of one."""
    told: dict[Observation | None, list[Observation]] = {}
    for left in stands:
        if left.saw is Saw.LEFT_SITE:
            back = next((seen for seen in sightings if is_after(seen, left)), None)
            told.setdefault(back, []).append(left)
    return tuple(Departure(min(group, key=lambda o: (o.recorded_at, o.entry)), back) for back, group in told.items())
