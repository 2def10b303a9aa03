"""The first run finds half a term of the past: nothing goes out about it, and what is due today goes once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from cme.domain.entries import RawEntry
from cme.domain.model import Observation, Saw
from cme.edges import ledger
from cme.edges.schema import tab
from cme.jobs import collect
from tests.jobs.small import MONDAY, Scene, at, session, typed

WEEKS = 7
BIKE = ("P1", "P2", "P3", "P4")


def past_weeks() -> list[Observation]:
    """Seven weeks in which nobody ever came, the last Friday among them: every child was missed, or left."""
    found = []
    for week in range(1, WEEKS + 1):
        for code, missed, back in (("BIKE", BIKE, 7 * week), ("COOK", ("P5",), 7 * week - 4)):
            day, nine = MONDAY - timedelta(days=back), at("09:05") - timedelta(days=back)
            entry = f"{code}{week}"
            found.append(Observation(entry, day, code, "", Saw.REGISTER, nine, nine))
            found += [Observation(entry, day, code, pupil, Saw.NOT_HERE, nine, nine) for pupil in missed]
            found.append(Observation(f"left{entry}", day, code, missed[0], Saw.LEFT_SITE, nine, nine))
    return found


def not_yet_live(scene: Scene) -> None:
    """The workbook as it is before its first run: no stamp of going live, and a ledger that holds nothing."""
    start = {"sheetId": tab("runs").sheet_id, "rowIndex": 2, "columnIndex": 1}
    scene.change({"updateCells": {"start": start, "rows": [{"values": [{}]}], "fields": "userEnteredValue"}})


def test_of_weeks_that_were_imported_nothing_goes_out_and_today_does_once(scene: Scene) -> None:
    not_yet_live(scene)
    scene.change(*typed("sessions", [session("BIKE"), session("COOK") | {"Weekday": "Friday"}]))
    scene.change(*ledger.append("observations", [ledger.observation_row(seen, 1) for seen in past_weeks()]))
    first = scene.tick("08:56")
    assert (first.claimed, first.overtaken) == (0, 0)
    assert scene.stage.mail() == []
    scene.register("09:05", "BIKE", "P2", "P4")
    for when in ("09:15", "09:16"):
        scene.tick(when)
    assert Counter(told[:2] for told in scene.told())["absence", "HILL"] == 1
    assert {row.day for row in scene.stage.outcome().owing} == {MONDAY}


def test_answers_of_two_days_before_are_read_in_turn_and_tell_nobody(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    not_yet_live(scene)
    scene.stage.send("register", "tess@innov8.example", {"session": "BIKE", "day": "2026-11-16", "present": ("P2",)})
    real = collect.responses_since

    def weekend(google: object, slug: str, form: str, since: object) -> list[RawEntry]:
        """The same register for last Monday, sent again and again since Saturday morning."""
        found = real(google, slug, form, since)  # type: ignore[arg-type]
        many = [
            replace(entry, response=f"{entry.response}-{n}", submitted_at=at("08:00") - timedelta(minutes=6 * n))
            for entry in found[:1]
            for n in range(430)
        ]
        return [*many, *found]

    monkeypatch.setattr(collect, "responses_since", weekend)
    reports = [scene.tick(when) for when in ("08:57", "08:58", "08:59", "09:00")]
    assert [report.entries for report in reports] == [200, 200, 31, 0]
    assert all(report.calls <= 10 for report in reports)
    assert (scene.stage.mail(), sum(report.overtaken for report in reports)) == ([], 0)
    scene.register("09:05", "COOK")
    scene.tick("09:15")
    assert [told[:2] for told in scene.told() if told[0] == "absence"] == [("absence", "HILL")]
