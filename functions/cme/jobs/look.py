"""Steps 1 to 3 of a tick: read workbook, forms and mailbox; decide what is owed; put it among the drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial

from cme.domain.answering import Asking, Known, asking
from cme.domain.archive import archive_problems
from cme.domain.board import day_problems
from cme.domain.case_news import Happened, happened
from cme.domain.clocks import day_of, instant
from cme.domain.decide import decide, overtaken_list
from cme.domain.entries import RawEntry, Read
from cme.domain.model import Decision, Facts, Message, Mode, Obligation, Problem, Severity
from cme.domain.modes import OVERTAKEN_LIST
from cme.domain.quota import quota_problems, routine_left
from cme.domain.rules.entries import read_entry
from cme.domain.testing import problems_of_test
from cme.domain.wrong_clock import wrong_clock
from cme.edges import entries_kept
from cme.edges.desk import read_lines
from cme.edges.schema import tab
from cme.edges.sheets import Snapshot
from cme.errors import EdgeError, Refused
from cme.jobs import approvals, recover
from cme.jobs.attempt import DEADLINE, ENTRIES_AT_ONCE, Pending, Run, with_messages
from cme.jobs.carried import carried, changed_by_hand
from cme.jobs.collect import collect
from cme.jobs.gather import Gathered, gather
from cme.jobs.history import notice
from cme.jobs.mailbox import cannot_read
from cme.jobs.outgoing import Plan, prepare
from cme.jobs.pulse import Stamps
from cme.jobs.recall import Recalled, forgotten, recall
from cme.jobs.watch_replies import watch_replies
from cme.policy import load_figures

READING, DRAFTING = 18.0, 24.0
"""Seconds: so long all reads may take together, and so much must be left before another draft is begun."""
REPLIES_EVERY = 7
"""Minutes after which what came in is looked at even if something is owed every minute."""


def look(this: Run) -> Pending:
    """Return what there is and what it asks for; nothing is written yet, and a draft that nobody claims is harmless."""
    this.google.http.hurry(READING)
    snapshot = this.workbook.read()
    gathered = gather(snapshot, this.workbook.id)
    this.heed(gathered.recorded)
    this.set_clock()
    facts = _stamped(gathered, snapshot, this.now)
    reads, problems = _entries(this, snapshot, facts, gathered)
    words = tuple(word for read in reads for word in read.breach_words)
    facts = replace(facts, breach_words=(*facts.breach_words, *words))
    problems += _of_entries(snapshot, facts, gathered, this.now)
    history = notice(this.google, this.workbook.id, snapshot)
    seen = tuple(observation for read in reads for observation in read.observations)
    facts = replace(facts, observations=tuple(dict.fromkeys((*facts.observations, *seen))))
    happened = _of_cases(this, gathered, facts, reads)
    facts = replace(facts, events=happened.known)
    writes = not snapshot.unfit & {"obligations", "messages"}
    decision = decide(facts, this.now, this.figures)
    at_desk = approvals.on_desk(decision.prepared, facts, snapshot, this.now)
    if at_desk.approved or at_desk.refused:
        facts = replace(facts, approved=at_desk.approved, events=(*facts.events, *at_desk.refused))
        decision = decide(facts, this.now, this.figures)
    asked = Asked(facts, decision, looked=snapshot.looked)
    if writes:
        _ask_mailbox(this, asked, gathered)
    facts, decision = asked.facts, asked.decision
    stale: list[recover.Stale] = []
    plan = Plan()
    if writes:
        this.google.http.hurry(DEADLINE)
        plan = _plan(this, gathered, facts, decision)
        claimed = recover.expired(facts, this.now, this.is_mine, gathered.lets_out)
        stale = recover.judge(claimed, facts, this.now, this.figures, snapshot.values.get("obligations", ()))
    every = [*gathered.facts.problems, *problems, *asked.unread, *decision.problems, *_of_the_day(facts, this.now)]
    every += [*recover.unsettled(facts, this.now), *forgotten(facts, this.now), *plan.problems]
    every += [*changed_by_hand(facts, this.now), *happened.problems, *at_desk.problems]
    every += [wrong_clock(this.clock_off)] if this.clock_off else []
    every += [*quota_problems(facts, this.now, this.figures), *archive_problems(facts, this.now)]
    every += problems_of_test(facts, this.now, this.figures)
    questions = _questions(snapshot, gathered, this.now)
    every += [*questions.problems, *history.problems]
    return Pending(
        snapshot,
        gathered,
        facts,
        reads,
        decision,
        plan,
        replies=asked.replies,
        stale=stale,
        problems=_listed(every, reads),
        stamps=_stamps(facts, asked, plan, this.now),
        looked=asked.looked,
        stuck=_stuck(snapshot, gathered),
        clock_off=this.clock_off,
        recalled=asked.recalled,
        asking=questions,
        case_news=(*happened.news, *at_desk.refused),
        to_assess=happened.to_assess,
        history=history,
        to_approve=at_desk.unasked,
    )


def _questions(snapshot: Snapshot, gathered: Gathered, now: datetime) -> Asking:
    """Return what was answered on the Desk, and what is to be asked there; nothing where neither can be kept."""
    if snapshot.unfit & {"changes", "desk"}:
        return Asking()
    lines, facts = read_lines(snapshot.values.get("desk", ())[1:]), gathered.facts
    known = Known(load_figures(), gathered.recorded, facts.staff, now, snapshot.revision + 1)
    return asking(lines, facts.questions, known)


def _of_cases(this: Run, gathered: Gathered, facts: Facts, reads: Sequence[Read]) -> Happened:
    said = (event for read in reads for event in read.events)
    facts = replace(facts, events=(*facts.events, *said))
    return happened(facts, gathered.at_desk, this.now, this.figures)


def _entries(this: Run, snapshot: Snapshot, facts: Facts, gathered: Gathered) -> tuple[list[Read], list[Problem]]:
    """Return what the forms hold that is not kept yet; where what it said is lost, all of it is read again."""
    rows = snapshot.values.get("entries", ())
    known = entries_kept.known_entries(rows) if "observations" not in snapshot.unfit else set()
    last = entries_kept.latest_entry(rows) or snapshot.heartbeat or this.now
    raw, problems = collect(this.google, facts.settings.form_ids, known, min(last, this.now))
    recent = entries_kept.recent_entries(rows, this.now - timedelta(hours=3))
    reads = []
    for entry in raw:
        read = read_entry(entry, facts, gathered.ids, recent[-ENTRIES_AT_ONCE:])
        if entry.form == "today":
            # A register that was sent after it is read by the day as it is now.
            facts = replace(facts, observations=(*facts.observations, *read.observations))
        if read.events:
            # What is said of a case is judged by the step to which the word before has brought it.
            facts = replace(facts, events=(*facts.events, *read.events))
        if read.breach_words:
            facts = replace(facts, breach_words=(*facts.breach_words, *read.breach_words))
        reads.append(read)
        recent.append(entry)
    return reads, problems


def _of_entries(snapshot: Snapshot, facts: Facts, gathered: Gathered, now: datetime) -> list[Problem]:
    """Return what is still wrong with today's entries: judged again each time, so that what was mended goes."""
    rows, since = snapshot.values.get("entries", ()), instant(day_of(now), time())
    before: list[RawEntry] = []
    problems = entries_kept.cut_short(rows, since)
    for entry in entries_kept.recent_entries(rows, since):
        problems += read_entry(entry, facts, gathered.ids, before).problems
        before.append(entry)
    return problems


