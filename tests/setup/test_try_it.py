"""The set-up's last step: a test page through the real tick, Gmail and the form, in rehearsal, and its answer."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import Result

from cme.edges.schema import tab
from cme.edges.setup_calls import change_workbook
from cme.jobs import tick
from sandbox.example.load import typed_rows
from sandbox.stage import Stage
from scripts._setup import __main__ as setup
from tests.setup.conftest import google_of, started
from tests.setup.test_setup import STAFF, steps, the_workbook

BIKE = {"Code": "BIKE", "Name": "Bikes", "Weekday": "Monday", "Start": "09:00", "End": "12:00", "Lead": "S03"}
NOW = datetime.fromisoformat("2026-11-23T07:30:00+00:00")


@pytest.fixture
def stage(ready: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Everything is set up and the staff are typed; of the command only the first step and the last."""
    for part in ready[0].parent.glob("sandbox.sqlite*"):
        shutil.copy(part, tmp_path / part.name)
    monkeypatch.setattr(setup, "STEPS", steps("The mailbox", "Shared drive and workbook", "A test page"))
    made = Stage(tmp_path / "sandbox.sqlite", NOW)
    made.workbook_id = the_workbook(google_of(made.app))
    change_workbook(google_of(made.app), made.workbook_id, [typed_rows(tab("staff"), STAFF)])
    change_workbook(google_of(made.app), made.workbook_id, [typed_rows(tab("sessions"), [BIKE])])
    yield made
    made.close()


def run_at(stage: Stage, minute: int) -> None:
    stage.move(NOW + timedelta(minutes=minute))
    tick.run(stage.google(), stage.workbook_id, stage.now)


def yours(done: Result) -> list[str]:
    return re.findall(r"yours: (.*)", done.output)


def test_a_page_goes_to_the_telephone_and_its_answer_comes_back(stage: Stage) -> None:
    assert yours(started(stage.app, "--yes")) == [
        "Let it run first (the step before): nothing looks at the workbook yet"
    ]
    run_at(stage, 1)
    asked = started(stage.app, "--yes")
    assert "to do: Ask for a test page in 3 minutes" in asked.output
    assert yours(asked) == ["Take the DSL's telephone: at 07:34 a page comes. Say “I have it”; run this again"]
    run_at(stage, 2)
    assert stage.sent() == []
    run_at(stage, 4)
    (page,) = stage.sent()
    assert page.to == "dee@innov8.example"
    assert yours(started(stage.app, "--look")) == [
        "The test page went. Say “I have it” on the telephone, and run this again"
    ]
    run_at(stage, 11)
    (unheard,) = yours(started(stage.app, "--look"))
    assert "went to dee@innov8.example, and nobody has said “I have it”. Look at the telephone" in unheard
    stage.send("action", "dee@innov8.example", {"about": "The test page", "done": "I have it"})
    run_at(stage, 12)
    done = started(stage.app, "--look")
    assert done.exit_code == 0
    assert "there: Dee Safeguard answered the test page of 23/11/2026 07:34" in done.output
