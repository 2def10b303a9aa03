"""Messages that went to the wrong people: what is known of each, what it still wants, and what it stops. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from cme.domain.breach_words import BEGINS, DECIDES, WENT_WRONG, Heard, Word
from cme.domain.by_day import rows_of
from cme.domain.model import Facts, Message, Obligation, State

CODE, CLAUSE = "OPS-10", "5.4"
SENT_IN_ERROR, BREACH_CALL = "sent_in_error", "breach_call"
"""The letter to whoever got the message, and what our own DSL and deputy are asked until it is decided."""
LETTER = "letter "
"""How the step of a letter begins; the id of the message that it is about follows."""
CLOCK = timedelta(hours=72)
"""So long after somebody here noticed it the regulator has to know, if it has to: the law's hours, holidays or not."""
WENT = frozenset({State.CLAIMED, State.SENT, State.ANSWERED, State.UNKNOWN})
"""How a message stands that somebody may read; what came back was read by nobody."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One message that went wrong, or of which somebody says so: all that was said of it, the earliest first."""

    id: str
    words: tuple[Word, ...]

    def last(self, *heard: Heard) -> Word | None:
        """Return the last word that says one of these."""
        return next((word for word in reversed(self.words) if word.heard in heard), None)

    @property
    def first(self) -> Word:
        """What was said first."""
        return self.words[0]

    @property
    def noticed_at(self) -> datetime:
        """When somebody here noticed it first, by what was said since: the hours count from then."""
        return min(word.at for word in self.words if word.heard in BEGINS)

    @property
    def deadline(self) -> datetime:
        """Until when it has to be decided."""
        return self.noticed_at + CLOCK

    @property
    def said(self) -> Word | None:
        """The word of the DSL team that names the message; None as long as nobody of them has found it."""
        return self.last(*WENT_WRONG)

    @property
    def reference(self) -> str:
        """By which reference people know the message, as far as they do."""
        return (self.said or self.first).reference

    @property
    def decision(self) -> Word | None:
        """What was decided, if anything was."""
        return self.last(*DECIDES)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was said by mistake, and not once more since: the message stands as if nothing had been said."""
        last = self.last(*BEGINS, Heard.WITHDRAWN)
        return last is not None and last.heard is Heard.WITHDRAWN

    @property
    def to_decide(self) -> bool:
        """Whether it is still to be decided; what was taken back before any letter went need not be."""
        taken_back = self.is_withdrawn and self.last(Heard.LETTER) is None
        return self.decision is None and not taken_back

    @property
    def to_delete(self) -> bool:
        """Whether its reader has not said yet that it is deleted."""
        return self.said is not None and not self.is_withdrawn and self.last(Heard.DELETED) is None

    @property
    def is_open(self) -> bool:
        """Whether it still wants anybody."""
        return self.to_decide or self.to_delete


def breach_id(source: str) -> str:
    """Return the short name of a breach, by what said it first."""
    return f"B-{hashlib.sha256(source.encode()).hexdigest()[:4].upper()}"


def fold(words: Iterable[Word]) -> tuple[Breach, ...]:
    """Return the breaches that words make, wherever their rows stand; what was written down twice counts once."""
    found: dict[str, list[Word]] = {}
    once = {(word.source, word.heard): word for word in words}
    for word in sorted(once.values(), key=lambda word: (word.recorded_at, word.heard not in BEGINS, word.source)):
        # What was said of something whose beginning is lost begins nothing.
        if word.breach in found or word.heard in BEGINS:
            found.setdefault(word.breach, []).append(word)
    return tuple(Breach(name, tuple(said)) for name, said in found.items())


@lru_cache(maxsize=8)
def breaches(facts: Facts) -> tuple[Breach, ...]:
    """Return every breach, in the order in which they were noticed."""
    return fold(facts.breach_words)


def gone_wrong(facts: Facts) -> dict[str, Word]:
    """Return, by message, what was said of each that went to the wrong people and was not taken back."""
    said = (breach.said for breach in breaches(facts) if not breach.is_withdrawn)
    return {word.message: word for word in said if word is not None}


def astray(facts: Facts) -> frozenset[str]:
    """Return the messages that went to a wrong address: whoever should have been told has not been."""
    return frozenset(name for name, word in gone_wrong(facts).items() if word.heard is Heard.WRONG_ADDRESS)


def wrong_addresses(facts: Facts) -> frozenset[str]:
    """Return the addresses at which the wrong people read: nothing goes there any more but the letter."""
    return frozenset(word.to.casefold() for word in gone_wrong(facts).values() if word.heard is Heard.WRONG_ADDRESS)


def is_to_strangers(facts: Facts, message: Message) -> bool:
    """Return whether a message is a letter to a wrong address: nobody of the organisation in its row reads there."""
    return message.notice == SENT_IN_ERROR and message.to.casefold() in wrong_addresses(facts)


def not_theirs(facts: Facts, organisation: str) -> frozenset[str]:
    """Return the children of whom an organisation was told by mistake, as long as that is not settled."""
    said = (breach.said for breach in breaches(facts) if breach.is_open and not breach.is_withdrawn)
    wrong = (w for w in said if w is not None and w.heard is Heard.WRONG_CHILD and w.organisation == organisation)
    return frozenset(pupil for word in wrong for pupil in word.pupils)


def letter_about(facts: Facts, message: str) -> Message | None:
    """Return the letter that is about a message, for as long as the ledger shows it."""
    step = f"{LETTER}{message}"
    row = next((row for row in facts.ledger.values() if row.rule == CODE and row.step == step), None)
    return facts.messages.get(row.message) if row else None


def letters_gone(messages: Iterable[tuple[Message, Sequence[Obligation]]], facts: Facts, now: datetime) -> list[Word]:
    """Return that these letters are on their way, so that it is known however old the ledger's rows are."""
    of_message = {b.said.message: b for b in breaches(facts) if b.said is not None}
    about = [(message, owed) for message, owes in messages for owed in owes if owed.notice == SENT_IN_ERROR]
    return [
        Word(
            breach=breach.id,
            heard=Heard.LETTER,
            at=now,
            recorded_at=now,
            reference=breach.reference,
            organisation=message.organisation,
            to=message.to,
            message=message.id,
            source=owed.key,
        )
        for message, owed in about
        if message.state is State.CLAIMED
        if (breach := of_message.get(owed.step.removeprefix(LETTER))) is not None
    ]


def sent_at(facts: Facts, message: Message) -> datetime:
    """Return when a message went: what came of it later has another time."""
    return min((row.decided_at for row in rows_of(facts, message.id)), default=message.at)