def _stamped(gathered: Gathered, snapshot: Snapshot, now: datetime) -> Facts:
    """Return the facts with the instants at which the mode was first seen to be live, and paused.

    Leaving live, or emptying the pause, clears its stamp; Settings that do not say the mode any more clear neither.
    """
    settings = gathered.facts.settings
    live_from, paused_from = snapshot.live_from, snapshot.paused_from
    if gathered.mode_known:
        live_from = (live_from or now) if settings.mode is Mode.LIVE else None
        begins = now if settings.paused_until and now < settings.paused_until else None
        paused_from = (paused_from or begins) if settings.paused_until else None
    return replace(gathered.facts, settings=replace(settings, live_from=live_from, paused_from=paused_from))


def _stamps(facts: Facts, asked: Asked, plan: Plan, now: datetime) -> Stamps:
    """Return the stamps to keep: that of a pause until it is over, and what fell due in it is on the DSL's list."""
    settings = facts.settings
    is_over = settings.paused_until is not None and settings.paused_until <= now
    is_listed = plan.tells(OVERTAKEN_LIST) or (not asked.decision.overtaken and asked.recalled.is_whole)
    return Stamps(settings.live_from, None if is_over and is_listed else settings.paused_from)


def _plan(this: Run, gathered: Gathered, facts: Facts, decision: Decision) -> Plan:
    owed: list[Obligation] = list(decision.owed)
    if listed := overtaken_list(facts, decision.overtaken, this.now):
        owed.append(listed)
    copied = facts.settings.mode is not Mode.REHEARSAL and not gathered.ours
    if copied or not gathered.mode_known:
        return Plan()
    return prepare(
        this.google,
        owed,
        facts,
        this.name,
        this.now,
        leaves=gathered.lets_out,
        has_time=lambda: this.has_time(DRAFTING),
        routine=routine_left(facts, this.now, this.figures),
    )


