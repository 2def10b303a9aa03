"""A paused place: for how long nobody waits for the child, and what is said when it is not agreed, too long or over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cme.domain.letter_rows import fact_of, said
from cme.domain.mark_status import Status
from cme.domain.marks import marks
from cme.domain.model import Closure, Facts, Saw
from cme.domain.pauses import is_place_paused, pause_problems
from tests import builders as build

MONDAY = build.MONDAY
FRIDAY_WEEK = date(2026, 12, 4)
"""The tenth school day from MONDAY on."""


def paused(until: date | None = None, *, agreed: str = "Ann", **more: object) -> Facts:
    place = build.a_place(paused_from=MONDAY, paused_to=until, agreed_with=agreed)
    return build.facts(places=(place,), **more)


@pytest.mark.parametrize(
    ("day", "is_off"),
    [
        (MONDAY - timedelta(days=1), False),
        (MONDAY, True),
        (FRIDAY_WEEK, True),
        (FRIDAY_WEEK + timedelta(days=1), False),
    ],
)
def test_a_pause_without_an_end_counts_for_ten_school_days(day: date, is_off: bool) -> None:
    facts = paused()
    assert is_place_paused(facts, facts.places[0], day) is is_off


def test_days_without_school_do_not_use_a_pause_up() -> None:
    facts = paused(closures=(Closure("innov8", MONDAY, MONDAY),))
    assert is_place_paused(facts, facts.places[0], FRIDAY_WEEK + timedelta(days=3))


def test_a_pause_ends_with_its_own_last_day_if_that_is_earlier() -> None:
    facts = paused(MONDAY)
    assert is_place_paused(facts, facts.places[0], MONDAY)
    assert not is_place_paused(facts, facts.places[0], MONDAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("until", "agreed", "on", "codes"),
    [
        (MONDAY, "Ann", MONDAY, []),
        (FRIDAY_WEEK, "Ann", MONDAY, []),
        (None, "", MONDAY, ["PAUSE-1"]),
        (MONDAY, "", MONDAY + timedelta(days=1), []),
        (None, "Ann", MONDAY, ["PAUSE-2"]),
        (FRIDAY_WEEK + timedelta(days=3), "Ann", MONDAY, ["PAUSE-2"]),
        (FRIDAY_WEEK + timedelta(days=3), "Ann", FRIDAY_WEEK + timedelta(days=3), ["PAUSE-3"]),
        (MONDAY, "Ann", MONDAY + timedelta(days=1), ["PAUSE-3"]),
        (MONDAY, "Ann", MONDAY + timedelta(days=7), ["PAUSE-3"]),
        (MONDAY, "Ann", MONDAY + timedelta(days=8), []),
    ],
)
def test_a_pause_that_is_not_agreed_too_long_or_over_is_asked_about(
    until: date | None, agreed: str, on: date, codes: list[str]
) -> None:
    assert [problem.code for problem in pause_problems(paused(until, agreed=agreed), on)] == codes


def test_each_pause_is_spoken_of_once_however_many_sessions_it_stops() -> None:
    facts = paused()
    again = replace(facts, places=(*facts.places, replace(facts.places[0], session="COOK")))
    assert len(list(pause_problems(again, MONDAY))) == 1


def test_what_nobody_agreed_to_pauses_nothing() -> None:
    facts = paused(agreed="")
    assert marks(facts, MONDAY)[0].status is Status.NOT_ASKED


def test_a_reason_that_somebody_gave_stands_in_no_row_of_a_paused_place() -> None:
    at = build.at("Mon 2026-11-23 08:40")
    why = build.seen("P1", Saw.NOT_COMING, at, reason="in custody", said_by="social worker")
    facts = paused(observations=(why,))
    (mark,) = marks(facts, MONDAY)
    assert (mark.status, fact_of(mark, facts), said(mark)) == (
        Status.PAUSED,
        "place paused by agreement",
        "none needed",
    )
    assert mark.known_by(at) == mark


def test_who_comes_all_the_same_is_here() -> None:
    seen = build.seen("P1", Saw.SEEN, build.at("Mon 2026-11-23 09:04"))
    assert marks(paused(observations=(seen,)), MONDAY)[0].status is Status.HERE
