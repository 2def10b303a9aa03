"""How the screens are written: each whole, of one size, as text that no sheet takes for a formula."""

from __future__ import annotations

from typing import Any

import pytest

from cme.domain.decide import decide
from cme.domain.model import Problem, Severity
from cme.jobs.board import SHAPES, screens
from cme.policy import load_figures
from tests import builders as build

NOW = build.at("Mon 2026-11-23 09:46")


def written(**more: Any) -> list[dict[str, Any]]:
    problems = more.pop("problems", ())
    facts = build.facts(**more)
    return [request["updateCells"] for request in screens(facts, decide(facts, NOW, load_figures()), problems, NOW)]


def values(request: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell.get("userEnteredValue", {}) for row in request["rows"] for cell in row["values"]]


@pytest.mark.parametrize("typed", ["=IMPORTXML(1)", "+44 1632", "-1", "@now", "'quoted"])
def test_what_somebody_typed_stays_text(typed: str) -> None:
    found = written(
        pupils={"P1": build.a_pupil(first_name=typed)},
        sessions={"BIKE": build.a_session(name=typed, site=typed)},
        problems=(Problem("A", Severity.ERROR, typed, typed, typed),),
    )
    cells = [value for request in found for value in values(request)]
    assert sum(typed in value.get("stringValue", "") for value in cells) > 4
    assert not [value for value in cells if set(value) - {"stringValue", "numberValue"}]


def test_each_screen_is_rewritten_whole_so_that_no_old_line_stays() -> None:
    sizes = [(len(request["rows"]), {len(row["values"]) for row in request["rows"]}) for request in written()]
    assert sizes == [(height, {width}) for _, height, width in SHAPES.values()]


def test_the_first_cell_of_a_screen_which_says_that_the_machine_stopped_is_never_written() -> None:
    assert [request["start"]["rowIndex"] for request in written()] == [1, 1, 1, 1]


def test_more_than_a_screen_holds_is_counted() -> None:
    many = tuple(Problem("A", Severity.ERROR, f"row {n}", "It is wrong.", "Mend it.") for n in range(250))
    last = written(problems=many)[3]["rows"][-1]["values"][0]
    assert last["userEnteredValue"]["stringValue"] == "… and 51 more"
