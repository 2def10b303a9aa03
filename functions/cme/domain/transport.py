"""Who brings a child: whom to ring when the taxi is late, and who arranged it. Pure."""

from __future__ import annotations

import re

from cme.domain.model import Facts, Place

TELEPHONE = re.compile(r"(.*?)[\s,:]*(\+?\d[\d\s()-]{7,}\d)\s*")
"""How transport is typed: who, and at the end a number."""
NO_NUMBER = "no number is entered"


def calls_about(place: Place) -> list[dict[str, str]]:
    """Return who drives a child and who travels along, each with a telephone or with words that there is none."""
    typed = (("Transport", place.transport), ("Escort", place.escort))
    return [named_call(what, text) for what, text in typed if text]


def named_call(what: str, typed: str) -> dict[str, str]:
    """Return whom to ring from a name and a telephone that were typed into one cell."""
    found = TELEPHONE.fullmatch(typed)
    name, phone = (found[1], found[2]) if found else (typed, NO_NUMBER)
    return {"who": f"{what}: {name or 'no name entered'}", "phone": phone}


def arranged_by(facts: Facts, place: Place) -> str:
    """Return whose transport it is, where an authority placed the child: its lateness is not the family's."""
    commissioner = facts.organisations.get(place.commissioner)
    if not place.transport or commissioner is None or commissioner.kind != "authority":
        return ""
    return f"transport of {commissioner.name}"
