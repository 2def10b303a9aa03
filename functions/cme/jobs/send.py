"""Step 6 of a tick: what is claimed goes out, pages first; what a dead run left is asked about.

A message that may have gone is never sent again here: it stays claimed until its lease ends, and then Gmail is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from cme.domain.model import Message, State
from cme.edges.gmail import drop_draft, send_draft
from cme.edges.google import Google
from cme.edges.sheets import Committed
from cme.errors import EdgeError, Refused
from cme.jobs import claim, recover
from cme.jobs.attempt import Pending, Run
from cme.jobs.outgoing import Outgoing


def send_claimed(this: Run, found: Pending, committed: Committed) -> list[Message]:
    """Send what is claimed and still ours, and return how each message stands that moved."""
    doubts = claim.doubtful(committed, found.snapshot, found.facts, found.plan.outgoing)
    theirs = claim.not_taken_over(committed, [stale.message for stale in found.stale], this.name)
    mine = [stale for stale in found.stale if stale.message.id not in theirs]
    results: list[Message] = []
    for urgent in (True, False):
        new = [out for out in found.plan.outgoing if out.urgent is urgent]
        results += _new(this, new, doubts)
        results += _left(this, [stale for stale in mine if stale.urgent is urgent])
    return [message for message in results if message.state is not State.CLAIMED]


def _new(this: Run, outgoing: Sequence[Outgoing], doubts: dict[str, str]) -> Iterator[Message]:
    for out in outgoing:
        if out.message.state is not State.CLAIMED:
            continue
        if out.message.id in doubts:
            yield withdraw(this.google, out, doubts[out.message.id], this.now)
        elif this.has_time():
            yield post(this.google, out, this.now)


def _left(this: Run, stale: Sequence[recover.Stale]) -> Iterator[Message]:
    for left in stale:
        if this.has_time(20.0):
            taken = recover.take_over(left.message, this.name, this.now)
            yield recover.settle(this.google, left, taken, this.now, lambda: this.has_time(20.0))


def post(google: Google, out: Outgoing, now: datetime) -> Message:
    """Send one claimed message and return how it stands. Where nobody knows, it stays claimed until its lease ends."""
    message = replace(out.message, at=now)
    try:
        sent = send_draft(google, message.draft, out.mime, message.thread)
    except Refused as refused:
        if refused.status != 400:
            # The draft is gone, or the mailbox is closed to us for now: neither says that the message is wrong.
            return out.message
        return replace(message, state=State.FAILED, lease_until=None, detail=str(refused)[:300])
    except EdgeError:
        return out.message
    return replace(
        message, state=State.SENT, lease_until=None, gmail_id=sent.message, thread=sent.thread or message.thread
    )


def withdraw(google: Google, out: Outgoing, why: str, now: datetime) -> Message:
    """Take a claim back before it was sent, and throw its draft away."""
    discard(google, [out])
    return replace(out.message, state=State.WITHDRAWN, at=now, lease_until=None, detail=why)


def discard(google: Google, outgoing: Sequence[Outgoing]) -> None:
    """Throw drafts away that nobody will send; one that stays is swept away at night."""
    for out in outgoing:
        if out.message.draft:
            try:
                drop_draft(google, out.message.draft)
            except EdgeError:
                continue
