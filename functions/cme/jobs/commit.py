"""Step 4 of a tick: entries and claims in one commit, and what is left to do where Google refuses it.

Claims never wait for entries: where one entry spoils the batch, the claims are committed without any, what they carry
is sent, and then the entries are kept one by one, the one that Google refuses by its response id alone. What changed in
the DSL's tabs waits then as well: the next run finds it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from cme.domain.breaches import letters_gone
from cme.domain.case_news import told
from cme.domain.entries import Read
from cme.domain.model import Event, Problem, Severity
from cme.edges import ledger
from cme.edges.breaches import word_row
from cme.edges.changes import change_row
from cme.edges.chronology import event_rows
from cme.edges.desk import case_row, desk_row, draft_row, question_row
from cme.edges.sheets import BadBatchError, Committed, LostRaceError, TokenGoneError
from cme.errors import CmeError, Refused
from cme.jobs import approvals, claim, pulse, recover, send, still_so
from cme.jobs.attempt import Pending, Run
from cme.jobs.history import history_requests
from cme.policy import load_figures

Json = dict[str, Any]


def entry_requests(reads: Sequence[Read], revision: int, known: Iterable[Event] = ()) -> list[Json]:
    """Return the requests that keep entries and what they say; `known` are the events of cases that there are."""
    happened = [event for read in reads for event in read.events]
    words = [word_row(word, revision) for read in reads for word in read.breach_words]
    seen = [observation for read in reads for observation in read.observations]
    concerns = [ledger.concern_row(read, revision) for read in reads if read.concern is not None]
    return [
        *ledger.append("entries", [ledger.entry_row(read, revision) for read in reads]),
        *ledger.append("observations", [ledger.observation_row(observation, revision) for observation in seen]),
        *ledger.append("concerns", concerns),
        *ledger.append("chronology", event_rows(happened, known, revision)),
        *ledger.append("breaches", words),
    ]


def claim_requests(this: Run, found: Pending) -> list[Json]:
    """Return the requests that claim what goes out, take over what was left, and note what was overtaken."""
    lawful, revision = found.facts.settings.lawful_basis, found.revision
    rows = [
        ledger.obligation_row(owed, out.message.id, this.now, revision)
        for out in found.plan.outgoing
        for owed in out.obligations
    ]
    rows += [ledger.obligation_row(row, row.message, row.decided_at, revision) for row in found.recalled.rows]
    rows += [ledger.obligation_row(owed, "", this.now, revision, f"overtaken: {why}") for owed, why in found.overtaken]
    taken = [recover.take_over(stale.message, this.name, this.now) for stale in found.stale]
    messages = [*found.recalled.messages, *(replace(out.message, run=this.name) for out in found.plan.outgoing)]
    messages += [*taken, *found.replies]
    going = [(out.message, out.obligations) for out in found.plan.outgoing]
    told_of_cases = told(going, found.facts.approved, this.now)
    letters = [word_row(word, revision) for word in letters_gone(going, found.facts, this.now)]
    return [
        *ledger.append("obligations", rows),
        *ledger.append("chronology", event_rows(told_of_cases, found.facts.events, revision)),
        *ledger.append("breaches", letters),
        *ledger.append("messages", [ledger.message_row(message, lawful, revision) for message in messages]),
        *([pulse.stamps(found.stamps)] if found.is_stamped else []),
        *([pulse.looked(found.looked)] if found.looked != found.snapshot.looked else []),
    ]


def noted_requests(this: Run, found: Pending) -> list[Json]:
    """Return the requests that write down what changed, was answered or is new, and put on the Desk what is asked."""
    policy = load_figures()
    asks = [*(desk_row(waits, this.now) for waits in found.asked), *(case_row(case) for case in found.cases_asked)]
    asks += [question_row(question, policy, this.figures, this.now) for question in found.questions]
    asks += [draft_row(draft, difference, this.now) for draft, difference in found.drafts_asked]
    return [
        *ledger.append("changes", [change_row(change, this.now) for change in found.noted]),
        *history_requests(found.history, this.now, found.revision),
        *ledger.append("chronology", event_rows(found.events, found.facts.events, found.revision)),
        *ledger.append("desk", asks),
    ]


def commit_claims(this: Run, found: Pending) -> tuple[Committed, list[Read]]:
    """Commit entries and claims together; return the commit, and the entries that are still to be kept."""
    ranges = [*claim.check_ranges(found.snapshot, this.now), *still_so.ranges(found.snapshot)]
    ranges += approvals.ranges(found.snapshot, found.plan.outgoing)
    claims, revision = claim_requests(this, found), found.snapshot.revision
    try:
        try:
            batch = [
                *entry_requests(found.new_entries, found.revision, found.facts.events),
                *noted_requests(this, found),
                *claims,
            ]
            return this.workbook.commit(revision, this.name, batch, deadline=this.deadline, response_ranges=ranges), []
        except BadBatchError:
            alone = this.workbook.commit(revision, this.name, claims, deadline=this.deadline, response_ranges=ranges)
            return alone, found.new_entries
    except (LostRaceError, BadBatchError, TokenGoneError, Refused) as no:
        # Where an earlier try may have been applied, its drafts may be claimed: they are left alone.
        if not getattr(no, "doubted", False):
            send.discard(this.google, found.plan.outgoing)
        raise


def keep_singly(this: Run, found: Pending, entries: Sequence[Read], revision: int) -> int:
    """Commit each entry by itself and return the revision; one that cannot be kept at all is named, every minute."""
    for read in entries:
        if not this.has_time(25.0):
            break
        bare = Read(replace(read.entry, answers={}), read.session, read.day, quarantined=True)
        for kept in (read, bare):
            try:
                requests = entry_requests([kept], revision + 1, found.facts.events)
                revision = this.workbook.commit(revision, this.name, requests, deadline=this.deadline).revision
            except BadBatchError:
                read.quarantined = True
                continue
            except CmeError:
                return revision
            break
        if read.quarantined:
            found.problems.append(_refused(read))
    return revision


def _refused(read: Read) -> Problem:
    what = "Google did not take this entry into the workbook as it was sent; what it says counts this minute only."
    mend = f"Open response {read.entry.response} in the form, and do by hand what it says."
    where = f"{read.entry.form} form, response {read.entry.response}"
    return Problem("ENT-9", Severity.ERROR, where, what, mend)
