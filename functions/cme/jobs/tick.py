"""The job of every minute: read, decide, claim, send, and write down how it went.

1. Read the workbook, the forms and the mailbox.
2. Decide what is owed.
3. Put the messages among the drafts.
4. Claim: entries and claims in one commit that consumes the revision. Whoever loses starts again.
5. Look at what the commit returned: still ours?
6. Send, pages first.
7. A second commit says how each stands, and rewrites the screens. It may fail: the lease ends, and the next run asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from cme.domain.board import day_problems
from cme.domain.decide import decide, overtaken_list
from cme.domain.entries import Read
from cme.domain.model import Decision, Facts, Message, Mode, Obligation, Owing, Problem, State
from cme.domain.rules.entries import read_entry
from cme.edges import ledger
from cme.edges.google import Google
from cme.edges.sheets import BadBatchError, Committed, LostRaceError, Snapshot, UnsureError, Workbook
from cme.errors import CmeError
from cme.jobs import claim, pulse, recover
from cme.jobs.board import screens
from cme.jobs.collect import collect
from cme.jobs.forms_in_step import FormState, forms_in_step
from cme.jobs.gather import Gathered, gather
from cme.jobs.outgoing import Plan, prepare
from cme.jobs.watch_replies import watch_replies
from cme.policy import load_figures

DEADLINE = 50.0
"""Seconds that a run may take; the next one starts after 60, and a lease lasts 180."""
ATTEMPTS = 3
ENTRIES_AT_ONCE = 200
"""More entries than this are taken over in several ticks, so that none takes too long."""


@dataclass(slots=True)
class Report:
    """What a run did: counts, codes and instants; no name of anybody."""

    run: str
    outcome: str = "idle"
    next_at: datetime | None = None
    entries: int = 0
    claimed: int = 0
    sent: int = 0
    problems: int = 0
    calls: int = 0
    overtaken: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Run:
    """One call of the job: its name, its time, and until when it may go on."""

    google: Google
    workbook: Workbook
    id: str
    now: datetime
    deadline: float
    monotonic: Callable[[], float]

    def has_time(self, seconds: float = 12.0) -> bool:
        """Return whether another call may be begun."""
        return self.monotonic() + seconds < self.deadline


@dataclass(slots=True)
class Pending:
    """Everything that one attempt found and decided."""

    snapshot: Snapshot
    gathered: Gathered
    facts: Facts
    reads: list[Read]
    decision: Decision
    plan: Plan
    replies: list[Message]
    stale: list[Message]
    problems: list[Problem]
    live_from: datetime | None
    revision: int

    @property
    def must_send(self) -> bool:
        """Whether something is claimed that must go out, or whose fate must be asked."""
        return bool(self.stale) or any(out.message.state is State.CLAIMED for out in self.plan.outgoing)

    @property
    def has_news(self) -> bool:
        """Whether there is anything to write besides the heartbeat."""
        stamped = self.live_from != self.snapshot.live_from
        return bool(
            self.reads or self.plan.outgoing or self.replies or self.stale or self.decision.overtaken or stamped
        )


def run(
    google: Google, workbook_id: str, now: datetime, *, monotonic: Callable[[], float] = time.monotonic, name: str = ""
) -> Report:
    """Do what is due at `now` and return what was done. Whoever loses a race reads and decides again."""
    started = monotonic()
    this = Run(google, Workbook(google, workbook_id, monotonic), name or _name(now), now, started + DEADLINE, monotonic)
    report = Report(this.id)
    for _ in range(ATTEMPTS):
        try:
            _attempt(this, report)
            break
        except LostRaceError as lost:
            report.outcome = "lost"
            report.notes.append(str(lost))
        except UnsureError as unsure:
            report.outcome = "unsure"
            report.notes.append(str(unsure))
            break
    report.calls = google.calls
    return report


def _name(now: datetime) -> str:
    return f"{now:%Y%m%dT%H%M%S}-{uuid4().hex[:6]}"


def _attempt(this: Run, report: Report) -> None:
    found = _look(this)
    report.problems = len(found.problems)
    report.next_at = found.decision.next_at
    if not found.has_news and not pulse.is_due(found.facts, found.snapshot.heartbeat, this.now):
        forms = forms_in_step(
            this.google, found.facts, _no_half_hour(found.snapshot, this.now), this.workbook.id, this.now
        )
        if not forms.changed:
            report.outcome = "idle"
            return
    if not found.must_send:
        _single(this, found, report)
        return
    committed = _claim(this, found)
    results = _send(this, found, committed)
    _finish(this, found, results, report)


def _no_half_hour(snapshot: Snapshot, now: datetime) -> Snapshot:
    """Between heartbeats the forms are only brought in step, never looked at for its own sake."""
    return replace(snapshot, heartbeat=now)


def _look(this: Run) -> Pending:
    snapshot = this.workbook.read()
    gathered = gather(snapshot, this.workbook.id)
    facts, live_from = _went_live(gathered, snapshot, this.now)
    known = ledger.known_entries(snapshot.values.get("entries", ()))
    raw, problems = collect(this.google, facts.settings.form_ids, known, this.now)
    recent = ledger.recent_entries(snapshot.values.get("entries", ()), this.now - timedelta(hours=3))
    reads = []
    for entry in raw[:ENTRIES_AT_ONCE]:
        reads.append(read_entry(entry, facts, gathered.ids, recent))
        recent.append(entry)
    seen = tuple(observation for read in reads for observation in read.observations)
    facts = replace(facts, observations=(*facts.observations, *seen))
    replies = watch_replies(this.google, facts, this.now)
    facts = _with_messages(facts, replies)
    decision = decide(facts, this.now, load_figures())
    stale = recover.expired(facts, this.now) if gathered.may_send else []
    plan = _plan(this, gathered, facts, decision)
    problems = _listed(
        [*gathered.facts.problems, *problems, *decision.problems, *day_problems(facts, this.now), *plan.problems],
        reads,
    )
    return Pending(
        snapshot, gathered, facts, reads, decision, plan, replies, stale, problems, live_from, snapshot.revision + 1
    )


def _went_live(gathered: Gathered, snapshot: Snapshot, now: datetime) -> tuple[Facts, datetime | None]:
    """Stamp the instant at which the mode was first seen to be live; leaving live clears it."""
    live = gathered.facts.settings.mode is Mode.LIVE
    at = (snapshot.live_from or now) if live else None
    settings = replace(gathered.facts.settings, live_from=at)
    return replace(gathered.facts, settings=settings), at


def _plan(this: Run, gathered: Gathered, facts: Facts, decision: Decision) -> Plan:
    owed: list[Obligation] = list(decision.owed)
    if listed := overtaken_list(facts, decision.overtaken, this.now):
        owed.append(listed)
    copied = facts.settings.mode is Mode.LIVE and not gathered.may_send
    if copied:
        return Plan()
    return prepare(this.google, owed, facts, this.id, this.now, live=gathered.may_send)


def _listed(problems: Sequence[Problem], reads: Sequence[Read]) -> list[Problem]:
    every = [*problems, *(problem for read in reads for problem in read.problems)]
    return list({problem.key: problem for problem in every}.values())


def _with_messages(facts: Facts, changed: Sequence[Message]) -> Facts:
    return replace(facts, messages={**facts.messages, **{message.id: message for message in changed}})


def _entry_requests(reads: Sequence[Read], revision: int) -> list[dict[str, Any]]:
    seen = [observation for read in reads for observation in read.observations]
    return [
        *ledger.append("entries", [ledger.entry_row(read, revision) for read in reads]),
        *ledger.append("observations", [ledger.observation_row(observation, revision) for observation in seen]),
    ]


def _claim_requests(this: Run, found: Pending) -> list[dict[str, Any]]:
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


def _claim(this: Run, found: Pending) -> Committed:
    """Commit entries and claims together. Where Google refuses the batch, the claims alone, then the entries singly."""
    ranges = claim.check_ranges(found.snapshot, this.now)
    claims = _claim_requests(this, found)
    try:
        batch = [*_entry_requests(found.reads, found.revision), *claims]
        return this.workbook.commit(
            found.snapshot.revision, this.id, batch, deadline=this.deadline, response_ranges=ranges
        )
    except BadBatchError:
        committed = this.workbook.commit(
            found.snapshot.revision, this.id, claims, deadline=this.deadline, response_ranges=ranges
        )
        return replace(committed, revision=_singly(this, found, committed.revision))
    except LostRaceError:
        claim.discard(this.google, found.plan.outgoing)
        raise


def _singly(this: Run, found: Pending, revision: int) -> int:
    """Commit each entry by itself; the one that Google refuses is kept by its response id, and named."""
    for read in found.reads:
        if not this.has_time():
            return revision
        try:
            requests = _entry_requests([read], revision + 1)
            revision = this.workbook.commit(revision, this.id, requests, deadline=this.deadline).revision
        except BadBatchError:
            read.quarantined = True
            bare = Read(replace(read.entry, answers={}), read.session, read.day, quarantined=True)
            requests = _entry_requests([bare], revision + 1)
            revision = this.workbook.commit(revision, this.id, requests, deadline=this.deadline).revision
    return revision


def _send(this: Run, found: Pending, committed: Committed) -> tuple[int, list[Message]]:
    doubts = claim.doubtful(committed, found.snapshot, found.facts, found.plan.outgoing)
    results: list[Message] = []
    for out in found.plan.outgoing:
        if out.message.state is not State.CLAIMED:
            results.append(out.message)
        elif out.message.id in doubts:
            results.append(claim.withdraw(this.google, out, doubts[out.message.id], this.now))
        elif this.has_time():
            results.append(claim.post(this.google, out, this.now))
        else:
            results.append(out.message)
    for message in found.stale:
        taken = recover.take_over(message, this.id, this.now)
        results.append(recover.settle(this.google, taken, this.now) if this.has_time(25.0) else taken)
    return committed.revision, results


def _finish(this: Run, found: Pending, sent: tuple[int, list[Message]], report: Report) -> None:
    """Write down how each message stands, and the screens. Losing here is harmless: the next run asks Gmail."""
    revision, results = sent
    report.claimed = len(found.plan.outgoing)
    report.sent = sum(message.state is State.SENT for message in results)
    _count(found, report, results)
    facts = _after(found, results, this.now)
    for _ in range(ATTEMPTS):
        requests = _closing(this, found, facts, results, revision + 1, report)
        try:
            this.workbook.commit(revision, this.id, requests, deadline=this.deadline)
            break
        except LostRaceError:
            revision = this.workbook.revision()
        except CmeError as wrong:
            report.notes.append(f"The results were not written: {wrong}")
            break


def _single(this: Run, found: Pending, report: Report) -> None:
    """Nothing goes out: one commit holds entries, what was rehearsed, and the screens."""
    report.claimed = len(found.plan.outgoing)
    results = [out.message for out in found.plan.outgoing]
    _count(found, report, results)
    facts = _after(found, results, this.now)
    closing = _closing(this, found, facts, [], found.revision, report)
    news = [*_entry_requests(found.reads, found.revision), *_claim_requests(this, found)]
    try:
        this.workbook.commit(found.snapshot.revision, this.id, [*news, *closing], deadline=this.deadline)
    except BadBatchError:
        revision = _singly(this, found, found.snapshot.revision)
        claims = _claim_requests(this, found)
        this.workbook.commit(revision, this.id, [*claims, *closing], deadline=this.deadline)


def _count(found: Pending, report: Report, results: Sequence[Message]) -> None:
    report.entries = len(found.reads)
    report.overtaken = len(found.decision.overtaken)
    report.outcome = "done" if found.has_news else "heartbeat"
    leases = [m.lease_until for m in results if m.state is State.CLAIMED and m.lease_until]
    if leases:
        report.next_at = min(filter(None, [report.next_at, min(leases) + timedelta(minutes=1)]))


def _after(found: Pending, results: Sequence[Message], now: datetime) -> Facts:
    """Return the facts as they stand after this run, for the screens."""
    rows = {
        owed.key: Owing(
            owed.key,
            owed.rule,
            owed.day,
            owed.session,
            owed.pupil,
            owed.organisation,
            owed.step,
            out.message.id,
            owed.due,
            now,
            owed.reason,
            owed.basis,
            found.revision,
        )
        for out in found.plan.outgoing
        for owed in out.obligations
    }
    facts = replace(found.facts, ledger={**found.facts.ledger, **rows})
    return _with_messages(facts, [*(out.message for out in found.plan.outgoing), *results])


def _closing(
    this: Run, found: Pending, facts: Facts, results: Sequence[Message], revision: int, report: Report
) -> list[dict[str, Any]]:
    forms = _forms(this, found)
    problems = list({p.key: p for p in [*found.problems, *forms.problems]}.values())
    report.problems = len(problems)
    changed = [message for message in results if message.state is not State.FAILED or message.draft]
    requests = ledger.append(
        "messages", [ledger.message_row(message, facts.settings.lawful_basis, revision) for message in changed]
    )
    requests += screens(facts, found.decision.forecast, problems, this.now)
    requests.append(pulse.heartbeat(facts, this.now))
    if forms.changed:
        requests.append(pulse.form_state(forms.digest, forms.problems))
    if found.has_news:
        note = "; ".join(report.notes)[:300]
        row = (
            this.id,
            this.now,
            report.entries,
            report.claimed,
            report.sent,
            report.problems,
            this.google.calls,
            note,
            revision,
        )
        requests += ledger.append("runs", [row])
    return requests


def _forms(this: Run, found: Pending) -> FormState:
    if not this.has_time(25.0):
        return FormState(found.snapshot.digest, ())
    return forms_in_step(this.google, found.facts, found.snapshot, this.workbook.id, this.now)
