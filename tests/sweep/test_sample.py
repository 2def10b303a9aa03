"""A sample of the sweep; and that the sweep can fail, which is shown by taking the product's safeguards away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cme.edges.gmail import Posted, create_draft, send_draft
from cme.errors import NoAnswer
from sandbox.sweep.breaks import BREAKS
from sandbox.sweep.day import Day
from sandbox.sweep.point import Point, Sweeper, points_of, some
from sandbox.sweep.sweep import sweep
from tests.jobs.calls import READS

pytestmark = pytest.mark.usual()
RUNS = ("0915", "0918", "0921", "0946", "1020", "1035", "1105", "1210", "1326", "1340")
"""A page and a notice; a late register; a bounce and a program's answer, and what goes on to the next contact; a child
who leaves in a pause; the list after it; an address that is confirmed; a pause forgotten; a hold that is over."""
SIZE, SEED = 24, 1


@pytest.fixture
def sweeper(day: Day, tmp_path: Path) -> Sweeper:
    return Sweeper(day, tmp_path)


def test_the_day_is_a_busy_one(day: Day) -> None:
    assert day.messages >= 40
    assert len(day.ticks) >= 40
    assert sum(len(tick.owed) for tick in day.ticks) >= day.messages


def test_whatever_breaks_nothing_is_lost_or_doubled(day: Day, folder: Path) -> None:
    points = some([point for point in points_of(day) if point.tick in RUNS], SIZE, SEED)
    assert {point.fault for point in points} == set(BREAKS)
    results = dict(sweep(day, points, folder))
    assert sorted(results) == points
    assert {str(point): wrong for point, wrong in results.items() if wrong} == {}


def test_a_sample_is_the_same_for_the_same_seed_and_another_for_another(day: Day) -> None:
    points = [*points_of(day)]
    assert some(points, 50, 7) == some(points, 50, 7)
    assert some(points, 50, 7) != some(points, 50, 8)
    assert some(points, len(points), 7) == sorted(points)


def test_every_call_of_every_run_is_broken_in_every_way_that_makes_a_difference(day: Day) -> None:
    points = set(points_of(day))
    for tick in day.ticks:
        for call, method in enumerate(tick.calls, 1):
            faults = {point.fault for point in points if (point.tick, point.call) == (tick.name, call)}
            writes = method.endswith((".create", ".send", ".batchUpdate", ".delete"))
            assert faults == {b.name for b in BREAKS.values() if writes or b.reads}, method


def send_again(google: Any, draft: str, mime: bytes | None, thread: str = "") -> Posted:
    """Send as somebody would who takes silence for a no."""
    try:
        return send_draft(google, draft, mime, thread)
    except NoAnswer:
        return send_draft(google, create_draft(google, mime or b"", thread).draft, mime, thread)


def nobody_is_left(*_: Any) -> list[Any]:
    return []


BROKEN: dict[str, tuple[str, Callable[..., Any], str, str]] = {
    "a send without an answer is sent again": (
        "cme.jobs.send.send_draft",
        send_again,
        f"0915:{READS + 4}:response-lost",
        "is in the mailbox 2 times",
    ),
    "what a dead run claimed is taken over by nobody": (
        "cme.jobs.recover.expired",
        nobody_is_left,
        f"0915:{READS + 4}:killed-before",
        "was owed and is in no mailbox",
    ),
    "entries that are known are collected again": (
        "cme.edges.entries_kept.known_entries",
        lambda _: set(),
        f"0941:{READS}:timeout",
        "is in the workbook",
    ),
}


@pytest.mark.parametrize(("where", "instead", "point", "says"), BROKEN.values(), ids=BROKEN)
def test_a_product_that_is_broken_on_purpose_is_found_out(
    sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch, where: str, instead: Any, point: str, says: str
) -> None:
    monkeypatch.setattr(where, instead)
    wrong = sweeper.play(Point.read(point))
    assert any(says in sentence for sentence in wrong), wrong


@pytest.mark.parametrize("text", ["0915", "0915:x:429", "0915:3:gremlins"])
def test_what_is_no_point_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="is not a point: write TICK:CALL:FAULT"):
        Point.read(text)


def test_a_run_that_the_day_does_not_have_is_refused_with_those_that_it_has(day: Day) -> None:
    with pytest.raises(ValueError, match="0915"):
        day.tick("0300")
