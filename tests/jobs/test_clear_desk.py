"""A night takes from the Desk what asks nothing any more, and nothing that somebody may still need."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cme.jobs import daily
from tests.jobs.small import Scene, at, typed
from tests.jobs.test_approvals import COUNTY, county, decide_on, lines, suspected
from tests.jobs.test_cases import say, unknown

__all__ = ["county"]
pytestmark = pytest.mark.usual("torn_reads", "responses_listed_late")
NIGHT = at("03:00") + timedelta(days=1)


def night(scene: Scene, **more: Any) -> daily.Report:
    scene.stage.move(NIGHT)
    return daily.run(scene.stage.google(), scene.workbook, NIGHT, **more)


def desk(scene: Scene, kind: str) -> list[list[Any]]:
    return [row for row in scene.cells("Desk!A2:K60") if row and row[2] == kind]


def test_a_mail_that_went_is_gone_and_what_waits_keeps_its_place_and_what_was_typed(county: Scene) -> None:
    suspected(county)
    county.tick("10:07")
    decide_on(county, "approve", "DEE")
    county.tick("10:08")
    say(county, "10:20", "tried to find", case_words="rang the aunt")
    county.tick("10:21")
    say(county, "10:30", "tried to find", case_words="rang the uncle")
    county.tick("10:31")
    assert len(lines(county)) == 3
    decide_on(county, "hold", "wait for the uncle. DEE")
    assert night(county).notes == []
    ((_, left),) = lines(county)
    assert "Rang the uncle" in left[5]
    assert left[8:10] == ["hold", "wait for the uncle. DEE"]
    # Nothing that is gone comes back, and nothing goes by itself.
    county.tick(NIGHT + timedelta(hours=5))
    assert len(lines(county)) == 1
    assert [told[0] for told in county.told() if told[1] == "COUNTY"] == ["referral"]


def test_a_case_that_was_decided_is_gone_and_one_that_waits_is_not(scene: Scene) -> None:
    unknown(scene, "09:01")
    unknown(scene, "09:02", "P4")
    scene.tick("09:03")
    say(scene, "09:10", "no case", "P2", case_reason="was in hospital")
    scene.tick("09:12")
    assert len(desk(scene, "case to assess")) == 2
    night(scene)
    assert [row[3] for row in desk(scene, "case to assess")] == ["P4"]


def test_a_confirmation_stays_while_its_address_stands_and_goes_with_it_and_a_question_stays(county: Scene) -> None:
    asked = desk(county, "second confirmation")
    assert asked
    night(county)
    assert desk(county, "second confirmation") == asked
    changed = {**COUNTY, "CME email": "new@county.example"}
    county.change(*typed("authorities", [changed]))
    county.tick(NIGHT + timedelta(minutes=1))
    night(county)
    texts = [row[5] for row in desk(county, "second confirmation")]
    assert not [text for text in texts if text.endswith("to: cme@county.example")]
    assert [text for text in texts if text.endswith("to: new@county.example")]


def test_where_nobody_can_say_what_waits_nothing_is_taken_away(county: Scene) -> None:
    suspected(county)
    county.tick("10:07")
    decide_on(county, "approve", "DEE")
    county.tick("10:08")
    county.type("Chronology!A1", ["Pupil", "At"])
    night(county)
    assert len(lines(county)) == 1
