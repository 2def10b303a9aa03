"""A session that spans midday is two halves: when, whose place is in which, and what forms say of it."""

from __future__ import annotations

from datetime import time

import pytest

from cme.domain.clocks import hhmm
from cme.domain.form_plan import option_of_day
from cme.domain.halves import afternoon_from, afternoon_of, ends_early, in_halves
from cme.domain.marks import marks
from cme.domain.model import Facts, Place
from tests import builders as build
from tests.domain.submitted import read, today

USUAL = time(12, 45)


def all_day(*places: Place, **more: object) -> Facts:
    session = build.a_session(start=time(9), end=time(15))
    given = places or (build.a_place(end=time(15)),)
    sessions, halves = in_halves({"BIKE": session}, given, USUAL)
    return build.facts(sessions=sessions, places=halves, **more)


@pytest.mark.parametrize(
    ("start", "end", "since"),
    [
        ("09:00", "15:00", "12:45"),
        ("09:00", "13:15", "12:45"),
        ("09:00", "13:14", ""),
        ("11:59", "15:00", "12:45"),
        ("12:00", "15:00", ""),
    ],
)
def test_a_session_spans_midday_if_it_begins_before_noon_and_goes_on_half_an_hour(
    start: str, end: str, since: str
) -> None:
    found = afternoon_from(build.a_session(start=build.clock(start), end=build.clock(end)), USUAL)
    assert (hhmm(found) if found else "") == since


def test_the_morning_keeps_the_code_and_the_afternoon_has_another() -> None:
    found = all_day().sessions
    spans = [(s.code, s.name, hhmm(s.start), hhmm(s.end), s.morning) for s in found.values()]
    assert spans == [
        ("BIKE", "Bike workshop", "09:00", "12:45", ""),
        ("BIKE-PM", "Bike workshop, afternoon", "12:45", "15:00", "BIKE"),
    ]


@pytest.mark.parametrize(
    ("own", "halves"),
    [
        ("09:00-15:00", ["BIKE 09:00-12:45", "BIKE-PM 12:45-15:00"]),
        ("10:00-14:00", ["BIKE 10:00-12:45", "BIKE-PM 12:45-14:00"]),
        ("09:00-12:45", ["BIKE 09:00-12:45"]),
        ("09:00-12:00", ["BIKE 09:00-12:00"]),
        ("11:59-15:00", ["BIKE 11:59-12:45", "BIKE-PM 12:45-15:00"]),
        ("12:00-15:00", ["BIKE-PM 12:00-15:00"]),
        ("13:30-15:00", ["BIKE-PM 13:30-15:00"]),
        ("12:10-12:40", ["BIKE-PM 12:10-12:40"]),
    ],
)
def test_a_place_is_in_the_halves_that_its_own_hours_reach(own: str, halves: list[str]) -> None:
    start, _, end = own.partition("-")
    found = all_day(build.a_place(start=build.clock(start), end=build.clock(end))).places
    assert [f"{p.session} {hhmm(p.start)}-{hhmm(p.end)}" for p in found] == halves


def test_a_code_that_another_session_has_is_never_taken() -> None:
    sessions = {"BIKE": build.a_session(end=time(15)), "BIKE-PM": build.a_session("BIKE-PM", start=time(13))}
    found, places = in_halves(sessions, (build.a_place(end=time(15)),), USUAL)
    assert (found, [p.session for p in places]) == (sessions, ["BIKE"])
    assert afternoon_of(found, "BIKE") is None


def test_a_place_ends_early_where_others_stay_in_this_half_or_the_next() -> None:
    facts = all_day(build.a_place(end=time(12)), build.a_place("P2", end=time(15)), build.a_place("P3", end=time(14)))
    early = {(p.pupil, p.session): ends_early(facts, p, build.MONDAY) for p in facts.places}
    assert early == {
        ("P1", "BIKE"): True,
        ("P2", "BIKE"): False,
        ("P2", "BIKE-PM"): False,
        ("P3", "BIKE"): False,
        ("P3", "BIKE-PM"): True,
    }


def test_the_halves_belong_to_the_schools_morning_and_afternoon() -> None:
    assert [mark.half for mark in marks(all_day(), build.MONDAY)] == ["AM", "PM"]


def test_the_afternoons_tick_is_no_place_elsewhere_for_the_morning() -> None:
    facts = all_day(observations=build.a_register((), build.at("Mon 2026-11-23 12:45"), ["P1"], session="BIKE-PM"))
    assert [mark.elsewhere for mark in marks(facts, build.MONDAY)] == [None, None]


def test_a_whole_day_is_both_halves_that_are_not_over() -> None:
    facts = all_day()
    choice = option_of_day(facts.sessions["BIKE"])
    assert choice == "Whole day: BIKE Bike workshop, 09:00"
    for when, halves in (("08:40", ["BIKE", "BIKE-PM"]), ("12:50", ["BIKE-PM"])):
        found = read(today(f"Mon 2026-11-23 {when}", choice, "cancelled"), facts)
        assert [o.session for o in found.observations] == halves


def test_two_halves_cannot_be_moved_to_one_time() -> None:
    found = read(today("Mon 2026-11-23 08:40", "Whole day: BIKE", "moved", start="10:00"), all_day())
    assert "ENT-14" in [problem.code for problem in found.problems]
    assert found.observations == []
