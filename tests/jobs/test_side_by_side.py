"""Runs side by side: five at once, overlapping for hours, one that stood still and wakes late; one truth at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from threading import Thread

import pytest

from cme.domain.clocks import instant
from cme.domain.model import State
from cme.edges.google import Google
from cme.edges.sheets import Workbook
from cme.jobs import tick
from sandbox.stage import ROBOT
from sandbox.sweep.fork import Fork
from sandbox.sweep.truth import Standing, wrong
from tests.jobs.small import LEAD, MONDAY, PATIENT, Scene, at
from tests.jobs.stepped import Running, busy_minute, clients
from tests.jobs.test_sweep import CALLS, LATER, OWED
from tests.jobs.truth import check_truth

MINUTE = timedelta(minutes=1)
MIDNIGHT = instant(MONDAY, time())


@pytest.fixture
def fork(tmp_path: Path) -> Iterator[Fork]:
    """The busy minute: at 09:15 a register waits to be read, and a notice and a page are due."""
    file, workbook = busy_minute()
    opened = Fork(file, tmp_path / "fork.sqlite", workbook, clients()[0])
    opened.move(at("09:15"))
    yield opened
    opened.close()


def begun(fork: Fork, now: datetime, count: int = 5) -> list[Running]:
    return [Running(fork, client, now, f"-{n}") for n, client in enumerate(clients()[1][:count])]


def settled(fork: Fork, now: datetime) -> Standing:
    """Let the schedule go on until nothing is under way, and for one heartbeat more."""
    for _ in range(12):
        now += MINUTE
        fork.play(now)
        if not Standing.of(fork, MIDNIGHT).needs_time(frozenset(OWED), frozenset()):
            break
    fork.play(now + 6 * MINUTE)
    return Standing.of(fork, MIDNIGHT)


def commits(fork: Fork) -> int:
    with fork.app.store.transaction() as db:
        asked = "SELECT count(*) FROM traffic WHERE method = 'sheets.spreadsheets.batchUpdate' AND status = 200"
        return int(db.execute(asked).fetchone()[0])


SAID: tuple[Callable[[Fork], None], ...] = (
    lambda fork: fork.send("change", LEAD, {"child": "P2", "change": "went home early"}),
    lambda fork: fork.send("change", LEAD, {"child": "P3", "change": "not coming", "said_by": "parent"}),
    lambda fork: fork.send("change", LEAD, {"child": "P4", "change": "left without permission"}),
)


@pytest.mark.parametrize("seed", range(3))
def test_of_five_runs_in_one_minute_one_wins_each_commit_and_nothing_is_lost(fork: Fork, seed: int) -> None:
    dice, said = Random(seed), list(SAID)
    before, revision = commits(fork), fork.read().revision
    runs = begun(fork, at("09:15"))
    while alive := [run for run in runs if not run.done]:
        chosen = dice.choice(alive)
        for _ in range(dice.randint(1, CALLS)):
            if not chosen.done:
                chosen.go_on()
        if said and dice.random() < 0.3:
            said.pop(0)(fork)
    assert not [run.broken for run in runs if run.broken]
    assert fork.read().revision - revision == commits(fork) - before > 0, "a commit that moved no revision"
    end = settled(fork, at("09:15"))
    allowed = frozenset(end.sent)
    assert not list(wrong(end, frozenset(OWED), frozenset(), allowed))


def test_five_runs_at_once_over_the_network_send_each_thing_once(busy: Callable[[Path], Scene], tmp_path: Path) -> None:
    scene = busy(tmp_path)
    try:
        scene.stage.move(at("09:15"))
        ways = [scene.stage.google() for _ in range(5)]
        runs = [Thread(target=_run, args=(scene, way, n)) for n, way in enumerate(ways)]
        for run in runs:
            run.start()
        for run in runs:
            run.join(30.0)
        assert not any(run.is_alive() for run in runs)
        for when in LATER:
            scene.tick(when)
        check_truth(scene, OWED)
    finally:
        scene.close()


def _run(scene: Scene, google: Google, number: int) -> None:
    tick.run(google, scene.workbook, at("09:15"), name=f"20261123T091500-{number}", figures=PATIENT)


WAKES = {"four minutes": at("09:19"), "an hour": at("10:15"), "a day": at("09:15") + timedelta(days=1)}
ASLEEP_BEFORE = {"its reading": 1, "its drafts": 5, "its claim": 7, "the page": 8, "the notice": 9, "its results": 10}
MEANWHILE = (at("09:16"), at("09:19"), at("09:23"))


def stalled(fork: Fork, before: str, wakes: datetime, meanwhile: Sequence[datetime] = MEANWHILE) -> Standing:
    """Let a run stand still before one of its calls while others go on, and then come to its end."""
    (run,) = begun(fork, at("09:15"), 1)
    for _ in range(ASLEEP_BEFORE[before] - 1):
        run.go_on()
    for now in sorted({*meanwhile, wakes}):
        if now <= wakes:
            fork.play(now)
    found = Standing.of(fork, MIDNIGHT)
    fork.move(wakes + timedelta(seconds=20))
    run.to_its_end()
    assert run.broken is None
    return found


@pytest.mark.parametrize(
    ("stalls", "wakes"),
    [
        *((stalls, "an hour") for stalls in ASLEEP_BEFORE),
        *(
            (stalls, wakes)
            for stalls in ("its claim", "the notice", "its results")
            for wakes in ("four minutes", "a day")
        ),
    ],
)
def test_a_run_that_stood_still_and_wakes_among_others_changes_nothing(fork: Fork, stalls: str, wakes: str) -> None:
    before = stalled(fork, stalls, WAKES[wakes])
    end = settled(fork, WAKES[wakes])
    assert not list(wrong(end, frozenset(OWED), frozenset(), frozenset({*before.sent, *OWED})))


@pytest.mark.parametrize("stalls", ["the page", "the notice", "its results"])
def test_a_run_that_wakes_late_puts_no_old_screen_over_a_new_one(fork: Fork, stalls: str) -> None:
    seen = []
    fork.send("change", LEAD, {"child": "P2", "change": "went home early"})
    for now in (at("10:15"), at("10:16")):
        stalled(fork, stalls, now) if not seen else fork.play(now)
        seen.append([row for slug in ("today", "waiting") for row in fork.rows(slug, "A1:F40", ROBOT)])
    assert fork.read().heartbeat == at("10:16")
    text = str(seen[0])
    assert "10:15" in text
    assert "09:15)" not in text


def test_a_run_that_wakes_late_does_not_unsay_that_a_notice_came_back(fork: Fork) -> None:
    fork.control("mail", {"kind": "bounce", "address": "attendance@hill.example"})
    stalled(fork, "its results", at("09:24"))
    facts = fork.outcome().facts
    message = facts.messages[facts.ledger["REG-1/2026-11-23/BIKE/P1/HILL/"].message]
    assert message.state is State.BOUNCED


@pytest.mark.parametrize("stalls", ["its drafts", "its claim"])
def test_a_run_that_wakes_a_day_late_and_alone_sends_nothing_of_yesterday(fork: Fork, stalls: str) -> None:
    tomorrow = at("09:15") + timedelta(days=1)
    (run,) = begun(fork, at("09:15"), 1)
    for _ in range(ASLEEP_BEFORE[stalls] - 1):
        run.go_on()
    fork.move(tomorrow)
    run.to_its_end()
    for number in range(1, 7):
        fork.play(tomorrow + number * MINUTE)
    end = Standing.of(fork, MIDNIGHT)
    late = {"REG-1/2026-11-23/BIKE/P1/HILL/", "REG-2/2026-11-23/COOK//innov8/page"}
    assert not late & {key for key, times in end.sent.items() if times}
    assert late <= end.overtaken
    assert end.sent["OPS-2"]
    assert not end.claimed


BEGINS, ENDS = at("09:15"), at("09:55")
DAY: tuple[tuple[datetime, str, dict[str, object]], ...] = (
    (at("09:18"), "register", {"session": "COOK", "present": ()}),
    (at("09:24"), "change", {"child": "P1", "change": "arrived"}),
    (at("09:33"), "register", {"session": "BIKE", "present": ("P2", "P4")}),
    (at("09:50"), "change", {"child": "P4", "change": "LEFT WITHOUT PERMISSION"}),
)


@pytest.mark.usual("responses_listed_late")
def test_runs_that_overlap_all_the_time_send_each_thing_once_and_no_more_than_three_minutes_late(
    fork: Fork, tmp_path: Path
) -> None:
    file, workbook = busy_minute()
    usual = Fork(file, tmp_path / "usual.sqlite", workbook, clients()[0])
    played(usual, lambda now: usual.play(now))
    wanted = decided(usual)
    usual.close()
    free, running = list(clients()[1]), []

    def step(now: datetime) -> None:
        # A run begins each minute, makes three calls in it, three in the next, and the rest in the one after.
        running.append((now, Running(fork, free.pop(0), now, f"-{now:%H%M}")))
        for began, run in list(running):
            age = int((now - began) / MINUTE)
            for _ in range(3 if age < 2 else 60):
                if not run.done:
                    run.go_on()
            if run.done or age >= 2:
                assert run.done
                assert run.broken is None
                running.remove((began, run))
                free.append(run.client)

    played(fork, step)
    for _, run in running:
        run.to_its_end()
    for number in range(1, 8):
        fork.play(ENDS + number * MINUTE)
    end = Standing.of(fork, MIDNIGHT)
    assert not list(wrong(end, frozenset(wanted), frozenset(), frozenset(wanted)))
    late = {key: when - wanted[key] for key, when in decided(fork).items()}
    assert all(timedelta(0) <= waited <= 3 * MINUTE for waited in late.values())


def played(fork: Fork, step: Callable[[datetime], object]) -> None:
    now, said = BEGINS, list(DAY)
    while now <= ENDS:
        fork.move(now)
        while said and said[0][0] <= now:
            _, slug, answers = said.pop(0)
            fork.send(slug, LEAD, answers)  # type: ignore[arg-type]
        step(now)
        now += MINUTE


def decided(fork: Fork) -> dict[str, datetime]:
    """When each obligation that went was decided."""
    rows = [row for row in Standing.of(fork, MIDNIGHT).rows if row.message]
    return {row.key: row.decided_at for row in sorted(rows, key=lambda row: row.decided_at)}


def test_nothing_waits_although_every_run_meets_a_rival(fork: Fork) -> None:
    for number in range(15):
        now = at("09:15") + number * MINUTE
        fork.move(now)
        (run,) = begun(fork, now, 1)
        # Somebody else commits while it drafts, and again when it has read a second time.
        meets = [5, 11]
        while not run.done:
            if meets and run.client.door.calls >= meets[0]:
                meets.pop(0)
                Workbook(fork.google(), fork.workbook_id).commit(fork.read().revision, "rival", [], deadline=1e9)
            run.go_on()
        assert run.broken is None
        if number == 1:
            assert set(+Standing.of(fork, MIDNIGHT).sent) >= OWED
