"""A silent system is told from a quiet day: by the cell that everybody sees, and by the check, within ten minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cme.domain.health import Health
from cme.jobs.health import check_health
from cme.jobs.pulse import next_beat
from tests import builders as build
from tests.jobs.small import Scene, at, tab

MINUTE = timedelta(minutes=1)
STOPPED = "NOT RUNNING SINCE 23/11/2026 "


def banner(scene: Scene, now: datetime) -> str:
    scene.stage.move(now)
    return str(scene.cells("Today!A1")[0][0])


def looked(scene: Scene, now: datetime) -> Health:
    scene.stage.move(now)
    return check_health(scene.stage.google(), scene.workbook, now)


def is_still(scene: Scene, now: datetime) -> bool:
    """Whether both say that nothing runs; they never say different things."""
    cell, check = banner(scene, now).startswith(STOPPED), not looked(scene, now).is_well
    assert cell is check
    return cell


def quiet(scene: Scene) -> None:
    """Both registers are in and everybody is there: nothing happens any more until the day's reports."""
    scene.register("09:31", "COOK", "P5")
    scene.register("09:32", "BIKE", "P1", "P2", "P3", "P4")
    scene.tick("09:33")


def test_quiet_is_never_taken_for_a_standstill(scene: Scene) -> None:
    quiet(scene)
    for minute in range(34, 34 + 21):
        now = at("09:00") + minute * MINUTE
        scene.tick(now)
        assert not is_still(scene, now)


@pytest.mark.parametrize("last", ["09:33", "09:37"])
def test_when_the_runs_stop_the_cell_and_the_check_say_so_within_ten_minutes(scene: Scene, last: str) -> None:
    quiet(scene)
    for minute in range(1 + (at(last) - at("09:33")) // MINUTE):
        scene.tick(at("09:33") + minute * MINUTE)
    silent = next(n for n in range(60) if is_still(scene, at(last) + n * MINUTE))
    # The first run that is missed is that of the minute after the last.
    assert silent - 1 <= 10
    assert is_still(scene, at(last) + (silent + 1) * MINUTE)
    found = looked(scene, at("10:30"))
    assert found.sentences[0] == "NOT WELL. The last good run was at 09:33 on 23/11/2026. The mode is live."
    assert found.age_hours == 0.95


def test_when_the_runs_go_on_both_say_so_at_once(scene: Scene) -> None:
    quiet(scene)
    assert is_still(scene, at("10:30"))
    scene.tick("10:31")
    assert not is_still(scene, at("10:31"))


def test_runs_that_stop_before_the_first_session_are_missed_ten_minutes_after_its_watch_begins() -> None:
    early, near = build.at("Mon 2026-11-23 08:01"), build.at("Mon 2026-11-23 08:13")
    assert next_beat(build.facts(), early) == build.at("Mon 2026-11-23 08:15")
    assert next_beat(build.facts(), near) == build.at("Mon 2026-11-23 08:18")
    assert next_beat(build.facts(), build.at("Mon 2026-11-23 06:00")) == build.at("Mon 2026-11-23 06:30")
    assert next_beat(build.facts(), build.at("Mon 2026-11-23 09:00")) == build.at("Mon 2026-11-23 09:05")
    assert next_beat(build.facts(), build.at("Mon 2026-11-23 18:00")) == build.at("Mon 2026-11-23 18:30")
    assert next_beat(build.facts(), build.at("Sat 2026-11-21 09:00")) == build.at("Sat 2026-11-21 09:30")


def test_the_check_reads_twice_and_writes_nothing(scene: Scene) -> None:
    mark = scene.mark()
    looked(scene, at("08:56"))
    assert scene.calls(mark) == {"sheets.spreadsheets.values.batchGet": 1, "sheets.spreadsheets.get": 1}


def test_a_token_that_somebody_deleted_is_named(scene: Scene) -> None:
    revision = scene.stage.read().revision
    scene.change({"deleteNamedRange": {"namedRangeId": f"rev_{revision}"}})
    assert [p.code for p in looked(scene, at("08:56")).problems] == ["SHEET-7", "POL-6"]


def test_a_pause_a_lost_mode_and_a_tab_that_is_gone_are_named(scene: Scene) -> None:
    scene.type("Settings!B4", ["23/11/2026 09:30"])
    assert [p.code for p in looked(scene, at("08:56")).problems] == ["OPS-2", "POL-6"]
    scene.type("Settings!B3", ["on"])
    assert [p.code for p in looked(scene, at("08:56")).problems] == ["SEND-2", "OPS-2", "POL-6"]
    scene.change({"deleteSheet": {"sheetId": tab("agencies").sheet_id}})
    gone = looked(scene, at("08:56"))
    assert "SHEET-2 (1)" in "".join(gone.sentences)


def test_forms_that_are_behind_the_workbook_are_named_until_a_run_has_mended_them(scene: Scene) -> None:
    scene.type("Sessions!B2", ["Bikes and more"])
    assert "OPS-3" in [p.code for p in looked(scene, at("08:56")).problems]
    scene.tick("08:57")
    assert [p.code for p in looked(scene, at("08:57")).problems] == ["POL-6"]


def test_a_copy_says_that_it_is_one(scene: Scene) -> None:
    google = scene.stage.google()
    scene.workbook = google.drive.files().copy(fileId=scene.workbook, body={"name": "training"}).execute()["id"]
    assert "SEND-2" in [p.code for p in looked(scene, at("08:56")).problems]
