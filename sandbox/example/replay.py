"""Asks the real rules, minute by minute of a past day, what was owed, and writes down that it was sent.

So the example's ledger is what the system itself would have left behind, and it finds nothing of the past still owing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from cme.domain.clocks import instant, local, short_day
from cme.domain.decide import decide
from cme.domain.model import Facts, Message, Obligation, Observation, Owing, Role, State
from cme.policy import load_figures
from sandbox.example.cast import Row

LAWFUL = "Shared to safeguard a child; see our privacy notice."


def replay(facts: Facts, day: date, observations: Sequence[Observation]) -> tuple[list[Row], list[Row]]:
    """Return the rows of Obligations and of Messages that one day leaves behind."""
    facts = replace(facts, settings=replace(facts.settings, live_from=instant(day, time())))
    ledger: dict[str, Owing] = {}
    messages: dict[str, Message] = {}
    obligations: list[Row] = []
    events: list[Row] = []
    now: datetime | None = instant(day, time(7))
    while now is not None and now < instant(day, time(20)):
        known = tuple(o for o in observations if o.recorded_at <= now)
        seen = replace(facts, observations=known, ledger=ledger, messages=messages)
        decision = decide(seen, now, load_figures())
        for owed in decision.owed:
            name = _message_id(owed)
            if name not in messages:
                messages[name] = Message(name, State.SENT, now, owed.notice, owed.organisation, "", day)
                events += _events(name, owed, now, _address(facts, owed))
            ledger[owed.key] = Owing.of(owed, name, now)
            obligations.append(_row(owed, name, now))
        if not decision.owed:
            later = [o.recorded_at for o in observations if o.recorded_at > now]
            now = min([*later, *([decision.next_at] if decision.next_at else [])], default=None)
    return obligations, events


def _message_id(owed: Obligation) -> str:
    return f"past-{local(owed.due):%Y%m%d-%H%M}-{owed.organisation}-{owed.to.value.replace(' ', '-')}-{owed.notice}"


def _row(owed: Obligation, message: str, now: datetime) -> Row:
    return {
        "Obligation": owed.key,
        "Rule": owed.rule,
        "Clause": owed.clause,
        "Day": owed.day,
        "Session": owed.session,
        "Pupil": owed.pupil,
        "Organisation": owed.organisation,
        "Step": owed.step,
        "Due at": owed.due,
        "Reason": owed.reason,
        "Basis": owed.basis,
        "Message": message,
        "Decided at": now,
        "Revision": 1,
    }


def _address(facts: Facts, owed: Obligation) -> str:
    organisation = facts.organisations.get(owed.organisation)
    if organisation is not None:
        contact = organisation.contact(owed.to) or next(iter(organisation.contacts))
        return contact.email
    role = owed.to if owed.to in (Role.LEAD, Role.COORDINATOR) else Role.INNOV8_DSL
    person = facts.staff.get(owed.person) or next(p for p in facts.staff.values() if role in p.roles)
    return person.email


def _events(message: str, owed: Obligation, now: datetime, to: str) -> Iterator[Row]:
    reference = hashlib.sha256(f"{owed.organisation}{owed.day}".encode()).hexdigest()[:4].upper()
    both: Row = {
        "Message": message,
        "Notice": owed.notice,
        "Organisation": owed.organisation,
        "To": to,
        "Day": owed.day,
        "Subject": f"innov8 attendance {short_day(owed.day)} – ref {reference}",
        "Lawful basis": LAWFUL,
        "Run": f"past-{now:%Y%m%dT%H%M}",
        "Revision": 1,
    }
    yield {**both, "State": "claimed", "At": now + timedelta(seconds=2)}
    yield {**both, "State": "sent", "At": now + timedelta(seconds=5)}
