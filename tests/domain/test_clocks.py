"""Instants and London's clock, and a sheet's serial numbers, on ordinary and on odd days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.domain.clocks import (
    day_from_serial,
    day_of,
    from_serial,
    hhmm,
    instant,
    local,
    serial,
    serial_of_day,
    time_from_serial,
)

TWICE = datetime(2026, 10, 25, 1, 0, tzinfo=UTC), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)
"""The second pass of the hour that comes twice, when the clock goes back."""


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2026, 11, 23), time(9), "2026-11-23T09:00"),
        (date(2026, 7, 1), time(9), "2026-07-01T08:00"),
        (date(2026, 3, 29), time(0, 59), "2026-03-29T00:59"),
        (date(2026, 3, 29), time(9), "2026-03-29T08:00"),
        (date(2026, 10, 25), time(0, 59), "2026-10-24T23:59"),
        (date(2026, 10, 25), time(9), "2026-10-25T09:00"),
        (date(2028, 2, 29), time(9), "2028-02-29T09:00"),
    ],
)
def test_a_time_of_day_is_londons(day: date, at: time, utc: str) -> None:
    assert instant(day, at).strftime("%Y-%m-%dT%H:%M") == utc
    assert instant(day, at).tzinfo is UTC
    assert local(instant(day, at)).replace(tzinfo=None) == datetime.combine(day, at)


def test_in_summer_the_day_begins_before_utcs() -> None:
    assert day_of(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)
    assert hhmm(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "00:30"
    assert hhmm(time(9, 5)) == "09:05"


def test_a_sheet_counts_days_from_the_thirtieth_of_december_1899() -> None:
    assert serial_of_day(date(1899, 12, 31)) == 1
    assert serial_of_day(date(2026, 11, 23)) == 46349
    assert serial(instant(date(2026, 11, 23), time(12))) == 46349.5


@pytest.mark.parametrize("day", [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1), date(2027, 12, 31)])
def test_leap_days_and_the_years_end_come_back_as_they_went(day: date) -> None:
    assert day_from_serial(serial_of_day(day)) == day
    assert from_serial(serial(instant(day, time(23, 59, 59)))) == instant(day, time(23, 59, 59))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001 - made aware below
def test_every_instant_comes_back_from_a_sheet_to_the_second(naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC, microsecond=0)
    assert from_serial(serial(at)) == at


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_each_second_of_the_hour_that_comes_twice_comes_back_in_its_own_pass(year: int) -> None:
    last_sunday = max(d for d in (datetime(year, 10, n, tzinfo=UTC) for n in range(25, 32)) if d.weekday() == 6)
    for second in range(0, 3 * 3600, 7):
        at = last_sunday + timedelta(seconds=second)
        assert from_serial(serial(at)) == at


def test_a_time_that_somebody_typed_in_the_hour_that_comes_twice_is_in_its_first_pass() -> None:
    typed = serial_of_day(TWICE[0].date()) + 1.5 / 24
    assert from_serial(typed) == TWICE[0] - timedelta(minutes=30)


@pytest.mark.parametrize("digits", [10, 11, 12])
def test_the_second_pass_is_still_known_where_a_sheet_keeps_fewer_digits(digits: int) -> None:
    at = TWICE[0] + timedelta(minutes=13, seconds=7)
    assert from_serial(round(serial(at), digits)) == at


def test_both_passes_look_alike_to_a_person() -> None:
    first, second = serial(TWICE[0] - timedelta(minutes=30)), serial(TWICE[0] + timedelta(minutes=30))
    assert int(first * 86_400 + 0.1) == int(second * 86_400 + 0.1)


def test_the_hours_beside_it_read_as_they_are() -> None:
    for at in (TWICE[0] - timedelta(hours=1), TWICE[0] - timedelta(seconds=1), TWICE[1]):
        assert from_serial(serial(at)) == at


def test_the_hour_that_is_left_out_reads_as_the_hour_after() -> None:
    typed = serial_of_day(date(2026, 3, 29)) + 1.5 / 24
    assert hhmm(from_serial(typed)) == "02:30"


def test_a_serial_number_is_rounded_to_the_second() -> None:
    assert from_serial(46349.5 + 0.4 / 86_400) == instant(date(2026, 11, 23), time(12))
    assert from_serial(46349.9999999) == instant(date(2026, 11, 24), time())


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0.375, time(9)), (46349.375, time(9)), (0.375348, time(9, 1)), (0.0, time(0)), (0.99999, time(23, 59))],
)
def test_a_time_in_a_cell_is_rounded_to_the_minute(number: float, shown: time) -> None:
    assert time_from_serial(number) == shown
