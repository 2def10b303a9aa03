"""Run the checks against the sandbox or against Google, and freeze what Google answered."""

from __future__ import annotations

import os
import tempfile
import traceback
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from sandbox.app import create_app
from sandbox.conformance import Check, Probe, load_checks
from sandbox.conformance.clients import Recorder, google_probe, sandbox_probe
from sandbox.fidelity import Line, all_lines

FROZEN = Path(__file__).parent / "frozen.json"
START = "2026-11-24T09:00:00Z"
CONSOLE = Console(highlight=False, soft_wrap=True)


def main(
    against: Annotated[str, typer.Option(help="sandbox or google")] = "sandbox",
    only: Annotated[str, typer.Option(help="the beginning of a line's id, such as GMAIL-")] = "",
    freeze: Annotated[Path, typer.Option(help="where Google's answers are kept")] = FROZEN,
) -> None:
    """Ask every question of the fidelity ledger and print what came of each."""
    ledger = all_lines()
    wanted = {id_: check for id_, check in load_checks().items() if id_.startswith(only)}
    if against == "sandbox":
        failed = _ask_sandbox(ledger, wanted)
    elif against == "google":
        failed = _ask_google(ledger, wanted, freeze)
    else:
        raise typer.BadParameter("Say --against sandbox or --against google.")
    CONSOLE.print(f"{len(wanted) - failed} of {len(wanted)} lines hold or were passed over.")
    raise typer.Exit(1 if failed else 0)


def _ask_sandbox(ledger: dict[str, Line], wanted: dict[str, Check]) -> int:
    failed = 0
    for id_, check in wanted.items():
        # A fresh sandbox for each, so that no check leans on another.
        with tempfile.TemporaryDirectory() as folder:
            app = create_app(Path(folder) / "check.sqlite", now=START)
            _, base = app.start()
            try:
                failed += not _holds(ledger[id_], check, sandbox_probe(base))
            finally:
                app.stop()
    return failed


def _ask_google(ledger: dict[str, Line], wanted: dict[str, Check], freeze: Path) -> int:
    token = os.environ.get("CME_TOKEN_FILE", "")
    if not token or not Path(token).exists():
        CONSOLE.print("CME_TOKEN_FILE must name the authorised-user file of a test account. Nothing was asked.")
        raise typer.Exit(2)
    recorder = Recorder(pause=1.1)
    probe = google_probe(Path(token), recorder)
    CONSOLE.print(f"Asking Google as {probe.me}. Mail goes only to that address; what is made goes to the bin.")
    failed = 0
    try:
        for id_, check in wanted.items():
            if ledger[id_].local:
                CONSOLE.print(f"  –    {id_} only here")
                continue
            failed += not _holds(ledger[id_], check, probe)
    finally:
        probe.tidy()
        freeze.write_text(recorder.scrubbed(probe.me), "utf-8")
        CONSOLE.print(f"Answers, scrubbed, are in {freeze}. Read them before you commit them.")
    return failed


def _holds(line: Line, check: Check, probe: Probe) -> bool:
    try:
        check(probe)
    except Exception as wrong:
        where = traceback.extract_tb(wrong.__traceback__)[-1]
        CONSOLE.print(f"  [red]FAIL[/red] {line.id} {' '.join(line.behaviour.split())}")
        CONSOLE.print(f"         {Path(where.filename).name}:{where.lineno}: {where.line}", markup=False)
        CONSOLE.print(f"         {type(wrong).__name__}: {wrong}", markup=False)
        return False
    CONSOLE.print(f"  [green]ok[/green]   {line.id} {' '.join(line.behaviour.split())}")
    return True


if __name__ == "__main__":
    typer.run(main)
