"""Who may be told what, about whom: one table by role, and the one function that reads it. It fails closed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cme.domain.breaches import BREACH_CALL, LETTER, SENT_IN_ERROR, WENT, gone_wrong, wrong_addresses
from cme.domain.calendar import within
from cme.domain.clocks import day_of
from cme.domain.duty import Duty, duty_of
from cme.domain.model import Contact, Facts, Message, Obligation, Organisation, Problem, Role, Severity, Staff
from cme.domain.sent_on import SENT_ON, reached, undelivered_to

INNOV8 = "innov8"
CAME_BACK, WRONG_PEOPLE = "its mail came back earlier that day", "the wrong people read at its address"
"""Why an address that stands in a record is not written to."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Which roles may receive a notice, the first that has an address; empty where that kind of body never may.

    What is `safeguarding` goes to an address outside only after a second person confirmed it. What is `prepared` goes
    nowhere before somebody of the DSL team has read exactly this text and approved it (docs/decisions/0047).
    """

    school: tuple[Role, ...] = ()
    authority: tuple[Role, ...] = ()
    ours: tuple[Role, ...] = ()
    about: str = "pupil"
    safeguarding: bool = False
    prepared: bool = False


AUDIENCES: dict[str, Audience] = {
    "absence": Audience(school=(Role.ATTENDANCE, Role.DSL), authority=(Role.COMMISSIONING,)),
    "stand_down": Audience(school=(Role.ATTENDANCE, Role.DSL), authority=(Role.COMMISSIONING,)),
    "register_missing": Audience(school=(Role.ATTENDANCE, Role.DSL), authority=(Role.COMMISSIONING,)),
    "attendance_report": Audience(
        school=(Role.ATTENDANCE, Role.DSL), authority=(Role.COMMISSIONING,), about="commissioner"
    ),
    "corrected_report": Audience(
        school=(Role.ATTENDANCE, Role.DSL), authority=(Role.COMMISSIONING,), about="commissioner"
    ),
    "left_site": Audience(school=(Role.DSL,), safeguarding=True),
    "left_site_page": Audience(ours=(Role.INNOV8_DSL,)),
    "child_page": Audience(ours=(Role.INNOV8_DSL,)),
    "walk_in": Audience(school=(Role.ATTENDANCE, Role.DSL)),
    "question": Audience(school=(Role.DSL, Role.HEAD), safeguarding=True),
    "duty_call": Audience(ours=(Role.INNOV8_DSL,), about="message"),
    "dsl_list": Audience(ours=(Role.INNOV8_DSL,), about="message"),
    "weekly_digest": Audience(ours=(Role.INNOV8_DSL,), about="message"),
    "oversight": Audience(ours=(Role.TRUSTEE,), about="message"),
    "register_nudge": Audience(ours=(Role.LEAD, Role.COORDINATOR, Role.INNOV8_DSL), about="session"),
    "register_coordinator": Audience(ours=(Role.COORDINATOR, Role.INNOV8_DSL), about="session"),
    "register_page": Audience(ours=(Role.INNOV8_DSL,), about="session"),
    "session_changed": Audience(school=(Role.ATTENDANCE, Role.DSL), authority=(Role.COMMISSIONING,)),
    "ring_round": Audience(ours=(Role.COORDINATOR, Role.INNOV8_DSL), about="session"),
    "cancelled_page": Audience(ours=(Role.INNOV8_DSL,), about="session"),
    "where_now": Audience(ours=(Role.LEAD, Role.COORDINATOR, Role.INNOV8_DSL)),
    "where_now_page": Audience(ours=(Role.INNOV8_DSL,)),
    "not_confirmed": Audience(school=(Role.DSL,), authority=(Role.COMMISSIONING,), safeguarding=True),
    "concern_page": Audience(ours=(Role.INNOV8_DSL,)),
    "page_again": Audience(ours=(Role.INNOV8_DSL,), about="session"),
    "refer_yourself": Audience(ours=(Role.LEAD, Role.COORDINATOR, Role.INNOV8_DSL), about="session"),
    "case_call": Audience(ours=(Role.INNOV8_DSL,)),
    "case_to_school": Audience(school=(Role.DSL,), safeguarding=True),
    "non_attendance": Audience(school=(Role.ATTENDANCE, Role.DSL)),
    "case_over": Audience(school=(Role.ATTENDANCE, Role.DSL)),
    "referral": Audience(authority=(Role.CME,), about="home", safeguarding=True, prepared=True),
    "new_facts": Audience(authority=(Role.CME,), about="home", safeguarding=True, prepared=True),
    "referral_over": Audience(authority=(Role.CME,), about="home", safeguarding=True, prepared=True),
    "placing_told": Audience(authority=(Role.PLACING,), about="placed", safeguarding=True, prepared=True),
    "placing_over": Audience(authority=(Role.PLACING,), about="placed", safeguarding=True, prepared=True),
    "not_delivered": Audience(ours=(Role.INNOV8_DSL,), about="message"),
    "overtaken_list": Audience(ours=(Role.INNOV8_DSL,), about="message"),
    "quota_near": Audience(ours=(Role.INNOV8_DSL,), about="message"),
    "still_paused": Audience(ours=(Role.INNOV8_DSL,), about="message"),
    "taken_back": Audience(ours=(Role.INNOV8_DSL,), about="message"),
    "shadow_digest": Audience(ours=(Role.INNOV8_DSL,), about="message"),
    "archive_sealed": Audience(ours=(Role.INNOV8_DSL, Role.TRUSTEE), about="message"),
    "test_page": Audience(ours=(Role.INNOV8_DSL,), about="message"),
    BREACH_CALL: Audience(ours=(Role.INNOV8_DSL,), about="message"),
    SENT_IN_ERROR: Audience(about="sent"),
}
"""Every notice. What stands here in no role is never sent there, whatever a form, a template or a cell says.

