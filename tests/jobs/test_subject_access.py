"""The command scripts/subject_access against the sandbox: every place is looked in, and what is held is found there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from docx import Document
from typer.testing import CliRunner, Result

from cme.domain.form_plan import FORMS
from cme.edges.schema import duty_tabs, tab, tabs
from cme.edges.setup_calls import change_workbook
from cme.jobs.apply_duty_board import apply_duty_board, board_of
from cme.jobs.apply_schema import stored_settings
from scripts._subject_access.__main__ import app
from tests.jobs.small import NAMES, Scene, as_typed, at
from tests.jobs.test_evidence import OWNER_ONLY

FUNCTIONS = Path(__file__).parents[2] / "functions"
OWN = 4711
"""The number of a tab that somebody added."""
WORDS = "P2 is afraid of Samwise, says Ned Nurse"


def ask(scene: Scene, folder: Path, pupil: str = "P2") -> Result:
    every = [pupil, "--workbook", scene.workbook, "--endpoint", scene.stage.base, "--out", str(folder)]
    return CliRunner().invoke(app, every, env={"CME_TOKEN": "sandbox:bot@innov8.example", "COLUMNS": "60"}, color=False)


def held(folder: Path, code: str = "P2") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / f"subject-access-{code}.json").read_text())["held"]
    return found


def places(found: list[dict[str, Any]]) -> set[str]:
    return {re.split(r", (?:row|“)", one["where"])[0] for one in found if "perhaps" not in one["found"]}


def test_the_command_writes_all_that_is_held_by_time_with_others_marked(scene: Scene, tmp_path: Path) -> None:
    scene.type("Agencies!A2", ["P2", "health", "", "Ned Nurse"])
    scene.type("Settings!B7", ["bot@innov8.example"])
    scene.stage.control(
        "mail", {"kind": "reply", "address": "attendance@mill.example", "text": "Kairavi Sample is ill"}
    )
    scene.register("09:05", "BIKE", "P1", "P3", "P4")
    scene.tick("09:15")
    scene.stage.move(at("09:20"))
    scene.stage.send("concern", "tess@innov8.example", {"told": "yes", "child": "P2", "harm": "no", "words": WORDS})
    scene.tick("09:25")
    scene.type("Pupils!B2", ["Sid"], ["Kim"])
    scene.tick("09:26")
    out = tmp_path / "out"
    done = ask(scene, out, "p2")
    assert done.exit_code == 0, done.stderr
    assert "Delete both when the request is answered." in done.stderr
    assert not [name for name in (*NAMES, "Kim", "Sid") if name in done.stdout]
    assert {file.stat().st_mode & 0o777 for file in out.iterdir()} == {OWNER_ONLY}
    found = held(out)
    assert places(found) == {
        *(
            "Today",
            "Waiting",
            "Pupils",
            "Places",
            "Agencies",
            "Entries",
            "Observations",
            "Concerns",
            "Obligations",
            "Messages",
            "History",
        ),
        *("form “Register”", "form “A concern about a child”", "mail sent", "mail received"),
    }
    instants = [one["at"] or "" for one in found]
    assert instants == sorted(instants)
    by_where = {one["where"]: one for one in found}
    assert by_where["form “Register”"]["found"].startswith("because it belongs"), "who was missed is not ticked"
    (received,) = [one for one in found if one["where"].startswith("mail received")]
    assert "Kairavi Sample is ill" in received["says"]["Text"]
    assert received["found"].startswith("by the name"), "a name that was typed over still finds"
    concern = by_where["Concerns, row 2"]
    assert concern["says"]["What was seen or heard"] == WORDS
    assert [(one["term"], one["who"], one["name"]) for one in concern["third_parties"]] == [
        ("tess@innov8.example", "works here", "Tess Worker"),
        ("Samwise", "another child", "P1"),
        ("Ned Nurse", "health for P2", "Ned Nurse"),
    ]
    text = "\n".join(c.text for t in Document(str(out / "subject-access-P2.docx")).tables for c in t._cells)
    assert "P2 is afraid of [THIRD PARTY: Samwise], says [THIRD PARTY: Ned Nurse]" in text
    assert not [name for name in NAMES - {"Kairavi"} if re.search(rf"(?<!THIRD PARTY: )\b{name}\b", text)]
    refused = ask(scene, tmp_path, "P9")
    assert (refused.exit_code, refused.stderr) == (1, "Nobody has the code P9. Copy it from the tab Pupils.\n")


def test_every_tab_of_both_files_and_each_that_somebody_added_is_looked_in_and_one_that_is_gone_is_a_gap(
    scene: Scene, tmp_path: Path
) -> None:
    google = scene.stage.google()
    apply_duty_board(google, scene.workbook, make=True)
    board = board_of(stored_settings(google, scene.workbook))
    scene.change({"addSheet": {"properties": {"sheetId": OWN, "title": "My notes"}}})
    cells = {"rows": [{"values": [as_typed("about P2")]}], "fields": "userEnteredValue"}
    ours, theirs = ([one.sheet_id for one in found] for found in (tabs(), duty_tabs()))
    for file_id, ids in ((scene.workbook, [*ours, OWN]), (board, theirs)):
        change_workbook(google, file_id, [{"appendCells": {"sheetId": one, **cells}} for one in ids])
    assert ask(scene, tmp_path).exit_code == 0
    titles = {one.title for one in tabs()} | {f"Duty board, {one.title}" for one in duty_tabs()} | {"My notes"}
    assert titles - places(held(tmp_path)) == set()
    scene.change({"deleteSheet": {"sheetId": tab("concerns").sheet_id}})
    scene.fault(match={"path": "/responses"}, kind="refuse", status=403, times=None)
    broken = ask(scene, tmp_path)
    assert broken.exit_code == 0, broken.stderr
    assert "Concerns · GAP: the tab is gone · 0" in broken.stdout
    assert "GAP: not read: " in broken.stdout
    assert broken.stdout.count("GAP: Google did not give it (") == len(FORMS)
    assert "about P2" in (tmp_path / "subject-access-P2.json").read_text(), "the rest is looked through all the same"


def test_no_entry_point_reaches_it() -> None:
    every = {str(path.relative_to(FUNCTIONS)): path.read_text() for path in FUNCTIONS.rglob("*.py")}
    readers = {name for name, code in every.items() if "edges.held_lines" in code}
    assert readers == {"cme/jobs/places.py"}
    assert {name for name, code in every.items() if "jobs.places" in code} == {"cme/jobs/subject_access.py"}
    assert not {name for name, code in every.items() if "jobs.subject_access" in code}
