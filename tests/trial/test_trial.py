"""scripts/try: the function's own process, the minutes of the scheduler, how it ends, and why it cannot begin."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.schedule import CATCH_UP, due_minutes
from sandbox.stage import Stage
from sandbox.stories.callers import Function, Ran
from sandbox.stories.player import play
from sandbox.stories.story import read_story
from sandbox.trial.__main__ import catch_up
from sandbox.trial.function import FunctionProcess, NotStartedError

ROOT = Path(__file__).parents[2]
FIRST = ROOT / "tests" / "stories" / "two_children_with_staggered_starts_both_missing.yaml"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def start(*arguments: str) -> subprocess.Popen[str]:
    paths = {"PYTHONPATH": f"{ROOT}:{ROOT / 'functions'}"}
    return subprocess.Popen(
        [sys.executable, "-m", "sandbox.trial", *arguments],
        cwd=ROOT,
        env={**os.environ, **paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_story_holds_through_the_functions_own_process_as_well(tmp_path: Path) -> None:
    started: list[FunctionProcess] = []

    def by(stage: Stage) -> Function:
        started.append(FunctionProcess(stage.base, stage.workbook_id, tmp_path / "log").__enter__())
        return Function(started[0].url)

    try:
        assert play(read_story(FIRST), by=by).wrong() == []
    finally:
        started[0].__exit__(None, None, None)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", started[0].port), timeout=1).close()


def test_the_example_day_goes_as_it_should_and_the_readme_shows_what_it_prints() -> None:
    day = start("--day")
    printed, _ = day.communicate(timeout=120)
    assert day.returncode == 0, printed
    readme = (ROOT / "README.md").read_text()
    shown = readme.split("scripts/try --day\n```\n\n```text\n")[1].split("```")[0].split("\n")
    lines = iter(printed.splitlines())
    assert not [line for line in shown if line and line != "…" and line not in lines]


def test_a_function_that_is_gone_and_one_that_fails_are_said_in_a_sentence(tmp_path: Path) -> None:
    with FunctionProcess("http://127.0.0.1:9", "no such workbook", tmp_path / "log") as function:
        url = function.url
        failed = Function(url).call(NOON)[0]
    assert failed.outcome == "failed"
    assert not failed.crash
    assert "{" not in failed.notes[0]
    assert "did not answer" in Function(url).call(NOON)[0].crash


def test_a_function_that_does_not_start_is_said_in_a_sentence_with_its_last_words(tmp_path: Path) -> None:
    function = FunctionProcess("http://127.0.0.1:9", "workbook", tmp_path / "log", target="nothing_of_that_name")
    with pytest.raises(NotStartedError, match=r"did not come up. The last that it said: .*nothing_of_that_name"):
        function.__enter__()


def test_a_port_that_is_taken_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        tried = start("--port", str(taken.getsockname()[1]))
        said, _ = tried.communicate(timeout=30)
    assert tried.returncode == 1
    assert "cannot be used" in said
    assert "Traceback" not in said


def test_ctrl_c_ends_everything_with_exit_code_0() -> None:
    tried = start()
    assert tried.stdout is not None
    lines: list[str] = []
    while not lines or "Ctrl-C" not in lines[-1]:
        lines.append(tried.stdout.readline())
        assert lines[-1], "it ended by itself"
    port = int(next(line for line in lines if line.startswith("The function")).split(":")[2].split()[0])
    tried.send_signal(signal.SIGINT)
    said, _ = tried.communicate(timeout=30)
    assert tried.returncode == 0
    assert "Nothing is left running" in said
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return
    pytest.fail("the function's process is still there")


def test_each_minute_that_the_clock_passes_is_due_once() -> None:
    assert list(due_minutes(NOON, NOON + 3 * MINUTE)) == [NOON + n * MINUTE for n in (1, 2, 3)]
    assert list(due_minutes(NOON, NOON + timedelta(seconds=59))) == []
    assert list(due_minutes(NOON, NOON)) == []


def test_of_a_long_gap_only_the_latest_minutes_are_called() -> None:
    due = list(due_minutes(NOON, NOON + 300 * MINUTE))
    assert len(due) == CATCH_UP
    assert due[-1] == NOON + 300 * MINUTE


def test_a_clock_that_was_moved_on_goes_through_each_minute_again_and_is_where_it_was_put(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "sandbox.sqlite", NOON)
    shown: list[tuple[datetime, datetime]] = []

    def clock() -> datetime:
        return datetime.fromisoformat(stage.control("clock")["now"])

    class Watching:
        def call(self, now: datetime, how: str = "") -> list[Ran]:
            assert not how
            shown.append((now, clock()))
            return []

    try:
        moved = NOON + 3 * MINUTE + timedelta(seconds=45)
        stage.move(moved)
        assert catch_up(stage, Watching(), NOON, moved) == NOON + 3 * MINUTE
        assert shown == [(NOON + n * MINUTE, NOON + n * MINUTE) for n in (1, 2, 3)]
        assert clock() == moved
    finally:
        stage.close()
