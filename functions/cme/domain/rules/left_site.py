"""REG-4: a child left without permission. Nobody waits fifteen minutes for that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from cme.domain.clocks import hhmm, instant
from cme.domain.halves import ends_early
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
        schools = [(o.code, "left_site", Role.DSL) for o in told_about(facts, mark) if o.kind == "school"]
        for departure in mark.departures:
            page = _notice(moment, mark, departure, INNOV8, "left_site_page", Role.INNOV8_DSL)
            if is_after_agreed_end(facts, mark, departure):
                # Nobody leaves a place that was over for them; a person decides what the word was about.
                over = f"The place ends at {hhmm(mark.place.end)}, as agreed, so no school is told."
                yield replace(page, reason=f"{page.reason} {over}")
                continue
            yield page
            for organisation, notice, role in schools:
                yield _notice(moment, mark, departure, organisation, notice, role)


def is_after_agreed_end(facts: Facts, mark: Mark, departure: Departure) -> bool:
    """Return whether a child is said to have left once it could go home, as agreed earlier than others."""
    is_over = instant(mark.day, mark.place.end) <= departure.said.at
    return is_over and ends_early(facts, mark.place, mark.day)


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
