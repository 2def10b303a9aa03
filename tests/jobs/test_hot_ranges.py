"""Each night what the ticks read moves on: a year costs a tick no more than a month, and nothing open is lost by it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cme.domain.model import Saw
from cme.edges.schema import tab
from cme.edges.setup_calls import change_workbook
from cme.jobs import daily
from cme.jobs.move_on import KEPT
from sandbox.rehearsal.history import of_workbook
from tests.jobs.small import LEAD, Scene, at

pytestmark = pytest.mark.usual("torn_reads", "responses_listed_late")

DAY = timedelta(days=1)
SOON, LATER = at("03:00") + 2 * DAY, at("03:00") + 49 * DAY
"""The night to Wednesday, and one seven weeks later."""
HOT = ("entries", "observations", "obligations", "messages")


def night(scene: Scene, when: datetime) -> daily.Report:
    scene.stage.move(when)
    return daily.run(scene.stage.google(), scene.workbook, when)


def read_from(scene: Scene) -> dict[str, int]:
    """The first row of each tab that the next tick reads."""
    snapshot = scene.stage.read()
    return {slug: snapshot.first_row[slug] for slug in HOT}


def a_busy_monday(scene: Scene) -> None:
    scene.register("09:05", "BIKE", "P4")
    scene.register("09:05", "COOK", "P5")
    scene.tick("09:15")
    scene.tick("12:30")


def a_later_monday(scene: Scene, when: datetime) -> None:
    for session, child in (("BIKE", "P4"), ("COOK", "P5")):
        scene.stage.move(when)
        scene.stage.send("register", LEAD, {"session": session, "present": (child,)})
    scene.tick(when + timedelta(minutes=10))


def told_since(scene: Scene, when: datetime) -> set[str]:
    return {message.notice for message in scene.stage.outcome().facts.messages.values() if message.at >= when}


def test_until_anything_is_old_all_of_it_is_read(scene: Scene) -> None:
    a_busy_monday(scene)
    before = read_from(scene)
    assert night(scene, SOON).notes == []
    assert read_from(scene) == before == {slug: tab(slug).header_row + 1 for slug in HOT}


def test_what_is_older_than_five_weeks_is_read_no_more_and_stands_in_the_tab(scene: Scene) -> None:
    a_busy_monday(scene)
    rows = {slug: len(scene.stage.read().values[slug]) for slug in HOT}
    assert min(rows.values()) > 1
    a_later_monday(scene, at("09:05") + 42 * DAY)
    every = {slug: len(scene.stage.read().values[slug]) for slug in HOT}
    assert night(scene, LATER).notes == []
    assert read_from(scene) == {slug: tab(slug).header_row + 1 + rows[slug] for slug in HOT}
    assert {slug: len(scene.stage.read().values[slug]) for slug in HOT} == {s: every[s] - rows[s] for s in HOT}
    assert len(scene.cells("Obligations!A2:A200")) == every["obligations"]
    whole = of_workbook(scene.stage.google(), scene.workbook)
    assert len(whole.facts.ledger) == every["obligations"], "whoever looks back reads all of it"
    assert (whole.first, whole.last) == (at("09:05").date(), (at("09:05") + 42 * DAY).date())


def test_a_second_night_writes_nothing_about_it(scene: Scene) -> None:
    a_busy_monday(scene)
    a_later_monday(scene, at("09:05") + 42 * DAY)
    night(scene, LATER)
    mark = scene.mark()
    before = read_from(scene)
    night(scene, LATER + timedelta(hours=1))
    assert read_from(scene) == before
    # What the night writes down, and the Dashboard.
    assert scene.calls(mark)["sheets.spreadsheets.batchUpdate"] == 2


def test_after_a_long_holiday_the_last_row_stays_and_no_entry_is_taken_for_a_new_one(scene: Scene) -> None:
    a_busy_monday(scene)
    night(scene, at("03:00") + 299 * DAY)
    rows = {slug: len(scene.stage.read().values[slug]) for slug in HOT}
    assert rows == {"entries": 2, "observations": 1, "obligations": 1, "messages": 1}
    assert scene.tick(at("08:57") + 299 * DAY).entries == 0
    assert told_since(scene, at("03:00") + 299 * DAY) <= {"overtaken_list"}, "of days on which nothing ran"


def test_a_concern_that_nobody_has_dealt_with_is_read_however_old(scene: Scene) -> None:
    scene.stage.move(at("10:00"))
    answers = {"told": "yes", "child": "P2", "harm": "no", "words": "tired and hungry"}
    scene.stage.send("concern", LEAD, answers)
    scene.tick("10:01")
    a_later_monday(scene, at("09:05") + 42 * DAY)
    night(scene, LATER)
    assert Saw.CONCERN in {o.saw for o in scene.stage.outcome().facts.observations}
    assert any("A concern about" in str(row) for row in scene.cells("Waiting!A1:D20"))


def test_what_was_moved_on_is_no_workbook_that_went_back_in_time(scene: Scene) -> None:
    a_busy_monday(scene)
    night(scene, at("03:00") + 60 * DAY)
    scene.tick(at("08:57") + 61 * DAY)
    assert scene.problem("SHEET-8") == []
    # Children whom nobody has seen since are cases by then; nothing else is told of so long ago.
    assert told_since(scene, at("03:00") + 60 * DAY) <= {"overtaken_list", "case_call"}


def test_a_tab_that_somebody_sorted_is_read_from_its_first_row_that_counts(scene: Scene) -> None:
    a_busy_monday(scene)
    a_later_monday(scene, at("09:05") + 42 * DAY)
    night(scene, LATER)
    schema = tab("obligations")
    area = {"sheetId": schema.sheet_id, "startRowIndex": schema.header_row, "endRowIndex": 200}
    spec = {"dimensionIndex": schema.headers.index("Decided at"), "sortOrder": "DESCENDING"}
    change_workbook(scene.stage.google(), scene.workbook, [{"sortRange": {"range": area, "sortSpecs": [spec]}}])
    night(scene, LATER + DAY)
    days = {row.day for row in scene.stage.outcome().owing}
    assert at("09:05").date() + 42 * DAY in days


def test_a_range_that_somebody_deleted_leaves_the_rest_of_the_night_done(scene: Scene) -> None:
    a_busy_monday(scene)
    a_later_monday(scene, at("09:05") + 42 * DAY)
    scene.change({"deleteNamedRange": {"namedRangeId": "hot_entries"}})
    report = night(scene, LATER)
    assert "run scripts/apply_schema" in " ".join(report.notes)
    assert scene.stage.read().night == LATER


def test_five_weeks_are_more_than_any_rule_looks_back() -> None:
    assert timedelta(days=35) == KEPT
