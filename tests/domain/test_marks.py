"""What is known of one child in one session, from all that people said; and the code that it suggests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.domain.clocks import hhmm, instant
from cme.domain.codes import suggested_code
from cme.domain.mark_status import Status
from cme.domain.marks import Mark, marks, registers
from cme.domain.model import Facts, Observation, Saw
from tests import builders as build
from tests.domain import registers as some

DAY = build.MONDAY


def said(what: str, at: str, *, reached: str = "", **more: Any) -> Observation:
    """“seen” at 09:05 of P1 in BIKE, reaching us then or later."""
    when = instant(DAY, build.clock(at))
    more |= {"recorded_at": instant(DAY, build.clock(reached))} if reached else {}
    return build.seen(more.pop("pupil", "P1"), Saw(what), when, entry=f"e-{at}-{reached}-{what}", **more)


def mark_of(*observations: Observation, **more: Any) -> Mark:
    return marks(build.facts(observations=observations, **more), DAY)[0]


SAW = {
    "seen": "seen",
    "missed": "not here when asked",
    "in": "arrived",
    "back": "came back",
    "off": "not coming",
    "home": "left early as agreed",
    "left": "left without permission",
    "was": "was here all along",
    "not": "was not here after all",
    "taxi": "taxi late",
}


def told(story: str) -> list[Observation]:
    """“09:05 seen, 10:00 left”; “10:00>10:20 seen” was so at ten and reached us at twenty past."""
    found = []
    for part in filter(None, story.split(", ")):
        when, word = part.split(" ", 1)
        at, _, reached = when.partition(">")
        more = {"said_by": "parent or carer"} if word == "off" else {}
        found.append(said(SAW[word], at, reached=reached, **more))
    return found


@pytest.mark.parametrize(
    ("story", "status"),
    [
        ("", Status.NOT_ASKED),
        ("09:05 missed", Status.NOT_HERE),
        ("08:59 missed", Status.NOT_ASKED),
        ("09:00 missed", Status.NOT_HERE),
        ("09:05 seen", Status.HERE),
        ("09:02 taxi", Status.NOT_ASKED),
        ("08:30 off", Status.NOT_COMING),
        ("08:30 off, 09:05 missed", Status.NOT_COMING),
        ("08:30 off, 09:05 seen", Status.HERE),
        ("09:05 seen, 09:10 off", Status.HERE),
        ("09:05 missed, 09:20 in", Status.HERE),
        ("09:05 seen, 09:07 missed", Status.CONTRADICTORY),
        ("09:05 seen, 09:07 missed, 09:09 seen", Status.HERE),
        ("09:05>09:06 seen, 09:05>09:08 missed", Status.CONTRADICTORY),
        ("09:05>09:06 missed, 09:05>09:08 seen", Status.HERE),
        ("09:05>09:06 missed, 09:05>09:06 seen", Status.CONTRADICTORY),
        ("09:05 seen, 10:00 home", Status.WENT_HOME),
        ("09:05 seen, 10:00 home, 10:30 missed", Status.WENT_HOME),
        ("09:05 seen, 10:00 home, 10:30 back", Status.HERE),
        ("09:05 seen, 10:00 left", Status.LEFT_SITE),
        ("09:05 seen, 10:00 left, 10:10 back", Status.HERE),
        ("09:05 seen, 10:00 left, 10:05 home", Status.LEFT_SITE),
        ("09:05 seen, 10:00 left, 10:05 missed", Status.LEFT_SITE),
        ("10:00>10:01 left, 10:00>10:20 seen", Status.LEFT_SITE),
        ("10:00>10:01 left, 10:00>10:02 back", Status.HERE),
        ("10:00>10:05 left, 10:00>10:02 back", Status.LEFT_SITE),
        ("10:00 left, 10:05 was", Status.HERE),
        ("10:00 left, 10:05 was, 10:10 left", Status.LEFT_SITE),
        ("10:00 home, 10:05 was", Status.HERE),
        ("09:05 missed, 09:20 was", Status.HERE),
        ("09:05 seen, 09:20 not", Status.NOT_HERE),
        ("09:05 seen, 09:20 not, 09:30 in", Status.HERE),
        ("09:05 was, 09:20 not", Status.NOT_HERE),
        ("09:05 not, 09:20 was", Status.HERE),
        ("08:30 off, 09:05 seen, 09:20 not", Status.NOT_COMING),
        ("08:30 off, 09:20 not", Status.NOT_HERE),
        ("09:20 not, 09:30 off", Status.NOT_COMING),
    ],
)
def test_what_people_said_comes_to_this(story: str, status: Status) -> None:
    assert mark_of(*told(story)).status is status


@pytest.mark.parametrize("who", ["parent or carer", " Parent or Carer ", "school", "social worker", "authority"])
def test_the_word_of_those_who_answer_for_the_child_explains(who: str) -> None:
    assert mark_of(said("not coming", "08:30", said_by=who)).explained is not None


@pytest.mark.parametrize("who", ["the child", "somebody else said", "", "parents' neighbour"])
def test_nobody_elses_word_explains_and_it_is_kept(who: str) -> None:
    mark = mark_of(said("not coming", "08:30", said_by=who))
    assert (mark.explained, mark.explained_at, mark.status) == (None, None, Status.NOT_ASKED)
    assert mark.said is not None


@pytest.mark.parametrize(
    ("story", "seen", "late"),
    [
        ("08:55 seen", "08:55", 0),
        ("09:20 seen", "09:20", 0),
        ("09:20 in", "09:20", 20),
        ("09:05 missed, 09:20 seen", "09:20", 20),
        ("08:55 missed, 09:20 seen", "09:20", 0),
        ("09:05 missed, 09:20 was", "09:00", 0),
        ("08:58 in", "08:58", 0),
        ("09:00 in", "09:00", 0),
        ("09:20 in, 10:00 back", "09:20", 20),
    ],
)
def test_a_tick_alone_makes_nobody_late(story: str, seen: str, late: int) -> None:
    mark = mark_of(*told(story))
    assert mark.seen_at is not None
    assert (hhmm(mark.seen_at), mark.minutes_late) == (seen, late)


def test_minutes_are_whole_and_count_from_the_start() -> None:
    mark = mark_of(said("arrived", "09:05:59"))
    assert (mark.minutes_late, mark.minutes_after_start) == (5, 5)
    assert mark_of().minutes_after_start == 0
    assert mark_of(*told("08:55 in")).minutes_after_start == 0


def test_who_arrives_in_the_very_minute_has_not_come_late() -> None:
    assert [mark_of(*told(story)).came_late for story in ("09:00 in", "09:01 in")] == [False, True]


def test_it_is_known_from_when_it_first_reached_us() -> None:
    mark = mark_of(*told("09:10>09:40 in, 09:20>09:25 seen"))
    assert mark.known_at is not None
    assert (hhmm(mark.known_at), hhmm(mark.seen_at or mark.known_at)) == ("09:25", "09:10")


def test_what_was_known_by_then_is_the_mark_of_then() -> None:
    mark = mark_of(*told("09:05 missed, 09:20>09:40 in"))
    by = {text: mark.known_by(instant(DAY, build.clock(text))) for text in ("09:04", "09:39", "09:40")}
    assert [m.status for m in by.values()] == [Status.NOT_ASKED, Status.NOT_HERE, Status.HERE]


@settings(max_examples=60, deadline=None)
@given(some.registers(), st.integers(0, 110))
def test_the_mark_of_then_is_what_marks_would_have_said_then(day: tuple, minutes: int) -> None:
    date, facts = day
    by = instant(date, time(8, 50)) + minutes * (instant(date, time(9, 1)) - instant(date, time(9)))
    then = marks(some.known_by(facts, by), date)
    assert [replace(m, elsewhere=None) for m in then] == [
        replace(m.known_by(by), elsewhere=None) for m in marks(facts, date)
    ]


@pytest.mark.parametrize(
    ("story", "events"),
    [
        ("10:00 left", [("10:00", "")]),
        ("10:00 left, 10:03 left", [("10:00", "")]),
        ("10:00>10:01 left, 09:58>10:05 left", [("10:00", "")]),
        ("10:00 left, 10:10 back", [("10:00", "10:10")]),
        ("10:00 left, 10:10 back, 11:00 left", [("10:00", "10:10"), ("11:00", "")]),
        ("10:00 left, 11:00 left, 10:10>11:30 back", [("10:00", "10:10"), ("11:00", "")]),
        ("10:00 left, 10:05 was", []),
    ],
)
def test_a_departure_lasts_until_somebody_sees_the_child(story: str, events: list[tuple[str, str]]) -> None:
    found = mark_of(*told(story)).departures
    assert [(hhmm(d.said.at), hhmm(d.back.at) if d.back else "") for d in found] == events


TWO = {
    "sessions": {"BIKE": build.a_session(), "COOK": build.a_session("COOK", start=time(13), end=time(15))},
    "places": (build.a_place(), build.a_place("P1", "COOK", start=time(13), end=time(15))),
}


def statuses(*observations: Observation, **more: Any) -> list[Status]:
    return [mark.status for mark in marks(build.facts(observations=observations, **TWO | more), DAY)]


def test_what_was_said_of_one_session_is_not_said_of_another() -> None:
    assert statuses(said("seen", "09:05"), said("not here when asked", "13:05", session="COOK")) == [
        Status.HERE,
        Status.NOT_HERE,
    ]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("09:30", [Status.HERE, Status.NOT_ASKED]),
        ("12:00", [Status.HERE, Status.NOT_ASKED]),
        ("12:01", [Status.NOT_ASKED, Status.HERE]),
        ("15:30", [Status.NOT_ASKED, Status.HERE]),
    ],
)
def test_a_sighting_that_names_no_session_is_about_the_one_that_is_on_or_comes_next(at: str, expected: Any) -> None:
    assert statuses(said("arrived", at, session="")) == expected


def test_a_day_off_that_names_no_session_is_about_them_all() -> None:
    off = said("not coming", "11:00", session="", said_by="school")
    assert statuses(off) == [Status.NOT_COMING, Status.NOT_COMING]


def test_a_child_who_left_one_session_and_is_ticked_in_the_next_is_back() -> None:
    seen = said("left without permission", "11:50"), said("seen", "13:05", session="COOK")
    first, second = marks(build.facts(observations=seen, **TWO), DAY)
    assert (first.status, second.status) == (Status.LEFT_SITE, Status.HERE)
    assert [d.back for d in first.departures] == [seen[1]]


def test_other_days_and_other_children_say_nothing() -> None:
    other = said("seen", "09:05", pupil="P2")
    yesterday = replace(said("seen", "09:05"), day=DAY.replace(day=22))
    assert mark_of(other, yesterday).status is Status.NOT_ASKED


def elsewhere(facts: Facts) -> str:
    found = marks(facts, DAY)[0].elsewhere
    return f"{found.session} {hhmm(found.at)}" if found else ""


def test_the_last_tick_where_the_child_is_not_expected_is_noted() -> None:
    ticks = said("seen", "09:05", session="ROOF"), said("seen", "09:20", session="COOK")
    assert elsewhere(build.facts(observations=ticks)) == "COOK 09:20"


@pytest.mark.parametrize(
    ("at", "noted"), [("11:30", "COOK 11:30"), ("11:29", ""), ("12:01", ""), ("12:00", "COOK 12:00")]
)
def test_a_tick_in_a_session_of_the_childs_own_is_elsewhere_only_while_both_run(at: str, noted: str) -> None:
    places = (build.a_place(), build.a_place("P1", "COOK", start=time(11, 30), end=time(15)))
    facts = build.facts(**TWO | {"places": places}, observations=(said("seen", at, session="COOK"),))
    assert elsewhere(facts) == noted


def test_registers_are_those_of_the_day_by_when_they_were_taken() -> None:
    late, early = said("register taken", "09:33", pupil=""), said("register taken", "09:04", reached="10:00", pupil="")
    other = replace(said("register taken", "09:00", pupil=""), day=DAY.replace(day=22))
    assert registers(build.facts(observations=(late, early, other)), DAY) == {"BIKE": (early, late)}


def test_each_commissioners_place_has_its_mark() -> None:
    places = (build.a_place(), build.a_place(commissioner="COUNTY"), build.a_place(commissioner="COUNTY"))
    found = marks(build.facts(places=places), DAY)
    assert [mark.place.commissioner for mark in found] == ["COUNTY", "HILL"]


@pytest.mark.parametrize(("start", "half"), [(time(9), "AM"), (time(11, 59), "AM"), (time(12), "PM"), (time(13), "PM")])
def test_a_session_that_begins_before_noon_is_of_the_morning(start: time, half: str) -> None:
    assert mark_of(places=(build.a_place(start=start, end=time(15)),)).half == half


@pytest.mark.parametrize(
    ("story", "kind", "code"),
    [
        ("09:05 seen", "school", "B"),
        ("09:05 seen", "authority", "K"),
        ("09:05 seen, 10:00 left", "school", "B"),
        ("09:05 seen, 09:07 missed", "school", ""),
        ("09:05 missed", "school", "N"),
        ("10:00 left", "school", "N"),
        ("", "school", ""),
        ("10:00 home", "school", ""),
        ("09:02 taxi, 09:05 missed", "school", ""),
        ("09:02 taxi, 09:05 missed, 10:00 in", "school", "B"),
    ],
)
def test_the_facts_suggest_a_code_or_none(story: str, kind: str, code: str) -> None:
    assert suggested_code(mark_of(*told(story)), kind) == code


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("ill, been sick all night", "I"),
        ("Poorly", "I"),
        ("dentist at ten", "M"),
        ("hospital appointment, ill", "I"),
        ("silly hill", ""),
        ("family wedding", ""),
        ("", ""),
    ],
)
def test_a_reason_suggests_illness_or_an_appointment_and_leave_is_the_schools_to_give(reason: str, code: str) -> None:
    off = said("not coming", "08:30", said_by="parent or carer", reason=reason)
    assert suggested_code(mark_of(off), "school") == code


def test_a_child_who_is_with_us_elsewhere_has_no_code() -> None:
    heard: Iterable[Observation] = (said("not here when asked", "09:05"), said("seen", "09:06", session="COOK"))
    assert suggested_code(mark_of(*heard), "school") == ""


def test_the_marks_of_a_day_are_worked_out_once_and_anew_when_something_is_heard() -> None:
    known = build.facts()
    assert marks(known, build.MONDAY) is marks(known, build.MONDAY)
    heard = replace(known, observations=(build.seen("P1", Saw.SEEN, build.at("Mon 2026-11-23 09:00")),))
    assert (marks(known, build.MONDAY)[0].is_seen, marks(heard, build.MONDAY)[0].is_seen) == (False, True)


def test_a_child_went_when_it_was_said_to_go_whatever_was_said_of_it_later() -> None:
    left = told("09:04 seen, 10:25 home, 10:30 missed")
    gone = mark_of(*left).went
    assert gone is not None
    assert hhmm(gone.at) == "10:25"
    assert mark_of(*left, *told("11:00 back")).went is None
