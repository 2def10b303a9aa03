"""OPS-1: a notice that did not arrive, or of which nobody knows whether it did, becomes a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from cme.domain.model import Facts, Obligation, Role, State
from cme.domain.recipients import INNOV8
from cme.domain.rulebook import Moment, rule
from cme.domain.rules.sent_on import NOT_DELIVERED, goes_on_to
from cme.domain.sent_on import is_lost

SAID = {
    State.BOUNCED: "came back undelivered",
    State.FAILED: "was refused by the mail service",
    State.UNKNOWN: "may or may not have been sent: the mail service gave no answer and holds no copy",
}
ON = ", sent on to "
"""What stands in the basis of a page between the organisation and where its notice went instead."""


@rule("OPS-1", clause="5.2", asks_others=True)
def notice_not_delivered(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A notice did not reach its reader, so a person must: the DSL is told whom to ring, or where it was sent on to."""
    for message in facts.messages.values():
        if message.day != moment.day or message.state not in SAID or message.notice == NOT_DELIVERED:
            # A page about a lost notice that is lost itself goes on to the next DSL (OPS-7), or is repeated.
            continue
        page = not_delivered(
            message.day,
            message.organisation,
            message.id,
            f"The notice “{message.notice}” to {message.organisation} {SAID[message.state]}.",
            message.at,
        )
        on = goes_on_to(facts, message, moment) if is_lost(message) else ""
        yield replace(page, basis=f"{page.basis}{ON}{on}") if on else page


def not_delivered(day: date, organisation: str, step: str, reason: str, at: datetime) -> Obligation:
    """Return the page about one notice that a person must now give by telephone."""
    return Obligation(
        rule="OPS-1",
        day=day,
        organisation=INNOV8,
        notice=NOT_DELIVERED,
        to=Role.INNOV8_DSL,
        due=at,
        reason=reason,
        clause="5.2",
        step=step,
        basis=f"organisation {organisation}",
        urgent=True,
    )
