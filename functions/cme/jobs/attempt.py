"""What a run of the tick carries along: its name and its time, what one attempt of it found, and what it reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import uuid4

from cme.domain.answering import Asking
from cme.domain.answers import Recorded, in_force
from cme.domain.approvals import Draft
from cme.domain.cases import Case
from cme.domain.changes import Change
from cme.domain.entries import Read
from cme.domain.figures import Figures
from cme.domain.model import Decision, Event, Facts, Message, Obligation, Problem, State, Unconfirmed
from cme.domain.modes import OVERTAKEN_LIST
from cme.domain.questions import Question
from cme.domain.wrong_clock import is_wrong
from cme.edges.google import Google
from cme.edges.ledger import kept_answers
from cme.edges.sheets import Snapshot, Workbook
from cme.jobs.gather import Gathered
from cme.jobs.history import Noticed
from cme.jobs.outgoing import LEASE, Plan
from cme.jobs.pulse import Stamps
from cme.jobs.recall import Recalled
from cme.jobs.recover import Stale
from cme.policy import load_figures

DEADLINE = 50.0
"""Seconds that a run may take; the next one starts after 60, and a lease lasts 180."""
ENTRIES_AT_ONCE = 200
BYTES_AT_ONCE = 2_000_000
"""More than this is written down in several ticks, so that no commit grows too large; all of it counts at once."""


@dataclass(slots=True)
class Report:
    """What a run did: counts, codes and instants; no name of anybody."""

    run: str
    outcome: str = "idle"
    next_at: datetime | None = None
    entries: int = 0
    claimed: int = 0
    sent: int = 0
    problems: int = 0
    calls: int = 0
    overtaken: int = 0
    clock_off: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Run:
    """One call of the job: its name, its time, and until when it may go on."""

    google: Google
    workbook: Workbook
    id: str
    now: datetime
    deadline: float
    monotonic: Callable[[], float]
    figures: Figures = field(default_factory=load_figures)
    attempt: int = 1
    clock_off: timedelta = timedelta(0)
    brought: Figures = field(init=False)
    """The figures without any answer: those of the policy, or what a rehearsal brought along."""

    def __post_init__(self) -> None:
        """Remember the figures as they were before an answer took its place among them."""
        self.brought = self.figures

    @property
    def name(self) -> str:
        """What this attempt signs with: of two attempts of one run, neither takes the other's commit for its own."""
        return self.id if self.attempt == 1 else f"{self.id}.{self.attempt}"

    def is_mine(self, run: str) -> bool:
        """Return whether something was claimed by this run, in whichever attempt."""
        return run.split(".")[0] == self.id

    def heed(self, answers: Recorded) -> None:
        """Go by the figures as they were answered; what a rehearsal brought along stays."""
        self.figures = in_force(self.brought, answers.values)

    def set_clock(self) -> None:
        """Go by Google's time where this machine's clock is surely wrong: all that is read was stamped by Google's."""
        google = self.google.http.googles_clock
        wrong = google.at is not None and is_wrong(google.off, google.at, self.figures)
        self.now = google.at if google.at is not None and wrong else self.now
        self.clock_off = google.off if wrong else timedelta(0)

    @property
    def is_late(self) -> bool:
        """Whether Google's clock says that this run's claims are over: it stood still, and others judge them again."""
        at = self.google.http.googles_clock.at
        return at is not None and at - self.now > LEASE

    def has_time(self, seconds: float = 12.0) -> bool:
        """Return whether another call may be begun."""
        return self.monotonic() + seconds < self.deadline


