"""What the Date of Google's answers says of this machine's clock: how wrong it surely is, and no more than that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import requests

from cme.errors import Unavailable
from tests.edges.played import Played, answer

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
URL = "https://sheets.googleapis.com/v4/spreadsheets/x"


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def dated(at: datetime, status: int = 200) -> requests.Response:
    """Return an answer as Google gives it at an instant: its Date holds no parts of a second."""
    return answer(status, Date=format_datetime(at.replace(microsecond=0), usegmt=True))


def asked(played: Played, ours: datetime, googles: datetime, takes: float = 0.2, answered_after: float = 0.1) -> Played:
    """Begin a run by our clock, and make one call that takes a while; Google answers in the midst of it."""

    def answers() -> requests.Response:
        played.now += takes
        return dated(googles + seconds(answered_after))

    played.answers = [answers]
    played.google.http.googles_clock.begin(ours)
    played.door.request("get", URL)
    return played


@pytest.mark.parametrize("part", [0.0, 0.5, 0.999])
@pytest.mark.parametrize("takes", [0.01, 0.2, 9.9])
def test_a_clock_that_is_right_is_never_called_wrong_however_slow_the_call(
    played: Played, part: float, takes: float
) -> None:
    now = NINE + seconds(part)
    for when in (0.0, takes / 2, takes):
        assert asked(played, now, now, takes, when).google.http.googles_clock.off == timedelta(0)


@pytest.mark.parametrize("wrong", [-3600, -1200, -35, 35, 1200, 3600])
def test_a_clock_that_is_wrong_is_known_to_be_to_within_the_call_and_a_second(played: Played, wrong: int) -> None:
    off = asked(played, NINE + seconds(wrong), NINE).google.http.googles_clock.off
    assert abs(off) <= seconds(abs(wrong))
    assert abs(off - seconds(wrong)) <= seconds(1.2)


def test_of_a_slow_call_only_what_is_sure_is_said(played: Played) -> None:
    off = asked(played, NINE + seconds(40), NINE, takes=9.0).google.http.googles_clock.off
    assert off == seconds(39)
    off = asked(played, NINE - seconds(40), NINE, takes=9.0).google.http.googles_clock.off
    assert off == seconds(-31)


def test_what_was_heard_before_the_run_says_nothing_of_it(played: Played) -> None:
    asked(played, NINE + seconds(600), NINE)
    clock = played.google.http.googles_clock
    clock.begin(NINE)
    assert (clock.off, clock.at) == (timedelta(0), None)


def test_time_that_passed_between_the_beginning_and_the_call_is_counted(played: Played) -> None:
    played.answers = [dated(NINE + seconds(45))]
    played.google.http.googles_clock.begin(NINE)
    played.now += 45.5
    played.door.request("get", URL)
    assert played.google.http.googles_clock.off == timedelta(0)


def test_a_refusal_tells_the_time_as_well(played: Played) -> None:
    played.answers = [dated(NINE, 503)]
    played.google.http.googles_clock.begin(NINE + seconds(600))
    with pytest.raises(Unavailable):
        played.door.request("post", URL)
    assert played.google.http.googles_clock.off == seconds(599)


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Nov 2026 09:00:00 GMT", "9"])
def test_a_date_that_cannot_be_read_says_nothing(played: Played, date: str) -> None:
    played.answers = [answer(Date=date)]
    played.google.http.googles_clock.begin(NINE)
    played.door.request("get", URL)
    assert (played.google.http.googles_clock.off, played.google.http.googles_clock.at) == (timedelta(0), None)


def test_a_date_without_a_zone_is_in_utc(played: Played) -> None:
    played.answers = [answer(Date="Mon, 23 Nov 2026 09:00:00 -0000")]
    played.google.http.googles_clock.begin(NINE)
    played.door.request("get", URL)
    assert played.google.http.googles_clock.at == NINE