@dataclass(slots=True)
class Asked:
    """What the mailbox was asked, and what follows from it."""

    facts: Facts
    decision: Decision
    replies: list[Message] = field(default_factory=list)
    unread: list[Problem] = field(default_factory=list)
    recalled: Recalled = field(default_factory=Recalled)
    looked: str = ""


def _ask_mailbox(this: Run, asked: Asked, gathered: Gathered) -> None:
    """One look a minute: at what was sent last where something is owed, else at what came in, which can wait."""
    if not _may_go(asked, gathered) or this.now.minute % REPLIES_EVERY == 0:
        watched = watch_replies(this.google, asked.facts, asked.looked, this.now)
        asked.replies, asked.unread, asked.looked = watched.messages, watched.problems, watched.looked
        asked.facts = with_messages(asked.facts, asked.replies)
        asked.decision = decide(asked.facts, this.now, this.figures) if asked.replies else asked.decision
    if _may_go(asked, gathered):
        _recall(this, asked)


def _may_go(asked: Asked, gathered: Gathered) -> bool:
    return any(gathered.lets_out(owed.notice) for owed in asked.decision.owed)


def _recall(this: Run, asked: Asked) -> None:
    """Decide again where the mailbox remembers more than the workbook; a memory cut short lets only pages out."""
    try:
        asked.recalled = recall(this.google, asked.facts, this.now, lambda: this.has_time(DRAFTING))
    except EdgeError as wrong:
        # What is owed cannot wait for a memory that is hardly ever needed.
        asked.unread += [cannot_read(wrong.status)] if isinstance(wrong, Refused) else []
        return
    has_time = partial(this.has_time, DRAFTING)
    asked.recalled.rows += carried(this.google, asked.facts, asked.decision.owed, this.figures, has_time)
    if asked.recalled.rows:
        asked.facts = asked.recalled.known_to(asked.facts)
        asked.decision = decide(asked.facts, this.now, this.figures)
    if not asked.recalled.is_whole:
        urgent = tuple(owed for owed in asked.decision.owed if owed.urgent)
        asked.decision = replace(asked.decision, owed=urgent, overtaken=())


def _stuck(snapshot: Snapshot, gathered: Gathered) -> Problem | None:
    """Return what keeps a system that was live from telling anybody, without anybody having decided so."""
    if snapshot.live_from is None:
        return None
    if snapshot.foreign is not None:
        return snapshot.foreign
    whole = {tab(slug).title for slug in snapshot.unfit & {"obligations", "messages"}}
    for problem in snapshot.problems:
        if problem.severity is Severity.ERROR and problem.where.removesuffix(", headings") in whole:
            return problem
    if not gathered.mode_known:
        what = "Settings does not say any more whether the system is live, so it sends nothing."
        mend = "Type live, shadow or rehearsal beside “mode” on the Settings tab."
        return Problem("SEND-2", Severity.ERROR, "Settings, mode", what, mend)
    lost_id = not gathered.ours and not gathered.facts.settings.workbook_id
    return next((p for p in gathered.facts.problems if p.code == "SEND-2"), None) if lost_id else None


def _of_the_day(facts: Facts, now: datetime) -> list[Problem]:
    try:
        return day_problems(facts, now)
    except Exception as wrong:
        what = f"What is wrong with the day itself could not be worked out ({type(wrong).__name__})."
        return [Problem("OPS-RULE", Severity.ERROR, "today", what, "Look at the day by hand and report this.")]


def _listed(problems: Sequence[Problem], reads: Sequence[Read]) -> list[Problem]:
    every = [*problems, *(problem for read in reads for problem in read.problems)]
    return list({problem.key: problem for problem in every}.values())
