"""The command scripts/provider_return: minutes of the whole record, on the screen and as a CSV file of text alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cme.domain.paper import Table
from scripts._paper.csv_file import write_csv
from scripts._provider_return.__main__ import app
from tests.jobs.small import Scene, at
from tests.jobs.test_evidence import OWNER_ONLY


def ask(scene: Scene, *words: str) -> Result:
    every = ["--workbook", scene.workbook, "--endpoint", scene.stage.base, *words]
    return CliRunner().invoke(app, every, env={"CME_TOKEN": "sandbox:bot@innov8.example", "COLUMNS": "60"}, color=False)


def read(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text))


def test_the_command_shows_each_child_s_minutes_and_writes_them_as_text(scene: Scene, tmp_path: Path) -> None:
    scene.type("Pupils!B2", ["=HYPERLINK(1)"])
    scene.tick("08:56")
    scene.register("09:05", "BIKE", "P2")
    scene.tick("09:15")
    scene.stage.move(at("13:00"))
    file = tmp_path / "new" / "return.csv"
    done = ask(scene, "--commissioner", "hill", "--by", "week", "--out", str(file))
    assert done.exit_code == 0, done.stderr
    assert done.stderr == f"Written: {file}. Delete it when it is handed on.\n"
    assert "Scheduled: a child's own hours" in done.stdout
    headings, *rows = read(file)
    assert headings[5:9] == [
        "Scheduled minutes",
        "Attended minutes",
        "Minutes of which nobody said anything",
        "Scheduled minutes, week of 23/11/2026",
    ]
    assert [(*row[:2], *row[5:8]) for row in rows] == [
        ("P1", "'=HYPERLINK(1) Sample", "180", "0", "0"),
        ("P3", "Zoelle Sample", "150", "0", "150"),
        ("P5", "Oweniel Sample", "180", "0", "180"),
    ]
    assert file.stat().st_mode & 0o777 == OWNER_ONLY
    refused = ask(scene, "--commissioner", "MULL")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("No place has the commissioner MULL.")
    twice = ask(scene, "--term", "x", "--from", "2026-11-23")
    assert twice.stderr == "Name the days by --term, or by --from and --to, and not by both.\n"


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_begins_like_a_formula_is_text_and_what_only_holds_such_a_sign_is_left_alone(
    typed: str, tmp_path: Path
) -> None:
    rows = ((typed, "Anne-Marie", 'O"Neil, Zoë'), ("5", "", "a=b"))
    write_csv(Table("t", ("x", "y", "z"), rows, (1, 1, 1)), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbfx,y,z\r\n"), "spreadsheets know the alphabet"
    assert read(tmp_path / "t.csv")[1:] == [[f"'{typed}", "Anne-Marie", 'O"Neil, Zoë'], ["5", "", "a=b"]]
