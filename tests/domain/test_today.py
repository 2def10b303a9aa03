"""What the form “Today changed” says, what is wrong with it, and the day as it then is."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from cme.domain.changed import cancelled_on, from_start, on_day
from cme.domain.entries import RawEntry
from cme.domain.mark_status import Status
from cme.domain.marks import marks
from cme.domain.model import Facts, Observation, Saw, Severity
from tests import builders as build
from tests.domain.submitted import read, today

MON = "Mon 2026-11-23"
EARLY = f"{MON} 08:40"
FACTS = build.facts(
    sessions={
        "BIKE": build.a_session(),
        "COOK": build.a_session("COOK", start=time(13), end=time(15), site="Barn"),
        "ARTS": build.a_session("ARTS", site="Mill"),
        "TUES": build.a_session("TUES", weekday=1),
    },
    places=(build.a_place(), build.a_place(session="COOK", start=time(13), end=time(15))),
)


def said(entry: RawEntry, facts: Facts = FACTS) -> list[tuple[str, str, str]]:
    return [(o.session, o.saw.name, o.instead) for o in read(entry, facts).observations]


def wrong(entry: RawEntry, facts: Facts = FACTS) -> list[tuple[str, Severity]]:
    return [(problem.code, problem.severity) for problem in read(entry, facts).problems]


def then(*entries: RawEntry, facts: Facts = FACTS) -> Facts:
    """The facts after these entries, each read by the day as it was when it was sent."""
    for entry in entries:
        facts = replace(facts, observations=(*facts.observations, *read(entry, facts).observations))
    return facts


def session(code: str, *entries: RawEntry) -> tuple[str, str, str, str, str]:
    found = on_day(then(*entries), build.MONDAY).sessions[code]
    return f"{found.start:%H:%M}", f"{found.end:%H:%M}", found.site, found.lead, found.phone


def test_a_cancelled_session_is_kept_with_why_by_whom_and_when() -> None:
    (found,) = read(
        today(EARLY, "BIKE Bike workshop, 09:00", "cancelled, or closed", why="boiler out"), FACTS
    ).observations
    assert (found.session, found.pupil, found.saw, found.reason) == ("BIKE", "", Saw.CANCELLED, "boiler out")
    assert found.at == found.recorded_at == build.at(EARLY)


def test_a_whole_site_is_each_of_its_sessions_of_the_day_that_is_not_over() -> None:
    assert said(today(EARLY, "Whole site: Barn", "cancelled")) == [("BIKE", "CANCELLED", ""), ("COOK", "CANCELLED", "")]
    assert said(today(f"{MON} 12:30", "Whole site: Barn", "cancelled")) == [("COOK", "CANCELLED", "")]


def test_an_entry_that_was_judged_once_is_not_judged_by_what_it_said_itself() -> None:
    closed = today(EARLY, "Whole site: Barn", "moved", where="Village hall")
    back = today(f"{MON} 08:50", "BIKE", "on after all")
    facts = then(closed, today(f"{MON} 08:45", "BIKE", "cancelled"), back)
    assert wrong(closed, facts) == wrong(back, facts) == []


@pytest.mark.parametrize(
    ("which", "what"),
    [
        ("", "cancelled"),
        ("GONE Gone, 09:00", "cancelled"),
        ("TUES Tues, 09:00", "moved"),
        ("Whole site: Moon", "a trip"),
    ],
)
def test_ent_1_a_session_that_does_not_run_today_changes_nothing(which: str, what: str) -> None:
    entry = today(EARLY, which, what, where="Hall")
    assert (said(entry), wrong(entry)) == ([], [("ENT-1", Severity.ERROR)])


@pytest.mark.parametrize("what", ["", "exploded"])
def test_ent_11_without_a_choice_that_is_known_nothing_counts(what: str) -> None:
    entry = today(EARLY, "BIKE", what)
    assert (said(entry), wrong(entry)) == ([], [("ENT-11", Severity.ERROR)])


@pytest.mark.parametrize(
    ("which", "what", "more", "severity", "kept"),
    [
        ("BIKE", "moved", {}, Severity.ERROR, []),
        ("BIKE", "somebody else", {}, Severity.ERROR, []),
        ("BIKE", "somebody else", {"lead": "Someone else"}, Severity.QUERY, [("BIKE", "LED_BY", "")]),
        ("BIKE", "a trip", {"where": "The sea"}, Severity.QUERY, [("BIKE", "TRIP", "The sea")]),
        ("BIKE", "on after all", {}, Severity.QUERY, [("BIKE", "GOES_AHEAD", "")]),
        ("Whole site: Mill", "moved", {"start": "10:00", "where": "Hall"}, Severity.ERROR, [("ARTS", "MOVED", "Hall")]),
    ],
)
def test_ent_14_what_changes_nothing_or_only_part_is_said(
    which: str, what: str, more: dict[str, str], severity: Severity, kept: list[tuple[str, str, str]]
) -> None:
    entry = today(EARLY, which, what, **more)
    assert (said(entry), wrong(entry)) == (kept, [("ENT-14", severity)])


def test_ent_14_a_session_that_is_over_is_said_to_be_too_late() -> None:
    entry = today(f"{MON} 12:30", "BIKE", "cancelled")
    assert wrong(entry) == [("ENT-14", Severity.QUERY)]
    assert {mark.status for mark in marks(then(entry), build.MONDAY)} == {Status.NOT_ASKED}


def test_ent_4_an_end_before_the_start_does_not_count() -> None:
    entry = today(EARLY, "BIKE", "moved", start="10:00", end="09:30")
    assert (said(entry), wrong(entry)) == ([("BIKE", "MOVED", "")], [("ENT-4", Severity.ERROR)])


def test_a_moved_session_keeps_its_end_where_it_still_can_and_else_its_length() -> None:
    assert session("BIKE", today(EARLY, "BIKE", "moved", start="10:00"))[:2] == ("10:00", "12:00")
    assert session("BIKE", today(EARLY, "BIKE", "moved", start="12:30"))[:2] == ("12:30", "15:30")
    assert session("BIKE", today(EARLY, "BIKE", "moved", start="10:00", end="13:00"))[:2] == ("10:00", "13:00")


def test_a_move_says_what_changes_and_leaves_the_rest_of_an_earlier_one() -> None:
    first = today(EARLY, "BIKE", "moved", start="10:00")
    second = today(f"{MON} 08:50", "BIKE", "moved", where="Hall")
    assert session("BIKE", first, second)[:3] == ("10:00", "12:00", "Hall")


def test_an_own_start_keeps_its_distance_and_an_own_end_stands_where_it_can() -> None:
    own = build.a_place(start=time(9, 30), end=time(11))
    facts = then(today(EARLY, "BIKE", "moved", start="10:00"), facts=replace(FACTS, places=(own,)))
    (place,) = on_day(facts, build.MONDAY).places
    assert (place.start, place.end) == (time(10, 30), time(11))
    late = then(today(EARLY, "BIKE", "moved", start="11:00"), facts=replace(FACTS, places=(own,)))
    (place,) = on_day(late, build.MONDAY).places
    assert (place.start, place.end) == (time(11, 30), time(12))


def test_whoever_covers_leads_with_their_own_telephone_unless_another_was_given() -> None:
    cover = today(EARLY, "BIKE", "somebody else leads it", lead="CORA Cora Worker")
    trip = today(f"{MON} 08:30", "BIKE", "a trip", where="The sea", phone="07700 900999")
    assert session("BIKE", trip)[2:] == ("The sea", "TESS", "07700 900999")
    assert session("BIKE", trip, cover)[2:] == ("The sea", "CORA", "")
    agency = today(EARLY, "BIKE", "somebody else leads it", lead="Someone else", phone="07700 900998")
    assert session("BIKE", agency)[3:] == ("", "07700 900998")


def test_a_day_that_was_changed_once_is_not_changed_again() -> None:
    facts = then(today(EARLY, "BIKE", "moved", start="10:00", where="Hall"), today(EARLY, "COOK", "a trip", phone="1"))
    once = on_day(facts, build.MONDAY)
    assert on_day(once, build.MONDAY) is once
    assert on_day(facts, build.MONDAY + timedelta(days=1)) is facts


def test_on_after_all_when_it_should_have_begun_it_begins_now() -> None:
    off, on = today(EARLY, "BIKE", "cancelled"), today(f"{MON} 09:30", "BIKE", "on after all")
    assert session("BIKE", off, on)[0] == "09:30"
    assert session("BIKE", off, today(f"{MON} 08:50", "BIKE", "on after all"))[0] == "09:00"
    assert session("BIKE", off, today(f"{MON} 08:50", "BIKE", "on after all", start="11:00"))[0] == "11:00"
    running = today(f"{MON} 09:20", "BIKE", "cancelled")
    assert session("BIKE", running, on)[0] == "09:00"


def test_what_counts_from_another_start_is_another_step() -> None:
    moved = on_day(then(today(EARLY, "BIKE", "moved", start="10:00")), build.MONDAY)
    assert from_start(moved.sessions["BIKE"], "page") == "page from 10:00"
    assert from_start(FACTS.sessions["BIKE"], "page") == "page"


def mark_of(*observations: Observation) -> Status:
    facts = then(today(EARLY, "BIKE", "cancelled"))
    (mark, _) = marks(replace(facts, observations=(*facts.observations, *observations)), build.MONDAY)
    return mark.status


@pytest.mark.parametrize(
    ("heard", "status"),
    [
        ((), Status.CANCELLED),
        (((Saw.NOT_HERE, "09:05"),), Status.CANCELLED),
        (((Saw.ARRIVED, "09:02"),), Status.HERE),
        (((Saw.ARRIVED, "09:02"), (Saw.NOT_HERE, "09:30")), Status.CONTRADICTORY),
        (((Saw.ARRIVED, "09:02"), (Saw.LEFT_SITE, "09:30")), Status.LEFT_SITE),
    ],
)
def test_whoever_comes_to_a_cancelled_session_counts_and_whoever_does_not_is_not_missed(
    heard: tuple[tuple[Saw, str], ...], status: Status
) -> None:
    assert mark_of(*(build.seen("P1", saw, build.at(f"{MON} {at}")) for saw, at in heard)) is status


def test_who_said_first_that_it_is_off_stands_until_it_is_on() -> None:
    first, second = today(EARLY, "BIKE", "cancelled"), today(f"{MON} 08:45", "BIKE", "cancelled")
    assert cancelled_on(then(first, second), build.MONDAY)["BIKE"].recorded_at == build.at(EARLY)
    assert cancelled_on(then(first, second, today(f"{MON} 08:50", "BIKE", "on after all")), build.MONDAY) == {}
