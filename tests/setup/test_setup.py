"""The guided set-up from nothing: looked at, agreed to, broken off, gone on with, repeated."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from cme.domain.clocks import serial_of_day
from cme.domain.form_plan import FORMS
from cme.domain.model import Term
from cme.edges.google import Door, Google
from cme.edges.schema import tab
from cme.edges.setup_calls import change_workbook, create_workbook
from cme.edges.shared_drive import FOLDER, SPREADSHEET, make_drive, see_drives, see_marked, see_place, see_shares, share
from cme.edges.sheets import Workbook
from cme.errors import NoAnswer, SetupError
from cme.jobs.apply_duty_board import board_of
from cme.jobs.apply_schema import apply_settings, read_timetable, stored_settings
from sandbox.app import App, create_app
from sandbox.example.load import typed_rows
from scripts._setup import __main__ as setup
from scripts._setup.place import DRIVE
from scripts._setup.rows_in import appended
from scripts._setup.steps import NOTHING, Found, Step, World, take, task
from scripts._setup.typed import ASKED
from tests.setup.conftest import BOT, NOW, broken, google_of, started

EXAMPLES = Path(__file__).parents[2] / "docs" / "example-files"
REAL_ONCE = Door._once
TO_DO = re.compile(r"to do: (.*)")
STAFF = [
    {"Code": "S01", "Name": "Dee Safeguard", "Email": "dee@innov8.example", "Roles": "innov8 dsl"},
    {"Code": "S02", "Name": "Deb Deputy", "Email": "deb@innov8.example", "Roles": "deputy"},
    {"Code": "S03", "Name": "Cora Coordinates", "Email": "cora@innov8.example", "Roles": "coordinator"},
    {"Code": "S04", "Name": "Ted Trustee", "Email": "ted@elsewhere.example", "Roles": "trustee"},
]


def the_workbook(google: Google) -> str:
    ((book, _),) = see_marked(google, "workbook", SPREADSHEET)
    return book


def steps(*titles: str) -> tuple[Step, ...]:
    return tuple(step for step in setup.STEPS if step.title in titles)


def with_staff(google: Google, book: str) -> None:
    change_workbook(google, book, [typed_rows(tab("staff"), STAFF)])


def test_to_look_changes_nothing_and_says_what_comes(empty: App) -> None:
    done = started(empty, "--look")
    assert done.exit_code == 1
    assert TO_DO.findall(done.output) == [f"Make the shared drive “{DRIVE}”", f"Make the workbook “{DRIVE}” in it"]
    assert done.output.count("later: it comes when the workbook has its tabs") == len(setup.STEPS) - 4
    assert see_drives(google_of(empty), DRIVE) == []


def test_whoever_says_no_has_changed_nothing_and_whoever_is_not_there_neither(empty: App) -> None:
    for answers, said in (("n\n", "This step was not begun"), ("", "Nobody answered")):
        done = started(empty, answers=answers)
        assert done.exit_code == 1
        assert said in done.output
    assert see_drives(google_of(empty), DRIVE) == []


def test_from_nothing_to_a_workbook_with_forms_in_a_shared_drive(ready: tuple[Path, str], app: App) -> None:
    google = google_of(app)
    book = the_workbook(google)
    typed = stored_settings(google, book)
    (drive,) = see_drives(google, DRIVE)
    assert see_place(google, book).drive == see_place(google, board_of(typed)).drive == drive
    assert see_place(google, typed["archive folder"]).folder == drive
    assert {name: typed[name] for name in ("sender", *ASKED)} == {
        "sender": BOT,
        "reply to": "attendance@innov8.example",
        "domain": "innov8.example",
        "dsl name": "Dee Safeguard",
        "dsl phone": "07700 900106",
        "chair phone": "07700 900107",
    }
    # Who is a member of a drive may read every answer of a form in it: the forms stay the mailbox's own.
    assert {see_place(google, typed[f"{slug} form id"]).drive for slug in FORMS} == {""}
    assert all(typed[f"{slug} form link"] in ready[1] for slug in FORMS)


def test_terms_are_those_that_somebody_typed_and_bank_holidays_are_added_for_two_years(
    ready: tuple[Path, str], app: App
) -> None:
    facts = read_timetable(google_of(app), the_workbook(google_of(app)))
    assert facts.terms == (Term("innov8", date(2026, 9, 7), date(2026, 12, 18), "Autumn"),)
    assert "“7 September” is not a date. Type it as 07/09/2026" in ready[1]
    assert "no two terms may meet: once more." in ready[1]
    days = [closure.since for closure in facts.closures]
    assert (min(days), date(2027, 12, 27) in days, max(days) < date(2028, 11, 23)) == (date(2026, 12, 25), True, True)


def test_a_bank_holiday_that_stands_there_already_is_left_as_it_is(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "STEPS", steps("The mailbox", "Shared drive and workbook", "Calendar"))
    google = google_of(app)
    book = the_workbook(google)
    before = len(read_timetable(google, book).closures)
    days = {"From": float(serial_of_day(date(2026, 12, 21))), "To": float(serial_of_day(date(2027, 1, 1)))}
    row: dict[str, str | float] = {"Calendar": "Exampleshire", "Kind": "holiday", **days}
    change_workbook(google, book, [appended(tab("calendar"), tab("calendar").headers, [row])])
    school = {"Code": "HILL", "Name": "Hill", "Calendar": "Exampleshire"}
    change_workbook(google, book, [typed_rows(tab("schools"), [school])])
    done = started(app, "--yes")
    assert TO_DO.findall(done.output) == [f"Add {before - 4} bank holidays of England to “Exampleshire”, to 28/08/2028"]


def test_a_folder_of_files_is_taken_whole_or_not_at_all_and_once(
    empty: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = ("Forms", "Duty board", "A test page")
    quick = tuple(step for step in setup.STEPS if step.title not in slow)
    monkeypatch.setattr(setup, "STEPS", quick)
    shutil.copytree(EXAMPLES, tmp_path / "files")
    file = tmp_path / "files" / "sessions.csv"
    right = file.read_text()
    file.write_text(right.replace("09:00", "nine", 1))
    first = started(empty, "--yes", "--files", str(tmp_path / "files"))
    assert first.exit_code == 1
    assert "yours: sessions.csv line 2, Start: “nine” is not a time." in first.output
    google = google_of(empty)
    assert not read_timetable(google, the_workbook(google)).staff
    file.write_text(right)
    second = started(empty, "--yes", "--files", str(tmp_path / "files"))
    assert "to do: Add 5 rows of pupils.csv to “Pupils”" in second.output
    facts = read_timetable(google, the_workbook(google))
    assert [problem for problem in facts.problems if " row " in problem.where] == []
    assert (len(facts.pupils), facts.pupils["P0002"].first_name, len(facts.staff)) == (5, "Zoë", 7)
    assert stored_settings(google, the_workbook(google))["dsl name"] == "Dee Safeguard"
    third = started(empty, "--yes", "--files", str(tmp_path / "files"))
    assert (third.exit_code, TO_DO.findall(third.output)) == (0, [])


def test_a_repeat_finds_everything_again_and_changes_nothing(app: App) -> None:
    google = google_of(app)
    with_staff(google, the_workbook(google))
    started(app, "--yes")
    broken(app, kind="refuse", status=403, times=None, match={"method": "*create"})
    broken(app, kind="refuse", status=403, times=None, match={"method": "*pdate"})
    again = started(app, "--yes")
    assert TO_DO.findall(again.output) == []
    assert "Traceback" not in again.output


def test_without_shared_drives_it_says_who_allows_them_and_how_to_do_without(
    empty: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "STEPS", steps("The mailbox", "Shared drive and workbook"))
    broken(empty, kind="refuse", status=403, match={"method": "drive.drives.create"})
    done = started(empty, "--yes")
    assert done.exit_code == 2
    assert "Shared drive creation. Or run this with --own-drive" in done.output
    assert started(empty, "--yes", "--own-drive").exit_code == 0
    google = google_of(empty)
    assert see_place(google, the_workbook(google)).drive == ""


def test_a_workbook_that_was_made_before_is_moved_in_and_found_from_then_on(
    empty: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "STEPS", steps("The mailbox", "Shared drive and workbook"))
    google = google_of(empty)
    book = create_workbook(google, "before")
    assert started(empty, "--yes", "--workbook", book).exit_code == 0
    assert see_place(google, book).drive == see_drives(google, DRIVE)[0]
    assert the_workbook(google) == book


def test_two_workbooks_are_named_and_neither_is_taken(empty: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "STEPS", steps("The mailbox", "Shared drive and workbook"))
    for _ in range(2):
        assert started(empty, "--yes", "--workbook", create_workbook(google_of(empty), "two")).exit_code == 0
    done = started(empty, "--yes")
    assert done.exit_code == 2
    assert "There is more than one workbook: " in done.output
    assert "--workbook ID" in done.output


def test_the_team_and_the_morning_are_let_in_and_nobody_else(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "STEPS", steps("The mailbox", "Shared drive and workbook", "Who may open what"))
    google = google_of(app)
    book = the_workbook(google)
    with_staff(google, book)
    share(google, book, "ted@elsewhere.example", "reader")
    done = started(app, "--yes")
    assert TO_DO.findall(done.output) == [
        "Let dee@innov8.example open and change the workbook",
        "Let deb@innov8.example open and change the workbook",
        "Let dee@innov8.example see the Duty board",
        "Let deb@innov8.example see the Duty board",
        "Let cora@innov8.example see the Duty board",
        "Let dee@innov8.example see the archive",
        "Let deb@innov8.example see the archive",
    ]
    assert "yours: ted@elsewhere.example may open the workbook, and by Staff they should not" in done.output
    assert {one.whom for one in see_shares(google, book) if one.role == "writer"} == {
        "dee@innov8.example",
        "deb@innov8.example",
    }


def test_a_mailbox_that_is_a_persons_own_is_noticed(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "STEPS", steps("The mailbox", "Shared drive and workbook", "Who may open what"))
    google = google_of(app)
    rows = [*STAFF, {"Code": "S09", "Name": "Val Volunteer", "Email": BOT, "Roles": "lead"}]
    change_workbook(google, the_workbook(google), [typed_rows(tab("staff"), rows)])
    assert f"yours: {BOT} is somebody's own on Staff" in started(app, "--look").output


def test_a_link_that_lets_anybody_in_is_said_first_thing(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "STEPS", steps("The mailbox", "Shared drive and workbook", "Who may open what"))
    google = google_of(app)
    book = the_workbook(google)
    for whom in ({"type": "anyone"}, {"type": "domain", "domain": "innov8.example"}):
        body = {"role": "reader", **whom}
        google.drive.permissions().create(fileId=book, body=body, supportsAllDrives=True).execute()
    done = started(app, "--look")
    assert "Whoever has the link may open the workbook. Take that out under Share, at once" in done.output
    assert "Everybody in innov8.example may open the workbook." in done.output


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("domain", "@innov8.example", "is not a domain"),
        ("dsl phone", "7700900106", "with the 0 at its beginning"),
        ("reply to", "attendance at innov8", "is not an email address"),
    ],
)
def test_what_cannot_be_right_is_asked_for_again(name: str, typed: str, said: str) -> None:
    assert any(said in line for line in setup.typed.what_is_wrong(name, typed))


def test_another_account_than_the_one_that_sends_is_noticed(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "STEPS", steps("The mailbox", "Shared drive and workbook", "Settings"))
    google = google_of(app)
    apply_settings(google, the_workbook(google), {"sender": "other@innov8.example"})
    done = started(app, "--look")
    assert f"Settings says that other@innov8.example sends, and this is {BOT}" in done.output


def test_a_search_that_google_did_not_finish_finds_nothing_to_build_on() -> None:
    answer = SimpleNamespace(execute=lambda: {"incompleteSearch": True, "files": []})
    files = SimpleNamespace(list=lambda **_: answer)
    google = cast(Google, SimpleNamespace(drive=SimpleNamespace(files=lambda: files)))
    with pytest.raises(SetupError, match="has not looked through every shared drive"):
        see_marked(google, "workbook", SPREADSHEET)


def test_the_same_request_for_a_drive_makes_no_second_one(empty: App) -> None:
    google = google_of(empty)
    assert make_drive(google, DRIVE, "today") == make_drive(google, DRIVE, "today")
    assert len(see_drives(google, DRIVE)) == 1


def test_what_was_done_and_does_not_show_is_nothing_to_build_on(app: App) -> None:
    stuck = Step("Something", "A moment.", lambda _: Found(todo=(task("do it", lambda: None),)), NOTHING)
    world = World(google_of(app), yes=True)
    with pytest.raises(SetupError, match="this was done and does not show yet: do it"):
        take(world, 1, stuck)


def test_what_was_typed_before_somebody_was_called_away_is_kept(empty: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        setup, "STEPS", steps("The mailbox", "Shared drive and workbook", "Tabs", "Archive", "Settings")
    )
    done = started(empty, answers="y\n" * 4 + "attendance@innov8.example\n")
    assert done.exit_code == 1
    assert "Stopped. What was done stays; run this again to go on." in done.output
    google = google_of(empty)
    assert stored_settings(google, the_workbook(google))["reply to"] == "attendance@innov8.example"


def test_runs_that_each_die_after_their_first_change_come_to_the_same_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = ("Forms", "Duty board", "A test page")
    monkeypatch.setattr(setup, "STEPS", tuple(step for step in setup.STEPS if step.title not in slow))
    words = ("--yes", "--files", str(EXAMPLES))
    whole, broken = (create_app(tmp_path / f"{name}.sqlite", now=NOW) for name in ("whole", "broken"))
    try:
        assert started(whole, *words).exit_code == 0
        runs = 0
        with monkeypatch.context() as dying:
            dying.setattr(Door, "_once", loses_answers)
            while started(broken, *words).exit_code:
                runs += 1
                assert runs < 40
        assert runs > 15
        assert stands(broken) == stands(whole)
    finally:
        whole.stop()
        broken.stop()


def loses_answers(door: Door, method: str, url: str, more: Any) -> Any:
    """Let a change through and lose its answer, which ends the run."""
    answer = REAL_ONCE(door, method, url, more)
    if method.upper() != "GET":
        raise NoAnswer("The answer was lost.")
    return answer


def stands(app: App) -> Any:
    """What the set-up left: the rows of each tab, the files, and who may open them, by name."""
    google = google_of(app)
    book = the_workbook(google)
    typed = stored_settings(google, book)
    folder = typed.pop("archive folder")
    snapshot = Workbook(google, book).read()
    rows = {slug: cells for slug, cells in snapshot.values.items() if slug != "settings"}
    fixed = {name: value for name, value in typed.items() if value not in (book, folder)}
    who = [sorted((one.role, one.whom) for one in see_shares(google, file)) for file in (book, folder)]
    return rows, fixed, who, len(see_drives(google, DRIVE)), len(see_marked(google, "archive", FOLDER))
