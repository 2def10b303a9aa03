"""The command scripts/evidence: the whole record for one asker, on the screen and as a Word file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from typer.testing import CliRunner, Result

from cme.domain.paper import Paper, Table
from cme.edges.schema import tab
from cme.edges.tables import Table as Rows
from cme.edges.timetable import read_calendar
from scripts._evidence.__main__ import app
from scripts._paper.document import RED, document_of
from tests.jobs.small import NAMES, Scene, at

MADE = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
OWNER_ONLY = 0o600
SECRET = {"Pupil": "P2", "Crime": "yes", "Social worker": "Wilma Worker", "Social worker phone": "01632 960777"}


def ask(scene: Scene, *words: str) -> Result:
    every = ["--workbook", scene.workbook, "--endpoint", scene.stage.base, *words]
    return CliRunner().invoke(app, every, env={"CME_TOKEN": "sandbox:bot@innov8.example", "COLUMNS": "60"}, color=False)


@pytest.fixture
def morning(busy: Callable[[Path], Scene], tmp_path: Path) -> Iterator[Scene]:
    """A morning after which a register came, notices went, and a tick reads none of it any more."""
    scene = busy(tmp_path / "busy")
    scene.tick("09:15")
    scene.type("Safeguarding!A2", [SECRET.get(heading, "") for heading in tab("safeguarding").headers])
    scene.tick("09:16")
    for slug in ("observations", "obligations", "messages"):
        start = {"sheetId": tab(slug).sheet_id, "startRowIndex": 900}
        named = {"namedRangeId": f"hot_{slug}", "range": start}
        scene.change({"updateNamedRange": {"namedRange": named, "fields": "range"}})
    scene.type("Calendar!E2", ["Autumn 2026"])
    scene.stage.move(at("13:00"))
    yield scene
    scene.close()


def test_the_command_shows_what_was_long_ago_for_each_asker_and_writes_it_where_asked(
    morning: Scene, tmp_path: Path
) -> None:
    child = ask(morning, "--pupil", "p1", "--out", str(tmp_path / "out"))
    assert child.exit_code == 0, child.stderr
    assert "the notice of absence, to Hill Example School <attendance@hill.example>" in child.stdout
    assert "sent 09:15" in child.stdout
    sample = ask(morning, "--sample", "2", "--seed", "7", "--term", "autumn 2026", "--out", str(tmp_path / "out"))
    assert "  Seed: 7 " in sample.stdout
    assert "GAP: " in sample.stdout
    assert not any(name in sample.stdout for name in NAMES)
    theirs = ask(morning, "--commissioner", "HILL", "--out", str(tmp_path / "out"))
    assert "  Notices of absence to you: 1\n" in theirs.stdout
    assert not {"P2", "P4"} & set(theirs.stdout.split())
    files = sorted((tmp_path / "out").iterdir())
    assert [file.name for file in files] == [
        "evidence-P1.docx",
        "evidence-for-HILL.docx",
        "evidence-sample-261123.docx",
    ]
    assert {file.stat().st_mode & 0o777 for file in files} == {OWNER_ONLY}
    begins, labels = "It begins on 23/11/2026: name later ones.", "Terms with a label: Autumn 2026."
    one, days = ("--pupil", "P1"), ("--sample", "2")
    for words, said in {
        ("--pupil", "P9"): "Nobody has the code P9. Copy it from the tab Pupils.",
        ("--commissioner", "MULL"): "No place has the commissioner MULL. Commissioners with places: HILL, MILL.",
        (*days, *one): "Name one of --pupil CODE, --sample N and --commissioner CODE, and not two.",
        (*one, "--term", "x", "--to", "2026-11-23"): "Name the days by --term, or by --from and --to, and not by both.",
        (
            *days,
            "--term",
            "Easter",
        ): f"The tab Calendar has no term Easter of innov8. {labels} Name one of them, or give --from and --to.",
        (*days, "--to", "2026-01-01"): f"The record holds none of these days. {begins}",
    }.items():
        refused = ask(morning, *words)
        assert (refused.exit_code, refused.stdout, refused.stderr) == (1, "", f"{said}\n")
    morning.change({"deleteSheet": {"sheetId": tab("messages").sheet_id}})
    broken = ask(morning, "--pupil", "P1")
    assert (broken.exit_code, broken.stdout) == (1, "")
    assert broken.stderr.startswith(
        "The tab Messages is gone, or its columns were changed, so that the evidence would "
    )


def test_flags_stand_in_a_paper_apart_as_they_were_known_then_and_in_no_other(morning: Scene, tmp_path: Path) -> None:
    asked = ask(morning, "--pupil", "P2", "--restricted", "--out", str(tmp_path / "out"))
    assert asked.exit_code == 0, asked.stderr
    ordinary, _, apart = asked.stdout.partition("Evidence about P2, restricted part")
    others = [ask(morning, *words).stdout for words in (("--sample", "4"), ("--commissioner", "HILL"))]
    for paper in (ordinary, *others):
        assert not [
            word for word in (*SECRET, *SECRET.values()) if word not in ("Pupil", "P2", "yes") and word in paper
        ]
    assert "by the places, sessions, calendar and staff as they were known" in " ".join(ordinary.split())
    assert "Mon 23/11/2026, 09:16" in apart
    assert all(word in apart for word in (*list(SECRET)[1:], *SECRET.values()))
    assert (tmp_path / "out" / "evidence-P2-restricted.docx").stat().st_mode & 0o777 == OWNER_ONLY
    refused = ask(morning, "--sample", "2", "--restricted")
    assert refused.stderr.startswith("Flags are shown of one child alone: name it by --pupil CODE")


def test_a_gap_is_a_word_and_a_colour_in_the_word_file_and_a_wide_table_lies_across(tmp_path: Path) -> None:
    rows = (("GAP: nobody said anything", "plain"), ("", "also plain"))
    tables = (
        Table("A", ("x", "y"), rows, (1, 3)),
        Table("B", ("x",), (), (1,), is_wide=True),
        Table("C", ("x",), (), (1,)),
    )
    document_of(Paper("t", "s", MADE, "innov8", "c", "f", tables)).save(str(tmp_path / "paper.docx"))
    word = Document(str(tmp_path / "paper.docx"))
    marked, unmarked = word.tables[0].rows[1].cells
    (run,) = marked.paragraphs[0].runs
    assert (run.text, run.bold, run.font.color.rgb) == ("GAP: nobody said anything", True, RED)
    assert marked._tc.find(f".//{qn('w:shd')}").get(qn("w:fill")) == "FFC7CE"
    assert unmarked.paragraphs[0].runs[0].font.color.rgb is None
    assert unmarked._tc.find(f".//{qn('w:shd')}") is None
    assert [page.page_width > page.page_height for page in word.sections] == [False, True, False]
    assert word.paragraphs[-1].text == "None."
    assert round(unmarked.width / marked.width, 3) == 3


def test_a_term_keeps_its_label() -> None:
    headers = list(tab("calendar").headers)
    rows = Rows.of("calendar", [headers, ["innov8", "term", 46272, 46374, "Autumn 2026"]])
    (term,), _ = read_calendar(rows)
    assert term.label == "Autumn 2026"
