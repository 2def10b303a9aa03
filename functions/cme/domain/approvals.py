"""What is sent only once somebody of the DSL team has read it: each text on the Desk, and the word on exactly it.

An approval counts for the text that was shown and no other. Where the facts change, so does the text: the line is out
of date, and a new one says what is different. Two people refuse: one says why, another of the team agrees. Pure.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cme.domain.case_events import Did, Event
from cme.domain.desk_answers import UNDECIDED, Answer
from cme.domain.model import Approval, Obligation, Problem, Severity, Staff
from cme.domain.signed import CODE, signed_by

ASKED = (
    "Read the full text. To send it, choose approve under Decision, and write your staff code under Note. To refuse "
    "it, choose refuse, and write why and your code; it stands when a second person of the DSL team adds theirs."
)
INSTEAD = "It takes the place of an earlier text, which is out of date."
WORDS_ENOUGH = 2
"""So many words beside the codes are a reason."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be sent for one thing that is owed: to which address, under which subject, in which words."""

    owed: Obligation
    to: str
    subject: str
    text: str

    @property
    def digest(self) -> str:
        """What ties a decision to this text to this address."""
        return digest_of(self.owed, self.to, self.subject, self.text)

    @property
    def thing(self) -> str:
        """The short number by which the Desk calls it."""
        return thing_of(self.owed)

    @property
    def shown(self) -> str:
        """The text as the Desk shows it."""
        return f"To: {self.to}\nSubject: {self.subject}\n\n{self.text}"


@dataclass(frozen=True, slots=True)
class Line(Answer):
    """A line of the Desk that asks for approval: its number, the text that was shown, and what was written on it."""

    thing: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """What the Desk says of what must be approved: let out, refused, not asked yet with what changed, and wrong."""

    approved: Mapping[str, Approval] = field(default_factory=dict)
    refused: tuple[Event, ...] = ()
    unasked: tuple[tuple[Draft, str], ...] = ()
    problems: tuple[Problem, ...] = ()


def thing_of(owed: Obligation) -> str:
    """Return the short number by which the Desk calls a mail; it stays when the text changes."""
    return f"A-{hashlib.sha256(owed.key.encode()).hexdigest()[:4].upper()}"


def digest_of(owed: Obligation, to: str, subject: str, text: str) -> str:
    """Return what ties a decision to a text: the thing that is owed, the address, the subject and every word."""
    return hashlib.sha256("\x1f".join((owed.key, to, subject, text)).encode()).hexdigest()[:12]


def asking(drafts: Iterable[Draft], lines: Sequence[Line], staff: Mapping[str, Staff], now: datetime) -> Asking:
    """Return what was decided of each draft, by its own line, and which have none."""
    approved: dict[str, Approval] = {}
    refused: list[Event] = []
    unasked: list[tuple[Draft, str]] = []
    problems: list[Problem] = []
    for draft in drafts:
        theirs = [line for line in lines if line.thing == draft.thing]
        own = next((line for line in theirs if line.digest == draft.digest), None)
        problems += (_stale(draft, line) for line in theirs if line is not own and line.word not in UNDECIDED)
        if own is None:
            unasked.append((draft, changed(theirs[-1].shown, draft.shown) if theirs else ""))
            continue
        signed = list(dict.fromkeys(signed_by(own.note, staff)))
        if why := _why_not(own, signed, staff):
            problems.append(_wrong(draft, *why))
        elif own.word == "approve":
            approved[draft.owed.key] = Approval(draft.digest, signed[0])
        elif own.word == "refuse":
            refused.append(_refusal(draft, own, signed, now))
    return Asking(approved, tuple(refused), tuple(unasked), tuple(problems))


def _why_not(line: Line, signed: Sequence[str], staff: Mapping[str, Staff]) -> tuple[str, str] | None:
    """Return why a decision does not count, and what to do; None where it counts, or nobody has decided."""
    if line.word in UNDECIDED:
        return None
    if line.word not in ("approve", "refuse"):
        return f"“{line.decision[:60]}” is no answer to a mail that waits.", "Choose approve or refuse."
    if not signed:
        return f"“{line.word}” counts with the code of somebody in the DSL team.", "Write your staff code under Note."
    if line.word == "refuse" and _words(line.note, staff) < WORDS_ENOUGH:
        return "It was refused, but Note does not say why.", "Write the reason beside your code."
    if line.word == "refuse" and len(signed) == 1:
        what = f"{signed[0]} refused it; it still waits until a second person of the DSL team agrees."
        return what, "They write their staff code under Note as well, or choose approve."
    return None


def _words(note: str, staff: Mapping[str, Staff]) -> int:
    codes = {code.casefold() for code in staff}
    return sum(word not in codes for word in CODE.findall(note.casefold()))


def _refusal(draft: Draft, line: Line, signed: Sequence[str], now: datetime) -> Event:
    owed = draft.owed
    words = f"{owed.organisation} ({owed.to.value})"
    by, *others = signed
    agreed = f"agreed by {', '.join(others)}"
    return Event(owed.pupil, Did.WITHHELD, now, now, words, line.note, agreed, by, source=owed.key)


def changed(before: str, after: str) -> str:
    """Return what is different in a text that was shown before, line by line; empty where nothing is."""
    old, new = _lines(before), _lines(after)
    gone = [line for line in old if line not in new]
    more = [line for line in new if line not in old]
    parts = [f"Now: {line}" for line in more] + [f"No longer: {line}" for line in gone]
    return "\n".join(parts)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"\n+", text) if line.strip()]


def _stale(draft: Draft, line: Line) -> Problem:
    what = f"“{line.word}” was chosen for a text that is out of date: the facts, or the address, have changed since."
    return _wrong(draft, what, "Nothing was sent. Read the newest line of the same number, and decide there.")


def _wrong(draft: Draft, what: str, mend: str) -> Problem:
    return Problem("DESK-5", Severity.ERROR, f"Desk {draft.thing}: {draft.owed.pupil}", what, mend)


def asked_words(difference: str) -> str:
    """Return what a line of the Desk asks; where it takes the place of another, also what is different."""
    return f"{ASKED}\n{INSTEAD}\n{difference}" if difference else ASKED
