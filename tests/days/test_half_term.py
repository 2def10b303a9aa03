"""The example's half term is ordinary, the same everywhere, and what is said in it can have been said."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from cme.domain.model import Saw
from sandbox.days.half_term import HalfTerm, half_term
from sandbox.days.rhythm import Rhythm, rhythm
from sandbox.days.session import Child
from sandbox.example.cast import school_days
from sandbox.example.facts import example_facts

OF: Rhythm = rhythm()
TERM: HalfTerm = half_term(example_facts(), OF)
CHILDREN: list[Child] = [child for room in TERM.rooms.values() for child in room.children]


def test_it_is_seven_weeks_in_which_four_of_ten_are_missed() -> None:
    assert {day for day, _ in TERM.rooms} == set(school_days(OF.since, OF.until))
    assert len({day for day, _ in TERM.rooms}) == 35
    missed = sum(child.comes is None for child in CHILDREN) / len(CHILDREN)
    assert 0.40 <= missed <= 0.45


def test_each_thing_that_is_ordinary_happens() -> None:
    said = {o.saw for o in TERM.said}
    assert said >= {Saw.NOT_COMING, Saw.ARRIVED, Saw.TAXI_LATE, Saw.WAS_HERE, Saw.WENT_HOME, Saw.CANCELLED, Saw.LED_BY}
    late = sum(room.asked - min(c.start for c in room.children) > timedelta(minutes=8) for room in TERM.rooms.values())
    assert 0.08 <= late / len(TERM.rooms) <= 0.16
    words = [o for o in TERM.said if o.saw is Saw.NOT_COMING]
    assert {o.said_by for o in words} == {"parent or carer", "somebody else"}


def test_it_is_the_same_each_time_and_another_salt_is_another() -> None:
    again = half_term(example_facts(), OF)
    assert again.said == TERM.said
    assert half_term(example_facts(), replace(OF, salt="another")).said != TERM.said


def test_brothers_and_sisters_miss_a_day_together() -> None:
    mondays = [room for (_, code), room in TERM.rooms.items() if code == "MON-COOK"]
    for room in mondays:
        there = {child.place.pupil: child.comes is None for child in room.children}
        assert there["P0007"] == there["P0008"]


def test_what_was_said_of_a_child_on_a_special_day_is_of_one_who_was_there() -> None:
    about = [o for o in OF.said if o.pupil and o.session]
    assert about
    for said in about:
        there = {child.place.pupil: child for child in TERM.rooms[said.day, said.session].children}
        assert there[said.pupil].is_here(said.at), said.entry


def test_nobody_notes_anything_of_a_session_once_it_is_called_off() -> None:
    off = [o for o in OF.said if o.saw is Saw.CANCELLED]
    assert off
    for cancelled in off:
        after = [
            o for o in TERM.said if (o.day, o.session) == (cancelled.day, cancelled.session) and o is not cancelled
        ]
        words = (Saw.NOT_COMING,)
        assert all(o.recorded_at < cancelled.recorded_at for o in after if o.saw not in words)


def test_the_dsl_says_to_be_on_duty_on_about_half_of_the_days_and_not_when_ill() -> None:
    facts = example_facts()
    asked = replace(facts, settings=replace(facts.settings, duty_asked=time(8, 30)))
    days = {o.day for o in half_term(asked, OF).said if o.saw is Saw.ON_DUTY}
    assert 12 <= len(days) <= 23
    always = replace(OF, numbers={**OF.numbers, "duty": {**OF.numbers["duty"], "before": 1}})
    said = {o.day for o in half_term(asked, always).said if o.saw is Saw.ON_DUTY}
    assert {day for day, _ in TERM.rooms} - said == {day for day, _ in OF.silent}
