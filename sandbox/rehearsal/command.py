"""`scripts/rehearse --from DATE --to DATE`: 0: all as it went; 1: something otherwise; 2: it could not be played."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from cme.domain.calendar import places_on
from cme.domain.clocks import instant
from cme.edges.google import Endpoint, connect
from cme.edges.setup_calls import workbook_id_of
from cme.errors import CmeError, EdgeError
from sandbox.days.budget import budget_of
from sandbox.days.player import Sent
from sandbox.days.rhythm import rhythm
from sandbox.rehearsal.compare import How, compare
from sandbox.rehearsal.history import History, of_example, of_workbook
from sandbox.rehearsal.replay import replay
from sandbox.rehearsal.telling import tell_known, tell_otherwise, tell_rules, tell_the_budget, tell_tried
from sandbox.rehearsal.tried import TriedError, read_tried


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be rehearsed: a span of days, what is tried, and whose days; without a workbook the example's."""

    since: str
    until: str
    figures: Path | None = None
    answers: Path | None = None
    workbook: str = ""
    endpoint: str = ""


def rehearse(console: Console, wrong: Console, asked: Asked, *, quiet: bool = False) -> int:
    """Play days again, print what would have gone otherwise, and return the exit code."""
    try:
        since, until = _days(asked)
        tried = read_tried(asked.figures, asked.answers, since)
        history = _history(asked, until)
        if until < history.first or since > history.last:
            days = f"from {history.first:%d/%m/%Y} to {history.last:%d/%m/%Y}"
            raise TriedError(f"Of these days nothing is known. The history reaches {days}.")
        console.print(f"Rehearsed from {since:%d/%m/%Y} to {until:%d/%m/%Y}, {_whose(asked)}:")
        tell_known(console, history, since)
        tell_tried(console, tried)
        sent = _played(console, tried.on(history), since, until)
    except EdgeError as why:
        # Google's own words may quote a cell, so that they are left out.
        said = f"The workbook could not be read ({why.brief}). Check its id, the account and --endpoint."
        wrong.print(f"✗ {said}", markup=False, soft_wrap=True)
        return 2
    except CmeError as why:
        wrong.print(f"✗ {why}", markup=False, soft_wrap=True)
        return 2
    lines = compare(history, sent, since, until)
    tell_rules(console, lines)
    otherwise = [line for line in lines if line.how is not How.SAME]
    tell_otherwise(console, () if quiet else otherwise)
    played = (since + timedelta(days=number) for number in range((until - since).days + 1))
    expected = [day for day in played if places_on(history.at(instant(day, time.max)), day)]
    if not history.emergencies.issuperset(expected):
        tell_the_budget(console, budget_of(sent, history.at(instant(until, time.max)), expected, history.emergencies))
    console.print(f"\n✗ Otherwise: {len(otherwise)}." if otherwise else "\n✓ All would have gone as it did.")
    return int(bool(otherwise))


def _days(asked: Asked) -> tuple[date, date]:
    found = []
    for name, typed in (("--from", asked.since), ("--to", asked.until)):
        try:
            found.append(date.fromisoformat(typed))
        except ValueError as wrong:
            said = f"“{typed}” is no day" if typed else "is missing"
            raise TriedError(f"{name} {said}. Type both days like this: --from 2026-11-02 --to 2026-11-06.") from wrong
    if found[1] < found[0]:
        raise TriedError("--to is before --from.")
    return found[0], found[1]


def _history(asked: Asked, until: date) -> History:
    if not asked.workbook:
        # What comes after the span has no part in it.
        return of_example(replace(rhythm(), until=max(rhythm().since, min(rhythm().until, until))))
    return of_workbook(connect(Endpoint(asked.endpoint.rstrip("/"))), workbook_id_of(asked.workbook))


def _whose(asked: Asked) -> str:
    return "with this workbook's history" if asked.workbook else "with the example's half term (invented children)"


def _played(console: Console, history: History, since: date, until: date) -> list[Sent]:
    """Play the days; on a terminal it is shown how far it is."""
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Playing", total=(until - since).days + 1)

        def show(day: date) -> None:
            progress.update(task, completed=(day - since).days, description=f"{day:%a %d/%m/%Y}")

        return list(replay(history, since, until, show))