The letter that asks to delete a message stands in no role: it goes where that message went, and nowhere else.
"""
HOME = {"home": "lives_in", "placed": "placed_by"}
"""Where a child's record names the authority that a case is told to: in which it lives, and which looks after it."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person or shared inbox that a message may go to."""

    organisation: str
    name: str
    email: str
    phone: str = ""


def recipient(obligation: Obligation, facts: Facts) -> Recipient | Problem:
    """Return who receives what is owed, or the problem that says why nobody may or can."""
    audience = AUDIENCES.get(obligation.notice)
    if audience is None:
        return _nobody(obligation, f"There is no notice called “{obligation.notice}”.", "Report this.")
    if obligation.notice == SENT_IN_ERROR:
        return _where_it_went(obligation, facts)
    if obligation.organisation == INNOV8:
        return _ours(obligation, audience, facts)
    organisation = facts.organisations.get(obligation.organisation)
    if organisation is None:
        what = f"Nobody is entered as “{obligation.organisation}”, so nobody was told."
        return _nobody(obligation, what, "Ring whoever placed the child, and mend the commissioner on the Places tab.")
    if not is_concerned(obligation, audience, facts):
        what = f"{obligation.organisation} has nothing to do with what it would be told; it was not told."
        return _nobody(obligation, what, "Check the child's places and school on roll.")
    allowed = {"school": audience.school, "authority": audience.authority}.get(organisation.kind, ())
    # Whom the rule means, else who comes after: what is meant for a DSL never falls back to a shared inbox.
    roles = allowed[allowed.index(obligation.to) :] if obligation.to in allowed else ()
    wrong = wrong_addresses(facts)
    every = [contact for role in roles if (contact := organisation.contact(role))]
    contacts = [contact for contact in every if contact.email.casefold() not in wrong]
    contact = _best(obligation, contacts, facts)
    if contact is None:
        why = WRONG_PEOPLE if len(contacts) < len(every) else CAME_BACK if contacts else ""
        return _without_address(obligation, organisation, roles, why)
    if is_safeguarding(obligation, audience) and not contact.confirmed:
        what = f"{organisation.name} has an address for this notice ({contact.role.value}) that nobody confirmed yet."
        return _nobody(obligation, what, f"Ring them now{_on(organisation)}; the tab Desk says who may confirm it.")
    return Recipient(organisation.code, contact.name, contact.email, contact.phone)


def _where_it_went(obligation: Obligation, facts: Facts) -> Recipient | Problem:
    """Return the one address that got the message which a letter is about: by the ledger, whatever a record says.

    It has to be a message of that organisation which went, and of which the DSL team said that it went wrong.
    """
    kind, about, name = obligation.step.partition(LETTER)
    message = facts.messages.get(name) if about and not kind else None
    is_theirs = message is not None and message.organisation == obligation.organisation
    if message is None or not is_theirs or message.state not in WENT or name not in gone_wrong(facts):
        what = f"No message that went to {obligation.organisation} is known to be the one meant, so no letter went."
        return _nobody(obligation, what, "Ring whoever got it, and ask them to delete it.")
    return Recipient(message.organisation, "", message.to)


def is_prepared(owed: Obligation) -> bool:
    """Return whether what is owed goes out only once somebody of the DSL team has approved its text."""
    return owed.notice in AUDIENCES and AUDIENCES[owed.notice].prepared


def is_safeguarding(obligation: Obligation, audience: Audience) -> bool:
    """Return whether a notice is meant for a DSL's eyes, be it only to say that it is over."""
    return audience.safeguarding or obligation.to is Role.DSL


def _on(organisation: Organisation) -> str:
    return f" on {organisation.telephone}" if organisation.telephone else ""


def _without_address(obligation: Obligation, organisation: Organisation, roles: Sequence[Role], why: str) -> Problem:
    wanted = " or ".join(role.value for role in roles) or "nobody"
    what = f"{organisation.name} has no address for this notice (wanted: {wanted})."
    mend = f"Ring them now{_on(organisation)}, and type the address into its row."
    if why:
        what = f"{organisation.name} cannot be written to: {why} (wanted: {wanted})."
        mend = f"Ring them now{_on(organisation)}, and mend the address in its row."
    return _nobody(obligation, what, mend)


