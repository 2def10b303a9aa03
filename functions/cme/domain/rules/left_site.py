"""REG-4: a child left without permission. Nobody waits fifteen minutes for that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from cme.domain.clocks import hhmm, instant
from cme.domain.marks import Mark, marks
from cme.domain.model import Facts, Obligation, Role
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8
from cme.domain.rules.absence import END_OF_DAY, told_about
from cme.domain.said import Departure

STILL_MISSING = timedelta(hours=6)
"""For so long a page about a child who left helps, whatever the day."""


@rule("REG-4", clause="11")
def left_without_permission(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child left without permission: innov8's DSL is paged and the school's DSL told, at once."""
    for mark in marks(facts, moment.day):
        told = [(INNOV8, "left_site_page", Role.INNOV8_DSL)]
        told += [(o.code, "left_site", Role.DSL) for o in told_about(facts, mark) if o.kind == "school"]
        for departure in mark.departures:
            for organisation, notice, role in told:
                yield _notice(moment, mark, departure, organisation, notice, role)


def departure_step(departure: Departure) -> str:
    """Return what tells one departure from the next: leaving twice in a day is two events."""
    return hhmm(departure.said.at)


def _notice(moment: Moment, mark: Mark, departure: Departure, organisation: str, notice: str, role: Role) -> Obligation:
    left, back = departure.said, departure.back
    return Obligation(
        rule="REG-4",
        day=moment.day,
        organisation=organisation,
        notice=notice,
        to=role,
        due=left.recorded_at,
        reason=f"Left without permission; said at {hhmm(left.recorded_at)}, last here before {hhmm(left.at)}.",
        clause="11",
        pupil=mark.place.pupil,
        session=mark.place.session,
        step=departure_step(departure),
        basis=f"entry {left.entry}",
        stale_after=max(instant(moment.day, END_OF_DAY), left.recorded_at + STILL_MISSING),
        urgent=True,
        moot="" if back is None else f"Left without permission at {hhmm(left.at)}; seen again at {hhmm(back.at)}.",
    )
