"""What the DSL is told about the mail itself: a notice that did not arrive, notices that were overtaken. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from cme.domain.breaches import is_to_strangers
from cme.domain.clocks import hhmm, short_day
from cme.domain.letter_rows import count, fact_of, who
from cme.domain.marks import marks
from cme.domain.model import Facts, Message, Obligation, Role
from cme.domain.notice_names import called, notice_of
from cme.domain.our_letters import Call, calls_to
from cme.domain.recipients import AUDIENCES
from cme.domain.rules.operations import ON, SAID
from cme.domain.transport import NO_NUMBER

Values = dict[str, Any]


def not_delivered(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the page about notices that did not arrive: whom to ring, and what to tell them."""
    items: dict[str, Values] = {}
    for owed in obligations:
        found = _undelivered(owed, facts)
        items.setdefault(found["what"], {**found, "about": []})["about"] += found["about"]
    number = count(len(obligations), "notice", "notices")
    went_on = sum(bool(item["on"]) for item in items.values())
    if went_on == len(items):
        wanted = "Each was sent on to somebody else there." if went_on > 1 else "It was sent on to somebody else there."
        wanted += " Please mend the address."
    else:
        wanted = "Please tell them by telephone, now."
    return {
        "first_line": f"{number} could not be delivered. {wanted}",
        "items": list(items.values()),
    }


def _undelivered(owed: Obligation, facts: Facts) -> Values:
    code, _, on = owed.basis.removeprefix("organisation ").partition(ON)
    message = facts.messages.get(owed.step)
    about = [_about(row.pupil, row.reason, facts) for row in facts.ledger.values() if row.message == owed.step]
    if message is None:
        # Nobody could be written to: the step is the key of what was owed.
        about = [_not_told(owed, facts)]
    return {
        "what": _came_back(message, _name(code, facts)) if message else owed.reason,
        "on": _named(on, facts),
        "calls": _calls(code, message, facts),
        "about": [line for line in about if line] or ["see the tab Today for what it was about"],
    }


def _came_back(message: Message, name: str) -> str:
    words = called(message.notice)
    said = SAID.get(message.state, f"is {message.state.value}")
    return f"{words[:1].upper()}{words[1:]} to {name} ({message.to or 'no address'}) {said} at {hhmm(message.at)}."


def _named(addresses: str, facts: Facts) -> str:
    """Return whom a notice was sent on to: the names that go with the addresses, as far as they are known."""
    names = {person.email: person.name for person in facts.staff.values() if person.name}
    names |= {c.email: c.name for organisation in facts.organisations.values() for c in organisation.contacts if c.name}
    found = (f"{names[to]} ({to})" if to in names else to for to in addresses.split(", "))
    return " and ".join(found)


def _not_told(owed: Obligation, facts: Facts) -> str:
    _, _, session, pupil, _, _ = (owed.step.split("/", 5) + [""] * 6)[:6]
    found = (m for m in marks(facts, owed.day) if (m.place.pupil, m.place.session) == (pupil, session))
    mark = next(found, None)
    return _about(pupil, fact_of(mark, facts) if mark else "", facts)


def _about(pupil: str, reason: str, facts: Facts) -> str:
    found = facts.pupils.get(pupil)
    if found is None:
        return reason
    shown = who(found)
    return ": ".join(part for part in (f"{shown['name']}, {shown['year']}, number {shown['number']}", reason) if part)


def _calls(code: str, message: Message | None, facts: Facts) -> list[Call]:
    organisation = facts.organisations.get(code)
    if message and is_to_strangers(facts, message):
        # Whoever stands in the record has not read what the letter asks to delete.
        return [{"who": f"whoever reads at {message.to}", "phone": NO_NUMBER}]
    if organisation is not None:
        audience = AUDIENCES.get(message.notice) if message else None
        roles = (audience.school + audience.authority) if audience else (Role.ATTENDANCE, Role.COMMISSIONING, Role.DSL)
        return calls_to(organisation, roles)
    staff = next((p for p in facts.staff.values() if message and p.email and p.email == message.to), None)
    if staff is not None:
        return [{"who": staff.name or staff.code, "phone": staff.phone or NO_NUMBER}]
    return [{"who": _name(code, facts), "phone": NO_NUMBER}]


def _name(code: str, facts: Facts) -> str:
    organisation = facts.organisations.get(code)
    return organisation.name if organisation else code


def overtaken_list(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the list of notices that were not sent: which, why, and whom one would ring."""
    items = [_overtaken(line, facts) for owed in obligations for line in owed.basis.split(" | ")]
    were = "was" if len(items) == 1 else "were"
    return {
        "first_line": f"{count(len(items), 'notice', 'notices')} {were} not sent. "
        "Please decide today which of them a person should still tell.",
        # What was meant for our own people wants no decision any more, so it comes last.
        "items": sorted(items, key=lambda item: not item["calls"]),
    }


def quota_near(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the word that the mailbox has sent nearly as much as Gmail takes in a day."""
    count, urgent_only, limit = obligations[0].basis.split()
    return {
        "first_line": f"The mailbox has sent {count} of the {limit} messages that Gmail takes in 24 hours. "
        "Please find out why so many.",
        "count": count,
        "urgent_only": urgent_only,
        "limit": limit,
    }


def _overtaken(line: str, facts: Facts) -> Values:
    key, _, why = line.partition(": ")
    rule, day, session, pupil, organisation, step = (key.split("/", 5) + [""] * 6)[:6]
    words = called(notice_of(rule, organisation, step))
    found = facts.pupils.get(pupil)
    about = f" about {who(found)['name']} ({pupil})" if found else ""
    where = f", {facts.sessions[session].name}" if session in facts.sessions else ""
    known = facts.organisations.get(organisation)
    to = f" to {known.name}" if known else ""
    return {
        "what": f"{words[:1].upper()}{words[1:]}{to}{about}{where}, {_shown(day)}.",
        "why": why or "No reason was kept.",
        "calls": calls_to(known, (Role.ATTENDANCE, Role.COMMISSIONING)) if known else [],
    }


def _shown(day: str) -> str:
    try:
        return short_day(date.fromisoformat(day))
    except ValueError:
        return day or "day not known"
