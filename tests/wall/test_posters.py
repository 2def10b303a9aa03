"""What stands on a poster stays true, and is no family's."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from scripts._wall.page import write_page
from scripts._wall.posters import Number, deputy, nowhere, posters, sites, without_internet
from scripts._wall.refusals import refusals
from tests.builders import a_pupil, a_session, day
from tests.wall.walls import FOR_A_PHONE, LINKS, ON_A_WALL, TODAY, walls


def test_each_site_has_one_page_and_the_last_is_for_whoever_is_paged() -> None:
    titles = [(poster.title, poster.is_for_a_wall) for poster in posters(walls(), TODAY)]
    assert titles == [("Barn Lane", True), ("The Foundry", True), ("For whoever is paged", False)]


def test_the_codes_stand_in_the_order_of_need() -> None:
    barn, _, paged = posters(walls(), TODAY)
    assert [code.word for code in barn.codes] == [
        "Register",
        "One child changed",
        "A concern about a child",
        "Today changed",
    ]
    assert [code.word for code in paged.codes] == ["I have it", "I am on duty today"]


def test_on_a_wall_no_answer_is_filled_in_and_for_a_phone_only_what_no_timetable_changes() -> None:
    barn, _, paged = posters(walls(), TODAY)
    assert [code.link for code in barn.codes] == ON_A_WALL
    assert [code.link for code in paged.codes] == FOR_A_PHONE


@pytest.mark.parametrize("kind", ["home", "online", "trip", "work experience", "Home"])
def test_where_we_hang_nothing_up_there_is_no_page(kind: str) -> None:
    facts = walls(a_session("BIKE", site="Barn"), a_session("VISIT", site="1 Family Road", kind=kind))
    assert sites(facts, TODAY) == ["Barn"]


def test_a_session_that_has_ended_needs_no_poster_and_one_that_ends_today_does() -> None:
    old, last = day("Sun 2026-11-22"), day("Mon 2026-11-23")
    assert sites(walls(a_session("A", site="Gone", until=old), a_session("B", site="Here", until=last)), TODAY) == [
        "Here"
    ]


def test_one_site_is_one_however_its_name_is_typed() -> None:
    facts = walls(
        *(a_session(f"S{n}", site=name) for n, name in enumerate(["Barn Lane", " barn  lane", "BARN LANE\n"]))
    )
    assert sites(facts, TODAY) == ["Barn Lane"]


def test_a_session_without_a_site_is_named_once_and_one_that_needs_none_is_not() -> None:
    halves = (a_session("DAY", site=" "), a_session("DAY-PM", site="", morning="DAY"))
    assert nowhere(walls(*halves, a_session("NET", site="", kind="online")), TODAY) == ["DAY"]


def test_the_deputy_is_whoever_has_another_number_however_the_dsls_is_typed() -> None:
    assert deputy(walls()) == Number("Deb Worker", "07700 900107")
    assert deputy(replace(walls(), staff={})) is None


def test_without_internet_the_coordinators_are_rung_else_the_dsl() -> None:
    assert without_internet(walls()) == [Number("Cora Worker", "07700 900105")]
    assert without_internet(replace(walls(), staff={})) == [Number("Dee Safe", "07700 900106")]


def test_a_poster_holds_nothing_of_a_child_or_of_a_session() -> None:
    session = a_session(
        "BIKE", site="Barn", name="Bicycles", start=time(9, 41), address="1 Family Road", lone_worker="Mum"
    )
    page = write_page(replace(walls(session), pupils={"P1": a_pupil("P1", first_name="Samwise")}), TODAY)
    assert not [word for word in ("BIKE", "Bicycles", "09:41", "Family Road", "Mum", "Samwise") if word in page]


def asked(**settings: object) -> list[str]:
    return refusals(walls(**settings), TODAY, "wb", "http://127.0.0.1:8765")


def test_where_everything_is_there_nothing_is_refused() -> None:
    assert asked() == []


@pytest.mark.parametrize(
    ("form", "title"),
    [
        ("register", "Register"),
        ("change", "One child changed"),
        ("concern", "A concern about a child"),
        ("today", "Today changed"),
        ("action", "I have it"),
    ],
)
@pytest.mark.parametrize("typed", ["", "javascript:alert(1)", "see the wall"])
def test_a_form_without_a_link_is_named_with_what_to_do(form: str, title: str, typed: str) -> None:
    (said,) = asked(form_links=LINKS | {form: typed})
    again = "scripts/apply_schema --workbook wb --endpoint http://127.0.0.1:8765"
    assert said == f"The tab Settings has no link to the form “{title}”. Run {again}"


def test_where_the_form_is_there_and_its_link_is_not_the_set_up_would_not_help_and_nobody_is_sent_to_it() -> None:
    (said,) = asked(form_links=LINKS | {"register": ""}, form_ids={"register": "made"})
    assert said.endswith("The form is there: open it, copy its link for those who answer, and type it there.")


def test_a_code_that_would_not_be_filled_in_is_not_printed() -> None:
    (said,) = asked(question_ids={})
    assert said.startswith("The questions of the form “I have it” are not known yet. Run scripts/apply_schema")


@pytest.mark.parametrize(("name", "value"), [("dsl_name", " "), ("dsl_phone", ""), ("dsl_phone", "ask")])
def test_a_poster_without_the_dsl_is_none(name: str, value: str) -> None:
    (said,) = asked(**{name: value})
    assert said.startswith(f"The tab Settings has no “{name.replace('_', ' ')}”.")


def test_without_a_site_there_is_no_wall_and_a_copy_prints_another_ones_forms() -> None:
    (bare,) = refusals(walls(a_session("NET", site="Screen", kind="online")), TODAY, "wb", "")
    assert bare.startswith("The tab Sessions has no site at which a group meets")
    (copy,) = asked(workbook_id="another")
    assert copy.startswith("This workbook is a copy")
