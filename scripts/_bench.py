"""What a run of the tick costs at a number of pupils: HTTP calls, and the time of reading, typing and deciding.

The times are of this process's own thread (the sandbox answers in others), the medians of several tries, with the
instance warm, as it is when it is called every minute.
"""

from __future__ import annotations

import json
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import gspread
import typer
from google.oauth2.credentials import Credentials
from rich import box
from rich.console import Console
from rich.table import Table

from cme.domain.clocks import NOON, instant
from cme.domain.decide import decide
from cme.domain.evidence import Record
from cme.domain.report_period import school_year
from cme.edges.google import Google
from cme.edges.layout import Layout
from cme.edges.ledger_read import read_ledger, read_messages, read_observations
from cme.edges.schema import tabs
from cme.edges.sheets import Workbook
from cme.edges.snapshot import Snapshot, snapshot_of
from cme.jobs import tick
from cme.jobs.gather import gather
from cme.policy import load_figures
from cme.reports.readers import dsl
from cme.reports.report import report as make
from sandbox.days.rhythm import rhythm
from sandbox.example.cast import crowd, school_days
from sandbox.example.facts import facts_of
from sandbox.example.history import said_in
from sandbox.example.set_up import set_up_example
from sandbox.rehearsal.history import of_example
from sandbox.rehearsal.replay import replay
from sandbox.stage import ROBOT, Stage
from scripts._cold_start import ways
from scripts._report.page import page_of
from scripts._report.plots import draw
from scripts._report.sheet import sheet_of

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
HTTP_RUNS = 5
SCHOOL_YEAR = 190
console = Console(highlight=False)


def main(
    pupils: Annotated[int, typer.Option(help="How many children there are; the example has 24.")] = 60,
    runs: Annotated[int, typer.Option(help="Of so many tries the median is shown.")] = 31,
    days: Annotated[int, typer.Option(help="Play so many days of the example's half term again as well.")] = 0,
    starts: Annotated[int, typer.Option(help="Start each service so many times as well.")] = 0,
    *,
    report: Annotated[
        bool, typer.Option("--report", help="Make a report of a school year of registers as well.")
    ] = False,
) -> None:
    """Measure a workbook with half a term of history: how it is read, typed and decided, and what a run asks for."""
    with tempfile.TemporaryDirectory(prefix="innov8-bench-") as folder:
        stage = Stage(Path(folder) / "sandbox.sqlite", MONDAY)
        try:
            console.print(f"Setting up {pupils} pupils and half a term of history …")
            stage.workbook_id = set_up_example(stage.google(), crowd(pupils))
            console.print(_reading(stage, runs))
            console.print(_ticks(stage))
        finally:
            stage.close()
    if days:
        console.print(_played_again(pupils, days))
    if starts:
        console.print(_starts(starts))
    if report:
        console.print(_report(pupils))


def _report(pupils: int) -> Table:
    """Return how long the parts of a report of a school year take, and how much memory all of it took at most."""
    facts = facts_of(crowd(pupils))
    year = school_year(MONDAY.date())
    found = _table("A report of a school year", "s", "peak memory, MB")
    said = said_in(facts, year.since, year.until)
    record = Record(replace(facts, observations=tuple(said)), {}, load_figures(), instant(year.until, NOON))
    kept: list[Any] = []
    steps: dict[str, Callable[[], object]] = {
        f"{len(said)} observations counted, for the DSL": lambda: make(record, year, dsl()),
        "charts drawn": lambda: [draw(part.chart) if part.chart else "" for part in kept[0].parts],
        "the page": lambda: page_of(kept[0], kept[1]),
        "the PDF file": lambda: sheet_of(kept[0], kept[1]),
    }
    for name, step in steps.items():
        began = time.perf_counter()
        kept.append(step())
        found.add_row(name, f"{time.perf_counter() - began:.1f}", f"{_peak():.0f}")
    return found


def _peak() -> float:
    """Return the most memory that this process has had, in MB; Windows does not say it in this way."""
    try:
        import resource
    except ImportError:
        return math.nan
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Counted in KB on Linux, in bytes on macOS.
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def _starts(tries: int) -> Table:
    """Return after how long each service can answer, started from nothing."""
    table = _table("A service's start, in ms, until it can answer", "median", "longest")
    with tempfile.TemporaryDirectory(prefix="innov8-bench-") as folder:
        for name, start in ways(Path(folder)):
            took = [start() * 1000 for _ in range(tries)]
            table.add_row(name, f"{statistics.median(took):.0f}", f"{max(took):.0f}")
    return table


