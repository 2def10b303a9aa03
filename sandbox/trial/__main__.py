"""`scripts/try`: everything on this machine until Ctrl-C; `--day` plays the example day and says how it went."""

from __future__ import annotations

import signal
import tempfile
import time as wall
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import FrameType
from typing import Annotated
from urllib.error import URLError

import typer
from rich.console import Console

from cme.domain.clocks import instant
from sandbox.example.set_up import set_up_example
from sandbox.schedule import call, due_minutes
from sandbox.stage import Stage
from sandbox.trial.day import play_day
from sandbox.trial.function import FunctionProcess

STARTS = instant(date(2026, 11, 23), time(8, 25))
console = Console(highlight=False)


def main(
    *,
    day: Annotated[bool, typer.Option("--day", help="Play one example school day and print it.")] = False,
    port: Annotated[int, typer.Option(help="Where the sandbox listens; 0 finds a free port.")] = 0,
) -> None:
    """Try the whole system on this machine, with no Google account and with invented children."""
    signal.signal(signal.SIGTERM, _stop)
    with tempfile.TemporaryDirectory(prefix="innov8-try-") as folder:
        if day:
            wrong = play_day(Path(folder), console)
            for sentence in wrong:
                console.print(f"[red]✗[/red] {sentence}", soft_wrap=True)
            console.print(
                "[green]✓ The day went as it should.[/green]" if not wrong else "The day did not go as it should."
            )
            raise typer.Exit(1 if wrong else 0)
        _serve(Path(folder), port)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _serve(folder: Path, port: int) -> None:
    console.print("Starting …")
    stage = Stage(folder / "sandbox.sqlite", STARTS, port)
    try:
        stage.workbook_id = set_up_example(stage.google())
        links = stage.snapshot().facts.settings.form_links
        with FunctionProcess(stage.base, stage.workbook_id, folder / "function.log") as function:
            stage.move(STARTS, running=True)
            console.print(_addresses(stage, links, function.url), soft_wrap=True)
            _keep_time(stage, function.url)
    except KeyboardInterrupt:
        console.print("\nEnded. Nothing is left running, and nothing was kept.")
    finally:
        stage.close()


def _addresses(stage: Stage, links: object, function: str) -> str:
    assert isinstance(links, dict)  # noqa: S101 - settings hold them by slug
    return "\n".join(
        [
            f"Register, for a phone    {links['register']}",
            f"One child changed        {links['change']}",
            f"Workbook (as the DSL)    {stage.base}/spreadsheets/d/{stage.workbook_id}/edit",
            f"Mailboxes                {stage.base}/mail/",
            f"Clock, faults, switches  {stage.base}/sandbox/",
            f"The function             {function}  (called every minute of that clock)",
            "",
            "It is Monday 23 November 2026, 08:25, there. Ctrl-C ends it all.",
        ]
    )


def _keep_time(stage: Stage, function: str) -> None:
    """Call the function for each minute that the sandbox's clock passes, however the clock is moved."""
    last = STARTS
    while True:
        now = datetime.fromisoformat(stage.control("clock")["now"].replace("Z", "+00:00")).astimezone(UTC)
        if now < last:
            last = now
        for minute in due_minutes(last, now):
            try:
                call(function, minute)
            except (URLError, OSError) as wrong:
                console.print(f"The function did not answer for {minute:%H:%M} UTC: {wrong}", style="red")
            last = minute
        wall.sleep(0.5)


if __name__ == "__main__":
    typer.run(main)
