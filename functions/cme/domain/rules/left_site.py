"""REG-4: a child left without permission. Nobody waits fifteen minutes for that."""

from __future__ import annotations

from collections.abc import Iterator

from cme.domain.clocks import hhmm, instant
from cme.domain.marks import Status, marks
from cme.domain.model import Facts, Obligation, Role
from cme.domain.rulebook import Moment, rule
from cme.domain.rules import INNOV8
from cme.domain.rules.absence import END_OF_DAY, told_about


@rule("REG-4", clause="11")
def left_without_permission(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A child left without permission: innov8's DSL is paged and the school's DSL told, at once."""
    for mark in marks(facts, moment.day):
        left = mark.left
        if mark.status is not Status.LEFT_SITE or left is None:
            continue
        reason = f"Left without permission; said at {hhmm(left.recorded_at)}, last here before {hhmm(left.at)}."
        told = [(INNOV8, "left_site_page", Role.INNOV8_DSL)]
        told += [(o.code, "left_site", Role.DSL) for o in told_about(facts, mark) if o.kind == "school"]
        for organisation, notice, role in told:
            yield Obligation(
                rule="REG-4",
                day=moment.day,
                organisation=organisation,
                notice=notice,
                to=role,
                due=left.recorded_at,
                reason=reason,
                clause="11",
                pupil=mark.place.pupil,
                session=mark.place.session,
                # Leaving twice in a day is two events.
                step=hhmm(left.at),
                basis=f"entry {left.entry}",
                stale_after=instant(moment.day, END_OF_DAY),
                urgent=True,
            )
