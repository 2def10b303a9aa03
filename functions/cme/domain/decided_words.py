"""What the foot of a message says where a figure behind it was decided by us, and is not the policy's own. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from cme.domain.model import Facts, Obligation
from cme.domain.rulebook import RULES


def decided_words(obligations: Sequence[Obligation], facts: Facts) -> str:
    """Return one short clause for each such figure, ready to follow the rules' codes; empty where there is none."""
    figures = dict.fromkeys(name for owed in obligations for name in _figures(owed))
    found = (facts.decided[name] for name in figures if name in facts.decided)
    return "".join(
        f"; {one.figure.replace('_', ' ')}: {one.words}, decided by our DSL team on {one.on:%d/%m/%Y}, {one.question}"
        for one in found
        if one.on <= obligations[0].day
    )


def _figures(owed: Obligation) -> tuple[str, ...]:
    """Return the figures behind an obligation: of a rule in steps the one that its notice is called by."""
    rule = RULES.get(owed.rule)
    names = rule.figures if rule else ()
    return (owed.notice,) if owed.notice in names else names