@dataclass(slots=True)
class Pending:
    """Everything that one attempt found and decided."""

    snapshot: Snapshot
    gathered: Gathered
    facts: Facts
    reads: list[Read]
    decision: Decision
    plan: Plan
    replies: list[Message]
    stale: list[Stale]
    problems: list[Problem]
    stamps: Stamps
    looked: str = ""
    stuck: Problem | None = None
    clock_off: timedelta = timedelta(0)
    recalled: Recalled = field(default_factory=Recalled)
    asking: Asking = field(default_factory=Asking)
    case_news: tuple[Event, ...] = ()
    to_assess: tuple[Case, ...] = ()
    history: Noticed = field(default_factory=Noticed)
    to_approve: tuple[tuple[Draft, str], ...] = ()

    @property
    def revision(self) -> int:
        """The revision that the first commit makes."""
        return self.snapshot.revision + 1

    @property
    def new_entries(self) -> list[Read]:
        """The entries that this attempt writes down: the earliest, not more than a commit takes."""
        if self.snapshot.unfit & {"entries", "observations", "chronology", "breaches"}:
            return []
        found: list[Read] = []
        left = BYTES_AT_ONCE
        for read in self.reads[:ENTRIES_AT_ONCE]:
            left -= len(json.dumps(kept_answers(read.entry)))
            if left < 0 and found:
                break
            found.append(read)
        return found

    @property
    def noted(self) -> tuple[Change, ...]:
        """What changed in the DSL's tabs, and what was answered, and is to be written down."""
        news = (*self.gathered.contacts.news, *self.asking.news)
        return () if "changes" in self.snapshot.unfit else news

    @property
    def asked(self) -> tuple[Unconfirmed, ...]:
        """What a second person is to be asked on the Desk."""
        return () if "desk" in self.snapshot.unfit else self.gathered.contacts.unasked

    @property
    def questions(self) -> tuple[Question, ...]:
        """Which open questions are to be put on the Desk; none where nobody could say which were answered."""
        return () if self.snapshot.unfit & {"desk", "changes"} else self.asking.unasked

    @property
    def events(self) -> tuple[Event, ...]:
        """What was found of cases besides what entries say, and is to be written down."""
        return () if "chronology" in self.snapshot.unfit else self.case_news

    @property
    def cases_asked(self) -> tuple[Case, ...]:
        """The proposed cases that the Desk has no line for."""
        return () if self.snapshot.unfit & {"desk", "chronology"} else self.to_assess

    @property
    def drafts_asked(self) -> tuple[tuple[Draft, str], ...]:
        """The texts that the Desk has no line for, each with what is different from an earlier one."""
        return () if self.snapshot.unfit & {"desk", "chronology"} else self.to_approve

    @property
    def overtaken(self) -> tuple[tuple[Obligation, str], ...]:
        """What may be noted as overtaken: only once the list that tells the DSL of it is on its way."""
        return self.decision.overtaken if self.plan.tells(OVERTAKEN_LIST) else ()

    @property
    def is_stamped(self) -> bool:
        """Whether it is to be written down that the system went live, or was paused, or is so no more."""
        return self.stamps != Stamps(self.snapshot.live_from, self.snapshot.paused_from)

    @property
    def must_send(self) -> bool:
        """Whether something is claimed that must go out, or whose fate must be asked."""
        return bool(self.stale) or any(out.message.state is State.CLAIMED for out in self.plan.outgoing)

    @property
    def has_news(self) -> bool:
        """Whether there is anything to write besides the heartbeat."""
        looked = self.looked != self.snapshot.looked
        told = self.plan.outgoing or self.replies or self.stale or self.overtaken or self.recalled.rows
        asks = self.noted or self.asked or self.questions or self.cases_asked or self.drafts_asked
        noted = asks or self.events or self.history.is_new
        return bool(self.new_entries or told or self.is_stamped or looked or noted)

    @property
    def is_pressing(self) -> bool:
        """Whether the screens must say something at once: a mailbox that does not send, a clock that is wrong."""
        clock_news = bool(self.clock_off) != bool(self.snapshot.clock_off)
        return clock_news or any(problem.code == "SEND-3" for problem in self.problems)


def name_of_run(now: datetime) -> str:
    """Return a name that no other run has: its time, and a few random characters."""
    return f"{now:%Y%m%dT%H%M%S}-{uuid4().hex[:6]}"


def with_messages(facts: Facts, changed: Iterable[Message]) -> Facts:
    """Return the facts with messages as they stand now."""
    return replace(facts, messages={**facts.messages, **{message.id: message for message in changed}})
