"""For many providers: hands each one's job of this minute to its own queue, spread over the minute.

Every minute stands for itself: what could not be handed out is not tried again in the next, whose own task comes then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cme.edges.providers import Providers
from cme.edges.tasks import Job, Queues
from cme.errors import EdgeError

SPREAD = 40.0
"""Seconds within which all are called: what is due at a minute is told in that minute."""


@dataclass(slots=True)
class Handed:
    """What was handed out for a minute: how many tasks were made, how many stood there already, and what failed."""

    job: str
    minute: str
    made: int = 0
    again: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def reached(self) -> bool:
        """Whether a task stands for anybody."""
        return self.made + self.again > 0


def hand_out(queues: Queues, providers: Providers, job: Job, minute: datetime) -> Handed:
    """Hand out a job of a minute; a provider for whom it fails is named, and keeps it from nobody else."""
    handed = Handed(job.name, minute.isoformat(), notes=list(providers.wrong))
    for name, seconds in offsets(providers.known).items():
        try:
            is_made = queues.put(job, name, minute, minute + timedelta(seconds=seconds))
        except EdgeError as wrong:
            handed.notes.append(f"{name}: {wrong.brief}")
            continue
        handed.made += is_made
        handed.again += not is_made
    return handed


def offsets(names: Mapping[str, object]) -> dict[str, int]:
    """Return for each provider the second of the minute at which it is called: one a second, while that fits."""
    step = min(1.0, SPREAD / max(1, len(names)))
    return {name: int(step * rank) for rank, name in enumerate(sorted(names))}


def minute_of(scheduled: str, now: datetime) -> datetime:
    """Return the minute that a call is for: the scheduler's own, as it writes it, so that a repeat is of the same."""
    try:
        minute = datetime.fromisoformat(f"{scheduled[:16]}+00:00")
    except ValueError:
        minute = now.astimezone(UTC)
    return minute.replace(second=0, microsecond=0)
