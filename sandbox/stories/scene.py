"""What an act of a story may do: the stage, what was said, what is still to come, and which runs do not take place."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.stage import Stage
from sandbox.stories.parts import Cast

MINUTE = timedelta(minutes=1)


@dataclass(order=True)
class _Later:
    at: datetime
    order: int
    act: Callable[[], str] = field(compare=False)


@dataclass
class Scene:
    """A story while it is played."""

    stage: Stage
    cast: Cast
    now: datetime
    lines: list[tuple[datetime, str]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    missed_until: datetime | None = None
    watched_until: datetime | None = None
    clock_off: timedelta = timedelta(0)
    """By how much the clock of the machine that runs the jobs is wrong."""
    special: str = ""
    """How the run of this minute goes: empty, or one of the words of `runs`."""
    _queue: list[_Later] = field(default_factory=list)
    _number: int = 0

    def later(self, at: datetime, act: Callable[[], str]) -> None:
        """Do something at an instant, after whatever was planned for it before."""
        self._number += 1
        heapq.heappush(self._queue, _Later(at, self._number, act))

    @property
    def next_act(self) -> datetime | None:
        """When the next thing happens."""
        return self._queue[0].at if self._queue else None

    def play_until(self, minute: datetime) -> None:
        """Let everything happen that is due by a minute, each thing at its own instant."""
        while self._queue and self._queue[0].at <= minute:
            due = heapq.heappop(self._queue)
            self.now = due.at
            self.stage.move(due.at)
            if words := due.act():
                self.lines.append((due.at, words))

    def watch(self, minutes: int) -> None:
        """Play every minute for a while: something is going on that no rule's time tells of."""
        until = self.now + minutes * MINUTE
        self.watched_until = max(until, self.watched_until or until)

    def fail(self, sentence: str, where: str = "") -> None:
        """Note that the story cannot be played as it says."""
        self.failures.append(f"{sentence} ({where})" if where else sentence)
