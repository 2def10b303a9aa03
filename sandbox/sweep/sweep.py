"""Plays many points in a pool of processes, and gathers what did not hold."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import groupby
from pathlib import Path

from sandbox.sweep.day import Day
from sandbox.sweep.point import Point, Sweeper

WORKERS = 2
Result = tuple[Point, list[str]]
_sweepers: list[Sweeper] = []


def sweep(day: Day, points: Iterable[Point], folder: Path, workers: int = WORKERS) -> Iterator[Result]:
    """Yield each point with what is wrong after it, in the order in which they are done; the longest runs go first."""
    by_tick = [list(group) for _, group in groupby(sorted(points), key=lambda point: point.tick)]
    with ProcessPoolExecutor(workers, initializer=_begin, initargs=(day, folder)) as pool:
        jobs = [pool.submit(_play, group) for group in sorted(by_tick, key=len, reverse=True)]
        for job in as_completed(jobs):
            yield from job.result()


def _begin(day: Day, folder: Path) -> None:
    own = Path(tempfile.mkdtemp(prefix=f"worker-{os.getpid()}-", dir=folder))
    _sweepers[:] = [Sweeper(day, own)]


def _play(points: list[Point]) -> list[Result]:
    return [(point, _sweepers[0].play(point)) for point in points]
