"""A provider's return: whose minutes they are, and each way in which a child's minutes differ from its hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from cme.domain.marks import Mark, marks
from cme.domain.minutes import Minutes, minutes_of
from cme.domain.model import Closure, Facts, Observation, Saw
from cme.domain.provider_return import By, provider_return
from tests import builders as build
from tests.domain.evidenced import MONDAYS, PLACE, at, record, registers, table, value
from tests.domain.test_evidence_known_then import LONG_AGO, as_known

MONDAY = MONDAYS[2]
FULL = 180
ARTS = build.a_session("ARTS", start=time(9), end=time(12))


def said(saw: Saw, clock: str, **more: str) -> Observation:
    return build.seen("P1", saw, at(MONDAY, clock), **more)


def arts(clock: str) -> tuple[Observation, ...]:
    """The child is ticked in the register of ARTS."""
    return build.a_register((), at(MONDAY, clock), ("P1",), session="ARTS")


def found(*observations: Observation, **more: object) -> Minutes:
    """A child's minutes of the Monday, in facts with ARTS beside BIKE."""
    sessions = {"BIKE": build.a_session(), "ARTS": ARTS}
    facts = build.facts(**{"sessions": sessions, "observations": observations} | more)
    theirs: list[Mark] = [mark for mark in marks(facts, MONDAY) if mark.place.pupil == "P1"]
    return minutes_of(theirs)


@pytest.mark.parametrize(
    ("heard", "attended", "silent"),
    [
        (registers("09:05"), FULL, 0),
        (registers("09:40"), FULL, 0),
        (registers("09:05", here=()), 0, 0),
        ((), 0, FULL),
        ((said(Saw.NOT_COMING, "08:30", said_by="parent"),), 0, 0),
        ((*registers("09:05", here=()), said(Saw.ARRIVED, "09:30")), 150, 0),
        ((*registers("09:05", here=()), *registers("09:20")), 160, 0),
        ((said(Saw.ARRIVED, "08:50"),), FULL, 0),
        ((*registers("09:05"), said(Saw.WENT_HOME, "11:00")), 120, 0),
        ((*registers("09:05"), said(Saw.WENT_HOME, "10:00"), said(Saw.CAME_BACK, "10:30")), 150, 0),
        ((*registers("09:05"), said(Saw.LEFT_SITE, "10:00"), said(Saw.CAME_BACK, "10:20")), 160, 0),
        ((*registers("09:05"), said(Saw.LEFT_SITE, "10:00"), said(Saw.LEFT_SITE, "10:02")), 60, 0),
        ((*registers("09:05"), said(Saw.LEFT_SITE, "10:00"), said(Saw.SEEN, "10:00")), 60, 0),
        ((*registers("09:05"), said(Saw.LEFT_SITE, "10:00"), said(Saw.WAS_HERE, "10:30")), FULL, 0),
        ((*registers("09:05"), said(Saw.WAS_NOT_HERE, "10:30")), 0, 0),
        ((*registers("09:05", here=()), said(Saw.WAS_HERE, "10:30")), FULL, 0),
        ((said(Saw.WENT_HOME, "11:00"),), 120, 0),
        ((*registers("09:05", here=()), said(Saw.LEFT_SITE, "10:00")), 0, 0),
        ((*registers("09:05"), *registers("10:00", here=())), 60, 120),
        ((*registers("09:05"), said(Saw.WENT_HOME, "12:30")), FULL, 0),
    ],
)
def test_minutes_follow_from_when_a_child_came_and_went(
    heard: tuple[Observation, ...], attended: int, silent: int
) -> None:
    assert found(*heard) == Minutes(FULL, attended, silent)


def test_what_is_called_off_or_paused_was_not_scheduled() -> None:
    off = build.seen("", Saw.CANCELLED, at(MONDAY, "08:00"))
    paused = build.a_place(paused_from=MONDAY, agreed_with="HILL")
    assert found(off) == found(places=(paused,)) == Minutes()
    assert found(off, *registers("09:05")) == Minutes(FULL, FULL, 0), "who came all the same was there"
    assert found(closures=(Closure("innov8", MONDAY, MONDAY),)) == Minutes()


def test_a_child_s_own_hours_count_and_not_those_of_its_session() -> None:
    own = build.a_place(start=time(9, 30), end=time(11))
    assert found(*registers("09:35"), places=(own,)) == Minutes(90, 90, 0)


