"""Each night: from which row on the next ticks read, so that a year costs them no more than a month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cme.domain.cases import Case, cases
from cme.domain.concerns import open_concerns
from cme.domain.decide import FARTHEST_BACK
from cme.domain.model import Facts, State
from cme.domain.to_authorities import waits
from cme.edges import hot_ranges
from cme.edges.entries_kept import latest_entry
from cme.edges.google import Google
from cme.edges.sheets import Snapshot
from cme.jobs.collect import OVERLAP
from cme.policy import load_figures

KEPT = timedelta(days=FARTHEST_BACK + 7)
"""What a rule may still ask about, and a week more."""
OPEN = frozenset({State.CLAIMED, State.HELD})


def wanted_moves(google: Google, workbook_id: str, facts: Facts, snapshot: Snapshot, at: datetime) -> list[Any]:
    """Return the requests that move on what a tick reads: one call, and none where all is as it should be."""
    columns = hot_ranges.dates(google, workbook_id, snapshot)
    latest = latest_entry(snapshot.values.get("entries", ()))
    return hot_ranges.moves(hot_ranges.first_rows(columns, _since(facts, latest or at, at)), snapshot)


def _since(facts: Facts, latest: datetime, at: datetime) -> Mapping[str, datetime]:
    """Return since when each tab is read: what somebody still has to deal with stays, however old.

    Of the entries those stay as well that the forms are asked for again: after a holiday they would be taken for new.
    """
    usual = at - KEPT
    concern = min((said.recorded_at for said in open_concerns(facts)), default=usual)
    pending = [message.id for message in facts.messages.values() if message.state in OPEN]
    claimed = min((row.decided_at for row in facts.ledger.values() if row.message in pending), default=usual)
    ledger = min(usual, claimed)
    return {
        "entries": min(usual, latest - OVERLAP),
        "observations": min(usual, concern),
        "obligations": ledger,
        "messages": ledger,
        "chronology": min([usual, *(case.began for case in cases(facts) if wants(case, facts))]),
    }


def wants(case: Case, facts: Facts) -> bool:
    """Return whether a case wants somebody still, be it only that an authority hears of its end."""
    return case.is_open or bool(waits(case, facts, load_figures()))
