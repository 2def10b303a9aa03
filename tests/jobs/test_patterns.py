"""The night works out patterns of absence from all that was ever observed, and writes them where it is news."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cme.domain.clocks import instant
from cme.domain.model import Facts, Finding
from cme.edges.ledger import append, observation_row
from cme.jobs import daily
from cme.jobs.daily import Report
from tests.domain.patterned import NIGHT, said
from tests.jobs.small import Scene

pytestmark = pytest.mark.usual("torn_reads", "responses_listed_late")

FIRST, LAST = date(2026, 9, 14), date(2026, 11, 23)


def night(scene: Scene, day: date) -> Report:
    at = instant(day + timedelta(days=1), NIGHT)
    scene.stage.move(at)
    return daily.run(scene.stage.google(), scene.workbook, at)


def history(scene: Scene, days: dict[date, str]) -> None:
    """P1 of the small workbook, on Mondays, as its register said: rows that a tick no longer reads among them."""
    facts = scene.stage.snapshot().facts
    only = replace(facts, places=tuple(p for p in facts.places if p.pupil == "P1"))
    rows = [observation_row(one, 1) for day, how in days.items() for one in said(only, day, how)]
    scene.change(*append("observations", rows))


def facts_of(scene: Scene) -> Facts:
    return scene.stage.snapshot().facts


def test_a_night_finds_writes_once_keeps_and_clears(scene: Scene) -> None:
    history(scene, {FIRST + timedelta(weeks=n): "explained" for n in range(8)} | {LAST - timedelta(weeks=1): "missed"})
    assert night(scene, LAST - timedelta(days=3)).notes == []
    # The range that the ticks read begins where only one of those weeks is left.
    assert len({o.day for o in facts_of(scene).observations}) < 9
    history(scene, {LAST: "missed"})
    report = night(scene, LAST)
    found = {one.rule: one for one in facts_of(scene).findings}
    assert (report.outcome, report.notes, sorted(found)) == ("done", [], ["PAT-1", "PAT-2", "PAT-3"])
    assert found["PAT-3"].what == "came to 0 of the last 10 sessions"
    # Nobody was asked who answers the policy's questions, and none of the schools has been tried.
    points = {row[0]: row for row in scene.cells("Housekeeping!A2:E13") if row}
    assert {"POL-1", "POL-2", "POL-3", "POL-4", "POL-5", "POL-6", "OPS-9"} >= set(points) >= {"POL-1", "POL-4", "OPS-9"}
    assert points["POL-4"][2].splitlines()[1:] == ["Hill Example School: never", "Mill Example School: never"]
    before = scene.cells("Patterns!A2:G20")
    mark = scene.mark()
    night(scene, LAST + timedelta(days=1))
    # The observations; for the Dashboard History and the revision.
    assert scene.calls(mark)["sheets.spreadsheets.values.get"] == 3
    stood = [row for row in scene.cells("Patterns!A2:G20") if row[1] != "PAT-2"]
    assert stood == [row for row in before if row[1] != "PAT-2"]
    history(scene, {LAST + timedelta(weeks=1): "here"})
    night(scene, LAST + timedelta(weeks=1))
    assert [one.rule for one in facts_of(scene).findings] == ["PAT-3"]
    assert len([row for row in scene.cells("Patterns!A2:G20") if row]) == 1


def test_a_tab_that_cannot_be_read_is_not_written_and_the_rest_of_the_night_is(scene: Scene) -> None:
    history(scene, {LAST - timedelta(weeks=1): "missed", LAST: "missed"})
    scene.type("Patterns!A1", ["Level", "Rule", "Pupil"])
    report = night(scene, LAST)
    assert (report.outcome, len(report.notes)) == ("done", 1)
    assert scene.stage.read().night is not None
    assert facts_of(scene).findings == ()


def test_observations_that_google_does_not_give_leave_what_stood(scene: Scene) -> None:
    history(scene, {LAST - timedelta(weeks=1): "missed", LAST: "missed"})
    night(scene, LAST)
    stood = facts_of(scene).findings
    history(scene, {LAST + timedelta(weeks=1): "here"})
    scene.fault(match={"method": "sheets.spreadsheets.values.get"}, kind="refuse", status=403, times=1)
    report = night(scene, LAST + timedelta(weeks=1))
    assert "could not be read" in report.notes[0]
    assert facts_of(scene).findings == stood != ()


def test_a_row_that_somebody_changed_by_hand_is_named_and_the_others_count(scene: Scene) -> None:
    history(scene, {LAST - timedelta(weeks=1): "missed", LAST: "missed"})
    night(scene, LAST)
    scene.type("Patterns!E2", ["yesterday"])
    gathered = scene.stage.snapshot().facts
    assert [one.rule for one in gathered.findings] == ["PAT-2"]
    assert [p.code for p in gathered.problems if p.where == "Patterns"] == ["SHEET-4"]
    assert night(scene, LAST).notes == []
    assert {one.rule for one in facts_of(scene).findings} == {"PAT-1", "PAT-2"}


def test_what_is_more_than_the_tab_holds_is_left_out(scene: Scene) -> None:
    from cme.edges.patterns import MOST, written

    at = instant(LAST, NIGHT)
    many = [Finding(f"P{n}", "PAT-1", 1, LAST, at, "x", at) for n in range(MOST + 5)]
    scene.change(*written(many, 0))
    assert len(facts_of(scene).findings) == MOST
