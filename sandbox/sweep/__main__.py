"""`scripts/sweep`: breaks the busy day at every call. 0: everything held; 1: something did not; 2: nothing to play."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sandbox.sweep.day import Day, play_day
from sandbox.sweep.point import Point, points_of, some
from sandbox.sweep.reliability import FILE, Measured, document
from sandbox.sweep.sweep import WORKERS, Result, sweep

console = Console(highlight=False)
wrong_console = Console(stderr=True, highlight=False)


def main(
    *,
    points: Annotated[int, typer.Option(help="Play a sample of so many points; all, where it is not given.")] = 0,
    seed: Annotated[int, typer.Option(help="Which sample: the same number draws the same points.")] = 1,
    only: Annotated[
        list[str] | None, typer.Option(help="Play this point alone, as it was printed: 0915:7:killed-after.")
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="Print the points and play none.")] = False,
    processes: Annotated[int, typer.Option(help="How many processes share the work.")] = WORKERS,
    write: Annotated[bool, typer.Option("--write", help="Write docs/reliability.md.")] = False,
) -> None:
    """Break a busy day at every call of every run that writes or sends, and see whether anything is lost or doubled."""
    with tempfile.TemporaryDirectory(prefix="innov8-sweep-") as name:
        folder = Path(name)
        day = play_day(folder)
        every = list(points_of(day))
        try:
            chosen = [_known(text, day) for text in only] if only else some(every, points, seed) if points else every
        except ValueError as unknown:
            wrong_console.print(f"✗ {unknown}", markup=False)
            raise typer.Exit(2) from None
        if show:
            console.print("\n".join(map(str, chosen)), markup=False)
            return
        started = time.monotonic()
        results = _played(day, chosen, folder, processes)
        measured = Measured.of(day, results, time.monotonic() - started, whole=len(chosen) == len(every))
    for point, wrong in sorted(results):
        if wrong:
            console.print(f"✗ {point}: {'; '.join(wrong)}", markup=False, soft_wrap=True)
            console.print(f"    scripts/sweep --only {point}", markup=False)
    console.print(measured.sentence())
    if write:
        FILE.write_text(document(measured), "utf-8")
    raise typer.Exit(1 if measured.failures else 0)


def _known(text: str, day: Day) -> Point:
    point = Point.read(text)
    if not 1 <= point.call <= len(day.tick(point.tick).calls):
        raise ValueError(f"The run of {point.tick} makes {len(day.tick(point.tick).calls)} calls, not {point.call}.")
    return point


def _played(day: Day, points: list[Point], folder: Path, processes: int) -> list[Result]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=wrong_console, transient=True) as progress:
        task = progress.add_task("points", total=len(points))
        found: list[Result] = []
        for result in sweep(day, points, folder, processes):
            found.append(result)
            progress.advance(task)
        return found


if __name__ == "__main__":
    typer.run(main)
