"""Messages whose sender died: taken over by a commit first, then Gmail is asked what became of them.

its thread shows it sent    it went
its draft is still there    send it, with the text that it holds, if it is still owed and still addressed as it was
the newest sent show it     it went
none of these               unknown: a page goes again and says so; for routine mail the DSL is told whom to ring
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message as Mail
from typing import Any

from cme.domain.clocks import hhmm
from cme.domain.decide import decide
from cme.domain.figures import Figures
from cme.domain.ledger import BY_HAND
from cme.domain.model import Facts, Message, Problem, Severity, State
from cme.domain.modes import OVERTAKEN_LIST, TAKEN_BACK
from cme.domain.rules.sent_on import NOT_DELIVERED
from cme.edges.gmail import OUR_HEADER, draft_text, drop_draft, find_sent, send_draft, sent_in_thread
from cme.edges.google import Google
from cme.errors import EdgeError, Refused
from cme.jobs.claim import claimed_before
from cme.jobs.outgoing import LEASE

ALWAYS = frozenset({NOT_DELIVERED, OVERTAKEN_LIST, TAKEN_BACK})
"""Notices to innov8's own DSL that no later fact makes needless."""
LISTED_WITHIN = timedelta(minutes=10)
"""So long what was sent may be missing from Gmail's lists. Routine mail waits for it; a page does not."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A claim whose run ended before it said how it went: since when, and why it must not go out, if it must not."""

    message: Message
    since: datetime
    urgent: bool = False
    why_not: str = ""


def expired(
    facts: Facts, now: datetime, is_mine: Callable[[str], bool], leaves: Callable[[str], bool]
) -> list[Message]:
    """Return the messages that somebody claimed and did not finish in time, or that this run claimed before."""
    claimed = (m for m in facts.messages.values() if m.state is State.CLAIMED and leaves(m.notice))
    return [m for m in claimed if m.lease_until is None or m.lease_until < now or is_mine(m.run)]


def judge(
    found: Sequence[Message], facts: Facts, now: datetime, figures: Figures, rows: Iterable[Sequence[Any]]
) -> list[Stale]:
    """Say of each expired claim whether it is still owed: what a child's arrival or a pause made needless stays."""
    if not found:
        return []
    undone = {m.id: replace(m, state=State.WITHDRAWN) for m in found}
    decision = decide(replace(facts, messages={**facts.messages, **undone}), now, figures)
    owed = {obligation.key: obligation for obligation in decision.owed}
    rivals = claimed_before(((str(r[0]), str(r[11])) for r in rows if len(r) > 11), set(undone), facts)
    return [_judged(message, facts, owed, rivals.get(message.id, "")) for message in found]


def _judged(message: Message, facts: Facts, owed: dict[str, Any], rival: str) -> Stale:
    rows = [row for row in facts.ledger.values() if row.message == message.id]
    still = [owed[row.key] for row in rows if row.key in owed]
    since = min((row.decided_at for row in rows), default=message.at)
    urgent = message.notice == NOT_DELIVERED or any(obligation.urgent for obligation in still)
    why = f"{rival} carries the same" if rival else ""
    if not (still or why or message.notice in ALWAYS):
        why = "it was not owed any more when it could have been sent"
    return Stale(message, since, urgent, why)


def unsettled(facts: Facts, now: datetime) -> list[Problem]:
    """Return a problem for each claim of which nobody has known for longer than a lease whether it went."""
    since: dict[str, datetime] = {}
    for row in facts.ledger.values():
        since[row.message] = min(row.decided_at, since.get(row.message, row.decided_at))
    found = []
    for message in facts.messages.values():
        at = since.get(message.id, message.at)
        if message.state is State.CLAIMED and now - at > LEASE:
            what = f"Since {hhmm(at)} it is not known whether “{message.notice}” went to {message.organisation}."
            mend = "The mailbox is asked every three minutes. If it matters now, ring them."
            found.append(Problem("SEND-4", Severity.ERROR, f"message {message.id}", what, mend))
    return found


def take_over(message: Message, run: str, now: datetime) -> Message:
    """Return the claim in this run's name, with a new lease; nothing is asked of Gmail before it is committed."""
    return replace(message, run=run, at=now, lease_until=now + LEASE)


def settle(google: Google, stale: Stale, message: Message, now: datetime, has_time: Callable[[], bool]) -> Message:
    """Return how a message that was taken over stands; where Gmail gives no answer it stays claimed."""
    try:
        # The sent before the draft: a draft may still be there for a while after it was sent.
        found = sent_in_thread(google, message.thread, message.id)
        raw = draft_text(google, message.draft) if found is None else None
        if raw is not None:
            return _withdraw(google, stale, message, now) if stale.why_not else _send(google, message, raw, now)
        found = found or find_sent(google, message.id, has_time)
    except EdgeError:
        return message
    if found is not None:
        thread = found.thread or message.thread
        return replace(message, state=State.SENT, at=now, lease_until=None, gmail_id=found.message, thread=thread)
    if not has_time() or (not stale.urgent and now - stale.since < LISTED_WITHIN):
        return message
    # Keeps the word that says that this was a repeat already: a page is repeated once.
    detail = f"{message.detail} neither among drafts nor sent".strip()
    return replace(message, state=State.UNKNOWN, at=now, lease_until=None, detail=detail)


def _withdraw(google: Google, stale: Stale, message: Message, now: datetime) -> Message:
    drop_draft(google, message.draft)
    return replace(message, state=State.WITHDRAWN, at=now, lease_until=None, detail=stale.why_not)


def _send(google: Google, message: Message, raw: bytes, now: datetime) -> Message:
    if not _is_as_it_was(message_from_bytes(raw), message):
        detail = f"{BY_HAND} and was not sent"
        return replace(message, state=State.FAILED, at=now, lease_until=None, detail=detail)
    try:
        sent = send_draft(google, message.draft, raw, message.thread)
    except Refused as refused:
        if refused.status != 400:
            return message
        return replace(message, state=State.FAILED, at=now, lease_until=None, detail=str(refused)[:300])
    thread = sent.thread or message.thread
    return replace(message, state=State.SENT, at=now, lease_until=None, gmail_id=sent.message, thread=thread)


def _is_as_it_was(mail: Mail, message: Message) -> bool:
    to = [str(value).strip() for value in mail.get_all("To", [])]
    return to == [message.to] and mail.get(OUR_HEADER) == message.id and not (mail.get("Cc") or mail.get("Bcc"))
