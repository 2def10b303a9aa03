"""Tries registers: what is owed at several instants of a day, to whom it would go, and what it would say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from typing import Any

from cme.domain.decide import decide
from cme.domain.figures import Figures
from cme.domain.ledger import AUTOMATIC
from cme.domain.model import Decision, Facts, Message, Mode, Obligation, Owing, Role, State
from cme.domain.notices import Letter, bundle, compose
from cme.domain.recipients import Recipient, recipient
from cme.domain.sent_on import SENT_ON
from cme.edges.templates import render, to_mime
from cme.policy import load_figures
from tests.domain.test_recipients import PREPARED, READERS
from tests.registers import readers
from tests.registers.made import CHILDREN, KINDS, NOBODY, SESSIONS, STATES, Register, register

FIGURES: Figures = load_figures()
AT_ONCE = 500
"""Registers that a process takes at a time."""
ROBOT = "robot@innov8.example"
RENDERED = 100
"""Of one register in so many the mail is looked at as it is sent; of the others what its template is given."""


@dataclass
class Tried:
    """How much was tried, and what did not hold, by the number of the register."""

    registers: int = 0
    instants: int = 0
    obligations: int = 0
    messages: int = 0
    rendered: int = 0
    spoilt: int = 0
    wrong: dict[int, list[str]] = field(default_factory=dict)

    @property
    def failures(self) -> int:
        """In how many registers something did not hold."""
        return len(self.wrong)

    def add(self, more: Tried) -> None:
        """Take in what another process found."""
        self.registers += more.registers
        self.instants += more.instants
        self.obligations += more.obligations
        self.messages += more.messages
        self.rendered += more.rendered
        self.spoilt += more.spoilt
        self.wrong |= more.wrong


def try_many(seed: int, numbers: range, processes: int) -> Iterator[Tried]:
    """Yield what was found in a part of the registers at a time, in the order in which they are done."""
    parts = [numbers[i : i + AT_ONCE] for i in range(0, len(numbers), AT_ONCE)]
    with ProcessPoolExecutor(processes) as pool:
        for job in as_completed([pool.submit(try_some, seed, part) for part in parts]):
            yield job.result()


def try_some(seed: int, numbers: Iterable[int]) -> Tried:
    """Try registers by number."""
    tried = Tried()
    for number in numbers:
        found = Trial(register(seed, number), tried, rendered=number % RENDERED == 0).run()
        if found:
            tried.wrong[number] = found
    return tried


def known_by(made: Facts, facts: Facts, now: datetime) -> Facts:
    """Return the facts with what was said by an instant, of all that will be said."""
    said = tuple(o for o in made.observations if o.recorded_at <= now)
    return replace(facts, observations=said, events=tuple(e for e in made.events if e.recorded_at <= now))


class Trial:
    """One register, asked at each of its instants, with a ledger that the earlier ones left behind."""

    def __init__(self, made: Register, tried: Tried, *, rendered: bool) -> None:
        self.made, self.tried, self.rendered = made, tried, rendered
        self.found: list[str] = []
        tried.registers += 1

    def run(self) -> list[str]:
        """Return a sentence for each thing that must not be so."""
        try:
            self._asked()
        except Exception as broken:
            self.found.append(f"it broke off: {type(broken).__name__}: {broken}")
        return self.found

    def _asked(self) -> None:
        facts = self.made.facts
        for now in self.made.instants:
            self.tried.instants += 1
            known = known_by(self.made.facts, facts, now)
            decision = decide(known, now, FIGURES)
            self.found += [
                f"{now:%H:%M}: {problem.what}" for problem in decision.problems if problem.code == "OPS-RULE"
            ]
            self._meant(known, decision)
            letters = list(self._letters(known, decision, now))
            facts = self._recorded(known, decision, letters, now, self.made.dice.choice(STATES))
        self._twice(known, decision, letters, now)

    def _meant(self, facts: Facts, decision: Decision) -> None:
        """Everything that is or will be owed, as it is and spoilt, reaches whom the register allows."""
        every = [*decision.owed, *(owed for owed, _ in decision.overtaken), *decision.forecast, *decision.prepared]
        self.tried.obligations += len(every)
        for owed in every:
            self._addressed(owed, facts)
            self._addressed(self._spoilt(owed), facts)

    def _addressed(self, owed: Obligation, facts: Facts) -> None:
        to, may = recipient(owed, facts), readers.addresses(owed, facts)
        if isinstance(to, Recipient) and to.email not in may:
            self.found.append(f"{_named(owed)} goes to {to.email}, which may not be told")
        elif isinstance(to, Recipient) or owed.rule == SENT_ON or not readers.are_confirmed(owed, facts):
            # What goes on to the next contact ends where there is none whom it has not reached yet.
            return
        elif could := may - readers.came_back(facts, owed):
            self.found.append(f"{_named(owed)} goes to nobody, though {', '.join(sorted(could))} could be told")

    def _spoilt(self, owed: Obligation) -> Obligation:
        """Return the obligation as a mistake in a rule might have it: another body, role, notice, child or session."""
        self.tried.spoilt += 1
        dice = self.made.dice
        instead: dict[str, Any] = {
            "notice": (*READERS, "gossip"),
            "to": tuple(Role),
            "organisation": (*KINDS, *KINDS, *NOBODY, readers.OURS),
            "pupil": (*CHILDREN, "P9", ""),
            "session": (*SESSIONS, ""),
        }
        fields = dice.sample(tuple(instead), dice.choice((1, 2, 3)))
        return replace(owed, **{name: dice.choice(instead[name]) for name in fields})

    def _letters(self, facts: Facts, decision: Decision, now: datetime) -> Iterator[Letter]:
        """Write each message, also what somebody would have to approve, and look into it."""
        owed = [o for o in (*decision.owed, *decision.prepared) if isinstance(recipient(o, facts), Recipient)]
        for group in bundle(owed):
            to = recipient(group[0], facts)
            assert isinstance(to, Recipient)
            letter = compose(to, group, facts, now)
            self.tried.messages += 1
            said = str(letter.values)
            if self.rendered:
                self.tried.rendered += 1
                mail = _mail(letter)
                said = _text(mail)
                if _readers(mail) != [letter.to.email]:
                    self.found.append(f"the notice “{letter.notice}” goes to {_readers(mail)}, not {letter.to.email}")
            self.found += wrong(letter, said, facts)
            yield letter

    def _recorded(self, facts: Facts, decision: Decision, letters: list[Letter], now: datetime, state: State) -> Facts:
        """Return the facts after a run wrote down what it sent, and what was overtaken."""
        live = facts.settings.mode is Mode.LIVE
        detail = self.made.dice.choice(("", AUTOMATIC)) if state is State.ANSWERED else ""
        ledger, messages = dict(facts.ledger), dict(facts.messages)
        for number, letter in enumerate(letters):
            name = f"{now:%H%M}-{number}"
            messages[name] = Message(
                name,
                state if live else State.REHEARSED,
                now,
                letter.notice,
                letter.organisation,
                letter.to.email,
                letter.day,
                detail=detail,
            )
            ledger |= {owed.key: Owing.of(owed, name, now) for owed in letter.obligations}
        ledger |= {owed.key: Owing.of(owed, "", now) for owed, _ in decision.overtaken}
        return replace(facts, ledger=ledger, messages=messages)

    def _twice(self, facts: Facts, decision: Decision, letters: list[Letter], now: datetime) -> None:
        """Whoever decides again a moment later owes nothing of what was told."""
        after = self._recorded(facts, decision, letters, now, State.SENT)
        told = {owed.key for letter in letters for owed in letter.obligations}
        told |= {owed.key for owed, _ in decision.overtaken}
        again = decide(after, now, FIGURES)
        keys = {owed.key for owed in decision.owed}
        for owed in (*again.owed, *(o for o, _ in again.overtaken)):
            # What goes to an address where only a program answers goes on at once.
            if owed.key in told or (owed.key not in keys and owed.rule != SENT_ON):
                self.found.append(f"{_named(owed)} is owed again")


def _mail(letter: Letter) -> EmailMessage:
    """Return the message as it goes to Gmail."""
    pays = letter.obligations
    mime = to_mime(render(letter), key="k", sender=ROBOT, reply_to="", to=letter.to.email, thread="<t>", pays=pays)
    return message_from_bytes(mime, policy=default)


def _text(mail: EmailMessage) -> str:
    parts = (part.get_content() for part in mail.walk() if not part.is_multipart())
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts])


def _readers(mail: EmailMessage) -> list[str]:
    fields = [value for name in ("To", "Cc", "Bcc") for value in mail.get_all(name, [])]
    return [address for _, address in getaddresses(fields)]


def wrong(letter: Letter, said: str, facts: Facts) -> Iterator[str]:
    """Yield what a message must not say: a name in its subject, or a child who is none of its reader's business."""
    about = f"the notice “{letter.notice}” to {letter.organisation}"
    if {owed.organisation for owed in letter.obligations} != {letter.organisation}:
        yield f"{about} pays what is owed to another organisation"
    may = [readers.addresses(owed, facts) for owed in letter.obligations]
    if not all(letter.to.email in allowed for allowed in may):
        yield f"{about} goes to {letter.to.email}, which may not read all of it"
    for secret in _secrets(facts):
        # A reference is made of letters and digits as well.
        if re.search(rf"\b{re.escape(secret)}\b", letter.subject):
            yield f"the subject of {about} holds “{secret}”"
    allowed = readers.children(letter.obligations, facts)
    first_line = str(letter.values["first_line"])
    for code, pupil in facts.pupils.items():
        marks = (pupil.first_name, pupil.surname, pupil.admission_number)
        if code not in allowed and any(mark in said for mark in marks):
            yield f"{about} names {code}"
        if any(mark in first_line for mark in marks):
            yield f"the first line of {about} names {code}"
        # An authority has to find the child: what somebody has read and approved names it in full.
        if pupil.surname in said and letter.notice not in PREPARED:
            yield f"{about} holds a surname"


def _secrets(facts: Facts) -> Iterator[str]:
    for code, pupil in facts.pupils.items():
        yield from (code, pupil.first_name, pupil.surname, pupil.admission_number)
    yield from facts.organisations
    yield from (session.name for session in facts.sessions.values())
    yield from ("absent", "missing", "not here", "left")


def _named(owed: Obligation) -> str:
    return f"{owed.key} ({owed.notice}, for {owed.to.value})"
