"""Step 6 of a tick: what is claimed goes out, pages first; what a dead run left is asked about."""

from __future__ import annotations

from collections.abc import Sequence
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


def send_claimed(this: Run, found: Pending, committed: Committed) -> tuple[int, list[Message]]:
    """Send what is claimed and still ours, and return the revision and how each message stands."""
    doubts = claim.doubtful(committed, found.snapshot, found.facts, found.plan.outgoing)
    results: list[Message] = []
    for out in found.plan.outgoing:
        if out.message.state is not State.CLAIMED:
            results.append(out.message)
        elif out.message.id in doubts:
            results.append(withdraw(this.google, out, doubts[out.message.id], this.now))
        elif this.has_time():
            results.append(post(this.google, out, this.now))
        else:
            results.append(out.message)
    for message in found.stale:
        taken = recover.take_over(message, this.id, this.now)
        results.append(recover.settle(this.google, taken, this.now) if this.has_time(25.0) else taken)
    return committed.revision, results


def post(google: Google, out: Outgoing, now: datetime) -> Message:
    """Send one claimed message and return how it stands. Where nobody knows, it stays claimed until its lease ends."""
    message = replace(out.message, at=now)
    try:
        sent = send_draft(google, message.draft, out.mime, message.thread)
    except Refused as refused:
        if refused.status == 404:
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
