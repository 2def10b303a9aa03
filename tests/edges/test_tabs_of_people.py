"""The DSL's tabs: found by heading wherever a column was moved; whatever a cell holds, nothing raises or is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.domain.model import Mode, Problem, Role
from cme.edges.people import is_mode_known, read_organisations, read_settings, read_staff
from cme.edges.pupils import read_pupils
from cme.edges.schema import tab
from cme.edges.snapshot import Snapshot
from cme.edges.tables import Table, clock_of
from cme.edges.timetable import place_times, read_halves, read_places, read_sessions
from cme.jobs.gather import gather
from tests.builders import a_session, facts

PEOPLE = ("settings", "pupils", "safeguarding", "schools", "authorities", "staff", "sessions", "calendar", "places")
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(["P1", "HILL", "09:30", "31/02/2026", "²", "=1+1", "live", "mode", "x", "Monday", "a@b.example"]),
)


def table(slug: str, *rows: dict[str, Any], headers: Sequence[Any] = ()) -> Table:
    titles = headers or tab(slug).headers
    return Table.of(slug, [list(titles), *([row.get(str(title), "") for title in titles] for row in rows)])


def said(*tables: Table) -> str:
    return "\n".join(f"{p.where}: {p.what} {p.mend}" for found in tables for p in found.problems)


@given(st.permutations(tab("pupils").headers), st.text(max_size=5))
def test_columns_are_found_wherever_they_were_moved(headers: Sequence[str], new: str) -> None:
    extra = (new if new.strip().casefold() not in {h.casefold() for h in headers} else "", *headers)
    found = read_pupils(table("pupils", {"Code": "P1", "First name": "Sam", "Surname": "S"}, headers=extra), {})
    assert found["P1"].short_name == "Sam S"


@settings(max_examples=60)
@given(st.data())
def test_whatever_the_cells_hold_nothing_raises_and_no_row_is_lost_silently(data: st.DataObject) -> None:
    values = {}
    for slug in PEOPLE:
        width = len(tab(slug).headers)
        rows = data.draw(st.lists(st.lists(CELLS, max_size=width + 1), max_size=3), label=slug)
        values[slug] = [list(tab(slug).headers), *rows]
    facts = gather(Snapshot(1, values=values), "w").facts
    kept = {"pupils": facts.pupils, "staff": facts.staff, "sessions": facts.sessions}
    for slug, found in kept.items():
        for number, row in enumerate(values[slug][1:], start=2):
            filled = any(cell not in ("", None) for cell in row)
            where = f"{tab(slug).title} row {number},"
            assert not filled or str(plain(row[0] if row else "")) in found or is_named(facts.problems, where)


def plain(cell: Any) -> str:
    return (
        str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str("" if cell is None else cell).strip()
    )


def is_named(problems: Sequence[Problem], where: str) -> bool:
    return any(problem.where.startswith(where) for problem in problems)


@settings(max_examples=60)
@given(
    st.lists(st.lists(CELLS, max_size=17), max_size=4),
    st.sampled_from(["entries", "observations", "obligations", "messages"]),
)
def test_whatever_a_machines_rows_hold_nothing_raises(rows: list[list[Any]], slug: str) -> None:
    gather(Snapshot(1, values={slug: rows}), "w")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (46349, date(2026, 11, 23)),
        ("23/11/2026", date(2026, 11, 23)),
        ("2026-11-23", date(2026, 11, 23)),
        ("31/02/2026", None),
        ("Monday", None),
        (True, None),
        (10**9, None),
    ],
)
def test_a_day_is_a_day_or_a_problem(typed: Any, kept: date | None) -> None:
    found = table("staff", {"Code": "S1", "Roles": "innov8 dsl", "Away from": typed, "Away to": typed})
    away = read_staff(found)["S1"].away
    assert away == (((kept, kept),) if kept else ())
    assert ("is not a date" in said(found)) is (kept is None)


def test_a_trustee_is_a_role_and_what_is_none_says_which_there_are() -> None:
    found = table("staff", {"Code": "S1", "Roles": "Trustee"}, {"Code": "S2", "Roles": "governor"})
    people = read_staff(found)
    assert (people["S1"].roles, people["S2"].roles) == ((Role.TRUSTEE,), ())
    assert "“governor” is not a role" in said(found)
    assert "“trustee” is not a role" not in said(found)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(0.395833, time(9, 30)), ("9.30", time(9, 30)), ("24:00", None), (1.5, None), ("half nine", None)],
)
def test_a_time_is_a_time_or_none(typed: Any, kept: time | None) -> None:
    assert clock_of(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ()),
        ("no", ()),
        (False, ()),
        ("x", (time(9), time(12))),
        (True, (time(9), time(12))),
        ("09:30", (time(9, 30), time(12))),
        ("09:30-11:00", (time(9, 30), time(11))),
        ("11:00–10:00", None),
        ("?", None),
        (0, None),
        (0.4375, (time(10, 30), time(12))),
    ],
)
def test_a_place_is_a_tick_a_time_or_unclear(typed: Any, kept: Any) -> None:
    assert place_times(typed, a_session()) == kept


def test_a_cell_that_is_unclear_expects_the_child_all_the_same() -> None:
    found = Table.of(
        "places", [["Pupil", "Commissioner", "From", "To", "Transport", "BIKE"], ["P1", "HILL", "", "", "", "?"]]
    )
    places = read_places(
        found,
        ["Pupil", "Commissioner", "From", "To", "Transport", "BIKE"],
        {"BIKE": a_session()},
        {"P1": None},
        {"HILL": None},
    )  # type: ignore[dict-item]
    assert [place.pupil for place in places] == ["P1"]
    assert "neither a tick nor a time" in said(found)


@pytest.mark.parametrize(
    "address",
    ["ada at hill", "ada@hill.example, bob@hill.example", "аda@hill.example", "ada@hill.example\r\nBcc: x@y.example"],
)
def test_what_is_no_address_is_never_one(address: str) -> None:
    schools = table("schools", {"Code": "HILL", "Name": "Hill", "Attendance email": address})
    assert read_organisations(schools, table("authorities"))["HILL"].contacts[0].email == ""
    assert "is not an email address" in said(schools)


def test_an_address_outside_the_allowed_domains_is_not_used() -> None:
    row = {"Code": "HILL", "Name": "Hill", "Attendance email": "ada@hi11.example", "Allowed domains": "hill.example"}
    schools = table("schools", row)
    assert read_organisations(schools, table("authorities"))["HILL"].contacts[0].email == ""
    assert "allowed" in said(schools)


@pytest.mark.parametrize(("typed", "at", "problems"), [("07:20", "07:20", 0), ("", "07:45", 1), ("early", "07:45", 1)])
def test_the_time_of_the_day_sheet_is_a_time_or_the_usual_one_and_said(typed: str, at: str, problems: int) -> None:
    found = table("settings", {"Setting": "day sheet", "Value": typed}, {"Setting": "duty board", "Value": "b1"})
    read = read_settings(found, None)
    assert (f"{read.day_sheet:%H:%M}", read.duty_board) == (at, "b1")
    assert said(found).count("Type it as 07:45.") == problems


@pytest.mark.parametrize(
    ("typed", "space", "problems"),
    [
        ("", "", 0),
        ("spaces/AAAApages00", "spaces/AAAApages00", 0),
        ("https://chat.google.com/room/AAAApages00?cls=7", "spaces/AAAApages00", 0),
        ("DSL team", "", 1),
    ],
)
def test_the_space_in_which_pages_ring_is_a_name_or_an_address_and_else_none_and_said(
    typed: str, space: str, problems: int
) -> None:
    found = table("settings", {"Setting": "chat space", "Value": typed})
    assert read_settings(found, None).chat_space == space
    assert said(found).count("is neither the name of a space in Google Chat nor its web address") == problems


@pytest.mark.parametrize(
    ("typed", "rings", "problems"),
    [("", "innov8", 0), ("Innov8", "innov8", 0), ("school", "school", 0), ("mum", "innov8", 1)],
)
def test_who_rings_home_first_is_the_school_s_where_it_is_typed_and_else_ours(
    typed: str, rings: str, problems: int
) -> None:
    row = {"Code": "HILL", "Name": "Hill", "Attendance email": "ada@hill.example", "Rings home first": typed}
    schools = table("schools", row)
    assert read_organisations(schools, table("authorities"))["HILL"].rings_home == rings
    assert said(schools).count("is neither innov8 nor school") == problems


@pytest.mark.parametrize(
    ("other", "said_to_be_alike"),
    [
        ({}, True),
        ({"First name": "sam"}, True),
        ({"Surname": "Specimen"}, True),
        ({"Surname": "Trial"}, False),
        ({"Year": "10"}, False),
        ({"School on roll": "MILL"}, False),
        ({"School on roll": ""}, False),
        ({"Admission number": "7"}, False),
    ],
)
def test_two_children_whom_one_school_could_not_tell_apart_are_named(
    other: dict[str, str], said_to_be_alike: bool
) -> None:
    one = {"First name": "Sam", "Surname": "Sample", "Year": "9", "School on roll": "HILL"}
    found = table("pupils", {"Code": "P1"} | one, {"Code": "P2"} | one | other)
    assert len(read_pupils(found, facts().organisations)) == 2
    assert ("HILL cannot tell P2 from P1" in said(found)) is said_to_be_alike


def test_one_number_for_two_children_of_a_school_is_named_whatever_their_names() -> None:
    rows = [{"First name": "Sam", "School on roll": "HILL"}, {"First name": "Zoe", "School on roll": "HILL"}]
    numbered = ({"Code": f"P{n}", "Admission number": "H1"} | row for n, row in enumerate(rows))
    found = table("pupils", *numbered)
    read_pupils(found, facts().organisations)
    assert "HILL cannot tell P1 from P0" in said(found)


def test_two_children_without_a_school_are_alike_to_nobody() -> None:
    found = table("pupils", *({"Code": code, "First name": "Sam"} for code in ("P1", "P2")))
    read_pupils(found, facts().organisations)
    assert said(found) == ""


def test_three_at_home_are_rung_in_their_order_and_never_who_must_not_be() -> None:
    names = {"Contact 1": "Pat", "Contact 2": "Rex", "Contact 3": "Gran"}
    phones = {f"{name} phone": f"07700 90020{number}" for number, name in enumerate(names)}
    more = {"Do not contact": "Rex", "Tier": "A", "Note": "Polish"}
    pupil = read_pupils(table("pupils", {"Code": "P1", "First name": "Sam", **names, **phones, **more}), {})["P1"]
    assert [one.name for one in pupil.family] == ["Pat", "Gran"]
    assert (pupil.tier, pupil.ring_note, pupil.is_dsl_first) == ("A", "Polish", True)


def test_two_rows_with_one_code_are_named_and_the_first_counts() -> None:
    pupils = table("pupils", {"Code": "P1", "First name": "Sam"}, {"Code": "P1", "First name": "Kai"})
    assert read_pupils(pupils, {})["P1"].first_name == "Sam"
    assert "P1 is the code of row 2 as well" in said(pupils)


def test_a_session_without_an_end_is_named() -> None:
    sessions = table("sessions", {"Code": "BIKE", "Weekday": "Monday", "Start": "09:00"})
    assert read_sessions(sessions, {}) == {}
    assert "needs a weekday, a start and a later end" in said(sessions)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("23/11/2026 12:30", datetime(2026, 11, 23, 12, 30, tzinfo=UTC)),
        ("23/11/2026", datetime(2026, 11, 23, 23, 59, tzinfo=UTC)),
        (46349.5, datetime(2026, 11, 23, 12, tzinfo=UTC)),
        ("31/02/2026 12:30", None),
        ("tomorrow", None),
        (10**9, None),
    ],
)
def test_a_pause_ends_at_an_instant_or_is_none(typed: Any, kept: datetime | None) -> None:
    found = table("settings", {"Setting": "paused until", "Value": typed})
    assert read_settings(found, None).paused_until == kept
    assert ("Nothing is paused" in said(found)) is (kept is None)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("23/11/2026 08:30", datetime(2026, 11, 23, 8, 30, tzinfo=UTC)),
        ("23/11/2026", datetime(2026, 11, 23, 9, tzinfo=UTC)),
        ("soon", None),
    ],
)
def test_a_test_page_is_asked_for_at_an_instant(typed: str, kept: datetime | None) -> None:
    found = table("settings", {"Setting": "test page", "Value": typed})
    assert read_settings(found, None).test_page == kept
    assert ("No test page goes" in said(found)) is (kept is None)


@pytest.mark.parametrize(
    ("typed", "mode", "known"), [("Live", Mode.LIVE, True), ("on", Mode.REHEARSAL, False), ("", Mode.REHEARSAL, False)]
)
def test_a_mode_that_cannot_be_read_is_rehearsal_and_known_to_be_a_guess(typed: str, mode: Mode, known: bool) -> None:
    found = table("settings", {"Setting": "mode", "Value": typed})
    assert read_settings(found, None).mode is mode
    assert is_mode_known(found) is known


@pytest.mark.parametrize(("typed", "codes"), [("", ()), ("P1, HILL", ("P1", "HILL")), (12.0, ("12",))])
def test_what_is_on_hold_is_read_as_codes(typed: Any, codes: tuple[str, ...]) -> None:
    assert read_settings(table("settings", {"Setting": "hold", "Value": typed}), None).hold == codes


def test_of_a_setting_that_stands_there_twice_the_first_counts() -> None:
    found = table("settings", {"Setting": "mode", "Value": "live"}, {"Setting": "Mode", "Value": "rehearsal"})
    assert read_settings(found, None).mode is Mode.LIVE
    assert "stands there twice; row 2 counts" in said(found)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (1, None),
        (1.0, None),
        ("24:00", None),
        ("9:60", None),
        (-0.1, None),
        (0, time(0)),
        (86_399 / 86_400, time(23, 59)),
    ],
)
def test_a_day_has_no_twenty_fourth_hour_and_its_last_second_is_in_its_last_minute(
    typed: object, shown: time | None
) -> None:
    assert clock_of(typed) == shown


@pytest.mark.parametrize(
    ("typed", "kept", "wrong"), [("13:00", time(13), ""), ("11:00", time(12, 45), "noon"), ("x", time(12, 45), "noon")]
)
def test_the_afternoon_begins_from_noon_on(typed: str, kept: time, wrong: str) -> None:
    found = table("settings", {"Setting": "pm start", "Value": typed})
    assert read_settings(found, None).pm_start == kept
    assert wrong in said(found)


@pytest.mark.parametrize(
    ("typed", "halves", "wrong"),
    [
        ("", ["BIKE 09:00-12:45", "BIKE-PM 12:45-15:00"], ""),
        ("13:15", ["BIKE 09:00-13:15", "BIKE-PM 13:15-15:00"], ""),
        ("10:00", ["BIKE 09:00-12:45", "BIKE-PM 12:45-15:00"], "10:00 is not in the afternoon"),
        ("15:00", ["BIKE 09:00-12:45", "BIKE-PM 12:45-15:00"], "15:00 is not in the afternoon"),
    ],
)
def test_a_session_may_have_an_afternoon_of_its_own(typed: str, halves: list[str], wrong: str) -> None:
    row = {"Code": "BIKE", "Weekday": "Monday", "Start": "09:00", "End": "15:00", "PM start": typed}
    rows = table("sessions", row)
    found, _ = read_halves(rows, read_sessions(rows, {}), (), time(12, 45))
    assert [f"{s.code} {s.start:%H:%M}-{s.end:%H:%M}" for s in found.values()] == halves
    assert wrong in said(rows)


def test_a_second_half_whose_code_is_taken_is_asked_about() -> None:
    usual = {"Weekday": "Monday", "Start": "09:00", "End": "15:00"}
    rows = table("sessions", {"Code": "BIKE", **usual}, {"Code": "BIKE-PM", **usual, "Start": "13:00"})
    found, _ = read_halves(rows, read_sessions(rows, {}), (), time(12, 45))
    assert [session.morning for session in found.values()] == ["", ""]
    assert "BIKE spans midday and needs a second register, but BIKE-PM is another session's code." in said(rows)


@pytest.mark.parametrize(("typed", "kept"), [("5", 5), (5.0, 5), ("", 10), ("0", 10), ("31", 10), ("two weeks", 10)])
def test_after_how_many_school_days_a_pause_is_reviewed(typed: Any, kept: int) -> None:
    found = table("settings", {"Setting": "pause review", "Value": typed})
    assert read_settings(found, None).pause_review == kept
    assert ("not a number of school days" in said(found)) is (typed not in ("", "5", 5.0))


def test_a_pause_is_read_with_each_of_the_childs_places_and_one_without_a_first_day_is_asked_about() -> None:
    headers = [*tab("places").headers, "BIKE"]
    usual = {"Pupil": "P1", "Commissioner": "HILL", "BIKE": "x", "Pause agreed with": "Ann"}
    rows = table("places", {**usual, "Paused from": "23/11/2026"}, usual, headers=headers)
    found = read_places(rows, headers, {"BIKE": a_session()}, facts().pupils, facts().organisations)
    assert [(p.paused_from, p.paused_to, p.agreed_with) for p in found] == [
        (date(2026, 11, 23), None, "Ann"),
        (None, None, "Ann"),
    ]
    assert "The pause of P1 has no first day" in said(rows)


@pytest.mark.parametrize(
    ("typed", "tier", "wrong"),
    [("A", "A", ""), ("b", "B", ""), ("", "not known", ""), ("C", "not known", "“C” is not a tier")],
)
def test_a_tier_is_a_or_b_and_anything_else_is_not_known(typed: str, tier: str, wrong: str) -> None:
    rows = table("pupils", {"Code": "P1", "First name": "Sam", "Tier": typed, "Household": "H1"})
    found = read_pupils(rows, {})["P1"]
    assert (found.tier, found.household) == (tier, "H1")
    assert wrong in said(rows)


@pytest.mark.parametrize(
    ("typed", "kept", "wrong"), [("09:30", time(9, 30), ""), ("", None, ""), ("ten", time(10), "is not a time")]
)
def test_who_is_on_duty_is_asked_at_its_time_or_never_and_without_its_row_at_the_usual_one(
    typed: str, kept: time | None, wrong: str
) -> None:
    found = table("settings", {"Setting": "duty asked at", "Value": typed})
    assert read_settings(found, None).duty_asked == (time(8, 30) if wrong else kept)
    assert wrong in said(found)
    assert read_settings(table("settings"), None).duty_asked == time(8, 30)


@pytest.mark.parametrize(
    ("typed", "kept", "wrong"), [("09:30", time(9, 30), ""), ("", None, ""), ("ten", time(10), "is not a time")]
)
def test_the_morning_list_has_its_time_or_none_and_a_workbook_without_its_row_the_usual_one(
    typed: str, kept: time | None, wrong: str
) -> None:
    found = table("settings", {"Setting": "morning list", "Value": typed})
    assert read_settings(found, None).morning_list == kept
    assert wrong in said(found)
    assert read_settings(table("settings"), None).morning_list == time(10)


@pytest.mark.parametrize(("typed", "kept"), [("07:30", time(7, 30)), ("", None), ("Monday", time(8))])
def test_the_weekly_digest_has_its_time_or_none_and_a_workbook_without_its_row_the_usual_one(
    typed: str, kept: time | None
) -> None:
    assert read_settings(table("settings", {"Setting": "weekly digest", "Value": typed}), None).weekly_digest == kept
    assert read_settings(table("settings"), None).weekly_digest == time(8)


def test_who_decides_about_a_message_that_went_wrong_is_read_as_typed_and_nobody_where_nothing_is() -> None:
    found = table("settings", {"Setting": "breach decided by", "Value": " our data protection lead "})
    assert read_settings(found, None).breach_decides == "our data protection lead"
    assert read_settings(table("settings"), None).breach_decides == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Dee Safe, DSL, 20/11/2026", True),
        ("Dee Safe (DSL), on 2026-11-20.", True),
        ("Dee Safe, DSL", False),
        ("20/11/2026", False),
        (46346, False),
        ("Dee Safe, 31/02/2026", False),
        ("", False),
    ],
)
def test_papers_count_as_read_where_somebody_is_named_and_a_day(typed: str | int, *, kept: bool) -> None:
    found = table("settings", {"Setting": "data protection papers read by", "Value": typed})
    assert read_settings(found, None).papers_read == (typed if kept else "")
    assert found.problems == []
