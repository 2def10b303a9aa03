"""The job of every night: stray drafts, patterns of absence, the Desk, what is read, charts, a month's archive.

A run that dies between drafting and claiming leaves a draft behind. It does no harm, but whoever opens the mailbox
might send it by hand. What may be thrown away (docs/protocol.md):

    it bears our header             what a person writes is never touched
    it is older than a day          by Gmail's clock on both sides; a run claims its drafts within a minute
    no claim that stands names it   by the ledger, read after the drafts were looked at

Where the ledger cannot be read, or the workbook is a copy, nothing is thrown away. It may be called twice, beside
itself and beside a tick: a draft that is gone is gone, and what is left over is the next night's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from cme.domain.answers import in_force
from cme.domain.archive import months_owed
from cme.domain.clocks import day_of
from cme.domain.figures import Figures
from cme.domain.health import MANY_STRAYS
from cme.domain.model import Facts, State
from cme.edges import ledger
from cme.edges.drafts import Draft, list_drafts, see_draft, throw_away
from cme.edges.google import Google
from cme.edges.program import program
from cme.edges.sheets import BadBatchError, LostRaceError, Snapshot, Workbook
from cme.errors import CmeError, EdgeError
from cme.jobs import pulse
from cme.jobs.attempt import name_of_run
from cme.jobs.clear_desk import wanted_clearing
from cme.jobs.gather import gather
from cme.jobs.housekeeping import wanted_housekeeping
from cme.jobs.move_on import wanted_moves
from cme.jobs.patterns import wanted_findings
from cme.jobs.questions_tab import wanted_questions
from cme.policy import load_figures

DEADLINE = 240.0
"""Seconds that a night's run may take; nobody waits for it."""
LOOKS = 200
"""So many drafts are looked at in one night: a call each. With more, every night begins where the last one ended."""
A_DAY = timedelta(hours=24)
STANDS = frozenset({State.CLAIMED, State.HELD})
"""States in which somebody may still send the draft."""
TRIES = 3
Json = dict[str, Any]


class Part(NamedTuple):
    """What a night may do without where Google refuses it: what is to be said then, and the requests."""

    sorry: str
    requests: list[Json]


@dataclass(slots=True)
class Report:
    """What a night's run did: counts and codes, no name of anybody."""

    run: str
    outcome: str = "done"
    drafts: int = 0
    looked_at: int = 0
    thrown_away: int = 0
    calls: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def is_odd(self) -> bool:
        """Whether somebody should look at it: more strays than a run that dies now and then leaves behind."""
        return self.thrown_away > MANY_STRAYS or bool(self.notes)


def run(
    google: Google,
    workbook_id: str,
    now: datetime,
    *,
    monotonic: Callable[[], float] = time.monotonic,
    name: str = "",
    figures: Figures | None = None,
) -> Report:
    """Do what a night is for and return what was done; a mailbox that cannot be listed is raised."""
    until = monotonic() + DEADLINE
    report = Report(name or f"{name_of_run(now)}-night")
    there = list_drafts(google)
    # Gmail says how old a draft is, so that Gmail's clock says what time it is.
    at = google.http.googles_clock.at or now
    old = [draft for draft in _looked_at(google, there, at, report, until, monotonic) if _is_old(draft, at)]
    workbook = Workbook(google, workbook_id, monotonic)
    snapshot = workbook.read()
    gathered = gather(snapshot, workbook_id)
    if not gathered.ours or snapshot.unfit & {"obligations", "messages"}:
        report.outcome = "left alone"
        report.notes.append("The ledger of this mailbox cannot be read, so that no draft was thrown away.")
    else:
        _sweep(google, [draft for draft in old if _is_stray(draft, gathered.facts, snapshot)], report)
        moved = _moves(google, workbook_id, gathered.facts, snapshot, at, report)
        known = in_force(figures or load_figures(), gathered.recorded.values)
        found, wrong = wanted_findings(google, workbook_id, gathered.facts, snapshot, at, known)
        report.notes += [wrong] if wrong else []
        parts = [Part("The tab Questions could not be written", wanted_questions(gathered, snapshot))]
        # What is least missed comes first: of what Google refuses it is left out first.
        kept = wanted_housekeeping(gathered.facts, day_of(at), known)
        parts += [Part("The tab Housekeeping could not be written", kept)]
        cleared = wanted_clearing(gathered, snapshot, at, known)
        parts += [Part("The Desk could not be cleared", cleared)]
        parts += [Part("What the runs read could not be moved on", moved)]
        parts += [Part("The patterns of absence could not be written down", found)]
        _write_down(workbook, snapshot, at, report, until, parts)
        # The last, because a night that dies in them has done everything else.
        report.notes += _dashboard(workbook, google, workbook_id, at, report, until, known)
        report.notes += _archive(google, workbook_id, gathered.facts, at, monotonic)
    report.calls = google.calls
    return report


