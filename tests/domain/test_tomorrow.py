"""What is not as usual on the next day with sessions stands beneath today's."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from cme.domain import board
from cme.domain.model import Closure, Role, Term
from cme.domain.tomorrow import next_day, tomorrow_rows
from tests import builders as build

MONDAY, TUESDAY, NEXT_WEEK = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 30)
TERM = Term("innov8", date(2026, 9, 7), date(2026, 12, 18))


def lines(**more: Any) -> list[str]:
    usual: dict[str, Any] = {
        "sessions": {"BIKE": build.a_session(), "COOK": build.a_session("COOK", weekday=1, start=time(9, 30))},
        "places": (build.a_place(), build.a_place(session="COOK")),
        "terms": (TERM,),
    }
    rows = tomorrow_rows(build.facts(**usual | more), MONDAY)
    return [row[0] for row in rows if row]


def cook(**more: Any) -> dict[str, Any]:
    return {"BIKE": build.a_session(), "COOK": build.a_session("COOK", weekday=1, **more)}


def test_a_day_that_is_as_usual_says_nothing() -> None:
    assert lines() == []


def test_who_leads_and_is_away_is_asked_after() -> None:
    away = build.a_person("TESS", Role.LEAD, away=((TUESDAY, TUESDAY),))
    assert lines(staff={"TESS": away}) == [
        "Not as usual, Tue 24 Nov",
        "09:30 Cook workshop, Barn: Tess Worker is away; who leads it?",
    ]


def test_a_session_that_nobody_ever_leads_is_as_usual() -> None:
    assert lines(sessions=cook(lead="")) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"since": TUESDAY}, "first day"),
        ({"until": TUESDAY}, "last day"),
        ({"paused_from": TUESDAY, "agreed_with": "Hill, Ada"}, "paused by agreement from then on"),
        ({"paused_from": date(2026, 11, 9), "paused_to": MONDAY, "agreed_with": "Ada"}, "expected again after a pause"),
    ],
)
def test_a_child_who_begins_ends_or_pauses_is_named(more: dict[str, Any], words: str) -> None:
    places = (build.a_place(), build.a_place(session="COOK", **more))
    assert lines(places=places)[1:] == [f"Sam S (P1), 09:30 Cook workshop, Barn: {words}"]


def test_a_session_that_begins_or_ends_is_named() -> None:
    assert lines(sessions=cook(since=TUESDAY, until=TUESDAY))[1:] == [
        "09:00 Cook workshop, Barn: its first day",
        "09:00 Cook workshop, Barn: its last day",
    ]


def test_days_that_are_closed_until_then_are_one_line() -> None:
    closed = (Closure("innov8", TUESDAY, date(2026, 11, 27), "Boiler"),)
    assert lines(closures=closed) == ["Not as usual, Mon 30 Nov", "Closed Tue 24 Nov to Fri 27 Nov: Boiler"]


def test_a_dsl_who_is_away_is_named() -> None:
    dee = build.a_person("DEE", Role.INNOV8_DSL, away=((TUESDAY, TUESDAY),))
    assert lines(staff={"DEE": dee, "TESS": build.a_person("TESS", Role.LEAD)})[1:] == [
        "Dee Worker is away and is paged last"
    ]


def test_the_next_day_is_one_with_sessions_and_not_looked_for_for_ever() -> None:
    facts = build.facts(terms=(TERM,))
    assert next_day(facts, MONDAY) == NEXT_WEEK
    assert next_day(build.facts(sessions={}), MONDAY) is None


def test_it_stands_beneath_the_days_own_sessions() -> None:
    sessions = {"BIKE": build.a_session(), "COOK": build.a_session("COOK", weekday=1, since=TUESDAY)}
    rows = board.sessions_today(build.facts(sessions=sessions), build.at("Mon 2026-11-23 09:46"))
    assert [row[0] if row else "" for row in rows[1:]] == [
        "Bike workshop, Barn: NO REGISTER",
        "",
        "Not as usual, Tue 24 Nov",
        "09:00 Cook workshop, Barn: its first day",
    ]
