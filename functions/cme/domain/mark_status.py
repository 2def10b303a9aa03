"""What is known of a child in a session, in a word; and which word follows from what was said. Pure."""

from __future__ import annotations

from enum import StrEnum

from cme.domain.model import Observation, Saw
from cme.domain.said import is_after


class Status(StrEnum):
    """What a mark says."""

    NOT_ASKED = "nobody has said yet"
    NOT_HERE = "not here"
    HERE = "here"
    NOT_COMING = "not coming"
    WENT_HOME = "went home early, as agreed"
    LEFT_SITE = "left without permission"
    CONTRADICTORY = "not here after having been here"
    CANCELLED = "cancelled by innov8"
    PAUSED = "place paused by agreement"


def status_of(
    stands: list[Observation],
    sightings: list[Observation],
    missed: list[Observation],
    explained: list[Observation],
    cancelled: Observation | None,
) -> Status:
    """Return what is known from what stands: the sightings, when the child was missed, and what explains that."""
    # The worse stands: that a child went as agreed does not undo that it left without permission.
    for saw, status in ((Saw.LEFT_SITE, Status.LEFT_SITE), (Saw.WENT_HOME, Status.WENT_HOME)):
        if any(o.saw is saw and not any(is_after(seen, o) for seen in sightings) for o in stands):
            return status
    if sightings:
        last = sightings[-1]
        later = [o for o in missed if o.saw is Saw.NOT_HERE and (o.at, o.recorded_at) >= (last.at, last.recorded_at)]
        return Status.CONTRADICTORY if later else Status.HERE
    if explained:
        return Status.NOT_COMING
    if missed:
        return Status.NOT_HERE
    return Status.CANCELLED if cancelled else Status.NOT_ASKED


def of_afternoon(status: Status, morning: Status | None) -> Status:
    """Who left without permission in the morning and was not seen since has left: nobody waits in the afternoon."""
    has_left = morning is Status.LEFT_SITE
    return Status.LEFT_SITE if has_left and status in (Status.NOT_ASKED, Status.NOT_HERE) else status
