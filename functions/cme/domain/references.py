"""The references by which messages are known to those who get them: opaque, short, and read back from what is typed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from cme.domain.model import Facts

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0, O, 1 or I: a reference is read out over the telephone."""
TYPED = re.compile(r"\b([2-9A-HJ-NP-Z]{4})\b(?=(?:[^0-9A-Za-z]+([0-9A-Za-z_-]+))?)", re.IGNORECASE)
"""A message's reference and, behind whatever parts them, a child's code: “7F3K-P0012”, “ref 7f3k p0012”."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a reference means: one organisation, one day, and the child, where it names one."""

    organisation: str
    day: date
    pupil: str = ""


def reference(workbook_id: str, organisation: str, day: date) -> str:
    """Return the four characters by which a day's messages to one organisation are known: the same all day, opaque."""
    number = int.from_bytes(hashlib.sha256(f"{workbook_id}/{organisation}/{day}".encode()).digest()[:8], "big")
    return "".join(ALPHABET[(number >> shift) & 31] for shift in (0, 5, 10, 15))


def of_child(workbook_id: str, organisation: str, day: date, pupil: str) -> str:
    """Return the reference of one child in a day's messages: our own code, which says nothing to anybody else."""
    return f"{reference(workbook_id, organisation, day)}-{pupil}"


def meant_by(typed: str, facts: Facts) -> Meant | None:
    """Return what a typed reference means, among all messages that we know of; None where it is none of ours.

    A child counts only if that organisation was written to about it that day: a code can be guessed.
    """
    known = _known(facts)
    for found in TYPED.finditer(typed):
        theirs = known.get(found[1].upper())
        if theirs is None:
            continue
        told = {o.pupil for o in facts.ledger.values() if o.pupil and (o.organisation, o.day) == theirs}
        code = (found[2] or "").casefold()
        return Meant(*theirs, next((pupil for pupil in told if pupil.casefold() == code), ""))
    return None


def _known(facts: Facts) -> dict[str, tuple[str, date]]:
    """Return each reference that a message bore; of two days that share one, the later."""
    about = sorted({(m.day, m.organisation) for m in facts.messages.values()})
    return {
        reference(facts.settings.workbook_id, organisation, day): (organisation, day) for day, organisation in about
    }
