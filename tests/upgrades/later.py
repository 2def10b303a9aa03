"""Later versions of this program, as somebody might write them: made of a copy of it, each in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.jobs.small import Scene, at

ROOT = Path(__file__).parents[2]
VERSIONS = """
[[version]]
number = 2
day = 2027-01-04
changed = "Year of a pupil is Y9, not 9; a tab Vehicles; a column Bus."
older_runs = true
runs_on_older = true
"""
THIRD = """
[[version]]
number = 3
day = 2027-02-01
changed = "Phone on Staff is Telephone; semicolons stand between roles."
older_runs = false
runs_on_older = false
"""
VEHICLES = """\
title = "Vehicles"
sheet_id = 199
order = 40
writer = "dsl"
group = "children"
archive = "attendance"
about = "What brings them."
columns = [ { header = "Plate", width = 90 } ]
"""
MIGRATIONS = """

PUPILS, STAFF = 111, 124


def _column(before, sheet_id, header):
    return before.live.tabs[sheet_id].headers(0).index(header)


def _text(sheet_id, row, column, value):
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    rows = [{"values": [{"userEnteredValue": {"stringValue": value}}]}]
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def _converted(before, sheet_id, header, convert):
    column = _column(before, sheet_id, header)
    for number, row in enumerate(before.rows(sheet_id)[1:], 1):
        old = str(row[column]) if column < len(row) else ""
        if old and convert(old) != old:
            what = f"Write {convert(old)} for {old} in row {number + 1}"
            yield Step(what, _text(sheet_id, number, column, convert(old)))


def to_2(before):
    yield from _converted(before, PUPILS, "Year", lambda year: year if year.startswith("Y") else f"Y{year}")


def to_3(before):
    if "Phone" in before.live.tabs[STAFF].headers(0):
        yield Step("Call Phone on Staff Telephone", _text(STAFF, 0, _column(before, STAFF, "Phone"), "Telephone"))
    yield from _converted(before, STAFF, "Roles", lambda roles: roles.replace(",", ";"))


MIGRATIONS = {2: to_2, 3: to_3}
"""
DRIVER = """
import json, sys
from datetime import datetime
from cme.edges.google import Endpoint, connect
from cme.errors import CmeError
from cme.jobs import tick
from cme.jobs.apply_schema import apply_workbook, plan, read_timetable
from cme.jobs.archived import restore, take_out
from cme.jobs.health import check_health

for line in sys.stdin:
    asked = json.loads(line)
    workbook = asked["workbook"]
    google = connect(Endpoint(asked["base"]), "sandbox:bot@innov8.example", sleep=lambda _: None)
    try:
        if asked["do"] == "plan":
            said = plan(google, workbook).lines
        elif asked["do"] == "apply":
            said = apply_workbook(google, workbook).done
        elif asked["do"] == "staff":
            people = read_timetable(google, workbook).staff
            said = {code: [person.phone, [role.value for role in person.roles]] for code, person in people.items()}
        elif asked["do"] == "restore":
            said = restore(google, take_out(google, asked["what"]), "November again")[0]
        elif asked["do"] == "health":
            health = check_health(google, workbook, datetime.fromisoformat(asked["at"]))
            said = [problem.what for problem in health.problems]
        else:
            report = tick.run(google, workbook, datetime.fromisoformat(asked["at"]))
            said = {"outcome": report.outcome, "notes": report.notes, "sent": report.sent}
    except CmeError as wrong:
        said = {"wrong": str(wrong)}
    print(json.dumps(said), flush=True)
"""


def second(folder: Path) -> Path:
    """Make the version with which this one gets on, both ways."""
    for part in ("functions", "sheets_schema", "templates"):
        shutil.copytree(ROOT / part, folder / part)
    (folder / "sheets_schema" / "tabs" / "vehicles.toml").write_text(VEHICLES)
    _changed(folder / "sheets_schema" / "versions.toml", "", VERSIONS)
    _changed(folder / "sheets_schema" / "tabs" / "pupils.toml", "\n]\n", '\n  { header = "Bus", width = 90 },\n]\n')
    _changed(folder / "functions" / "cme" / "edges" / "migrations.py", "", MIGRATIONS)
    (folder / "driver.py").write_text(DRIVER)
    return folder


def third(folder: Path) -> Path:
    """Make the version after it, with which neither gets on."""
    second(folder)
    _changed(folder / "sheets_schema" / "versions.toml", "", THIRD)
    _changed(folder / "sheets_schema" / "tabs" / "staff.toml", 'header = "Phone"', 'header = "Telephone"')
    people = folder / "functions" / "cme" / "edges" / "people.py"
    _changed(people, 'row.text("Phone")', 'row.text("Telephone")')
    _changed(people, 'row.text("Roles").split(",")', 'row.text("Roles").split(";")')
    return folder


def _changed(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1) if old else text + new)


class Program:
    """A version of the program in a process of its own, asked one thing after the other."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(folder / "functions")}
        pipe = subprocess.PIPE
        command = [sys.executable, "driver.py"]
        self._process = subprocess.Popen(command, cwd=folder, env=environment, stdin=pipe, stdout=pipe, text=True)

    def ask(self, scene: Scene, do: str, clock: str = "", what: str = "") -> Any:
        """Let it do one thing, at a time if one is named, and return what it says."""
        if clock:
            scene.stage.move(at(clock))
        asked = {"do": do, "what": what, "at": scene.stage.now.isoformat()}
        asked |= {"base": scene.stage.base, "workbook": scene.workbook}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        self._process.communicate()
