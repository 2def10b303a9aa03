"""OPS-1: a notice that did not arrive, or of which nobody knows whether it did, becomes a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from cme.domain.model import Facts, Message, Obligation, Role, State
from cme.domain.recipients import INNOV8, undelivered_to
from cme.domain.rulebook import Moment, rule

SAID = {
    State.BOUNCED: "came back undelivered",
    State.FAILED: "was refused by the mail service",
    State.UNKNOWN: "may or may not have been sent: the mail service gave no answer and holds no copy",
}
NOT_DELIVERED = "not_delivered"


@rule("OPS-1", clause="5.2")
def notice_not_delivered(facts: Facts, moment: Moment) -> Iterator[Obligation]:
    """A notice did not reach its reader, so a person must: the DSL is told whom to ring."""
    for message in facts.messages.values():
        if message.day != moment.day or message.state not in SAID:
            continue
        if message.notice == NOT_DELIVERED and not _is_somebody_left(facts, message):
            continue
        yield not_delivered(
            message.day,
            message.organisation,
            message.id,
            f"The notice “{message.notice}” to {message.organisation} {SAID[message.state]}.",
            message.at,
        )


def _is_somebody_left(facts: Facts, page: Message) -> bool:
    """A page about a lost notice that was lost itself goes to the next DSL, as long as there is one it may reach."""
    lost = undelivered_to(facts, page.day)
    holders = (person for person in facts.staff.values() if Role.INNOV8_DSL in person.roles and person.email)
    return page.state is not State.UNKNOWN and any(person.email.casefold() not in lost for person in holders)


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
