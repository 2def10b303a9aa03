"""The command scripts/referral_pack: a case on the screen, and as a Word file that holds the same."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn
from typer.testing import CliRunner, Result

from cme.domain.case_events import Did
from cme.domain.pack import CHRONOLOGY, FIELDS, Field, Happening, Pack, Section
from cme.edges.schema import tab
from cme.jobs.referral import make_packs
from scripts._paper.document import document_of
from scripts._referral_pack.__main__ import app
from tests.jobs.small import NAMES, PEOPLE, Scene, at, typed

MADE = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SCRIPTS = "Зоя, قالت الأم, می\u200cخواهم, 👩‍👧 <w:p> & “so”"
OWNER_ONLY = 0o600


def pack(*, restricted: bool = False) -> Pack:
    fields = (Field("Known as", "Samwise"), Field("Surname", SCRIPTS), Field("UPN", "not known"))
    rows = () if restricted else (Happening("Mon", "Tue", "a note", SCRIPTS, "Dee"), Happening("1", "2", "3", "4", "5"))
    return Pack("P1-261123", MADE, "innov8", (Section("Child", fields),), rows, is_restricted=restricted)


def opened(made: Pack, folder: Path) -> Word:
    file = folder / "pack.docx"
    document_of(made.paper).save(str(file))
    return Document(str(file))


def cells(word: Word) -> list[list[tuple[str, ...]]]:
    return [[tuple(cell.text for cell in row.cells) for row in table.rows] for table in word.tables]


def test_the_word_file_holds_what_the_pack_holds_in_its_order(tmp_path: Path) -> None:
    made = pack()
    word = opened(made, tmp_path)
    assert cells(word) == [[FIELDS, *made.sections[0].fields], [CHRONOLOGY, *made.chronology]]
    assert [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"] == ["Child", "Chronology"]
    apart = opened(pack(restricted=True), tmp_path)
    assert len(apart.tables) == 1
    assert "For children's social care and the police alone" in apart.paragraphs[2].text


def test_each_tables_first_row_is_marked_as_its_heading_and_no_other(tmp_path: Path) -> None:
    for table in opened(pack(), tmp_path).tables:
        marked = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert marked == [True] + [False] * (len(table.rows) - 1)


def test_what_is_written_about_the_file_names_no_child_and_says_its_language(tmp_path: Path) -> None:
    about = opened(pack(), tmp_path).core_properties
    assert (about.title, about.language) == ("Referral pack, case P1-261123", "en-GB")
    assert (about.author, about.comments, about.created) == ("innov8", "", MADE)
    said = " ".join(str(getattr(about, name)) for name in ("title", "subject", "author", "keywords", "comments"))
    assert "Samwise" not in said
    assert "python" not in said


@pytest.fixture
def lost(scene: Scene) -> Scene:
    """The charity with a case about its first child, of which all tabs tell something."""
    children: list[dict[str, Any]] = [
        {
            **PEOPLE["pupils"][0],
            "Contact 1": "Ann Sample",
            "Contact 1 relation": "mother",
            "Do not contact": "Bad Uncle",
        },
        *PEOPLE["pupils"][1:],
    ]
    usual = {"Pupil": "P1", "By": "DEE"}
    long_ago, now = at("08:10").replace(year=2025), at("08:30")
    events = [
        {**usual, "At": long_ago, "Kind": Did.MISSING.value, "Source": "e0", "Recorded at": long_ago},
        {
            **usual,
            "At": now,
            "Kind": Did.TRIED.value,
            "What happened": "rang the mother",
            "Source": "e1",
            "Recorded at": now,
        },
    ]
    flags = {"Pupil": "P1", "Care order": "yes", "Social worker": "Wilma Worker"}
    concern = {"Concern": "c", "Submitted at": now, "Pupil": "P1", "What was seen or heard": "he is afraid"}
    scene.change(
        *typed("pupils", children),
        *typed("chronology", events),
        *typed("safeguarding", [flags]),
        *typed("concerns", [concern]),
        # A tick reads the second event only, as after some weeks.
        {
            "updateNamedRange": {
                "namedRange": {
                    "namedRangeId": "hot_chronology",
                    "range": {"sheetId": tab("chronology").sheet_id, "startRowIndex": tab("chronology").header_row + 1},
                },
                "fields": "range",
            }
        },
    )
    return scene


def ask(scene: Scene, case: str, *words: str, workbook: str = "") -> Result:
    every = [case, "--workbook", workbook or scene.workbook, "--endpoint", scene.stage.base, *words]
    return CliRunner().invoke(app, every, env={"CME_TOKEN": "sandbox:bot@innov8.example", "COLUMNS": "60"}, color=False)


def test_the_command_shows_a_case_and_writes_it_and_the_restricted_part_only_where_asked(
    lost: Scene, tmp_path: Path
) -> None:
    case = f"P1-{date(2025, 11, 23):%y%m%d}"
    shown = ask(lost, "p1")
    assert shown.exit_code == 0, shown.stderr
    assert "  Adult 1: full name: Ann Sample\n" in shown.stdout
    assert "  Emergency contacts, in order: not known\n" in shown.stdout
    assert "tried to find the child; rang the mother; by Dee Worker" in shown.stdout
    for apart in ("Uncle", "Wilma", "Care order", "he is afraid"):
        assert apart not in shown.stdout
    assert not list(tmp_path.rglob("*.docx"))
    both = ask(lost, case, "--out", str(tmp_path / "packs"), "--restricted")
    assert "  Care order: yes\n" in both.stdout
    files = sorted((tmp_path / "packs").iterdir())
    assert [file.name for file in files] == [f"referral-{case}-restricted.docx", f"referral-{case}.docx"]
    assert {file.stat().st_mode & 0o777 for file in files} == {OWNER_ONLY}
    assert not any(name in file.name for name in NAMES for file in files)
    google = lost.stage.google()
    packs = make_packs(google, lost.workbook, case, at("08:55"), restricted=True)
    for made, file in zip(packs, reversed(files), strict=True):
        found = [row for table in cells(Document(str(file))) for row in table if row not in (FIELDS, CHRONOLOGY)]
        assert found == [*(f for s in made.sections for f in s.fields), *made.chronology]
    unknown = ask(lost, "P9")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert unknown.stderr == f"There is no case P9. Open cases: {case}. Name one of them.\n"
    assert "There is no workbook nope" in ask(lost, "P1", workbook="nope").stderr
