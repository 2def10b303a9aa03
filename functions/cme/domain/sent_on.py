"""A notice that nobody has read: how it stands, what it was first, whom it has reached, and where it went on to. Pure.

What is sent on stands in the ledger under a rule of its own, OPS-7. Its step names the message that was not read, and
then the rule and the step of what was owed first: so that it can be told again in the same words, and never twice to
the same address, however often it goes on (docs/decisions/0018).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from cme.domain.by_day import messages_on
from cme.domain.calendar import closed_there
from cme.domain.clocks import hhmm
from cme.domain.ledger import AUTOMATIC, BY_HAND
from cme.domain.model import Facts, Message, Obligation, Owing, State

SENT_ON = "OPS-7"


def is_lost(message: Message) -> bool:
    """Return whether a message came back, or Gmail did not take its address; a draft changed by hand says neither."""
    refused = message.state is State.FAILED and not message.detail.startswith(BY_HAND)
    return message.state is State.BOUNCED or refused


def is_automatic(message: Message) -> bool:
    """Return whether nobody but a program has answered a message."""
    return message.state is State.ANSWERED and message.detail.startswith(AUTOMATIC)


def undelivered_to(facts: Facts, day: date) -> frozenset[str]:
    """Return the addresses from which a message of this day came back, or that were refused."""
    return frozenset(m.to.casefold() for m in messages_on(facts, day) if is_lost(m))


def unattended(facts: Facts, day: date) -> Mapping[str, datetime]:
    """Return the addresses at which, of a day's answers, a program gave the last, and when it did."""
    latest: dict[str, Message] = {}
    for message in messages_on(facts, day):
        if message.state is State.ANSWERED:
            latest[message.to.casefold()] = max(latest.get(message.to.casefold(), message), message, key=lambda m: m.at)
    return {address: message.at for address, message in latest.items() if is_automatic(message)}


def step_of(message: Message, row: Owing) -> str:
    """Return the step under which a row of a message is sent on."""
    return " ".join(part for part in (message.id, *first(row.rule, row.step)) if part)


def first(rule: str, step: str) -> tuple[str, str]:
    """Return the rule and the step of what was owed first, of something that was sent on or not."""
    if rule != SENT_ON:
        return rule, step
    _, code, rest = (*step.split(" ", 2), "", "")[:3]
    return code, rest


def first_key(owed: Obligation | Owing) -> str:
    """Return the ledger's key of what was owed first."""
    rule, step = first(owed.rule, owed.step)
    return "/".join((rule, owed.day.isoformat(), owed.session, owed.pupil, owed.organisation, step))


def reached(facts: Facts, owed: Obligation | Owing) -> frozenset[str]:
    """Return every address to which the same was sent, first or later; what was taken back reached nobody."""
    key = first_key(owed)
    carriers = (row.message for row in facts.ledger.values() if row.pupil == owed.pupil and first_key(row) == key)
    sent = (facts.messages[name] for name in carriers if name in facts.messages)
    return frozenset(message.to.casefold() for message in sent if message.state is not State.WITHDRAWN)


def went_on_to(facts: Facts, message: Message) -> Sequence[Message]:
    """Return the messages by which a message was sent on, each once."""
    begins = f"{message.id} "
    on = (row.message for row in facts.ledger.values() if row.rule == SENT_ON and row.step.startswith(begins))
    return [facts.messages[name] for name in dict.fromkeys(on) if name in facts.messages]


def as_first_owed(owed: Obligation, facts: Facts) -> Obligation:
    """Return what is sent on as it was owed first, so that it is told in the same words."""
    if owed.rule != SENT_ON:
        return owed
    rule, step = first(owed.rule, owed.step)
    row = facts.ledger.get(first_key(owed))
    if row is None:
        return replace(owed, rule=rule, step=step)
    clause = row.clause or owed.clause
    return replace(owed, rule=rule, step=step, reason=row.reason, basis=row.basis, clause=clause)


def why_sent_on(obligations: Iterable[Obligation], facts: Facts) -> str:
    """Return what the next contact reads of why it comes to them; empty where it was theirs from the beginning."""
    sources = dict.fromkeys(owed.step.split(" ", 1)[0] for owed in obligations if owed.rule == SENT_ON)
    lines = (_why(facts.messages[name], facts) for name in sources if name in facts.messages)
    return " ".join(dict.fromkeys(lines))


def _why(message: Message, facts: Facts) -> str:
    at = hhmm(message.at)
    if is_lost(message):
        return f"It did not reach {message.to} (known at {at}), so it comes to you."
    if is_automatic(message):
        return f"It went to {message.to}, where only a program answered at {at}, so it comes to you as well."
    if closed := closed_there(facts, facts.organisations.get(message.organisation), message.day):
        return (
            f"It went to {message.to}, and by our calendar you are closed today ({closed}), so it comes to you as well."
        )
    return f"It went to {message.to} as well."
