"""Who of the staff said something: whom they chose on a shared phone, or else whose account it was. Pure."""

from __future__ import annotations

from cme.domain.model import Facts, Observation, Staff


def staff_of(facts: Facts, said: Observation) -> Staff | None:
    """Return who of the staff said something: whom they chose on a shared phone, or else whose account it was."""
    names = (p for p in facts.staff.values() if said.said_by and p.name.casefold() == said.said_by.casefold())
    accounts = (p for p in facts.staff.values() if p.email and p.email.casefold() == said.by.casefold())
    return next(names, None) or next(accounts, None)


def account_of(email: str, facts: Facts) -> Staff | None:
    """Return whose account an address is: what is chosen on a form proves nothing."""
    wanted = email.casefold()
    return next((p for p in facts.staff.values() if p.email and p.email.casefold() == wanted), None)


def who_said(facts: Facts, said: Observation) -> str:
    """Return the name of whoever said something, as far as it is known."""
    person = staff_of(facts, said)
    return person.name if person else said.said_by or said.by or "somebody"
