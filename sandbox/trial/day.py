"""The example school day, minute by minute through the real function, and whether it went as it should."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, time, timedelta
from pathlib import Path

from rich.console import Console

from cme.domain.calendar import places_on
from cme.domain.clocks import instant
from cme.domain.model import State
from sandbox.example.day import example_day, expected_day
from sandbox.example.set_up import set_up_example
from sandbox.schedule import call
from sandbox.stage import Outcome, Stage
from sandbox.trial.function import FunctionProcess
from sandbox.trial.timeline import clock, timeline

FIRST, LAST = time(8, 0), time(16, 0)
COLOURS = {"entry": "cyan", "finding": "yellow", "message": "green"}


def play_day(folder: Path, console: Console) -> list[str]:
    """Play the day, print it, and return what did not go as it should: nothing, on a good day."""
    day, sendings = example_day()
    stage = Stage(folder / "sandbox.sqlite", instant(day, FIRST) - timedelta(minutes=5))
    try:
        stage.workbook_id = set_up_example(stage.google())
        with FunctionProcess(stage.base, stage.workbook_id, folder / "function.log") as function:
            waiting = [(sending.at.astimezone(UTC), sending) for sending in sendings]
            now, last = instant(day, FIRST), instant(day, LAST)
            while now <= last:
                while waiting and waiting[0][0] <= now:
                    at, sending = waiting.pop(0)
                    stage.move(at)
                    stage.send(sending.form, sending.who, sending.answers)
                stage.move(now)
                call(function.url, now)
                now += timedelta(minutes=1)
        outcome = stage.outcome()
        _print(console, outcome, stage)
        return list(_wrong(outcome, stage.mail()))
    finally:
        stage.close()


def _print(console: Console, outcome: Outcome, stage: Stage) -> None:
    day = example_day()[0]
    console.print(f"[bold]{day:%A} {day.day} {day:%B %Y}[/bold]  (invented children, invented schools)\n")
    lines = timeline(outcome, day)
    for at, kind, words in lines:
        console.print(f"{clock(at)}  [{COLOURS[kind]}]{kind:<8}[/] ", end="")
        console.print(words, markup=False, highlight=False, soft_wrap=True)
    todays = [message for message in outcome.messages if message.day == day]
    counts = Counter(message.notice for message in todays)
    kinds = Counter(kind for _, kind, _ in lines)
    console.print(
        f"\n{kinds['entry']} entries, {kinds['finding']} findings, {len(todays)} messages "
        f"({', '.join(f'{n} {notice}' for notice, n in sorted(counts.items()))}), "
        f"{sum(m.state is State.SENT for m in todays)} sent, {len(stage.mail())} in the mailbox, "
        f"{len(outcome.problems)} problems listed.",
        soft_wrap=True,
    )


def _wrong(outcome: Outcome, mail: list[str]) -> Iterator[str]:
    """Yield each way in which the day did not go as it should."""
    day = example_day()[0]
    owed = [row for row in outcome.owing if row.day == day]
    told = sorted((clock(r.due), r.rule, r.pupil or r.session, r.organisation) for r in owed if r.rule != "REG-6")
    wanted = sorted(expected_day())
    yield from (f"Owed and not expected: {' '.join(row)}." for row in told if row not in wanted)
    yield from (f"Expected and not owed: {' '.join(row)}." for row in wanted if row not in told)
    reported = {row.organisation for row in owed if row.rule == "REG-6"}
    for code in sorted({place.commissioner for place in places_on(outcome.facts, day)} - reported):
        yield f"{code} has no report of the day."
    for row in owed:
        if row.decided_at > row.due + timedelta(seconds=59):
            yield f"{row.key} was due at {clock(row.due)} and decided at {clock(row.decided_at)}."
    for message in outcome.messages:
        if message.day == day and message.state is not State.SENT:
            yield f"{message.id} ({message.notice} to {message.organisation}) is {message.state.value}."
        if message.day == day and mail.count(message.id) != 1:
            yield f"{message.id} is in the mailbox {mail.count(message.id)} times."
    listed = {problem.code for problem in outcome.problems} - {"ENT-2", "ENT-3", "ENT-5", "ENT-6", "ENT-7", "ENT-9"}
    yield from (f"A problem that nobody expected is listed: {code}." for code in sorted(listed))
