"""`scripts/try`: everything on this machine until Ctrl-C; `--day` plays the example day and says how it went."""

from __future__ import annotations

import signal
import socket
import tempfile
import time as wall
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console

from cme.domain.clocks import hhmm, instant
from cme.errors import CmeError
from cme.jobs.apply_schema import apply_settings
from sandbox.example.cast import address
from sandbox.example.load import MAILBOX
from sandbox.example.set_up import add_duty_board, set_up_example
from sandbox.garbage import collect_rarely
from sandbox.schedule import due_minutes
from sandbox.serving import LOOPBACK
from sandbox.stage import Stage
from sandbox.stories.callers import Caller, Function
from sandbox.stories.telling import tell, tell_verdict
from sandbox.trial.day import play_day
from sandbox.trial.function import FunctionProcess, NotStartedError

STARTS = instant(date(2026, 11, 23), time(8, 25))
SPACE = "spaces/AAAApages00"
console = Console(highlight=False)


def main(
    *,
    day: Annotated[bool, typer.Option("--day", help="Play one example school day and print it.")] = False,
    port: Annotated[int, typer.Option(help="Where the sandbox listens; 0 finds a free port.")] = 0,
) -> None:
    """Try the whole system on this machine, with no Google account and with invented children."""
    collect_rarely()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Also where a shell has started it in the background, deaf to Ctrl-C.
        signal.signal(number, _stop)
    try:
        _check_port(port)
        with tempfile.TemporaryDirectory(prefix="innov8-try-") as folder:
            (_day if day else _serve)(Path(folder), port)
    except KeyboardInterrupt:
        console.print("\nEnded. Nothing is left running, and nothing was kept.")
    except (NotStartedError, CmeError) as wrong:
        console.print(f"It could not be started: {wrong}", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _check_port(port: int) -> None:
    if not 0 <= port <= 65_535:
        raise NotStartedError(f"{port} is not a port: use a number up to 65535, or leave it out.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as wrong:
            what = f"the port {port} cannot be used ({wrong.strerror})."
            raise NotStartedError(f"{what} Choose another with --port, or leave it out.") from wrong


def _day(folder: Path, port: int) -> None:
    with console.status("Playing one day through the real function …"):
        played = play_day(folder / "function.log", port)
    tell(console, played)
    wrong = played.wrong()
    tell_verdict(console, wrong, "The day went as it should.", "The day did not go as it should.")
    if wrong:
        raise typer.Exit(1)


def _serve(folder: Path, port: int) -> None:
    console.print("Starting …")
    stage = Stage(folder / "sandbox.sqlite", STARTS, port)
    try:
        stage.workbook_id = set_up_example(stage.google())
        board = add_duty_board(stage.google(), stage.workbook_id)
        add_chat_space(stage)
        links = stage.snapshot().facts.settings.form_links
        with FunctionProcess(stage.base, stage.workbook_id, folder / "function.log") as function:
            stage.move(STARTS, running=True)
            console.print(_addresses(stage, board, links, function.url), markup=False, soft_wrap=True)
            _keep_time(stage, Function(function.url))
    finally:
        stage.close()


def add_chat_space(stage: Stage) -> None:
    """Make a space in which pages ring, with our Chat app in it, and name it in Settings."""
    stage.control("chat", {"space": SPACE, "title": "Pages (DSL team)", "members": [MAILBOX]})
    apply_settings(stage.google(), stage.workbook_id, {"chat space": SPACE})


def _addresses(stage: Stage, board: str, links: Mapping[str, str], function: str) -> str:
    return "\n".join(
        [
            f"Register, for a phone    {links['register']}?as={address('Tess')}",
            f"One child changed        {links['change']}?as={address('Tess')}",
            f"Today changed            {links['today']}?as={address('Tess')}",
            f"I have it                {links['action']}?as={address('Dee')}",
            f"A concern                {links['concern']}?as={address('Tess')}",
            f"An answer from school    {links['answer']}?as=",
            f"Workbook (as the DSL)    {stage.base}/spreadsheets/d/{stage.workbook_id}/edit",
            f"Duty board (as others)   {stage.base}/spreadsheets/d/{board}/edit?as={address('Cora')}",
            f"Mailboxes                {stage.base}/mail/",
            f"Google Chat              {stage.base}/chat/",
            f"Clock, faults, switches  {stage.base}/sandbox/",
            f"The function             {function}  (called every minute of that clock)",
            "",
            "It is Monday 23 November 2026, 08:25, there. Ctrl-C ends it all.",
        ]
    )


def _keep_time(stage: Stage, function: Function) -> None:
    """Call the function for each minute that the sandbox's clock passes, however the clock is moved."""
    last = STARTS
    while True:
        now = datetime.fromisoformat(stage.control("clock")["now"].replace("Z", "+00:00")).astimezone(UTC)
        last = catch_up(stage, function, min(last, now), now)
        wall.sleep(0.5)


def catch_up(stage: Stage, function: Caller, last: datetime, now: datetime) -> datetime:
    """Call the function for each minute since the last one, and return the latest.

    A clock that was moved on goes back to each of them, so that its run does not find its own clock wrong.
    """
    shown = now
    for minute in due_minutes(last, now):
        _forward(stage, minute - shown)
        _call(function, minute)
        shown = last = minute
    _forward(stage, now - shown)
    return last


def _forward(stage: Stage, by: timedelta) -> None:
    """Move the clock from where it is, so that nobody else's moving of it is lost."""
    if by:
        stage.control("clock", {"forward": by / timedelta(minutes=1)})


def _call(function: Caller, minute: datetime) -> None:
    for ran in function.call(minute):
        if said := "; ".join(part for part in (ran.crash, *ran.notes) if part):
            console.print(f"At {hhmm(minute)} the function did not do its work: {said}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    typer.run(main)
