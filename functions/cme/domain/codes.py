"""The attendance code that the facts of a mark suggest. The school decides. Pure."""

from __future__ import annotations

import re

from cme.domain.kinds import is_online
from cme.domain.mark_status import Status
from cme.domain.marks import Mark

REASONS = (
    (re.compile(r"\b(ill|illness|sick|unwell|poorly)\b", re.IGNORECASE), "I"),
    (re.compile(r"\b(doctor|dentist|hospital|medical|gp)\b", re.IGNORECASE), "M"),
)
"""Words of a reason, and the code they suggest. Anything else is for the school: leave is theirs to give."""


def suggested_code(mark: Mark, commissioner_kind: str) -> str:
    """Return the attendance code that the facts suggest; the school decides. Empty where nobody knows enough."""
    if mark.status is Status.CONTRADICTORY or (mark.is_seen and is_online(mark.kind)):
        # Whoever was seen on a screen has not been present anywhere.
        return ""
    if mark.is_seen:
        # Who arranged the place decides between the two codes for being taught elsewhere.
        return "K" if commissioner_kind == "authority" else "B"
    if mark.status is Status.NOT_COMING:
        reason = mark.explained.reason if mark.explained else ""
        return next((code for words, code in REASONS if words.search(reason)), "")
    if mark.taxi is not None or mark.elsewhere is not None:
        # Transport that failed, and a child who is with us after all, are for the school to code.
        return ""
    return "N" if mark.status in (Status.NOT_HERE, Status.LEFT_SITE) else ""