def _played_again(pupils: int, days: int) -> str:
    """Return what it takes to rehearse days, and what a school year would take."""
    of = rhythm()
    until = min(of.until, of.since + timedelta(days=days - 1))
    history = of_example(replace(of, until=until), facts_of(crowd(pupils)))
    began = time.thread_time()
    messages = len(list(replay(history, of.since, until)))
    spent = time.thread_time() - began
    school = len(list(school_days(of.since, until)))
    year = f"a school year of {SCHOOL_YEAR} would take {spent / school * SCHOOL_YEAR:.0f} s"
    return f"{school} school days, {messages} messages, played again in {spent:.1f} s: {year}."


def _reading(stage: Stage, runs: int) -> Table:
    """Return what it costs to get at the same rows in several ways."""
    raw = _answer(stage)
    facts = gather(_snapshot(raw), stage.workbook_id).facts
    yardstick = _median(lambda: json.loads(raw), runs)
    found = _table(f"Reading {len(raw) / 1e6:.2f} MB", "ms", "× json.loads", "HTTP calls")
    ways: dict[str, Callable[[], object]] = {
        "json.loads, the yardstick": lambda: json.loads(raw),
        "reading and typing the hot ranges": lambda: _typed(raw),
        "the same with all of the DSL's tabs checked": lambda: gather(_snapshot(raw), stage.workbook_id),
        "deciding what is owed": lambda: decide(facts, MONDAY, load_figures()),
    }
    for name, way in ways.items():
        spent = _median(way, runs)
        found.add_row(name, f"{spent * 1000:.1f}", f"{spent / yardstick:.1f}", "")
    over_http: dict[str, Callable[[Google], object]] = {
        "over HTTP, as a run reads": lambda google: Workbook(google, stage.workbook_id).read(),
        "over HTTP, gspread's get_all_records, tab by tab": lambda google: _as_usual(google, stage.workbook_id),
    }
    for name, read in over_http.items():
        google = stage.google()
        tries = min(runs, HTTP_RUNS)
        spent = _median(partial(read, google), tries)
        calls = google.calls // (tries + 1)
        found.add_row(name, f"{spent * 1000:.1f}", f"{spent / yardstick:.1f}", str(calls))
    return found


def _answer(stage: Stage) -> bytes:
    """Return the bytes of the one read of a tick."""
    google = stage.google()
    kept: list[bytes] = []
    ask = google.http.request

    def keep(*args: object, **more: object) -> object:
        answer = ask(*args, **more)  # type: ignore[arg-type]
        kept.append(answer.content)
        return answer

    google.http.request = keep  # type: ignore[method-assign, assignment]
    Workbook(google, stage.workbook_id).read()
    return kept[0]


def _snapshot(raw: bytes) -> Snapshot:
    return snapshot_of(json.loads(raw)["valueRanges"], Layout.usual())


def _typed(raw: bytes) -> None:
    values = _snapshot(raw).values
    messages = read_messages(values["messages"], [])
    read_observations(values["observations"], [])
    read_ledger(values["obligations"], [], messages)


def _as_usual(google: Google, workbook_id: str) -> None:
    """Read the same tabs as most programs do with gspread."""
    client = gspread.Client(auth=Credentials(ROBOT))
    client.http_client = google.http
    book = client.open_by_key(workbook_id)
    for each in tabs():
        if each.read and each.layout != "free" and each.slug not in ("places", "runs"):
            book.worksheet(each.title).get_all_records()


def _ticks(stage: Stage) -> Table:
    found = _table("A run of the tick", "HTTP calls", "of them not reads", "messages sent")
    for name, minutes in (("first of the day", 0), ("nothing new", 1), ("heartbeat", 6), ("registers missing", 38)):
        now = MONDAY + timedelta(minutes=minutes)
        stage.move(now)
        google = stage.google()
        before = _writes(stage)
        report = tick.run(google, stage.workbook_id, now)
        found.add_row(name, str(report.calls), str(_writes(stage) - before), str(report.sent))
    return found


def _writes(stage: Stage) -> int:
    with stage.app.store.transaction() as db:
        return int(db.execute("SELECT count(*) FROM traffic WHERE verb <> 'GET'").fetchone()[0])


def _table(title: str, *columns: str) -> Table:
    found = Table("what", title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for column in columns:
        found.add_column(column, justify="right")
    return found


def _median(way: Callable[[], object], runs: int) -> float:
    way()
    spent = []
    for _ in range(runs):
        began = time.thread_time()
        way()
        spent.append(time.thread_time() - began)
    return statistics.median(spent)


if __name__ == "__main__":
    typer.run(main)
