"""For which children minutes matter: the tier that follows from what the DSL knows of a child. Pure.

What is not known raises a child above tier B, it never lowers one. Which flag it was is forgotten here: no mail, form
or log can name what no value holds.
"""

from __future__ import annotations

from collections.abc import Mapping

from cme.domain.people import Tier

YES, NO, NOT_KNOWN = "yes", "no", "not known"
ANSWERS = frozenset({YES, NO, NOT_KNOWN, ""})
"""What may stand under a flag; one that is left empty is not answered."""
GRAVE = (
    "Child protection plan",
    "Section 47 enquiry",
    "Exploitation",
    "Care order",
    "Looked after",
    "Illegal removal abroad",
    "Forced marriage, FGM, trafficking",
    "Previously missing",
)
"""The flags of which one alone makes tier A, by their headings on the Safeguarding tab."""
CARE_AT_ONCE = ("Child protection plan", "Section 47 enquiry")
"""The flags with which social care is told at once when the child is missing (clause 11.1)."""
WORST_FIRST = (Tier.A, Tier.NOT_KNOWN, Tier.B)
MARKS = {Tier.A: "A", Tier.NOT_KNOWN: "?", Tier.B: "B"}
"""How a screen marks a child of each tier, in one character."""


def tier_of(typed: Tier, answers: Mapping[str, str]) -> Tier:
    """Return a child's tier: A by the DSL's word or a grave flag, B by the DSL's word or when all those are no.

    `answers` are the flags by heading. The other flags can make no more than B, so nobody has to look at them.
    """
    grave = [answers.get(flag, "") for flag in GRAVE]
    if typed is Tier.A or YES in grave:
        return Tier.A
    if typed is Tier.B or all(answer == NO for answer in grave):
        return Tier.B
    return Tier.NOT_KNOWN


def rank(tier: Tier) -> int:
    """Return where a tier stands when the worst comes first."""
    return WORST_FIRST.index(tier)


def of_both(one: str, other: str) -> str:
    """Return the answer to a flag that was answered twice: a yes counts whatever stands beside it."""
    if YES in (one, other):
        return YES
    return NO if one == other == NO else NOT_KNOWN
