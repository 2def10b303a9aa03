"""Hostile values in the tabs that say which addresses were confirmed: nothing stops, nothing counts as confirmed."""

from __future__ import annotations

from typing import Any

import pytest

from cme.edges.schema import tab
from sandbox.example.load import answered_before, confirmed_before
from tests.hostile.charity import OUR_FORMULAS, Pairs, check_mail, check_pages, formulas, noted
from tests.hostile.values import TYPED
from tests.jobs.small import EARLY, LEAD, PEOPLE, Scene, typed

NEW = "new@hill.example"
VALUES = list(TYPED.values())


def check_morning(scene: Scene) -> None:
    """Fail where the other child's school was not told, or a child's own school by an address nobody confirmed."""
    scene.register("09:02", "BIKE", "P4")
    scene.register("09:02", "COOK", "P5")
    assert scene.tick("09:15").outcome == "done"
    scene.stage.send("change", LEAD, {"child": "P5", "change": "left without permission"})
    scene.tick("09:16")
    check_mail(scene)
    assert formulas(scene) == OUR_FORMULAS
    assert ("not_delivered", "innov8", "dee@innov8.example") in scene.told()
    before = noted(scene)
    scene.tick("09:17")
    assert noted(scene) == before


def answered(columns: tuple[str, ...], line: list[Any]) -> list[dict[str, Any]]:
    """Return a line of the Desk once for each value, which stands in some of its columns."""
    usual = dict(zip(tab("desk").headers, line, strict=False))
    return [usual | dict.fromkeys(columns, value) for value in VALUES]


@pytest.mark.parametrize(
    "columns",
    [("Decision", "Note", "Done"), ("Note",), tuple(c.header for c in tab("desk").columns if not c.yours)],
    ids=["what is ours to fill", "a note that confirms", "what the machine fills"],
)
def test_whatever_the_desk_holds_confirms_nothing(scene: Scene, ours: Pairs, columns: tuple[str, ...]) -> None:
    scene.type("Schools!F2", [NEW])
    scene.tick("08:56")
    (line,) = scene.cells("Desk!A2:G2")
    rows = answered(columns, line)
    if columns != ("Decision", "Note", "Done"):
        rows = [{**row, "Decision": "confirm"} for row in rows]
    scene.change(*typed("desk", rows))
    check_morning(scene)
    check_pages(scene, ours, "desk")


@pytest.mark.parametrize(
    "columns",
    [("Seen at",), ("Tab", "Row", "Column", "From", "Revision"), ("To", "Confirmed by"), ("Revision", "Confirmed by")],
    ids=", ".join,
)
def test_whatever_changes_holds_confirms_nothing(scene: Scene, ours: Pairs, columns: tuple[str, ...]) -> None:
    usual = {"Seen at": EARLY, "Tab": "Schools", "Row": "HILL", "Column": "DSL email", "From": "", "To": NEW}
    rows = [usual | {"Revision": 2} | dict.fromkeys(columns, value) for value in VALUES]
    scene.change(*typed("changes", [*confirmed_before(PEOPLE, EARLY), *answered_before(EARLY), *rows]))
    scene.type("Schools!F2", [NEW.replace("new", "newer")])
    check_morning(scene)
    check_pages(scene, ours, "changes")


def test_whatever_is_typed_beneath_a_question_answers_nothing(scene: Scene, ours: Pairs) -> None:
    changes = [*confirmed_before(PEOPLE, EARLY), *answered_before(EARLY, left_open=("Q-REGISTER",))]
    scene.change(*typed("changes", [*changes, {}]))
    scene.tick("08:56")
    (line,) = scene.cells("Desk!A2:G2")
    noted = [{**row, "Decision": "change"} for row in answered(("Note",), line)]
    scene.change(*typed("desk", [*answered(("Decision", "Note"), line), *noted]))
    scene.type("Schools!F2", [NEW])
    check_morning(scene)
    check_pages(scene, ours, "desk")
    assert scene.stage.snapshot().recorded.values == ()
