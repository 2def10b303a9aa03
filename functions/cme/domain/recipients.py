"""Who may be told what, about whom: one table by role, and the one function that reads it. It fails closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cme.domain.calendar import within
from cme.domain.clocks import day_of
from cme.domain.model import Contact, Facts, Obligation, Organisation, Problem, Role, Severity, Staff, State

INNOV8 = "innov8"


@dataclass(frozen=True, slots=True)
class Audience:
    """Which roles may receive a notice, the first that has an address; empty where that kind of body never may.

    What is `safeguarding` goes to an address outside only after a second person confirmed it.
    """

    school: tuple[Role, ...] = ()
    authority: tuple[Role, ...] = ()
    ours: tuple[Role, ...] = ()
    about: str = "pupil"
    safeguarding: bool = False


AUDIENCES: dict[str, Audience] = {
    "absence": Audience(school=(Role.ATTENDANCE, Role.DSL), authority=(Role.COMMISSIONING,)),
    "stand_down": Audience(school=(Role.ATTENDANCE, Role.DSL), authority=(Role.COMMISSIONING,)),
    "attendance_report": Audience(
        school=(Role.ATTENDANCE, Role.DSL), authority=(Role.COMMISSIONING,), about="commissioner"
    ),
    "left_site": Audience(school=(Role.DSL,), safeguarding=True),
    "left_site_page": Audience(ours=(Role.INNOV8_DSL,)),
    "register_nudge": Audience(ours=(Role.LEAD, Role.COORDINATOR, Role.INNOV8_DSL), about="session"),
    "register_coordinator": Audience(ours=(Role.COORDINATOR, Role.INNOV8_DSL), about="session"),
    "register_page": Audience(ours=(Role.INNOV8_DSL,), about="session"),
    "not_delivered": Audience(ours=(Role.INNOV8_DSL,), about="message"),
    "overtaken_list": Audience(ours=(Role.INNOV8_DSL,), about="message"),
}
"""Every notice. What stands here in no role is never sent there, whatever a form, a template or a cell says."""


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
    contact = _first(organisation.contact(role) for role in roles)
    if contact is None:
        wanted = " or ".join(role.value for role in roles) or "nobody"
        what = f"{organisation.name} has no address for this notice (wanted: {wanted})."
        return _nobody(obligation, what, f"Ring them now{_on(organisation)}, and type the address into its row.")
    if is_safeguarding(obligation, audience) and not contact.confirmed:
        what = f"{organisation.name} has an address for this notice ({contact.role.value}) that nobody confirmed yet."
        return _nobody(obligation, what, f"Ring them now{_on(organisation)}; the tab Desk says who may confirm it.")
    return Recipient(organisation.code, contact.name, contact.email, contact.phone)


def is_safeguarding(obligation: Obligation, audience: Audience) -> bool:
    """Return whether a notice is meant for a DSL's eyes, be it only to say that it is over."""
    return audience.safeguarding or obligation.to is Role.DSL


def _on(organisation: Organisation) -> str:
    return f" on {organisation.telephone}" if organisation.telephone else ""


def _first(contacts: Iterable[Contact | None]) -> Contact | None:
    return next((contact for contact in contacts if contact), None)


def is_concerned(obligation: Obligation, audience: Audience, facts: Facts) -> bool:
    """Return whether an organisation may hear of this: it placed the child there, or has the child on its roll."""
    theirs = (place for place in facts.places if place.commissioner == obligation.organisation)
    places = [place for place in theirs if within(place.since, place.until, obligation.day)]
    if audience.about == "commissioner":
        return bool(places) and not obligation.pupil
    pupil = facts.pupils.get(obligation.pupil)
    if pupil is None:
        return False
    placed = any(p.pupil == pupil.code and p.session == obligation.session for p in places)
    return placed or (bool(pupil.school) and pupil.school == obligation.organisation)


def _ours(obligation: Obligation, audience: Audience, facts: Facts) -> Recipient | Problem:
    named = facts.staff.get(obligation.person)
    asks_lead = Role.LEAD in audience.ours and obligation.to is Role.LEAD
    if asks_lead and named and named.email and not is_away(named, day_of(obligation.due)):
        return Recipient(INNOV8, named.name, named.email, named.phone)
    for role in audience.ours:
        if role is not Role.LEAD:
            for person in on_duty(facts, role, obligation):
                return Recipient(INNOV8, person.name, person.email, person.phone)
    what = f"Nobody on the Staff tab can receive “{obligation.notice}”."
    return _nobody(obligation, what, "Give the role and an address to somebody who is not away.")


def on_duty(facts: Facts, role: Role, obligation: Obligation) -> list[Staff]:
    """Return who holds a role on the day something falls due, in duty order.

    Who is away comes last, never nowhere; after them whose address nobody confirmed, and whose mail came back that day.
    """
    day = day_of(obligation.due)
    holders = [person for person in facts.staff.values() if role in person.roles and person.email]
    lost = undelivered_to(facts, day)
    return sorted(
        holders, key=lambda p: (p.email.casefold() in lost, not p.confirmed, is_away(p, day), p.duty_order, p.code)
    )


def is_away(person: Staff, day: date) -> bool:
    """Return whether somebody is away on a day."""
    return any(since <= day <= until for since, until in person.away)


def undelivered_to(facts: Facts, day: date) -> frozenset[str]:
    """Return the addresses from which a message of this day came back, or that were refused."""
    lost = (State.BOUNCED, State.FAILED)
    return frozenset(m.to.casefold() for m in facts.messages.values() if m.day == day and m.state in lost)


def _nobody(obligation: Obligation, what: str, mend: str) -> Problem:
    return Problem("SEND-1", Severity.ERROR, f"{obligation.rule} {obligation.organisation}", what, mend)