def _best(obligation: Obligation, contacts: Sequence[Contact], facts: Facts) -> Contact | None:
    """Return the first whose mail did not come back that day; what is urgent is tried all the same."""
    lost = undelivered_to(facts, obligation.day)
    arrives = (contact for contact in contacts if contact.email.casefold() not in lost)
    return next(arrives, contacts[0] if contacts and obligation.urgent else None)


def next_role(message: Message, facts: Facts) -> Role | None:
    """Return the role that a message nobody has read goes to next: after its reader's own, never the first again."""
    audience, organisation = AUDIENCES.get(message.notice, Audience()), facts.organisations.get(message.organisation)
    if message.organisation == INNOV8:
        return next((role for role in audience.ours if role is not Role.LEAD), None)
    if organisation is None:
        return None
    roles = {"school": audience.school, "authority": audience.authority}.get(organisation.kind, ())
    to = message.to.casefold()
    theirs = [c.role for c in organisation.contacts if c.email.casefold() == to and c.role in roles]
    last = max((roles.index(role) for role in theirs), default=0)
    return next(iter(roles[last + 1 :]), None)


def is_concerned(obligation: Obligation, audience: Audience, facts: Facts) -> bool:
    """Return whether an organisation may hear of this: it placed the child there, or has the child on its roll.

    A case is told to the authority in which the child lives, or which looks after it, and to no other.
    """
    theirs = (place for place in facts.places if place.commissioner == obligation.organisation)
    places = [place for place in theirs if within(place.since, place.until, obligation.day)]
    if audience.about == "commissioner":
        return bool(places) and not obligation.pupil
    pupil = facts.pupils.get(obligation.pupil)
    if pupil is None:
        return False
    if audience.about in HOME:
        return bool(getattr(pupil, HOME[audience.about]) == obligation.organisation)
    placed = any(p.pupil == pupil.code and p.session == obligation.session for p in places)
    return placed or (bool(pupil.school) and pupil.school == obligation.organisation)


def _ours(obligation: Obligation, audience: Audience, facts: Facts) -> Recipient | Problem:
    named = facts.staff.get(obligation.person)
    wrong = wrong_addresses(facts)
    lost = undelivered_to(facts, obligation.day) | wrong
    if named and obligation.to in audience.ours and _is_free(named, obligation, lost):
        return Recipient(INNOV8, named.name, named.email, named.phone)
    never = wrong | (reached(facts, obligation) | lost if obligation.rule == SENT_ON else frozenset())
    for role in audience.ours:
        if role is not Role.LEAD:
            for person in on_duty(facts, role, day_of(obligation.due)):
                if person.email.casefold() not in never:
                    return Recipient(INNOV8, person.name, person.email, person.phone)
    what = f"Nobody on the Staff tab can receive “{obligation.notice}”."
    return _nobody(obligation, what, "Give the role and an address to somebody who is not away.")


def _is_free(named: Staff, obligation: Obligation, lost: Collection[str]) -> bool:
    """Return whether somebody whom a rule names may be written to: leads whatever their role, others in theirs."""
    holds = obligation.to is Role.LEAD or obligation.to in named.roles
    return holds and named.email.casefold() not in {"", *lost} and not is_away(named, day_of(obligation.due))


def on_duty(facts: Facts, role: Role, day: date) -> list[Staff]:
    """Return who holds a role on a day: of the DSLs first who said to be on duty, then everybody in duty order.

    Whose address nobody confirmed comes after them, and last whose mail came back that day; never nowhere.
    """
    duty = duty_of(facts, day) if role is Role.INNOV8_DSL else Duty()
    lost = undelivered_to(facts, day)
    return sorted(
        duty_order(facts, role, day), key=lambda p: (p.email.casefold() in lost, not p.confirmed, duty.place(p))
    )


def duty_order(facts: Facts, role: Role, day: date) -> list[Staff]:
    """Return who holds a role and can be written to, in the order of the Staff tab; who is away comes last."""
    holders = (person for person in facts.staff.values() if role in person.roles and person.email)
    return sorted(holders, key=lambda p: (is_away(p, day), p.duty_order, p.code))


def each_address(people: Iterable[Staff]) -> list[Staff]:
    """Return of several people with one address the first: to write there again reaches nobody else."""
    found: dict[str, Staff] = {}
    for person in people:
        found.setdefault(person.email.casefold(), person)
    return list(found.values())


def is_away(person: Staff, day: date) -> bool:
    """Return whether somebody is away on a day."""
    return any(since <= day <= until for since, until in person.away)


def _nobody(obligation: Obligation, what: str, mend: str) -> Problem:
    return Problem("SEND-1", Severity.ERROR, f"{obligation.rule} {obligation.organisation}", what, mend)
