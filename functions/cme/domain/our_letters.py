"""What innov8's own people are told about a session: reminders to send the register, and pages. Pure.

A page's first words are its reference, site and time only, because a locked telephone shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cme.domain.clocks import day_of, hhmm
from cme.domain.form_links import change_link, register_link
from cme.domain.kinds import is_alone
from cme.domain.letter_rows import count, marks_of, row, who
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks
from cme.domain.model import Contact, Facts, Obligation, Organisation, Role, Session, Staff, Tier
from cme.domain.recipients import on_duty
from cme.domain.rules.register import open_start
from cme.domain.transport import NO_NUMBER, named_call

ROLES = {Role.ATTENDANCE: "attendance", Role.DSL: "DSL", Role.HEAD: "head", Role.COMMISSIONING: "commissioning"}
Values = dict[str, Any]
Call = dict[str, str]
"""Somebody to ring: `who`, and `phone`, which says so in words where there is none."""


def register(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of each step of chasing a register: to the lead, the coordinator, the DSL."""
    first = obligations[0]
    session = facts.sessions[first.session]
    start = open_start(first.step)
    open_ones = {
        m.place.pupil: m
        for m in marks(facts, first.day)
        if m.place.session == session.code and m.status is Status.NOT_ASKED
        if m.expected_at <= first.due or not start
    }
    return {
        "first_line": _register_line(first, session),
        "session": session.name,
        "lead": lead_call(facts, session),
        "coordinator": _coordinator(facts, first),
        "children": [_awaited(facts, mark, to_dsl=first.notice == "register_page") for mark in open_ones.values()],
        "only_some": bool(start),
        "is_alone": is_alone(session.kind),
        "address": session.address,
        "lone_worker": named_call("the lone-worker contact", session.lone_worker) if session.lone_worker else None,
        "register_link": register_link(facts, session.code),
    }


def _awaited(facts: Facts, mark: Mark, *, to_dsl: bool) -> dict[str, str]:
    """Return a child who is waited for; the DSL alone reads about whom to ring first."""
    pupil = facts.pupils[mark.place.pupil]
    first = ", ring first" if to_dsl and pupil.tier is Tier.A else ""
    return {**who(pupil), "expected": f"{hhmm(mark.expected_at)}{first}"}


def _register_line(first: Obligation, session: Session) -> str:
    where = f"{session.site or session.name}, {hhmm(session.start)}"
    if first.notice == "register_coordinator":
        return f"{where}: no register yet. Please ring the session's lead now."
    if first.notice == "register_page":
        return f"{session.name}, {where}: no register, so nobody knows who is there. Ring now."
    if start := open_start(first.step):
        return f"{where}: are those due at {start} here? Please say so now."
    return f"{where}: please send the register now."


def left_site_page(obligations: Sequence[Obligation], facts: Facts, now: datetime) -> Values:
    """Return the values of the page that children left without permission: whom to ring, in which order."""
    pairs = marks_of(obligations, facts)
    session = facts.sessions.get(obligations[0].session)
    told = [facts.organisations[code] for code in concerned(pairs, facts) if code in facts.organisations]
    return {
        "first_line": f"{count(len(pairs), 'child', 'children')} left without permission. Look and ring now.",
        "rows": [
            {
                **row(mark, facts, o.reason),
                "change_link": change_link(facts, mark.place.pupil),
            }
            for o, mark in pairs
        ],
        "lead": lead_call(facts, session) if session else {"who": "the session's lead", "phone": NO_NUMBER},
        "calls": [call for organisation in told for call in calls_to(organisation, (Role.DSL, Role.COMMISSIONING))],
        "school_told": any(organisation.kind == "school" for organisation in told),
    }


def concerned(pairs: Iterable[tuple[Obligation, Mark]], facts: Facts) -> list[str]:
    """Return the schools and commissioners of the children that pages are about, each once."""
    codes = [c for _, m in pairs for c in (facts.pupils[m.place.pupil].school, m.place.commissioner) if c]
    return list(dict.fromkeys(codes))


def lead_call(facts: Facts, session: Session) -> Call:
    """Return how to reach whoever leads a session, by the telephone that was given for today where one was."""
    lead = facts.staff.get(session.lead)
    found = _person(lead) if lead else {"who": "the lead (nobody is entered)", "phone": NO_NUMBER}
    return {**found, "phone": session.phone} if session.phone else found


def _coordinator(facts: Facts, owed: Obligation) -> Call:
    day = day_of(owed.due)
    found = on_duty(facts, Role.COORDINATOR, day) or on_duty(facts, Role.INNOV8_DSL, day)
    return _person(found[0]) if found else {"who": "the coordinator (nobody is entered)", "phone": NO_NUMBER}


def _person(person: Staff) -> Call:
    return {"who": person.name or person.code, "phone": person.phone or NO_NUMBER}


def calls_to(organisation: Organisation, roles: Sequence[Role]) -> list[Call]:
    """Return whom to ring at an organisation: these roles first, then its own number; never nobody."""
    found: dict[str, Call] = {}
    for contact in (c for role in roles for c in organisation.contacts if c.role is role and c.phone):
        found.setdefault(contact.phone, {"who": f"{organisation.name}: {_titled(contact)}", "phone": contact.phone})
    if organisation.telephone:
        found.setdefault(organisation.telephone, {"who": organisation.name, "phone": organisation.telephone})
    return list(found.values()) or [{"who": organisation.name, "phone": NO_NUMBER}]


def _titled(contact: Contact) -> str:
    return f"{contact.name}, {ROLES[contact.role]}" if contact.name else ROLES[contact.role]
