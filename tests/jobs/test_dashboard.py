"""The Dashboard: each night the figures of the report for trustees, under the charts that show them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from cme.domain.report_period import school_year
from cme.edges.cell_plan import cells_of
from cme.edges.schema import tab
from cme.edges.setup_calls import change_workbook
from cme.edges.sheets import Workbook
from cme.jobs import daily
from cme.jobs.dashboard import wanted_dashboard, written
from cme.policy import load_figures, load_report_figures
from cme.reports.blocks import OVER, WITHIN, block
from cme.reports.parts import Part
from cme.reports.readers import trustees
from cme.reports.report import report
from cme.reports.waits import OWNED, wait_part
from tests.jobs.small import NAMES, Scene, at
from tests.reports.made import NOW, held, parts
from tests.reports.test_times_and_cases import NEEDLESS, NEVER, waits

CHARTS = {chart.about: chart for chart in tab("dashboard").charts}
YEAR = school_year(NOW.date())
MADE = report(held(), YEAR, trustees(1))
NIGHT = at("23:30")


def cells(request: dict[str, Any]) -> list[list[Any]]:
    rows = request["updateCells"]["rows"]
    return [[next(iter(c.get("userEnteredValue", {}).values()), "") for c in row["values"]] for row in rows]


def test_each_block_holds_the_figures_of_its_part_under_its_sentence() -> None:
    head, *blocks = written(YEAR.title, NOW, MADE.parts)
    assert cells(head)[0][0].startswith("School year 2026-27, as far as it was counted on Tue 1 Dec, 08:00.")
    for chart, request in zip(CHARTS.values(), blocks, strict=True):
        part, box, rows = parts(MADE)[chart.about], cells_of(chart.area), cells(request)
        assert request["updateCells"]["start"]["rowIndex"] == box["startRowIndex"] - 1
        assert rows[0][0] == part.message
        # Whatever stood there before is written over, to the last row of the area and not beyond.
        assert len(rows) == box["endRowIndex"] - box["startRowIndex"] + 1
        if part.chart is None:
            continue
        shown = [round(v) for v in part.chart.numbers.to_numpy().flatten() if not pd.isna(v)]
        there = [number for row in rows[2:] for number in row[1:] if number != ""]
        assert sorted(there) == sorted(shown), chart.about


def test_bars_stand_in_two_columns_by_whether_they_are_over_the_limit() -> None:
    part = wait_part(OWNED, ([*waits(1, 9), NEVER, NEEDLESS], []), "", 5, 1)
    rows = {row[0]: row[1:] for row in block(part.chart, 2)}
    assert rows[""] == [WITHIN, OVER]
    assert (rows["up to 1"], rows["5 to 10"], rows["taken by nobody"]) == ([1, None], [None, 1], [None, 1])
    assert rows["over before anybody took it"] == [1, None]


@pytest.mark.parametrize("about", CHARTS)
def test_all_that_a_part_may_show_has_room_under_its_chart(about: str) -> None:
    part = most()[about]
    box = cells_of(CHARTS[about].area)
    rows = list(block(part.chart, len(CHARTS[about].colours)))
    assert 1 < len(rows) <= box["endRowIndex"] - box["startRowIndex"]
    assert {len(row) for row in rows} == {box["endColumnIndex"] - box["startColumnIndex"]}


def most() -> dict[str, Part]:
    """Each part of the Dashboard with as many rows as it may ever have."""
    from cme.domain.case_steps import Step
    from cme.domain.report_rows import BY_ITSELF, ENDED, NO_CASE, Stood
    from cme.reports import cases
    from cme.reports.attendance import by_week, by_weekday, frame_of
    from cme.reports.waits import TOLD
    from tests.reports.made import sat

    mondays = pd.date_range(YEAR.since - timedelta(days=6), YEAR.until, freq="W-MON")
    frame = frame_of([sat("P1", YEAR.since + timedelta(days=n)) for n in range(7)])
    stood = [Stood("P1", step) for step in Step if step is not Step.CLOSED]
    stood += [Stood("P1", Step.CLOSED, how) for how in (*ENDED.values(), NO_CASE, BY_ITSELF)]
    every = [*waits(0, 9), NEVER, NEEDLESS]
    found = [
        by_week(frame, mondays, 1),
        by_weekday(frame, frame, "", 1),
        *(wait_part(clock, (every, every), "", 7, 1) for clock in (TOLD, OWNED)),
        cases.case_part((stood, stood), "", 1),
        parts(MADE)["The alert budget"],
    ]
    return {part.title: part for part in found}


def test_a_night_writes_it_and_names_nobody(scene: Scene) -> None:
    scene.tick("08:56")
    scene.register("09:05", "BIKE", "P2")
    scene.tick("09:15")
    scene.stage.move(NIGHT)
    done = daily.run(scene.stage.google(), scene.workbook, NIGHT)
    assert (done.outcome, done.notes) == ("done", [])
    there = scene.cells("Dashboard!A1:F140")
    assert there[2] == ["By week, there is one: the week of 23/11/2026, with 20% of the sessions attended."]
    assert there[4] == ["23/11/2026", 20, 0, 40]
    text = str(there)
    assert not [name for name in NAMES if name in text]
    assert not re.search(r"\bP\d\b|Hill|Mill", text)
    again = daily.run(scene.stage.google(), scene.workbook, NIGHT + timedelta(minutes=5))
    assert again.notes == []
    assert scene.cells("Dashboard!A3:F140") == there[2:]


def test_a_group_that_is_too_small_is_not_shown(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.tick("08:56")
    scene.register("09:05", "BIKE", "P2")
    scene.tick("09:15")
    scene.stage.move(NIGHT)
    stricter = load_report_figures().replaced("smallest_group", 6)
    monkeypatch.setattr("cme.jobs.report.load_report_figures", lambda: stricter)
    requests, wrong = wanted_dashboard(scene.stage.google(), scene.workbook, NIGHT, load_figures())
    assert wrong == ""
    assert cells(requests[1])[0][0] == "By week, there is nothing to show."
    assert cells(requests[1])[2][:2] == ["23/11/2026", ""]


def test_where_it_cannot_be_written_the_rest_of_the_night_is_done_and_says_so(scene: Scene) -> None:
    change_workbook(scene.stage.google(), scene.workbook, [{"deleteSheet": {"sheetId": tab("dashboard").sheet_id}}])
    scene.stage.move(NIGHT)
    done = daily.run(scene.stage.google(), scene.workbook, NIGHT)
    assert len(done.notes) == 1
    assert done.notes[0].startswith("The Dashboard could not be written (")
    assert done.notes[0].endswith("): run scripts/apply_schema.")
    assert Workbook(scene.stage.google(), scene.workbook).read().night is not None


def test_what_cannot_be_counted_keeps_nothing_else_from_being_done(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("cme.jobs.dashboard.report", broken)
    scene.stage.move(NIGHT)
    done = daily.run(scene.stage.google(), scene.workbook, NIGHT)
    assert done.notes == ["The Dashboard could not be worked out (ZeroDivisionError): report this."]
