"""A run that writes while a workbook is brought forward: one of the two begins again, and neither writes blindly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from cme.domain.schema_version import Version
from cme.edges import version_stamp, workbook_plan
from cme.edges.migrations import Before
from cme.edges.schema import tab, versions
from cme.edges.tab_plan import Step
from cme.jobs import migrate
from cme.jobs.apply_schema import apply_workbook
from tests.jobs.small import Scene

NEXT = Version(2, date(2027, 1, 4), "It.", older_runs=True, runs_on_older=True)


def test_what_a_run_writes_while_the_steps_are_planned_is_seen_before_anything_is_changed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    every, seen = (*versions(), NEXT), []
    entries = tab("entries").sheet_id

    def counts(before: Before) -> Iterator[Step]:
        """Plan by what stands on Entries; the first time a run writes there once that was read."""
        rows = len(before.rows(entries)) - 1
        if not seen:
            scene.register("09:05", "BIKE", "P1")
            scene.tick("09:06")
        seen.append(rows)
        start = {"sheetId": tab("runs").sheet_id, "rowIndex": 3, "columnIndex": 6}
        value = [{"values": [{"userEnteredValue": {"numberValue": rows}}]}]
        yield Step("Count", {"updateCells": {"start": start, "rows": value, "fields": "userEnteredValue"}})

    for module in (migrate, version_stamp, workbook_plan):
        monkeypatch.setattr(module, "versions", lambda: every)
    monkeypatch.setattr(migrate, "MIGRATIONS", {2: counts})
    assert "To version 2: Count" in apply_workbook(scene.stage.google(), scene.workbook).done
    assert seen == [0, 1]
    assert (scene.cells("Runs!G4"), scene.cells("Runs!F2:G2")) == ([[1]], [[2, 1]])