def _dashboard(
    workbook: Workbook, google: Google, workbook_id: str, at: datetime, report: Report, until: float, figures: Figures
) -> list[str]:
    """Write the Dashboard, and return what is to be said; pandas, which counts for it, is imported here alone."""
    from cme.jobs.dashboard import wanted_dashboard

    requests, wrong = wanted_dashboard(google, workbook_id, at, figures)
    for _ in range(TRIES if requests else 0):
        try:
            workbook.commit(workbook.revision(), f"{report.run}-charts", requests, deadline=until)
        except LostRaceError:
            wrong = "The Dashboard could not be written: others were always quicker."
        except CmeError as refused:
            return [f"The Dashboard could not be written ({refused}): run scripts/apply_schema."]
        else:
            return []
    return [wrong] if wrong else []


def _archive(google: Google, workbook_id: str, facts: Facts, at: datetime, monotonic: Callable[[], float]) -> list[str]:
    """Archive what is owed, and return what is to be said; what makes the files is imported where it is owed alone."""
    if not months_owed(facts, at):
        return []
    from cme.jobs.archive_month import archive_months

    return archive_months(google, workbook_id, at, monotonic=monotonic).notes


def _looked_at(
    google: Google, there: Sequence[str], at: datetime, report: Report, until: float, monotonic: Callable[[], float]
) -> list[Draft]:
    """Return as many drafts as one night looks at; where there are more, the nights take turns."""
    report.drafts = len(there)
    first = at.toordinal() * LOOKS % len(there) if len(there) > LOOKS else 0
    found: list[Draft] = []
    for draft in [*there[first:], *there[:first]][:LOOKS]:
        if monotonic() > until:
            report.notes.append("There was no time to look at all drafts.")
            break
        try:
            seen = see_draft(google, draft)
        except EdgeError as wrong:
            report.notes.append(f"A draft could not be looked at ({wrong.brief}).")
            continue
        report.looked_at += 1
        found += [seen] if seen is not None else []
    return found


def _is_old(draft: Draft, at: datetime) -> bool:
    return bool(draft.key) and draft.is_unsent and draft.at is not None and at - draft.at > A_DAY


def _is_stray(draft: Draft, facts: Facts, snapshot: Snapshot) -> bool:
    """Return whether no claim that stands names a draft; a row that cannot be read may be one that does."""
    message = facts.messages.get(draft.key)
    if message is not None:
        return message.state not in STANDS
    named = {str(cell) for row in snapshot.values.get("messages", ()) for cell in row}
    return draft.key not in named and draft.id not in named


def _sweep(google: Google, strays: Sequence[Draft], report: Report) -> None:
    for stray in strays:
        try:
            report.thrown_away += throw_away(google, stray.id)
        except EdgeError as wrong:
            report.notes.append(f"A draft could not be thrown away ({wrong.brief}).")


def _moves(
    google: Google, workbook_id: str, facts: Facts, snapshot: Snapshot, at: datetime, report: Report
) -> list[Json]:
    try:
        return wanted_moves(google, workbook_id, facts, snapshot, at)
    except EdgeError as wrong:
        report.notes.append(f"What the runs read could not be looked at, so it stays as it is ({wrong.brief}).")
        return []


def _write_down(
    workbook: Workbook, snapshot: Snapshot, at: datetime, report: Report, until: float, parts: list[Part]
) -> None:
    """Write when it was, how many drafts went, and each part; of what Google refuses, one part less each time."""
    revision: int | None = snapshot.revision
    parts = [part for part in parts if part.requests]
    # A second call in one night must not hide what the first one found.
    before = snapshot.strays if snapshot.night is not None and at - snapshot.night < A_DAY / 2 else 0
    for _ in range(TRIES + len(parts)):
        try:
            revision = workbook.revision() if revision is None else revision
            requests = [request for part in parts for request in part.requests]
            workbook.commit(revision, report.run, [*_rows(at, before, report, revision + 1), *requests], deadline=until)
        except LostRaceError:
            revision = None
        except CmeError as wrong:
            if parts and isinstance(wrong, BadBatchError):
                # A range or a tab that somebody deleted; the rest of the night is written down all the same.
                report.notes.append(f"{parts.pop(0).sorry} ({wrong}): run scripts/apply_schema.")
                continue
            report.notes.append(f"The night could not be written down: {getattr(wrong, 'brief', '') or wrong}.")
            return
        else:
            return
    report.notes.append("The night could not be written down: others were always quicker.")


def _rows(at: datetime, before: int, report: Report, revision: int) -> list[Json]:
    stamps = [pulse.night(at, before + report.thrown_away), pulse.program(program()["digest"])]
    if not report.thrown_away:
        return stamps
    said = f"Drafts that no claim names, thrown away: {report.thrown_away}."
    return [*stamps, *ledger.append("runs", [(report.run, at, 0, 0, 0, 0, report.looked_at, said, revision)])]
