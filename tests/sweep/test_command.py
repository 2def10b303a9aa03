"""`scripts/sweep`: what it measured is kept, part by part, and told with a command for each thing that did not hold."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from sandbox.stories.switched import AS_IT_IS
from sandbox.sweep.day import Day, Tick
from sandbox.sweep.point import Point
from scripts._sweep import __main__ as command
from scripts._sweep.document import NOT_YET, document
from scripts._sweep.figures import keep, kept, note_register
from scripts._sweep.part import Part, Said, Stopwatch
from scripts._sweep.points import again, measured
from scripts._sweep.registers import try_registers
from scripts._sweep.switches import try_switches
from tests.registers import tried

TOOK = {"on": "2026-11-24", "seconds": 12, "machine": "a machine", "load": 0.5}
HELD, BROKE = Point("0915", 7, "429"), Point("0915", 8, "timeout")


TICK = Tick("0915", datetime(2026, 11, 23, 9, 15, tzinfo=UTC), Path("0915.sqlite"), ("gmail.drafts.send",) * 9)
DAY = Day("book", (TICK,), frozenset(), messages=44, minutes=100)
"""A day of one run, which no test here plays."""


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(command.app, list(words))
    return done.exit_code, done.output


def test_points_are_counted_by_what_went_wrong_and_each_failure_has_its_command() -> None:
    part = measured(DAY, [(HELD, []), (BROKE, ["it was lost"])], TOOK)
    assert part.wrong == ("0915:8:timeout: it was lost\n    scripts/sweep --only 0915:8:timeout",)
    assert "2 points (a sample), 1 failures, 12 seconds." in part.sentence
    text = document({"points": part.figures})
    assert "| points of a busy day | 2, a sample | 1 | 24 November 2026 |" in text
    assert "| `timeout` | no answer comes, and nothing is applied | 1 | 1 |" in text
    assert "| messages of the day | 44 |" in text


def test_points_that_are_played_again_are_noted_until_all_are_played_anew(tmp_path: Path) -> None:
    file = tmp_path / "reliability.json"
    keep([measured(DAY, [(HELD, []), (BROKE, ["it was lost"])], TOOK)], file)
    keep([again([(BROKE, ["it was lost"])], TOOK)], file)
    text = file.with_suffix(".md").read_text("utf-8")
    assert "`0915:8:timeout`.\nOf these 1, 1 did not hold." in text
    assert "| 2, a sample | 1 |" in text
    keep([again([(BROKE, [])], TOOK)], file)
    text = file.with_suffix(".md").read_text("utf-8")
    assert "Of these 1, 0 did not hold." in text
    assert "| 2, a sample | 1, mended since |" in text
    keep([measured(DAY, [(HELD, []), (BROKE, [])], TOOK)], file)
    assert "again" not in kept(file)


def test_a_part_that_is_measured_anew_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "reliability.json"
    registers = tried.try_some(1, range(3))
    figures = {**vars(registers), "failed": 0, "seed": 1, **TOOK}
    del figures["wrong"]
    keep([Part("registers", "", figures)], file)
    keep([Part("model", "", {"worlds": [], "states": 1234, "safeguards": 10, "failed": 0, **TOOK})], file)
    assert kept(file).keys() == {"model", "registers"}
    text = file.with_suffix(".md").read_text("utf-8")
    assert "| states of the protocol | 1,234 | 0 | 24 November 2026 |" in text
    assert "| random registers | 3 | 0 | 24 November 2026 |" in text
    assert text.count(NOT_YET) == 2


def test_a_few_registers_are_tried_by_the_command_and_nothing_is_wrong() -> None:
    code, said = run("--registers", "40", "--processes", "1", "--seed", "7")
    assert (code, "Registers: 40 of seed 7" in said, " 0 failures" in said) == (0, True, True)


def test_a_register_can_be_looked_at_alone() -> None:
    code, said = run("--register", "7", "--seed", "3")
    assert (code, "Register 7 of seed 3: nothing wrong." in said, "organisations: " in said) == (0, True, True)


def test_a_register_that_fails_is_shown_with_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tried.readers, "addresses", lambda *_: set())
    code, said = run("--register", "1")
    assert (code, "which may not be told" in said) == (1, True)


@pytest.mark.parametrize("words", [("--only", "0915"), ("--only", "0915:99:429"), ("--points", "many")], ids=" ".join)
def test_what_cannot_be_tried_is_refused_in_a_sentence(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts._sweep.points.play_day", lambda _: DAY)
    code, said = run(*words)
    assert (code, "✗ " in said) == (2, True)


def test_a_stopwatch_says_when_how_long_and_on_what() -> None:
    took = Stopwatch().stop(2)
    assert (took["seconds"], "Python 3" in took["machine"], "2 processes" in took["machine"]) == (0, True, True)


STORY = """\
story: Nobody is expected before nine
day: Mon 23 Nov 2026
from: 08:00
until: 08:10
expect: {sent: []}
with:
  torn_reads: {sent: [{at: 08:05, rule: REG-1}]}
"""


def test_a_story_that_does_not_hold_with_a_switch_is_told_with_its_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "early.yaml").write_text(STORY, "utf-8")
    monkeypatch.setattr("scripts._sweep.switches.ways", lambda: [AS_IT_IS, "torn_reads"])
    part = try_switches(Said(Console(), Console(stderr=True)), 1, [tmp_path / "early.yaml"])
    assert [(way["name"], way["held"], way["wrong"]) for way in part.figures["ways"]] == [
        (AS_IT_IS, 1, []),
        ("torn_reads", 0, ["early"]),
    ]
    (told,) = part.wrong
    assert told.endswith("scripts/rehearse tests/stories/early.yaml --switch torn_reads")
    text = document({"switches": part.figures})
    assert "| torn_reads | the first values.batchGet after a commit serves" in text
    assert "| stories, played with each switch turned | 2 | 1 |" in text


def test_what_was_measured_is_kept_as_soon_as_its_part_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "reliability.json"
    monkeypatch.setattr(command, "keep", lambda parts: keep(parts, file))
    monkeypatch.setattr(command, "try_points", lambda *_: 1 / 0)
    code, _ = run("--registers", "3", "--points", "9", "--processes", "1", "--write")
    assert (code, kept(file)["registers"]["registers"]) == (1, 3)


def test_a_register_that_failed_and_is_asked_again_is_noted_beside_what_was_measured(tmp_path: Path) -> None:
    monday, file = date(2026, 11, 23), tmp_path / "reliability.json"
    keep([try_registers(Said(Console(), Console(stderr=True)), 1, 3, 1)], file)
    figures = kept(file)
    figures["registers"]["failed"] = 2
    file.write_text(json.dumps(figures), "utf-8")
    note_register(2, monday, holds=True, file=file)
    assert "| random registers | 3 | 2 | " in document(kept(file))
    note_register(1, monday, holds=True, file=file)
    text = document(kept(file))
    assert "| random registers | 3 | 2, mended since | " in text
    assert "Asked again on 23 November 2026, after what they had found was mended: 1, 2.\nOf these 2, 0 did" in text
    note_register(1, monday, holds=False, file=file)
    assert "mended since" not in document(kept(file))
