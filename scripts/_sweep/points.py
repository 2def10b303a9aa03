"""The fault sweep: the busy day, broken at points of its runs."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sandbox.sweep.day import Day, play_day
from sandbox.sweep.point import Point, points_of, some
from sandbox.sweep.sweep import Result, sweep
from scripts._sweep.part import Part, Said, Stopwatch

ALL = "all"


def list_points(said: Said, number: str, seed: int) -> None:
    """Print the points of the day, or of a sample of it."""
    with tempfile.TemporaryDirectory(prefix="innov8-sweep-") as folder:
        day = play_day(Path(folder))
    said.console.print("\n".join(map(str, _chosen(day, number, seed, []))), markup=False)


def try_points(said: Said, number: str, seed: int, only: Sequence[str], processes: int) -> Part:
    """Play points, and return what was wrong after each."""
    with tempfile.TemporaryDirectory(prefix="innov8-sweep-") as name:
        folder = Path(name)
        day = play_day(folder)
        chosen = _chosen(day, number, seed, only)
        watch = Stopwatch()
        counted = ((1, result) for result in sweep(day, chosen, folder, processes))
        results = sorted(said.progress("points", counted, len(chosen)))
        took = watch.stop(processes)
    return measured(day, results, took) if not only else again(results, took)


def measured(day: Day, results: Sequence[Result], took: dict[str, object]) -> Part:
    """Return the figures of points that were played."""
    wrong = [(point, found) for point, found in results if found]
    whole = len(results) == len([*points_of(day)])
    figures = {
        "messages": day.messages,
        "runs": len(day.ticks),
        "calls": sum(len(tick.calls) for tick in day.ticks),
        "points": len(results),
        "whole": whole,
        "played": dict(sorted(Counter(point.fault for point, _ in results).items())),
        "failed": dict(sorted(Counter(point.fault for point, _ in wrong).items())),
    }
    sentence = (
        f"Points: {figures['runs']} runs, {figures['calls']} calls, {day.messages} messages; {len(results)} points"
        f"{'' if whole else ' (a sample)'}, {len(wrong)} failures, {took['seconds']} seconds."
    )
    told = tuple(f"{point}: {'; '.join(found)}\n    scripts/sweep --only {point}" for point, found in wrong)
    return Part("points", sentence, figures | took, told)


def again(results: Sequence[Result], took: dict[str, object]) -> Part:
    """Return the figures of points that were played once more, after what they had found was mended."""
    wrong = {str(point): found for point, found in results if found}
    figures = {"points": [str(point) for point, _ in results], "failed": len(wrong)} | took
    sentence = f"Points played again: {len(results)}, {len(wrong)} failures."
    return Part("again", sentence, figures, tuple(f"{point}: {'; '.join(found)}" for point, found in wrong.items()))


def _chosen(day: Day, number: str, seed: int, only: Sequence[str]) -> list[Point]:
    every = list(points_of(day))
    if only:
        return [_known(text, day) for text in only]
    if number == ALL:
        return every
    if not number.isdigit():
        raise ValueError(f"“{number}” is no number of points: write a number, or {ALL}.")
    return some(every, int(number), seed)


def _known(text: str, day: Day) -> Point:
    point = Point.read(text)
    if not 1 <= point.call <= len(day.tick(point.tick).calls):
        raise ValueError(f"The run of {point.tick} makes {len(day.tick(point.tick).calls)} calls, not {point.call}.")
    return point
