"""Compulsory school age: when it begins and ends, and which birthdays a person must look at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.domain.school_age import SchoolAge, ages, last_friday_of_june, school_age

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("born", "since", "until", "adult", "today"),
    [
        ("2021-08-31", "2026-08-31", "2037-06-26", "2039-08-31", SchoolAge.WITHIN),
        ("2021-09-01", "2026-12-31", "2038-06-25", "2039-09-01", SchoolAge.BELOW),
        ("2021-12-31", "2026-12-31", "2038-06-25", "2039-12-31", SchoolAge.BELOW),
        ("2022-01-01", "2027-03-31", "2038-06-25", "2040-01-01", SchoolAge.BELOW),
        ("2020-03-31", "2025-03-31", "2036-06-27", "2038-03-31", SchoolAge.WITHIN),
        ("2010-06-26", "2015-08-31", "2026-06-26", "2028-06-26", SchoolAge.OVER),
        ("2010-08-31", "2015-08-31", "2026-06-26", "2028-08-31", SchoolAge.OVER),
        ("2010-09-01", "2015-12-31", "2027-06-25", "2028-09-01", SchoolAge.EDGE),
        ("2011-02-14", "2016-03-31", "2027-06-25", "2029-02-14", SchoolAge.WITHIN),
        ("2012-02-29", "2017-03-31", "2028-06-30", "2030-03-01", SchoolAge.WITHIN),
    ],
)
def test_it_is_as_it_was_worked_out_by_hand(born: str, since: str, until: str, adult: str, today: SchoolAge) -> None:
    found = ages(date.fromisoformat(born))
    assert [found.since, found.until, found.adult] == [date.fromisoformat(text) for text in (since, until, adult)]
    assert school_age(date.fromisoformat(born), TODAY) is today


def test_an_edge_is_an_edge_only_in_the_year_that_is_in_doubt() -> None:
    born = date(2010, 9, 4)
    assert school_age(born, date(2026, 6, 26)) is SchoolAge.WITHIN
    assert school_age(born, date(2026, 6, 27)) is SchoolAge.EDGE
    assert school_age(born, date(2027, 6, 26)) is SchoolAge.OVER
    assert school_age(date(2010, 9, 5), TODAY) is SchoolAge.WITHIN


def test_eighteen_is_no_child_and_an_age_that_is_not_entered_is_not_known() -> None:
    assert school_age(date(2008, 11, 23), TODAY) is SchoolAge.ADULT
    assert school_age(None, TODAY) is SchoolAge.NOT_KNOWN


@pytest.mark.parametrize(("year", "day"), [(2025, 27), (2026, 26), (2027, 25), (2028, 30), (2029, 29), (2030, 28)])
def test_school_is_left_on_the_last_friday_of_june(year: int, day: int) -> None:
    assert last_friday_of_june(year) == date(year, 6, day)


@given(st.dates(date(1995, 1, 1), date(2035, 12, 31)))
def test_whoever_is_born_is_of_school_age_for_eleven_years_or_so_and_leaves_on_a_friday(born: date) -> None:
    found = ages(born)
    assert found.since < found.until < found.adult + timedelta(days=1)
    assert 10 * 365 <= (found.until - found.since).days <= 12 * 366
    assert (found.until.weekday(), found.until.month) == (4, 6)