def test_two_sessions_at_one_time_count_once_and_who_was_in_the_other_group_was_there() -> None:
    both = (PLACE, build.a_place(session="ARTS"))
    assert found(*arts("09:05"), places=both) == Minutes(FULL, FULL, 0)
    assert found(*arts("09:05")) == Minutes(FULL, FULL, 0)
    later = replace(ARTS, start=time(13), end=time(14))
    afternoon = {"sessions": {"BIKE": build.a_session(), "ARTS": later}}
    assert found(*arts("13:05"), *registers("09:05", here=()), **afternoon) == Minutes(FULL, 0, 0)
    one_each = (PLACE, build.a_place(session="ARTS", start=time(13), end=time(14)))
    assert found(*arts("13:05"), places=one_each, **afternoon) == Minutes(FULL + 60, 60, FULL)


def a_term(**more: object) -> Facts:
    """Three Mondays: the child came, came late, and on the last nobody took a register."""
    late = build.seen("P1", Saw.ARRIVED, at(MONDAYS[1], "09:30"))
    heard = (*registers("09:05", day=MONDAYS[0]), *registers("09:05", day=MONDAYS[1], here=()), late)
    child = build.a_pupil(born=date(2012, 5, 4), lives_in="COUNTY")
    return build.facts(**{"observations": heard, "pupils": {"P1": child}} | more)


def test_a_row_says_who_the_child_is_and_its_minutes_and_what_is_not_kept_is_not_known() -> None:
    held = record(a_term())
    paper = provider_return(held, held.span())
    assert table(paper, "Child by child") == [
        {
            "innov8's reference": "P1",
            "Name": "Sam Sample",
            "Date of birth": "04/05/2012",
            "Home address": "not known",
            "Authority in which the child lives": "County Council",
            "Scheduled minutes": "540",
            "Attended minutes": "330",
            "Minutes of which nobody said anything": "180",
        }
    ]
    assert value(paper, "Children") == "all who had a place"
    assert value(paper, "Scheduled").endswith("not what innov8 called off, nor paused places")
    unknown = record(a_term(pupils={"P1": build.a_pupil()}))
    (row,) = table(provider_return(unknown, unknown.span()), "Child by child")
    assert (row["Date of birth"], row["Authority in which the child lives"]) == ("not known", "not known")


def test_minutes_of_each_month_or_week_stand_beside_those_of_all_days() -> None:
    held = record(a_term())
    (row,) = table(provider_return(held, held.span(), By.WEEK), "Child by child")
    weeks = [f"Attended minutes, week of {day:%d/%m/%Y}" for day in MONDAYS]
    assert [row["Attended minutes"], *(row[week] for week in weeks)] == ["330", "180", "150", "0"]
    (row,) = table(provider_return(held, held.span(), By.MONTH), "Child by child")
    assert (row["Scheduled minutes"], row["Scheduled minutes, November 2026"]) == ("540", "540")
    assert list(row)[5] == "Scheduled minutes"


def test_a_session_that_is_not_over_and_days_that_were_not_asked_about_are_not_counted() -> None:
    held = record(a_term(), now=at(MONDAY, "11:59"))
    (row,) = table(provider_return(held, held.span()), "Child by child")
    assert row["Scheduled minutes"] == "360"
    (row,) = table(provider_return(held, held.span(MONDAYS[1], MONDAYS[1])), "Child by child")
    assert (row["Scheduled minutes"], row["Attended minutes"]) == ("180", "150")


def test_a_commissioner_s_return_has_its_own_children_and_their_minutes_in_its_own_places() -> None:
    afternoon = build.a_place(session="ARTS", commissioner="COUNTY", start=time(13), end=time(14))
    places = (PLACE, afternoon, build.a_place("P2", commissioner="COUNTY"))
    sessions = {"BIKE": build.a_session(), "ARTS": build.a_session("ARTS", start=time(13), end=time(14))}
    pupils = {code: build.a_pupil(code) for code in ("P1", "P2")}
    held = record(a_term(places=places, sessions=sessions, pupils=pupils))
    theirs = provider_return(held, held.span(), commissioner=held.facts.organisations["HILL"])
    assert [row["innov8's reference"] for row in table(theirs, "Child by child")] == ["P1"]
    assert table(theirs, "Child by child")[0]["Scheduled minutes"] == "540"
    assert value(theirs, "Children") == "whom Hill School placed"
    every = provider_return(held, held.span())
    assert [row["Scheduled minutes"] for row in table(every, "Child by child")] == ["720", "540"]


def test_a_child_who_has_no_place_any_more_is_counted_for_the_days_on_which_it_was_known_to_have_one() -> None:
    before = a_term()
    left = replace(before, places=(), pupils={})
    held = as_known(left, (LONG_AGO, before), (at(MONDAYS[1], "14:00"), left))
    (row,) = table(provider_return(held, held.span()), "Child by child")
    assert (row["Name"], row["Date of birth"]) == ("Sam Sample", "04/05/2012")
    assert (row["Scheduled minutes"], row["Attended minutes"]) == ("360", "330")
