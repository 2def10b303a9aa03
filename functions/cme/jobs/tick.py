"""The job of every minute: read, decide, claim, send, and write down how it went.

1. Read the workbook, the forms and the mailbox.                                  look.py
2. Decide what is owed.
3. Put the messages among the drafts.                                             outgoing.py
4. Claim: entries and claims in one commit that consumes the revision.            commit.py
   Whoever loses starts again.
5. Look at what the commit returned: still ours?                                  claim.py
6. Send, pages first; ask Gmail about what a dead run left.                       send.py, recover.py
   Then pages ring in Google Chat, where Settings holds a space.                  chat.py
7. A second commit says how each stands, and rewrites the screens. It may fail:   close.py
   the lease ends, and the next run asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from cme.domain.figures import Figures
from cme.domain.model import Problem, Severity
from cme.edges.google import Google
from cme.edges.sheets import BadBatchError, LostRaceError, TokenGoneError, UnsureError, Workbook
from cme.errors import CmeError
from cme.jobs import pulse
from cme.jobs.alarm import raise_alarm
from cme.jobs.attempt import DEADLINE, Pending, Report, Run, name_of_run
from cme.jobs.chat import ring_in_chat
from cme.jobs.close import finish, write_once
from cme.jobs.commit import commit_claims, keep_singly
from cme.jobs.forms_in_step import FormState, forms_in_step
from cme.jobs.look import look
from cme.jobs.send import send_claimed
from cme.policy import load_figures

ATTEMPTS = 3
A_MINUTE = timedelta(minutes=1)


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
    google.http.begin(now)
    workbook = Workbook(google, workbook_id, monotonic)
    this = Run(google, workbook, name or name_of_run(now), now, deadline, monotonic, figures or load_figures())
    report = Report(this.id)
    for this.attempt in range(1, ATTEMPTS + 1):
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
    report.outcome = "idle"
    report.problems = len(found.problems)
    report.clock_off = round(this.clock_off.total_seconds())
    report.next_at = found.decision.next_at
    if found.asking.news:
        # What was answered counts from the next run on, and may make something due at once.
        report.next_at = min(found.decision.next_at or this.now + A_MINUTE, this.now + A_MINUTE)
    if found.stuck is not None:
        _tell(this, found, found.stuck, report)
    if (misfit := found.snapshot.foreign) is not None:
        # Where columns may mean something else, nothing can be written that means what it says.
        report.outcome = "stuck"
        report.notes.append(misfit.what)
        return
    try:
        _act(this, found, report)
    except (TokenGoneError, BadBatchError) as wrong:
        _tell(this, found, _unwritten(wrong), report)
        raise


def _act(this: Run, found: Pending, report: Report) -> None:
    """Take steps 4 to 7; where nothing goes out, one commit is enough, and where nothing is new, none."""
    beat = pulse.is_due(found.facts, found.snapshot.heartbeat, this.now)
    if found.must_send:
        committed, left = commit_claims(this, found)
        results = ring_in_chat(this, found, send_claimed(this, found, committed))
        revision = keep_singly(this, found, left, committed.revision)
        finish(this, found, results, revision, _forms(this, found, closely=False), report)
        return
    forms = _forms(this, found, closely=beat)
    if found.has_news or beat or forms.changed or found.is_pressing:
        write_once(this, found, forms, report)


def _unwritten(wrong: CmeError) -> Problem:
    mend = "Undo the last changes to its tabs with File, Version history. Until then ring everybody who is due."
    if isinstance(wrong, TokenGoneError):
        return Problem("SHEET-7", Severity.ERROR, wrong.where, wrong.what, wrong.mend)
    return Problem("SHEET-7", Severity.ERROR, "workbook", str(wrong), mend)


def _tell(this: Run, found: Pending, stuck: Problem, report: Report) -> None:
    """Nothing can be written, so nothing is sent; the DSL hears of that at least."""
    was_live = found.gathered.may_send or found.stuck is not None
    if was_live and raise_alarm(this.google, found.facts, stuck, found.decision.owed, this.now):
        report.notes.append("The DSL was told that the system stands still.")


def _forms(this: Run, found: Pending, *, closely: bool) -> FormState:
    """A copy of the workbook leaves the forms alone: they belong to the original."""
    if not (found.gathered.ours and this.has_time(25.0)):
        return FormState(found.snapshot.digest, tuple(pulse.kept_problems(found.snapshot.form_problems)))
    return forms_in_step(this.google, this.workbook, found.facts, found.snapshot, this.now, closely=closely)
