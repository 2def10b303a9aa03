"""Mail that came in: who or what wrote it, and which of our messages it is about. What it says is for people. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from cme.domain.clocks import day_of
from cme.domain.ledger import AUTOMATIC
from cme.domain.model import Message, State

SLACK = timedelta(minutes=1)
"""Gmail's clock and ours may differ by so much."""


class Kind(StrEnum):
    """Who wrote a mail: a person, a program that answers for one, a server that could not deliver, or we ourselves."""

    PERSON = "person"
    AUTOMATIC = "automatic"
    FAILURE = "failure"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One mail: when it came, who wrote it, and what its head, or the original within it, names of ours.

    `failed` are addresses that could not be reached, `original` is the id of our message that a report quotes.
    """

    id: str
    kind: Kind
    at: datetime
    sender: str = ""
    failed: tuple[str, ...] = ()
    original: str = ""


def meant(mail: Incoming, near: Sequence[Message], listening: Collection[Message]) -> Message | None:
    """Return the message that a mail is about, or None where it is none of ours.

    `near` are those of the conversation that it belongs to. Where there is none, the address decides: that of a reader
    whom a server could not reach, whenever it was, or that of a reader of the same day who writes under a new subject.
    """
    if mail.kind is Kind.OURS:
        return None
    quoted = next((message for message in listening if message.id == mail.original), None)
    if quoted is not None:
        return quoted
    if mail.kind is Kind.FAILURE:
        return _latest(_to(near, mail.failed)) or _latest(near) or _latest(_to(listening, mail.failed))
    same_day = (m for m in _to(listening, (mail.sender,)) if m.day == day_of(mail.at) and _was_there(m, mail))
    return _latest(_to(near, (mail.sender,))) or _latest(near) or _latest(same_day)


def _to(messages: Iterable[Message], addresses: Collection[str]) -> list[Message]:
    return [message for message in messages if message.to.casefold() in addresses]


def _latest(messages: Iterable[Message]) -> Message | None:
    return max(messages, key=lambda message: (message.at, message.id), default=None)


def _was_there(message: Message, mail: Incoming) -> bool:
    """What was written before a message went out does not answer it."""
    return message.state is State.ANSWERED or message.at <= mail.at + SLACK


def noticed(message: Message, mail: Incoming, now: datetime) -> Message:
    """Return a message after a mail about it; the program that answers for somebody takes back no person's answer."""
    seen = " ".join(f"mail={known}" for known in [*mails(message), mail.id])
    if mail.kind is Kind.FAILURE:
        return replace(message, state=State.BOUNCED, at=now, detail=f"came back undelivered {seen}")
    has_person = message.state is State.ANSWERED and not message.detail.startswith(AUTOMATIC)
    said = f"{AUTOMATIC}: nobody has read it" if mail.kind is Kind.AUTOMATIC and not has_person else "replied"
    return replace(message, state=State.ANSWERED, at=now, detail=f"{said} {seen}")


def mails(message: Message) -> list[str]:
    """Return the ids of mail about a message that was noticed already; they stand in its detail."""
    return [word.removeprefix("mail=") for word in message.detail.split() if word.startswith("mail=")]
