"""One point of the sweep: a run of the day, one of its calls, and what goes wrong there."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from cme.domain.clocks import day_of, instant
from cme.errors import CmeError
from sandbox.sweep.breaks import BREAKS, break_at
from sandbox.sweep.day import Day, Tick
from sandbox.sweep.fork import Clients, Fork
from sandbox.sweep.truth import Standing, wrong

MINUTE = timedelta(minutes=1)
LONGEST = 21
"""Minutes within which all must have settled: a lease, ten minutes for Gmail's lists, and a lease again."""
HEARTBEAT = 5


@dataclass(frozen=True, order=True)
class Point:
    """Where the day is broken, and how."""

    tick: str
    call: int
    fault: str

    def __str__(self) -> str:
        return f"{self.tick}:{self.call}:{self.fault}"

    @classmethod
    def read(cls, text: str) -> Point:
        """Read a point as it is printed: 0915:7:killed-after."""
        parts = text.split(":")
        if len(parts) != 3 or not parts[1].isdigit() or parts[2] not in BREAKS:
            raise ValueError(f"“{text}” is not a point: write TICK:CALL:FAULT, with a fault of {', '.join(BREAKS)}.")
        return cls(parts[0], int(parts[1]), parts[2])


def points_of(day: Day) -> Iterator[Point]:
    """Yield every point of a day."""
    for tick in day.ticks:
        for call, method in enumerate(tick.calls, 1):
            yield from (Point(tick.name, call, b.name) for b in BREAKS.values() if b.reads or not _is_read(method))


def _is_read(method: str) -> bool:
    return method.rpartition(".")[2] in ("list", "get", "batchGet")


def some(points: list[Point], number: int, seed: int) -> list[Point]:
    """Return so many points, the same for the same seed: each fault as often as the others."""
    dice = random.Random(seed)  # noqa: S311 - to draw a sample, not to keep a secret
    by_fault = {
        name: dice.sample(found, len(found)) for name in BREAKS if (found := [p for p in points if p.fault == name])
    }
    drawn = [
        found[i]
        for i in range(max(map(len, by_fault.values()), default=0))
        for found in by_fault.values()
        if i < len(found)
    ]
    return sorted(drawn[:number])


class Undisturbed(NamedTuple):
    """What the minutes after a fork send when nothing goes wrong: nobody enters anything in them."""

    sent: frozenset[str]
    addresses: frozenset[str]


class Sweeper:
    """Plays points of a day, one after the other, in one process."""

    def __init__(self, day: Day, folder: Path) -> None:
        self.day, self._copy = day, folder / "fork.sqlite"
        self._clients = Clients()
        self._undisturbed: dict[str, Undisturbed] = {}

    def play(self, point: Point) -> list[str]:
        """Play one point, and return a sentence for each thing that is wrong afterwards."""
        tick = self.day.tick(point.tick)
        allowed = self._allowed(tick)
        fork = self._fork(tick)
        try:
            break_at(fork, tick, point.call, point.fault)
            end = _settled(fork, tick)
            found = list(wrong(end, tick.owed, tick.overtaken, allowed.sent))
            known = self.day.addresses | allowed.addresses
            found += [f"{address} was written to" for address in sorted(end.addresses - known)]
            return found
        except Exception as broken:
            return [f"it broke off: {type(broken).__name__}: {broken}"]
        finally:
            fork.close()

    def _fork(self, tick: Tick) -> Fork:
        return Fork(tick.file, self._copy, self.day.workbook_id, self._clients)

    def _allowed(self, tick: Tick) -> Undisturbed:
        """Return what may be sent, and to whom: all that the same minutes send when nothing goes wrong."""
        if tick.name not in self._undisturbed:
            fork = self._fork(tick)
            try:
                at, last = tick.now, tick.now + (LONGEST + HEARTBEAT) * MINUTE
                while at <= last:
                    report = fork.play(at)
                    at = max(at + MINUTE, report.next_at or last)
                end = _standing(fork, tick)
                self._undisturbed[tick.name] = Undisturbed(frozenset(+end.sent), end.addresses)
            finally:
                fork.close()
        return self._undisturbed[tick.name]


def _settled(fork: Fork, tick: Tick) -> Standing:
    """Let the schedule go on until nothing is under way, and one heartbeat more; return what stands then."""
    minute = 0
    while minute < LONGEST and _standing(fork, tick).needs_time(tick.owed, tick.overtaken):
        minute += 1
        _run(fork, tick.now + minute * MINUTE)
    _run(fork, tick.now + (minute + HEARTBEAT) * MINUTE)
    return _standing(fork, tick)


def _run(fork: Fork, at: datetime) -> None:
    try:
        fork.play(at)
    except CmeError:
        # The entry point answers 503, and the scheduler calls again the next minute.
        return


def _standing(fork: Fork, tick: Tick) -> Standing:
    return Standing.of(fork, instant(day_of(tick.now), time()))
