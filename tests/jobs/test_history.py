"""What the DSL's tabs hold goes into History in the minute in which it is seen, and stops nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cme.domain.form_plan import FORMS
from cme.domain.model import Tier
from cme.edges.schema import tab
from cme.jobs.apply_schema import apply_workbook
from cme.jobs.history import CELLS_AT_ONCE
from sandbox.rehearsal.explain import explain
from sandbox.rehearsal.history import of_workbook
from tests.hostile.charity import page
from tests.jobs.small import Scene, at, pupil, typed
from tests.jobs.test_changed_addresses import HISTORY, WRITE
from tests.jobs.test_counts import IDLE

TAB = tab("history").sheet_id


def rows(scene: Scene, since: int = 0) -> list[list[Any]]:
    """What History holds: tab, row, before and now."""
    return [[*row[1:3], *(json.loads(cell or "{}") for cell in row[3:5])] for row in scene.cells("History!A2:F")][
        since:
    ]


@pytest.mark.usual("torn_reads")
def test_the_first_run_writes_down_all_tabs_and_a_later_one_the_cell_that_changed(scene: Scene) -> None:
    held = rows(scene)
    assert {row[0] for row in held} == {
        *("Pupils", "Safeguarding", "Places", "Schools", "Authorities", "Staff", "Sessions", "Calendar", "Settings"),
    }
    assert ["Places", "P3", {}, {"Pupil": "P3", "Commissioner": "HILL", "BIKE": "09:30"}] in held
    scene.type("Places!J4", ["10:00"])
    mark = scene.mark()
    scene.tick("08:57")
    assert scene.calls(mark) == IDLE | WRITE | HISTORY
    assert rows(scene, len(held)) == [["Places", "P3", {"BIKE": "09:30"}, {"BIKE": "10:00"}]]
    mark = scene.mark()
    scene.tick("08:58")
    assert scene.calls(mark) == IDLE


def test_a_flag_is_in_history_and_nowhere_else(scene: Scene) -> None:
    scene.change(*typed("safeguarding", [{"Pupil": "P1", "Exploitation": "yes", "Social worker": "Wanda Worker"}]))
    report = scene.tick("08:57")
    cells = {"Pupil": "P1", "Exploitation": "yes", "Social worker": "Wanda Worker"}
    assert ["Safeguarding", "P1", {}, cells] in rows(scene)
    titles = ("Today", "Waiting", "Desk", "Changes", "Problems", "Runs", "Obligations", "Messages", "Observations")
    elsewhere: list[Any] = [scene.cells(f"{title}!A1:Z200") for title in titles]
    elsewhere += [page(scene, f"/forms/d/{scene.stage.form(slug).id}/viewform") for slug in FORMS]
    assert not [word for word in ("exploitation", "wanda") if word in f"{elsewhere}{report}".casefold()]


GONE = {"deleteSheet": {"sheetId": TAB}}
MOVED = {"deleteDimension": {"range": {"sheetId": TAB, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}}}


@pytest.mark.parametrize(("meddled", "said"), [(GONE, "History cannot be read"), (MOVED, "columns of “History”")])
def test_without_the_tab_everybody_is_told_and_the_problem_is_named(
    scene: Scene, meddled: dict[str, Any], said: str
) -> None:
    scene.change(meddled)
    scene.change(*typed("pupils", [pupil("P1", "HILL", "Sammy")]))
    scene.register("09:05", "BIKE", "P2", "P3", "P4")
    scene.register("09:05", "COOK", "P5")
    scene.tick("09:15")
    assert scene.told() == [("absence", "HILL", "attendance@hill.example")]
    assert any(said in problem.what for problem in scene.stage.problems())


def test_what_a_notice_stood_on_is_explained_from_the_workbook_after_all_of_it_has_changed(scene: Scene) -> None:
    scene.change(*typed("safeguarding", [{"Pupil": "P1", "Exploitation": "yes"}]))
    scene.register("09:05", "BIKE", "P2", "P3", "P4")
    scene.register("09:05", "COOK", "P5")
    scene.tick("09:15")
    scene.change(*typed("safeguarding", [{"Pupil": "P1", "Exploitation": "no"}]))
    scene.type("Places!J2", ["13:00"])
    scene.type("Schools!D2", ["office@hill.example"])
    scene.tick("09:31")
    scene.tick("09:32")
    of = of_workbook(scene.stage.google(), scene.workbook)
    said = "\n".join(explain(of, "REG-1/2026-11-23/BIKE/P1/HILL/"))
    assert "known     P1: tier A, on roll at HILL" in said
    assert "known     P1 in BIKE: 09:00-12:00, for HILL" in said
    assert "known     HILL: attendance attendance@hill.example, dsl dsl@hill.example" in said
    assert "changed   Mon 23 Nov 09:31  Places, P1, BIKE: x → 13:00" in said
    assert "changed   Mon 23 Nov 09:31  Safeguarding, P1\n" in said
    assert "Exploitation" not in said
    assert of.facts.pupils["P1"].tier is not Tier.A


def test_a_tab_that_was_made_anew_is_filled_by_the_next_run(scene: Scene) -> None:
    scene.change(GONE)
    apply_workbook(scene.stage.google(), scene.workbook)
    scene.type("Places!J4", ["10:00"])
    scene.tick("08:57")
    assert ["Places", "P3", {}, {"Pupil": "P3", "Commissioner": "HILL", "BIKE": "10:00"}] in rows(scene)


def test_where_google_does_not_answer_the_next_run_writes_it_down(scene: Scene) -> None:
    before = len(rows(scene))
    scene.type("Places!J4", ["10:00"])
    scene.fault(match={"path": "read_history"}, kind="refuse", status=503, times=None)
    scene.tick("08:57")
    assert rows(scene, before) == []
    scene.faults_end()
    scene.tick("08:58")
    assert len(rows(scene, before)) == 1


def test_a_first_sight_that_is_too_much_for_one_commit_takes_several(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(rows(scene))
    monkeypatch.setattr("cme.jobs.history.CELLS_AT_ONCE", 300)
    scene.change(*typed("pupils", [pupil(f"Q{number}", "HILL", f"Any{number}") for number in range(20)]))
    for minute in range(56, 60):
        scene.tick(f"08:{minute}")
    part = len(rows(scene, before))
    monkeypatch.setattr("cme.jobs.history.CELLS_AT_ONCE", CELLS_AT_ONCE)
    scene.tick("09:00")
    scene.tick("09:01")
    assert 4 <= part < 20 < len(rows(scene, before))
    mark = scene.mark()
    scene.tick(at("09:02"))
    assert HISTORY.keys().isdisjoint(scene.calls(mark))
