"""Step 7 of a tick: the second commit, which says how each message stands and rewrites the screens.

It may fail: what was sent was claimed before, and whoever finds the claim asks Gmail. So that it fails seldom, what
Google refuses is left out: screens whose tab is gone, then all screens, and last everything but the messages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from cme.domain.chat import pages_unheard
from cme.domain.decide import decide
from cme.domain.model import Facts, Message, Owing, Problem, Severity, State
from cme.edges import ledger
from cme.edges.layout import tab_problems, titles_of
from cme.edges.sheets import BadBatchError, LostRaceError
from cme.errors import CmeError
from cme.jobs import pulse
from cme.jobs.attempt import Pending, Report, Run, with_messages
from cme.jobs.board import screens
from cme.jobs.commit import claim_requests, entry_requests, keep_singly, noted_requests
from cme.jobs.duty_board import show_duty_board
from cme.jobs.forms_in_step import FormState
from cme.jobs.questions_tab import questions_tab
from cme.policy import load_figures

Json = dict[str, Any]
TRIES = 3
AGAIN = timedelta(minutes=1)


def finish(
    this: Run, found: Pending, results: Sequence[Message], revision: int, forms: FormState, report: Report
) -> None:
    """Write down how each message stands, and the screens, on top of a claim. Losing here is harmless."""
    report.sent = sum(message.state is State.SENT for message in results)
    facts = _after(found, results, this.now)
    _count(found, report, results)
    # A page that went out comes again if nobody takes it; what was refused is owed in another way at once.
    then = decide(facts, this.now, this.figures)
    following = [at for at in (report.next_at, then.next_at, this.now + AGAIN if then.owed else None) if at]
    report.next_at = min(following, default=None)
    narrow = _Narrowing(this, found, facts, results, forms, report)
    narrow.decision = then
    for _ in range(TRIES):
        try:
            this.workbook.commit(revision, this.name, narrow.requests(revision + 1), deadline=this.deadline)
            return
        except LostRaceError:
            narrow.is_overtaken = True
            try:
                revision = this.workbook.revision()
            except CmeError as wrong:
                report.notes.append(f"The results were not written: {_brief(wrong)}.")
                return
        except BadBatchError:
            narrow.leave_out()
        except CmeError as wrong:
            report.notes.append(f"The results were not written: {_brief(wrong)}.")
            return
    report.notes.append("The results were not written: others were always quicker, or Google refuses them.")


def write_once(this: Run, found: Pending, forms: FormState, report: Report) -> None:
    """Write everything in one commit, because nothing goes out: entries, what was rehearsed, and the screens."""
    results = [out.message for out in found.plan.outgoing]
    _count(found, report, results)
    narrow = _Narrowing(this, found, _after(found, results, this.now), [], forms, report)
    claims, left = claim_requests(this, found), found.new_entries
    noted = noted_requests(this, found)
    tries = [(left, noted), (left, []), ([], [])]
    while tries:
        entries, noted = tries.pop(0)
        news = [*entry_requests(entries, found.revision, found.facts.events), *noted, *claims]
        try:
            requests = [*news, *narrow.requests(found.revision)]
            this.workbook.commit(found.snapshot.revision, this.name, requests, deadline=this.deadline)
        except BadBatchError:
            if narrow.leave_out():
                # It may have been the screen of a tab that is gone, and nothing that is to be kept.
                tries.insert(0, (entries, noted))
            continue
        if not entries and left:
            keep_singly(this, found, left, found.revision)
        return
    raise BadBatchError("Google refuses what this run has to write, even without entries and screens.")


class _Narrowing:
    """What the second commit holds: less and less of it, as often as Google refuses it."""

    def __init__(
        self,
        this: Run,
        found: Pending,
        facts: Facts,
        results: Sequence[Message],
        forms: FormState,
        report: Report,
    ) -> None:
        self._this, self._found, self._facts, self._results = this, found, facts, results
        self._forms, self._report = forms, report
        duty = show_duty_board(this, found, facts)
        theirs = [*duty, *pages_unheard(facts, this.now)]
        every = [*found.problems, *forms.problems, *theirs, *this.google.http.asked.problems()]
        self._problems = list({p.key: p for p in every}.values())
        self._left_out = 0
        self.decision = found.decision
        """What the screens say is still to come."""
        self.is_overtaken = False
        """Whether another run has written since: its screens know more than these."""
        self._there: set[int] | None = None

    def requests(self, revision: int) -> list[Json]:
        """Return the requests that stand, as of a revision."""
        lawful = self._facts.settings.lawful_basis
        kept = ledger.append("messages", [ledger.message_row(m, lawful, revision) for m in self._results])
        if self._left_out > 2:
            return kept
        if self.is_overtaken:
            return [*kept, pulse.soon(self._facts, self._this.now), *self._run_row(revision)]
        kept += [pulse.heartbeat(self._facts, self._this.now)]
        if self._found.clock_off or self._found.snapshot.clock_off:
            kept.append(pulse.clock_off(self._found.clock_off))
        if self._forms.changed:
            kept.append(pulse.form_state(self._forms.digest, self._forms.problems))
        if self._left_out < 2:
            drawn = [*self._screens(), *self._questions()]
            kept += [request for request in drawn if self._is_there(request)]
        self._report.problems = len(self._problems)
        return [*kept, *self._run_row(revision)]

    def _run_row(self, revision: int) -> list[Json]:
        rows = [_run_row(self._this, self._report, revision)] if self._found.has_news else []
        return ledger.append("runs", rows)

    def leave_out(self) -> bool:
        """Google refused it: leave out what stands on tabs that are gone, and say if any is; the next time more."""
        self._left_out += 1
        if self._left_out > 1:
            return False
        try:
            titles = titles_of(self._this.workbook.outline())
        except CmeError:
            return False
        self._there, gone = set(titles), tab_problems(titles)
        self._add(gone)
        return bool(gone)

    def _add(self, problems: Sequence[Problem]) -> None:
        self._problems = list({p.key: p for p in [*self._problems, *problems]}.values())

    def _screens(self) -> list[Json]:
        try:
            return screens(self._facts, self.decision, self._problems, self._this.now)
        except Exception as wrong:
            # How a message stands must be written down whatever a screen cannot show.
            self._report.notes.append(f"The screens could not be drawn ({type(wrong).__name__}).")
            what = f"The screens could not be drawn ({type(wrong).__name__}); what they show is of an earlier minute."
            self._add([Problem("OPS-RULE", Severity.ERROR, "Today", what, "Use the Pupils tab, and report this.")])
            return []

    def _questions(self) -> list[Json]:
        """The tab Questions is written anew only where one was answered, or is asked; and each night."""
        if not (self._found.asking.news or self._found.questions):
            return []
        return [questions_tab(self._facts.questions, self._found.asking.after, load_figures())]

    def _is_there(self, request: Json) -> bool:
        return self._there is None or request["updateCells"]["start"]["sheetId"] in self._there


def _run_row(this: Run, report: Report, revision: int) -> tuple[Any, ...]:
    note = "; ".join(report.notes)[:300]
    counts = (report.entries, report.claimed, report.sent, report.problems, this.google.calls)
    return (this.name, this.now, *counts, note, revision)


def _brief(wrong: CmeError) -> str:
    return str(getattr(wrong, "brief", "") or wrong)


def _count(found: Pending, report: Report, results: Sequence[Message]) -> None:
    report.entries = len(found.new_entries)
    report.claimed = len(found.plan.outgoing)
    report.overtaken = len(found.overtaken)
    report.outcome = "done" if found.has_news else "heartbeat"
    report.next_at = min(_next(found, results, report.next_at), default=None)


def _next(found: Pending, results: Sequence[Message], decided: datetime | None) -> Iterator[datetime]:
    """Yield when somebody must look again: what was decided, and where a claim has no end yet, the end of its lease."""
    ended = {message.id for message in results}
    open_ones = [out.message for out in found.plan.outgoing if out.message.id not in ended]
    if decided is not None:
        yield decided
    yield from (m.lease_until + timedelta(minutes=1) for m in open_ones if m.lease_until is not None)


def _after(found: Pending, results: Sequence[Message], now: datetime) -> Facts:
    """Return the facts as they stand after this run, for the screens."""
    rows = {
        owed.key: Owing.of(owed, out.message.id, now, found.revision)
        for out in found.plan.outgoing
        for owed in out.obligations
    }
    facts = replace(found.facts, ledger={**found.facts.ledger, **rows})
    return with_messages(facts, [*(out.message for out in found.plan.outgoing), *results])
