"""All that is held of somebody is looked for in archives too: what the workbook has no more says where it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cme.edges.schema import tab
from cme.jobs.archive_month import archive_months
from scripts._subject_access.__main__ import app
from tests.jobs.monthly import FIRST
from tests.jobs.small import Scene

pytestmark = pytest.mark.usual()

ARCHIVE = "Archive of November 2026"


def ask(scene: Scene, folder: Path, *words: str) -> Result:
    every = [*words, "--workbook", scene.workbook, "--endpoint", scene.stage.base, "--out", str(folder)]
    return CliRunner().invoke(app, every, env={"CME_TOKEN": "sandbox:bot@innov8.example", "COLUMNS": "60"}, color=False)


def held(folder: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / f"subject-access-{name}.json").read_text())["held"]
    return found


def test_a_child_whose_rows_are_gone_is_found_in_the_archive_and_what_still_stands_is_said_once(
    scene: Scene, folder: str, tmp_path: Path
) -> None:
    scene.type("Pupils!K3", ["Ann Sample", "01632 960001", "mother"])
    archive_months(scene.stage.google(), scene.workbook, FIRST)
    assert ask(scene, tmp_path, "P2").exit_code == 0
    before = {one["where"]: one["says"] for one in held(tmp_path, "P2")}
    # Redrawn tabs, and the head of Runs, were otherwise when the archive was made.
    assert not [where for where in before if "Observations" in where and where.startswith(ARCHIVE)]
    for slug in ("observations", "pupils", "places", "entries", "concerns"):
        rows = {"sheetId": tab(slug).sheet_id, "dimension": "ROWS", "startIndex": 1, "endIndex": 9}
        scene.change({"deleteDimension": {"range": rows}})
    done = ask(scene, tmp_path, "p2")
    assert done.exit_code == 0, done.stderr
    after = {one["where"]: one["says"] for one in held(tmp_path, "P2")}
    gone = {where for where in before if where.startswith(("Observations", "Pupils", "Concerns", "Places"))}
    assert {f"{ARCHIVE}, {where}" for where in gone} <= set(after)
    assert all(after[f"{ARCHIVE}, {where}"] == before[where] for where in gone)
    assert f"{ARCHIVE} · " in done.stdout
    assert ask(scene, tmp_path, "--person", "+44 1632 960001").exit_code == 0
    (mine, *_) = [one for one in held(tmp_path, "person") if one["where"].startswith(f"{ARCHIVE}, Pupils")]
    assert mine["says"]["Contact 1 phone"] == "01632 960001"
    nobody, both = ask(scene, tmp_path, "P9"), ask(scene, tmp_path, "P2", "--person", "Ann Sample")
    assert (nobody.exit_code, "Nobody has the code P9." in nobody.stderr) == (1, True)
    assert (both.exit_code, both.stderr) == (
        1,
        "Name a child by its code, or somebody who has none by --person, and not both.\n",
    )


def test_an_archive_that_is_not_what_was_sealed_is_a_gap_and_the_rest_is_looked_through(
    scene: Scene, folder: str, tmp_path: Path
) -> None:
    archive_months(scene.stage.google(), scene.workbook, FIRST)
    file = next(row for row in scene.stage.snapshot().facts.archived if row.file == "safeguarding.json")
    scene.stage.google().drive.files().update(
        fileId=file.drive_id, body={"contentRestrictions": [{"readOnly": False}]}
    ).execute()
    upload = f"https://www.googleapis.com/upload/drive/v3/files/{file.drive_id}?uploadType=media"
    scene.stage.google().http.request("patch", upload, data=b"{}")
    done = ask(scene, tmp_path, "P2")
    assert done.exit_code == 0, done.stderr
    assert f"{ARCHIVE} · GAP: safeguarding.json of November 2026 is not what was sealed." in done.stdout
    assert [one for one in held(tmp_path, "P2") if one["where"].startswith("Observations")]
