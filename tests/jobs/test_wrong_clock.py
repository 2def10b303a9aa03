"""A machine whose clock is wrong: Google's is believed, it is said everywhere, and no claim is misjudged by it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cme.domain.model import Severity, State
from cme.jobs import tick
from cme.jobs.health import check_health
from cme.jobs.outgoing import LEASE
from tests.jobs.calls import READS, Killed, at_call, killed
from tests.jobs.small import PATIENT, Scene, at

MINUTES, SECONDS = timedelta(minutes=1), timedelta(seconds=1)
SEND = READS + 3
"""The first call to send, counted from the read: one of the workbook, one of each form, one of the mailbox, …"""


def run_at(scene: Scene, when: str, off: timedelta) -> tick.Report:
    """Run the job on a machine whose clock is wrong by so much."""
    scene.stage.move(at(when))
    return tick.run(scene.stage.google(), scene.workbook, at(when) + off, figures=PATIENT)


def due(scene: Scene) -> None:
    scene.register("09:05", "BIKE", "P4", "P2")
    scene.register("09:05", "COOK", "P5")


@pytest.mark.parametrize("off", [-20 * MINUTES, 20 * MINUTES, timedelta(days=-400), timedelta(days=1)])
def test_what_is_owed_goes_at_its_minute_by_googles_clock(scene: Scene, off: timedelta) -> None:
    due(scene)
    assert run_at(scene, "09:14", off).sent == 0
    report = run_at(scene, "09:15", off)
    assert report.sent == 1
    assert abs(report.clock_off - off.total_seconds()) <= 2
    (message,) = scene.stage.outcome().messages
    assert message.at == at("09:15")


@pytest.mark.parametrize("off", [-30 * SECONDS, -1 * SECONDS, 0 * SECONDS, 29 * SECONDS])
def test_a_clock_within_half_a_minute_is_believed_and_not_spoken_of(scene: Scene, off: timedelta) -> None:
    report = run_at(scene, "09:00", off)
    assert report.clock_off == 0
    assert scene.problem("CLOCK-1") == []


@pytest.mark.parametrize(("off", "words"), [(-35 * SECONDS, "35 seconds slow"), (150 * MINUTES, "2 hours fast")])
def test_it_is_said_at_once_on_the_screens_and_in_the_health_and_goes_when_the_clock_is_right(
    scene: Scene, off: timedelta, words: str
) -> None:
    run_at(scene, "08:56", off)
    (said,) = scene.problem("CLOCK-1")
    assert words in said
    assert words in str(scene.cells("Waiting!A1:D20"))
    found = check_health(scene.stage.google(), scene.workbook, at("08:56"))
    assert [p.code for p in found.problems if p.severity is Severity.ERROR] == ["CLOCK-1"]
    run_at(scene, "08:57", timedelta(0))
    assert scene.problem("CLOCK-1") == []
    assert check_health(scene.stage.google(), scene.workbook, at("08:57")).is_well


def test_a_check_by_a_machine_whose_own_clock_is_wrong_goes_by_googles_and_says_so(scene: Scene) -> None:
    scene.tick("09:00")
    found = check_health(scene.stage.google(), scene.workbook, at("09:00") + 60 * MINUTES)
    assert [p.code for p in found.problems if p.severity is Severity.ERROR] == ["CLOCK-1"]
    assert found.at == at("09:00")


def test_an_hour_of_a_wrong_clock_writes_no_more_than_its_beginning_and_the_heartbeats(scene: Scene) -> None:
    run_at(scene, "08:56", -20 * MINUTES)
    outcomes = [run_at(scene, f"08:{minute}", -20 * MINUTES).outcome for minute in (57, 58, 59)]
    assert outcomes == ["idle"] * 3


@pytest.mark.usual("torn_reads", "responses_listed_late")
def test_a_machine_whose_clock_is_fast_takes_over_no_claim_that_is_still_held(scene: Scene) -> None:
    due(scene)
    with pytest.raises(Killed):
        scene.tick("09:15", at_call(scene.stage.google(), SEND, killed))
    (claimed,) = scene.stage.outcome().messages
    assert (claimed.state, claimed.lease_until) == (State.CLAIMED, at("09:15") + LEASE)
    run_at(scene, "09:16", 60 * MINUTES)
    (still,) = scene.stage.outcome().messages
    assert still.run == claimed.run, "its sender may be sending at this moment"


@pytest.mark.usual("torn_reads", "responses_listed_late")
def test_a_machine_whose_clock_is_slow_holds_no_claim_for_longer_than_the_others_think(scene: Scene) -> None:
    due(scene)
    scene.stage.move(at("09:15"))
    slow = at_call(scene.stage.google(), SEND, killed)
    with pytest.raises(Killed):
        tick.run(slow, scene.workbook, at("08:15"))
    (claimed,) = scene.stage.outcome().messages
    assert claimed.lease_until == at("09:15") + LEASE
