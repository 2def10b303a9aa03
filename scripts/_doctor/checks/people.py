"""The people: who is paged, who is rung, whose contacts nobody tried, and what the policy leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cme.domain.clocks import day_of
from cme.domain.figures import Figures
from cme.domain.health import Health
from cme.domain.letter_rows import count
from cme.domain.model import Facts, Role
from cme.domain.policy_health import CALENDAR, points
from scripts._doctor.findings import Finding, look, now, wrong

STAFF = "On the tab Staff"
NEEDED = {
    "sender": "which mailbox sends",
    "domain": "whose accounts may fill in the staff forms",
    "dsl name": "who the DSL is",
    "dsl phone": "which number notices give",
}
"""Settings without which something is missing in every notice or form, and what it is."""


def dsl_team(facts: Facts) -> Iterator[Finding]:
    """Yield that a page reaches nobody, or has nobody to go to after the first."""
    team = [person for person in facts.staff.values() if Role.INNOV8_DSL in person.roles]
    addresses = {person.email.casefold() for person in team if person.email}
    if not addresses:
        mend = f"{STAFF}, under Roles, type “innov8 dsl” for the DSL and “deputy” for the deputy, each with an address."
        yield now("Nobody has the role “innov8 dsl” and an address, so no page reaches anybody.", mend)
    elif len(addresses) == 1:
        what = "DSL and deputy are one person, or have one address: a page that is not seen there is seen nowhere."
        yield wrong(what, f"{STAFF}, under Roles, type “deputy” for somebody with an address of their own.")
    elif len(addresses) == 2:
        what = "Nobody comes after the deputy: when both are away, a page goes round between two who do not look."
        yield look(what, f"{STAFF}, give a third person the role “deputy”, a telephone and a duty order.")


def gaps_on_staff(facts: Facts) -> Iterator[Finding]:
    """Yield who works here and cannot be rung or written to; whoever is in no role works here no more."""
    for person in sorted((one for one in facts.staff.values() if one.roles), key=lambda one: one.code):
        # A trustee is written to once a month, and rung by nobody.
        rung = not person.phone and person.is_on_forms
        gaps = [name for name, lacks in (("telephone", rung), ("address", not person.email)) if lacks]
        if gaps:
            roles = ", ".join(role.value for role in person.roles)
            what = f"{person.code} has no {' and no '.join(gaps)} on the tab Staff, and is {roles}."
            found = wrong if Role.INNOV8_DSL in person.roles or not person.email else look
            yield found(what, f"{STAFF}, type it in the row of {person.code}.")


def nobody_coordinates(facts: Facts) -> Iterator[Finding]:
    """Yield that nobody is asked for a missing register before the DSL is paged."""
    if not any(Role.COORDINATOR in person.roles for person in facts.staff.values()):
        what = "Nobody has the role “coordinator”: of a missing register only the lead hears before the DSL is paged."
        yield look(what, f"{STAFF}, under Roles, type “coordinator” for whoever runs the morning.")


def settings_empty(stored: Mapping[str, str], listed: frozenset[str] | None) -> Iterator[Finding]:
    """Yield what nobody typed into Settings and every notice needs; where people are listed, no domain is."""
    for name, means in NEEDED.items():
        if not stored.get(name, "").strip() and not (name == "domain" and listed is not None):
            what = f"Settings do not say {means}: “{name}” is empty."
            yield wrong(what, f"View > Hidden sheets > Settings, and type it beside “{name}”.")


def policy_points(facts: Facts, figures: Figures, health: Health) -> Iterator[Finding]:
    """Yield what the tab Housekeeping asks of the policy, the contacts and the trustee."""
    for rule, point in points(facts, day_of(health.at), figures).items():
        if rule != CALENDAR:
            yield look(f"{rule}: {point.what}", point.mend)


def holds(facts: Facts) -> Iterator[Finding]:
    """Yield that something is held back by hand."""
    if facts.settings.hold:
        of = count(len(facts.settings.hold), "child, school or authority", "children, schools or authorities")
        what = f"Routine mail is held back about {of} by “hold” in Settings."
        yield look(what, "View > Hidden sheets > Settings: take out the codes for which it is over.")
