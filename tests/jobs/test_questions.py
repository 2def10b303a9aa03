"""What the policy leaves open, through whole runs: asked once, answered once, in force from the next run on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cme.domain.modes import NOT_READY
from cme.edges.desk import QUESTION
from cme.edges.schema import tab
from cme.jobs import daily
from cme.jobs.health import check_health
from cme.policy import load_figures, load_questions
from sandbox.example.load import answered_before, confirmed_before
from tests.jobs.small import EARLY, PEOPLE, Scene, at, typed
from tests.jobs.test_counts import IDLE

WRITE = {"sheets.spreadsheets.batchUpdate": 1}


def leave_open(scene: Scene, *questions: str) -> None:
    """Some questions were never answered; all others, and every address, were."""
    rows = [*confirmed_before(PEOPLE, EARLY), *answered_before(EARLY, left_open=questions)]
    scene.change(*typed("changes", [*rows, *[{}] * len(questions)]))


def asked(scene: Scene) -> list[str]:
    """Return the questions on the Desk, in the order of its lines."""
    return [row[3] for row in scene.cells("Desk!A2:K60") if row and row[2] == QUESTION]


def answer(scene: Scene, question: str, decision: str, note: str) -> None:
    """Somebody answers the line of a question."""
    scene.type(f"Desk!I{2 + asked(scene).index(question)}", [decision, note])


def answered(scene: Scene) -> list[list[Any]]:
    """Return what Changes holds of answers that were given on the day itself."""
    return [row[2:6] for row in scene.cells("Changes!A2:H200") if row[1] == "Questions" and row[7] != "before live"]


@pytest.mark.usual("torn_reads")
def test_a_question_is_asked_and_answered_once_and_each_costs_one_write(scene: Scene) -> None:
    leave_open(scene, "Q-PAGE", "Q-NAMES")
    costs = []
    for when in ("08:56", "08:57", "08:58", "08:59"):
        if when == "08:58":
            answer(scene, "Q-NAMES", "keep", "DEE")
        mark = scene.mark()
        scene.tick(when, figures=load_figures())
        costs.append(scene.calls(mark))
    assert costs == [IDLE | WRITE, IDLE, IDLE | WRITE, IDLE]
    assert asked(scene) == ["Q-NAMES"], "the others come on a Monday, when those before live are answered"
    assert [(row[0], row[1], row[3]) for row in answered(scene)] == [("Q-NAMES", "answer", "keep: DEE")]
    shown = {row[0]: row[4:6] for row in scene.cells("Questions!A2:G60")}
    assert (shown["Q-NAMES"], shown["Q-PAGE"]) == (["keep: DEE", "DEE"], [])


def test_what_was_answered_is_in_force_in_the_next_run_for_all_that_goes_by_it(scene: Scene) -> None:
    leave_open(scene, "Q-CALENDAR")
    scene.tick("08:56")
    answer(scene, "Q-CALENDAR", "change", "calendar_ends_soon = 7; DEE")
    assert "POL-6" in {problem.code for problem in health(scene)}
    assert scene.tick("08:57").next_at == at("08:58")
    assert "POL-6" not in {problem.code for problem in health(scene)}


def health(scene: Scene) -> tuple[Any, ...]:
    return check_health(scene.stage.google(), scene.workbook, scene.stage.now).problems


def test_what_is_live_stays_live_where_a_question_is_open_again_and_it_is_said(scene: Scene) -> None:
    scene.tick("08:56")
    leave_open(scene, "Q-COVER")
    scene.register("09:05", "BIKE", "P2", "P3", "P4")
    scene.tick("09:15")
    assert ("absence", "HILL", "attendance@hill.example") in scene.told()
    assert ["The system is live, although" in said for said in scene.problem(NOT_READY)] == [True]
    assert NOT_READY in {problem.code for problem in health(scene)}


def test_without_the_tab_of_questions_an_answer_counts_and_the_night_says_what_is_missing(scene: Scene) -> None:
    leave_open(scene, "Q-NAMES")
    scene.tick("08:56")
    scene.change({"deleteSheet": {"sheetId": tab("questions").sheet_id}})
    answer(scene, "Q-NAMES", "keep", "DEE")
    scene.tick("08:57")
    scene.tick("08:58")
    assert [row[0] for row in answered(scene)] == ["Q-NAMES"]
    found = daily.run(scene.stage.google(), scene.workbook, at("08:59") + timedelta(hours=18))
    assert ["The tab Questions could not be written" in note for note in found.notes] == [True]
    assert scene.stage.read().night is not None


def test_the_tab_of_questions_is_left_alone_by_day_and_made_good_each_night(scene: Scene) -> None:
    scene.type("Questions!A2", ["Q-NONSENSE", "something that somebody typed"])
    assert scene.tick("09:01").outcome == "heartbeat"
    assert scene.cells("Questions!A2:B2")[0][0] == "Q-NONSENSE"
    assert daily.run(scene.stage.google(), scene.workbook, at("08:59")).notes == []
    rows = scene.cells("Questions!A2:G60")
    assert (rows[0][0], len(rows)) == ("Q-TIERS", len(load_questions()))
