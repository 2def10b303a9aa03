"""Which days are open, and who is expected on them."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from cme.domain.calendar import calendar_problems, closure_on, is_open, places_on, sessions_on, within
from cme.domain.model import Closure, Term
from tests import builders as build

DAY = build.MONDAY
WEEK = timedelta(days=7)
AUTUMN = Term("innov8", date(2026, 9, 1), date(2026, 11, 20))
WINTER = Term("innov8", date(2026, 11, 30), date(2026, 12, 18))


def test_a_day_of_which_no_calendar_speaks_is_open() -> None:
    assert is_open(build.facts(), DAY)


@pytest.mark.parametrize(("days", "is_it"), [(-1, True), (0, False), (2, False), (3, True)])
def test_a_closure_holds_from_its_first_to_its_last_day(days: int, is_it: bool) -> None:
    facts = build.facts(closures=(Closure("innov8", DAY, DAY + timedelta(days=2), "training"),))
    assert is_open(facts, DAY + timedelta(days=days)) is is_it


def test_a_closure_says_why_and_one_without_a_label_says_closed() -> None:
    assert closure_on(build.facts(closures=(Closure("innov8", DAY, DAY, "snow"),)), DAY) == "snow"
    assert closure_on(build.facts(closures=(Closure("innov8", DAY, DAY),)), DAY) == "closed"


def test_a_schools_holiday_is_not_ours() -> None:
    assert is_open(build.facts(closures=(Closure("HILL", DAY, DAY),)), DAY)


@pytest.mark.parametrize(
    ("day", "is_it"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 29), False),
        (date(2026, 11, 30), True),
        (date(2026, 12, 18), True),
    ],
)
def test_between_two_terms_it_is_closed(day: date, is_it: bool) -> None:
    assert is_open(build.facts(terms=(AUTUMN, WINTER)), day) is is_it


@pytest.mark.parametrize("day", [date(2026, 8, 31), date(2026, 12, 19), date(2027, 3, 1)])
def test_before_the_first_and_after_the_last_term_that_is_typed_it_is_open(day: date) -> None:
    assert is_open(build.facts(terms=(AUTUMN, WINTER)), day)


def test_a_closure_in_term_is_closed() -> None:
    facts = build.facts(terms=(AUTUMN,), closures=(Closure("innov8", date(2026, 10, 26), date(2026, 10, 30)),))
    assert not is_open(facts, date(2026, 10, 26))


def test_a_calendar_that_does_not_reach_a_day_is_an_error_that_says_so() -> None:
    (problem,) = calendar_problems(build.facts(terms=(AUTUMN,)), DAY)
    assert problem.code == "CAL-1"
    assert "23/11/2026" in problem.what


def test_a_gap_between_terms_is_asked_about_where_sessions_would_run() -> None:
    facts = build.facts(terms=(AUTUMN, WINTER))
    assert [problem.code for problem in calendar_problems(facts, DAY)] == ["CAL-2"]
    assert not list(calendar_problems(facts, DAY + timedelta(days=1)))


def test_a_day_in_term_and_a_typed_holiday_are_no_problem() -> None:
    assert not list(calendar_problems(build.facts(terms=(AUTUMN,)), date(2026, 11, 20)))
    assert not list(calendar_problems(build.facts(closures=(Closure("innov8", DAY, DAY),)), DAY))


@pytest.mark.parametrize(
    ("since", "until", "is_it"),
    [
        (None, None, True),
        (DAY, None, True),
        (None, DAY, True),
        (DAY, DAY, True),
        (DAY + timedelta(days=1), None, False),
        (None, DAY - timedelta(days=1), False),
    ],
)
def test_both_ends_of_a_span_count_and_either_may_be_open(since: date | None, until: date | None, is_it: bool) -> None:
    assert within(since, until, DAY) is is_it


def test_sessions_run_on_their_weekday_from_their_first_to_their_last_day_by_start() -> None:
    sessions = (
        build.a_session("LATE", start=time(13), end=time(15)),
        build.a_session("BIKE"),
        build.a_session("TUES", weekday=1),
        build.a_session("OVER", until=DAY - WEEK),
        build.a_session("NEXT", since=DAY + WEEK),
    )
    facts = build.facts(sessions={s.code: s for s in sessions})
    assert [session.code for session in sessions_on(facts, DAY)] == ["BIKE", "LATE"]


def test_on_a_closed_day_nobody_is_expected() -> None:
    facts = build.facts(closures=(Closure("innov8", DAY, DAY),))
    assert (sessions_on(facts, DAY), places_on(facts, DAY)) == ([], [])


def test_a_place_of_nobody_known_or_in_a_session_that_does_not_run_expects_nobody() -> None:
    places = (build.a_place("P9"), build.a_place("P1", "NOPE"), build.a_place(since=DAY + WEEK))
    assert places_on(build.facts(places=places), DAY) == []


def test_a_place_that_was_typed_twice_counts_once_and_from_its_earlier_start() -> None:
    late, early, theirs = build.a_place(start=time(9, 30)), build.a_place(), build.a_place(commissioner="COUNTY")
    assert places_on(build.facts(places=(late, early, theirs)), DAY) == [theirs, early]
