"""Step 4 of a tick: entries and claims in one commit, and what is left to do where Google refuses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cme.domain.entries import Read
from cme.edges import ledger
from cme.edges.sheets import BadBatchError, Committed, LostRaceError
from cme.jobs import claim, pulse, recover, send
from cme.jobs.attempt import Pending, Run

Json = dict[str, Any]


def entry_requests(reads: Sequence[Read], revision: int) -> list[Json]:
    """Return the requests that keep entries and what they say."""
    seen = [observation for read in reads for observation in read.observations]
    return [
        *ledger.append("entries", [ledger.entry_row(read, revision) for read in reads]),
        *ledger.append("observations", [ledger.observation_row(observation, revision) for observation in seen]),
    ]


def claim_requests(this: Run, found: Pending) -> list[Json]:
    """Return the requests that claim what goes out, take over what was left, and note what was overtaken."""
    lawful, revision = found.facts.settings.lawful_basis, found.revision
    rows = [
        ledger.obligation_row(owed, out.message.id, this.now, revision)
        for out in found.plan.outgoing
        for owed in out.obligations
    ]
    rows += [
        ledger.obligation_row(owed, "", this.now, revision, f"overtaken: {why}")
        for owed, why in found.decision.overtaken
    ]
    taken = [recover.take_over(message, this.id, this.now) for message in found.stale]
    messages = [*(replace(out.message, run=this.id) for out in found.plan.outgoing), *taken, *found.replies]
    return [
        *ledger.append("obligations", rows),
        *ledger.append("messages", [ledger.message_row(message, lawful, revision) for message in messages]),
        *([pulse.live_from(found.live_from)] if found.live_from != found.snapshot.live_from else []),
    ]


def commit_claims(this: Run, found: Pending) -> Committed:
    """Commit entries and claims together. Where Google refuses the batch, the claims alone, then the entries singly."""
    ranges = claim.check_ranges(found.snapshot, this.now)
    claims = claim_requests(this, found)
    try:
        batch = [*entry_requests(found.reads, found.revision), *claims]
        return this.workbook.commit(
            found.snapshot.revision, this.id, batch, deadline=this.deadline, response_ranges=ranges
        )
    except BadBatchError:
        committed = this.workbook.commit(
            found.snapshot.revision, this.id, claims, deadline=this.deadline, response_ranges=ranges
        )
        return replace(committed, revision=keep_singly(this, found, committed.revision))
    except LostRaceError:
        send.discard(this.google, found.plan.outgoing)
        raise


def keep_singly(this: Run, found: Pending, revision: int) -> int:
    """Commit each entry by itself; the one that Google refuses is kept by its response id, and named."""
    for read in found.reads:
        if not this.has_time():
            return revision
        try:
            requests = entry_requests([read], revision + 1)
            revision = this.workbook.commit(revision, this.id, requests, deadline=this.deadline).revision
        except BadBatchError:
            read.quarantined = True
            bare = Read(replace(read.entry, answers={}), read.session, read.day, quarantined=True)
            requests = entry_requests([bare], revision + 1)
            revision = this.workbook.commit(revision, this.id, requests, deadline=this.deadline).revision
    return revision
