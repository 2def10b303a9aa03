"""The job of every minute: read, decide, claim, send, and write down how it went.

1. Read the workbook, the forms and the mailbox.                                  look.py
2. Decide what is owed.
3. Put the messages among the drafts.                                             outgoing.py
4. Claim: entries and claims in one commit that consumes the revision.            commit.py
   Whoever loses starts again.
5. Look at what the commit returned: still ours?                                  claim.py
6. Send, pages first; ask Gmail about what a dead run left.                       send.py, recover.py
7. A second commit says how each stands, and rewrites the screens. It may fail:   close.py
   the lease ends, and the next run asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from cme.domain.figures import Figures
from cme.edges.google import Google
from cme.edges.sheets import LostRaceError, Snapshot, UnsureError, Workbook
from cme.jobs import pulse
from cme.jobs.attempt import DEADLINE, Report, Run, name_of_run
from cme.jobs.close import finish, write_once
from cme.jobs.commit import commit_claims
from cme.jobs.forms_in_step import forms_in_step
from cme.jobs.look import look
from cme.jobs.send import send_claimed
from cme.policy import load_figures

ATTEMPTS = 3


def run(
    google: Google,
    workbook_id: str,
    now: datetime,
    *,
    monotonic: Callable[[], float] = time.monotonic,
    name: str = "",
    figures: Figures | None = None,
) -> Report:
    """Do what is due at `now` and return what was done; a rehearsal may bring figures of its own.

    Whoever loses a race reads and decides again.
    """
    deadline = monotonic() + DEADLINE
    workbook = Workbook(google, workbook_id, monotonic)
    this = Run(google, workbook, name or name_of_run(now), now, deadline, monotonic, figures or load_figures())
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


def _attempt(this: Run, report: Report) -> None:
    found = look(this)
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
        write_once(this, found, report)
        return
    committed = commit_claims(this, found)
    results = send_claimed(this, found, committed)
    finish(this, found, results, report)


def _no_half_hour(snapshot: Snapshot, now: datetime) -> Snapshot:
    """Between heartbeats the forms are only brought in step, never looked at for its own sake."""
    return replace(snapshot, heartbeat=now)
