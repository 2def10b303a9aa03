"""Steps 1 to 3 of a tick: read workbook, forms and mailbox; decide what is owed; put it among the drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cme.domain.board import day_problems
from cme.domain.decide import decide, overtaken_list
from cme.domain.entries import Read
from cme.domain.model import Decision, Facts, Mode, Obligation, Problem
from cme.domain.rules.entries import read_entry
from cme.edges import ledger
from cme.edges.sheets import Snapshot
from cme.jobs import recover
from cme.jobs.attempt import Pending, Run, with_messages
from cme.jobs.collect import collect
from cme.jobs.gather import Gathered, gather
from cme.jobs.outgoing import Plan, prepare
from cme.jobs.watch_replies import watch_replies

ENTRIES_AT_ONCE = 200
"""More entries than this are taken over in several ticks, so that none takes too long."""


def look(this: Run) -> Pending:
    """Return what there is and what it asks for; nothing is written yet, and a draft that nobody claims is harmless."""
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
    facts = with_messages(facts, replies)
    decision = decide(facts, this.now, this.figures)
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
