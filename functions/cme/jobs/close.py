"""Step 7 of a tick: the second commit, which says how each message stands and rewrites the screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from cme.domain.model import Facts, Message, Owing, State
from cme.edges import ledger
from cme.edges.sheets import BadBatchError, LostRaceError
from cme.errors import CmeError
from cme.jobs import pulse
from cme.jobs.attempt import Pending, Report, Run, with_messages
from cme.jobs.board import screens
from cme.jobs.commit import claim_requests, entry_requests, keep_singly
from cme.jobs.forms_in_step import FormState, forms_in_step

Json = dict[str, Any]
TRIES = 3


def finish(this: Run, found: Pending, sent: tuple[int, list[Message]], report: Report) -> None:
    """Write down how each message stands, and the screens. Losing here is harmless: the next run asks Gmail."""
    revision, results = sent
    report.claimed = len(found.plan.outgoing)
    report.sent = sum(message.state is State.SENT for message in results)
    _count(found, report, results)
    facts = _after(found, results, this.now)
    for _ in range(TRIES):
        requests = _closing(this, found, facts, results, revision + 1, report)
        try:
            this.workbook.commit(revision, this.id, requests, deadline=this.deadline)
            break
        except LostRaceError:
            revision = this.workbook.revision()
        except CmeError as wrong:
            report.notes.append(f"The results were not written: {wrong}")
            break


def write_once(this: Run, found: Pending, report: Report) -> None:
    """Nothing goes out: one commit holds entries, what was rehearsed, and the screens."""
    report.claimed = len(found.plan.outgoing)
    results = [out.message for out in found.plan.outgoing]
    _count(found, report, results)
    facts = _after(found, results, this.now)
    closing = _closing(this, found, facts, [], found.revision, report)
    news = [*entry_requests(found.reads, found.revision), *claim_requests(this, found)]
    try:
        this.workbook.commit(found.snapshot.revision, this.id, [*news, *closing], deadline=this.deadline)
    except BadBatchError:
        revision = keep_singly(this, found, found.snapshot.revision)
        claims = claim_requests(this, found)
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
    return with_messages(facts, [*(out.message for out in found.plan.outgoing), *results])


def _closing(
    this: Run, found: Pending, facts: Facts, results: Sequence[Message], revision: int, report: Report
) -> list[Json]:
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
