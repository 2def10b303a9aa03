"""What a run of the tick carries along: its name and its time, what one attempt of it found, and what it reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from cme.domain.entries import Read
from cme.domain.figures import Figures
from cme.domain.model import Decision, Facts, Message, Problem, State
from cme.edges.google import Google
from cme.edges.sheets import Snapshot, Workbook
from cme.jobs.gather import Gathered
from cme.jobs.outgoing import Plan
from cme.policy import load_figures

DEADLINE = 50.0
"""Seconds that a run may take; the next one starts after 60, and a lease lasts 180."""


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
    stale: list[Message]
    problems: list[Problem]
    live_from: datetime | None
    revision: int

    @property
    def must_send(self) -> bool:
        """Whether something is claimed that must go out, or whose fate must be asked."""
        return bool(self.stale) or any(out.message.state is State.CLAIMED for out in self.plan.outgoing)

    @property
    def has_news(self) -> bool:
        """Whether there is anything to write besides the heartbeat."""
        stamped = self.live_from != self.snapshot.live_from
        return bool(
            self.reads or self.plan.outgoing or self.replies or self.stale or self.decision.overtaken or stamped
        )


def name_of_run(now: datetime) -> str:
    """Return a name that no other run has: its time, and a few random characters."""
    return f"{now:%Y%m%dT%H%M%S}-{uuid4().hex[:6]}"


def with_messages(facts: Facts, changed: Iterable[Message]) -> Facts:
    """Return the facts with messages as they stand now."""
    return replace(facts, messages={**facts.messages, **{message.id: message for message in changed}})
