"""Each night: lines of the Desk that ask nothing any more are taken away, so that what is on it wants somebody.

Taken away are a case that was decided, a mail that went, was refused or is out of date, and an address that is not the
one that was asked about. What was decided stands in the Chronology and in Changes. What stays: whatever still waits, a
confirmation for as long as its address stands, because it can be withdrawn on its line, and every question.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cme.domain.approvals import thing_of
from cme.domain.case_desk import digest_of
from cme.domain.case_steps import Step
from cme.domain.cases import cases
from cme.domain.changes import asking
from cme.domain.decide import decide
from cme.domain.figures import Figures
from cme.edges.desk import APPROVAL, CASE, DIGEST, KIND, SECOND, THING
from cme.edges.ledger import without
from cme.edges.ledger_read import Columns
from cme.edges.schema import tab
from cme.edges.sheets import Snapshot
from cme.jobs.approvals import drafts_of
from cme.jobs.gather import Gathered

CLEARED = frozenset({SECOND, CASE, APPROVAL})
"""The kinds of lines that a night takes away; an answer to a question can be changed on its line."""
MOST = 200
"""So many lines go in one night; more than that is a tab that somebody has to look at."""
Json = dict[str, Any]


def wanted_clearing(gathered: Gathered, snapshot: Snapshot, at: datetime, figures: Figures) -> list[Json]:
    """Return the requests that take lines away, the lowest first; none where nobody can say what still waits."""
    if snapshot.unfit & {"desk", "changes", "chronology", "obligations", "messages"}:
        return []
    prepared = decide(gathered.facts, at, figures).prepared
    drafts, _ = drafts_of(prepared, gathered.facts)
    stays = {draft.digest for draft in drafts} | set(_asked(gathered))
    # A mail whose text cannot be written tonight keeps its lines as they are.
    written = {draft.owed.key for draft in drafts}
    things = {thing_of(owed) for owed in prepared if owed.key not in written}
    lines = [Columns(row) for row in snapshot.values.get("desk", ())[1:]]
    gone = [
        number
        for number, line in enumerate(lines, start=tab("desk").header_row)
        if line.text(KIND) in CLEARED and line.text(DIGEST).strip() not in stays and line.text(THING) not in things
    ]
    return without("desk", gone[:MOST])


def _asked(gathered: Gathered) -> Iterator[str]:
    """Yield the digests of cases that are to be assessed, and of addresses that stand as they were asked about."""
    yield from (digest_of(case) for case in cases(gathered.facts) if case.step is Step.PROPOSED)
    yield from (asking(cell, standing).digest for cell, standing in gathered.contacts.standing.items())
