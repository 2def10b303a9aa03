"""The hour that comes twice, through the whole tick: a claim and a heartbeat in it are as old as they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cme.domain.clocks import hhmm
from cme.domain.model import State
from cme.jobs import tick
from cme.jobs.health import check_health
from sandbox.stage import Stage
from sandbox.stories.ready import stage_for
from sandbox.stories.said import said
from sandbox.stories.story import story_of
from tests.jobs.calls import READS, Killed, at_call, killed
from tests.jobs.small import PATIENT

MINUTE = timedelta(minutes=1)
SEND = READS + 3
"""The first call to send, counted from the read of the workbook."""
NIGHT = """
story: A session in the night in which the clocks go back
day: Sun 25 Oct 2026
register:
  sessions: {NIGHT: Sun 01:00-04:00}
  pupils: {P1: 01:00, P2: 01:50, P3: 03:00}
happens: []
expect: {sent: []}
"""
FIRST, SECOND = (datetime(2026, 10, 25, hour, minute, tzinfo=UTC) for hour, minute in ((0, 15), (1, 5)))
"""When P1 and when P2 fall due: 01:15 before the clocks go back, and 01:05 after."""


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    opened = stage_for(story_of(said(NIGHT, "night")).cast, tmp_path / "night.sqlite")
    yield opened
    opened.close()


def run(stage: Stage, when: datetime, call: int = 0) -> tick.Report:
    """Run the job of a minute, or kill it at one of its calls."""
    stage.move(when)
    google = stage.google()
    return tick.run(at_call(google, call, killed) if call else google, stage.workbook_id, when, figures=PATIENT)


def register(stage: Stage, when: datetime) -> None:
    stage.move(when)
    stage.send("register", "tess@innov8.example", {"session": "NIGHT", "present": ("P3",)})


@pytest.mark.usual("torn_reads")
@pytest.mark.parametrize("due", [FIRST, SECOND])
def test_a_claim_is_left_alone_until_its_lease_ends_and_then_taken_over(stage: Stage, due: datetime) -> None:
    run(stage, due - 14 * MINUTE)
    register(stage, due - 13 * MINUTE)
    run(stage, due - 12 * MINUTE)
    sent = len(stage.mail())
    with pytest.raises(Killed):
        run(stage, due, SEND)
    (claimed,) = (m for m in stage.outcome().messages if m.state is State.CLAIMED)
    assert claimed.lease_until == due + 3 * MINUTE
    run(stage, due + 2 * MINUTE)
    (still,) = (m for m in stage.outcome().messages if m.state is State.CLAIMED)
    assert (still.run, len(stage.mail())) == (claimed.run, sent), "its sender may be sending at this moment"
    run(stage, due + 4 * MINUTE)
    assert len(stage.mail()) == sent + 1


@pytest.mark.parametrize("when", [FIRST, SECOND])
def test_the_heartbeat_is_as_old_as_it_is(stage: Stage, when: datetime) -> None:
    run(stage, when - 5 * MINUTE)
    run(stage, when)
    assert [run(stage, when + n * MINUTE).outcome for n in (1, 4)] == ["idle", "idle"]
    found = check_health(stage.google(), stage.workbook_id, when + 4 * MINUTE)
    assert (found.age_hours, hhmm(when)) == (0.07, "01:15" if when is FIRST else "01:05")
    assert found.is_well


def test_no_screen_says_in_that_hour_that_nothing_runs(stage: Stage) -> None:
    begun = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    for beat in (begun + n * 5 * MINUTE for n in range(4)):
        run(stage, beat)
        stage.move(beat + 4 * MINUTE)
        ((first,),) = stage.rows("today", "A1:A1")
        assert first == f"Running. Checked {hhmm(beat)}"
