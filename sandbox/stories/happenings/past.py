"""What was observed of a child before the story: as rows of Observations, so that no weeks need be played."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from cme.domain.calendar import places_on
from cme.domain.clocks import instant
from cme.domain.model import Facts, Observation, Place, Saw
from cme.edges.ledger import append, observation_row
from cme.edges.setup_calls import change_workbook
from sandbox.stories.kinds import Act, Spoken, happening
from sandbox.stories.scene import Scene

WORDS = ("here", "missed", "explained", "hearsay", "off")
LATE = re.compile(r"(\d{1,3}) late")
FARTHEST = 400
"""Days back within which the days of a past are looked for."""
MINUTE = timedelta(minutes=1)


@happening("history", "went")
def history(spoken: Spoken) -> Act:
    """How a child came and did not come on its last expected days before this one, the earliest first."""
    pupil = spoken.cast.code(spoken.need("history"), "pupil", "pupils")
    hows = [
        said.text().strip() if LATE.fullmatch(said.text().strip()) else said.one_of(WORDS, "way to go")
        for said in spoken.need("went").each()
    ]

    def act(scene: Scene) -> str:
        facts = scene.stage.snapshot().facts
        days = last_days(facts, pupil, spoken.day, len(hows))
        said = [one for day, how in zip(days, hows, strict=True) for one in observed(facts, pupil, day, how)]
        rows = [observation_row(one, 1) for one in said]
        change_workbook(scene.stage.google(), scene.stage.workbook_id, append("observations", rows))
        return f"what was observed of {pupil} on {len(days)} days before"

    return act


def last_days(facts: Facts, pupil: str, before: date, number: int) -> list[date]:
    """Return the last days before one on which a child was expected, the earliest first."""
    found: list[date] = []
    for back in range(1, FARTHEST):
        day = before - timedelta(days=back)
        if len(found) < number and any(place.pupil == pupil for place in places_on(facts, day)):
            found.insert(0, day)
    return found


def observed(facts: Facts, pupil: str, day: date, how: str, session: str = "") -> Iterator[Observation]:
    """Yield what staff said of a child on a day, in each of its sessions or in one of them."""
    for place in places_on(facts, day):
        if place.pupil == pupil and session in ("", place.session):
            yield from _in_session(place, day, how)


def _in_session(place: Place, day: date, how: str) -> Iterator[Observation]:
    start = instant(day, place.start)
    if how == "off":
        yield _said(place, day, Saw.CANCELLED, start - 60 * MINUTE, pupil="")
        return
    if how in ("explained", "hearsay"):
        by = "parent or carer" if how == "explained" else "somebody else"
        yield _said(place, day, Saw.NOT_COMING, start - 10 * MINUTE, said_by=by, reason="ill")
    if how == "here":
        yield _said(place, day, Saw.SEEN, start)
        return
    yield _said(place, day, Saw.NOT_HERE, start + 4 * MINUTE)
    if late := LATE.fullmatch(how):
        yield _said(place, day, Saw.ARRIVED, start + int(late[1]) * MINUTE)


def _said(place: Place, day: date, saw: Saw, at: datetime, **more: Any) -> Observation:
    pupil = more.pop("pupil", place.pupil)
    entry = f"past-{day}-{place.session}-{place.pupil}-{saw.name}"
    return Observation(entry, day, place.session, pupil, saw, at, at, by="past", **more)
