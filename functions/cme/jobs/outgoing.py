"""From obligations to messages that are ready to be claimed: one recipient each, rendered, put among the drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cme.domain.decide import REPEAT
from cme.domain.model import Facts, Message, Obligation, Problem, Severity, State
from cme.domain.notices import Letter, bundle, compose
from cme.domain.recipients import Recipient, recipient
from cme.domain.rules.operations import NOT_DELIVERED, not_delivered
from cme.edges.gmail import create_draft
from cme.edges.google import Google
from cme.edges.templates import render, thread_reference, to_mime
from cme.errors import EdgeError, Refused

LEASE = timedelta(minutes=3)
"""How long a claim is left alone: the run's own deadline and a wide margin."""


@dataclass(slots=True)
class Outgoing:
    """One message on its way: the ledger's view of it, what it pays, and its bytes."""

    message: Message
    obligations: tuple[Obligation, ...]
    mime: bytes = b""
    urgent: bool = False


@dataclass(slots=True)
class Plan:
    """What a run is going to claim, and what stands in the way of the rest."""

    outgoing: list[Outgoing] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def prepare(google: Google, owed: Sequence[Obligation], facts: Facts, run: str, now: datetime, *, live: bool) -> Plan:
    """Return the messages that pay what is owed. In rehearsal they are worked out to the last word, and not drafted."""
    plan = Plan()
    groups = bundle(_addressed(owed, facts, plan, now))
    for number, group in enumerate(groups, start=1):
        to = recipient(group[0], facts)
        if isinstance(to, Problem):
            plan.problems.append(to)
            continue
        letter = compose(to, group, facts, now)
        _draft(google, letter, facts, plan, f"{run}-{number:02d}", now, live=live)
    return plan


def _addressed(owed: Sequence[Obligation], facts: Facts, plan: Plan, now: datetime) -> list[Obligation]:
    """Swap what nobody can receive for a page about it, once: the DSL must ring."""
    found: list[Obligation] = []
    for obligation in owed:
        to = recipient(obligation, facts)
        if isinstance(to, Recipient):
            found.append(obligation)
            continue
        plan.problems.append(to)
        if obligation.notice != NOT_DELIVERED:
            page = not_delivered(obligation.day, obligation.organisation, obligation.key, f"{to.what} {to.mend}", now)
            row = facts.ledger.get(page.key)
            state = facts.messages[row.message].state if row and row.message in facts.messages else None
            if state in (None, State.WITHDRAWN):
                found.append(page)
    return found


def _draft(google: Google, letter: Letter, facts: Facts, plan: Plan, key: str, now: datetime, *, live: bool) -> None:
    repeat = any(_is_repeat(o, facts) for o in letter.obligations)
    message = Message(
        id=key,
        state=State.CLAIMED if live else State.REHEARSED,
        at=now,
        notice=letter.notice,
        organisation=letter.organisation,
        to=letter.to.email,
        day=letter.day,
        subject=letter.subject,
        detail=REPEAT if repeat else "",
    )
    settings = facts.settings
    mime = to_mime(
        render(letter, repeat=repeat),
        key=key,
        sender=settings.sender,
        reply_to=settings.reply_to,
        to=letter.to.email,
        thread=thread_reference(letter.organisation, letter.day, settings.workbook_id),
    )
    if not live:
        plan.outgoing.append(Outgoing(message, letter.obligations, mime, letter.urgent))
        return
    thread = _thread(facts, letter)
    try:
        posted = create_draft(google, mime, thread)
    except Refused as refused:
        if refused.status == 400:
            failed = replace(message, state=State.FAILED, detail=str(refused)[:300])
            plan.outgoing.append(Outgoing(failed, letter.obligations))
        else:
            plan.problems.append(_mailbox(refused))
    except EdgeError as wrong:
        plan.problems.append(_mailbox(wrong))
    else:
        claimed = replace(message, draft=posted.draft, thread=posted.thread, lease_until=now + LEASE)
        plan.outgoing.append(Outgoing(claimed, letter.obligations, mime, letter.urgent))


def _is_repeat(obligation: Obligation, facts: Facts) -> bool:
    row = facts.ledger.get(obligation.key)
    return bool(row and row.message in facts.messages and facts.messages[row.message].state is State.UNKNOWN)


def _thread(facts: Facts, letter: Letter) -> str:
    """Return the thread of an earlier message to the same organisation on the same day, with the same subject."""
    same = (
        message.thread
        for message in facts.messages.values()
        if message.organisation == letter.organisation and message.day == letter.day
        if message.subject == letter.subject and message.thread and message.to == letter.to.email
        if message.state in (State.SENT, State.ANSWERED)
    )
    return next(same, "")


def _mailbox(wrong: EdgeError) -> Problem:
    if wrong.status in (401, 403):
        what = "The mailbox refuses to send for this system."
        return Problem(
            "SEND-3", Severity.ERROR, "mailbox", what, "Sign it in again; until then ring everybody who is due."
        )
    what = "The mailbox did not take a message; it is tried again every minute."
    return Problem(
        "SEND-3", Severity.ERROR, "mailbox", what, "If this stays for ten minutes, ring everybody who is due."
    )
