"""Step 6 of a tick: what is claimed goes out, pages first; what a dead run left is asked about.

A message that may have gone is never sent again here: it stays claimed until its lease ends, and then Gmail is asked.
Where Gmail says that it is too much, pages are still tried, and routine mail stops at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from cme.domain.model import Message, Problem, State
from cme.domain.quota import LIMITED
from cme.edges.gmail import drop_draft, send_draft
from cme.edges.google import Google
from cme.edges.sheets import Committed
from cme.errors import EdgeError, Refused
from cme.jobs import approvals, claim, recover, still_so
from cme.jobs.attempt import Pending, Run
from cme.jobs.mailbox import CLOSED, LIMIT, cannot_send
from cme.jobs.outgoing import Outgoing


def send_claimed(this: Run, found: Pending, committed: Committed) -> list[Message]:
    """Send what is claimed and still ours, and return how each message stands that moved."""
    doubts = still_so.changed(committed, found.snapshot, found.facts, found.plan.outgoing)
    doubts |= approvals.taken_back(committed, found.facts, found.plan.outgoing)
    doubts |= claim.doubtful(committed, found.snapshot, found.facts, found.plan.outgoing)
    theirs = claim.not_taken_over(committed, [stale.message for stale in found.stale], this.name)
    mine = [stale for stale in found.stale if stale.message.id not in theirs]
    results: list[Message] = []
    for urgent in (True, False):
        new = [out for out in found.plan.outgoing if out.urgent is urgent]
        is_full = any(message.detail == LIMITED for message in results)
        results += _new(this, new, doubts, found.problems, is_full=is_full)
        results += _left(this, [stale for stale in mine if stale.urgent is urgent])
    return [message for message in results if message.state is not State.CLAIMED]


def _new(
    this: Run, outgoing: Sequence[Outgoing], doubts: dict[str, str], problems: list[Problem], *, is_full: bool
) -> Iterator[Message]:
    for out in outgoing:
        if out.message.state is not State.CLAIMED:
            continue
        if out.message.id in doubts:
            yield withdraw(this.google, out, doubts[out.message.id], this.now)
        elif is_full and not out.urgent:
            yield _taken_back(out, this.now)
        elif this.has_time() and not this.is_late:
            try:
                yield post(this.google, out, this.now)
            except EdgeError as wrong:
                problems += [cannot_send(wrong.status)] if wrong.status in (LIMIT, *CLOSED) else []
                is_full |= wrong.status == LIMIT
                # Gmail said no to a limit: it did not go, and is owed again. Of anything else nobody knows yet.
                yield _taken_back(out, this.now) if wrong.status == LIMIT else out.message


def _left(this: Run, stale: Sequence[recover.Stale]) -> Iterator[Message]:
    for left in stale:
        if this.has_time(20.0) and not this.is_late:
            taken = recover.take_over(left.message, this.name, this.now)
            yield recover.settle(this.google, left, taken, this.now, lambda: this.has_time(20.0))


def post(google: Google, out: Outgoing, now: datetime) -> Message:
    """Send one claimed message and return how it stands; what says nothing about the message itself is raised."""
    message = replace(out.message, at=now)
    try:
        sent = send_draft(google, message.draft, out.mime, message.thread)
    except Refused as refused:
        if refused.status == 404:
            # The draft is gone: somebody may have sent it.
            return out.message
        if refused.status != 400:
            raise
        return replace(message, state=State.FAILED, lease_until=None, detail=str(refused)[:300])
    return replace(
        message, state=State.SENT, lease_until=None, gmail_id=sent.message, thread=sent.thread or message.thread
    )


def _taken_back(out: Outgoing, now: datetime) -> Message:
    """Take a claim back without another call to a mailbox that has enough: its draft is swept away at night."""
    return replace(out.message, state=State.WITHDRAWN, at=now, lease_until=None, detail=LIMITED)


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
