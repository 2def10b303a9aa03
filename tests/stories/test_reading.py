"""A story that makes no sense is refused with its line, what is wrong, and what would be right."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.stories.said import StoryError, said
from sandbox.stories.story import Story, story_of

SMALL = """\
story: A small one
day: Mon 23 Nov 2026
register:
  pupils: [P1, P2]
happens:
  - {at: 09:04, register: BIKE, ticked: P1}
expect:
  sent: []
"""
REFUSED = {
    "an unknown key": ("happens:", "happened:", 5, "no “happened”. Did you mean “happens”?"),
    "an unknown kind of event": ("register: BIKE", "regster: BIKE", 6, "Did you mean “register”?"),
    "an unknown key of an event": ("ticked: P1", "tickd: P1", 6, "no “tickd”. Did you mean “ticked”?"),
    "an unknown pupil": ("ticked: P1", "ticked: P3", 6, "There is no pupil “P3” on the register. There are: P1, P2."),
    "an unknown session": ("register: BIKE", "register: BIKES", 6, "no session “BIKES” on the register"),
    "an unknown school": (
        "[P1, P2]",
        "{P1: {school: HIL}}",
        4,
        "no school “HIL” on the register. Did you mean “HILL”?",
    ),
    "a code that could be none": ("[P1, P2]", "[Sam Sample]", 4, "“Sam Sample” cannot be a code"),
    "a time that is none": ("09:04", "nine", 6, "“nine” is not a time. Write it as 09:15."),
    "a weekday that is not the day's": ("Mon 23", "Tue 23", 2, "23 November 2026 is a Monday, not a Tuesday"),
    "a day that is none": ("Mon 23 Nov 2026", "soon", 2, "“soon” is not a day"),
    "no time at all": ("at: 09:04, ", "", 6, "“at” is missing"),
    "two kinds in one event": ("ticked: P1", "changed: P1", 6, "cannot be one event"),
    "no kind of event": ("register: BIKE, ticked: P1", "note: hm", 6, "does not say what happened"),
    "nothing about what was sent": ("  sent: []", "  problems: []", 7, "“sent” is missing"),
    "an unknown expectation": ("  sent: []", "  sent: []\n  problem: []", 9, "Did you mean “problems”?"),
    "an unknown rule": ("sent: []", "sent: [{rule: REG-11}]", 8, "There is no rule “REG-11”"),
    "an unknown recipient": ("sent: []", "sent: [{to: HALL}]", 8, "Did you mean “HILL”?"),
    "an unknown role": ("sent: []", "sent: [{to: HILL dls}]", 8, "no role “dls”. Did you mean “dsl”?"),
    "an unknown notice": ("sent: []", "sent: [{notice: absent}]", 8, "Did you mean “absence”?"),
    "an unknown state": ("sent: []", "sent: [{state: send}]", 8, "Did you mean “sent”?"),
    "a key twice": ("day: Mon 23 Nov 2026", "day: Mon 23 Nov 2026\nday: 2026-11-23", 3, "stands here twice"),
    "a text with a comma": ("ticked: P1", "note: late, from paper", 6, "A text with a comma in it wants quotes"),
    "an unknown choice": ("register: BIKE, ticked: P1", "changed: P1, what: vanished", 6, "no choice “vanished”"),
    "a choice that could be two": ("register: BIKE, ticked: P1", "changed: P1, what: marked it wrong", 6, "no choice"),
    "an unknown setting": ("  pupils: [P1, P2]", "  settings: {moode: live}", 4, "Did you mean “mode”?"),
    "an unknown figure": ("  pupils: [P1, P2]", "  figures: {absent_notice: 3}", 4, "Did you mean “absence_notice”?"),
    "an unknown tab": ("register: BIKE, ticked: P1", "sheet: School, delete: HILL", 6, "Did you mean “Schools”?"),
    "an unknown column": (
        "register: BIKE, ticked: P1",
        "sheet: Schools, row: HILL, set: {Adress: x}",
        6,
        "has no column “Adress”",
    ),
    "unknown calls": ("register: BIKE, ticked: P1", "fault: 503, calls: gmial", 6, "Did you mean “gmail”?"),
    "an unknown fault": ("register: BIKE, ticked: P1", "fault: time-out", 6, "Did you mean “timeout”?"),
    "an unknown way to go wrong": ("register: BIKE, ticked: P1", "runs: kiled", 6, "Did you mean “killed”?"),
    "an end before the beginning": (
        "register: BIKE, ticked: P1",
        "runs: missed, until: 08:00",
        6,
        "ends before it begins",
    ),
    "something after the end": (
        "register:\n",
        "until: 09:00\nregister:\n",
        7,
        "before the story begins or after it ends",
    ),
    "a screen of another name": ("sent: []", "sent: []\n  board: [{tab: Tody, says: x}]", 9, "Did you mean “Today”?"),
    "a screen that says nothing": ("sent: []", "sent: []\n  board: [{tab: Today}]", 9, "does not say what the screen"),
    "what is no YAML": ("[P1, P2]", "[P1, P2", 5, "This is not YAML"),
    "a list where one text is wanted": ("register: BIKE", "register: [BIKE]", 6, "One text is wanted here, not a list"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_story_is_refused_for(name: str) -> None:
    before, after, line, sentence = REFUSED[name]
    assert before in SMALL
    with pytest.raises(StoryError) as refused:
        story_of(said(SMALL.replace(before, after, 1), "small.yaml"))
    assert sentence in str(refused.value)
    assert refused.value.where.startswith(f"small.yaml, line {line}")


def read(text: str) -> Story:
    return story_of(said(text, "small.yaml"))


@pytest.mark.parametrize("typed", ["09:04", "9:04", "9.04", '"09:04"', "2026-11-23 09:04", "Mon 09:04", "23 Nov 9:04"])
def test_a_time_may_be_written_as_people_do(typed: str) -> None:
    assert read(SMALL.replace("09:04", typed)).events[0].at == datetime(2026, 11, 23, 9, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ["2026-11-23", "23/11/2026", "23 Nov 2026", "Monday 23 November 2026", "Mon, 23 Nov 2026"]
)
def test_a_day_may_be_written_as_people_do(typed: str) -> None:
    assert read(SMALL.replace("Mon 23 Nov 2026", typed)).cast.day.isoformat() == "2026-11-23"


@pytest.mark.parametrize("typed", ["P1", "[P1]", "p1", "Sam", "Sam Sample", "nobody", "[]"])
def test_a_child_may_be_named_by_code_or_name_alone_or_in_a_list(typed: str) -> None:
    read(SMALL.replace("ticked: P1", f"ticked: {typed}"))


def test_the_smallest_story_invents_the_rest() -> None:
    cast = read("story: x\nday: 2026-11-23\nexpect: {sent: []}\n").cast
    assert cast.codes("schools", "authorities") == ["HILL", "MILL", "COUNTY"]
    assert cast.codes("pupils", "sessions") == ["P1", "BIKE"]
    assert cast.rows["places"] == [{**cast.rows["places"][0], "Pupil": "P1", "Commissioner": "HILL", "BIKE": "x"}]


def test_places_are_a_row_for_each_commissioner_and_a_cell_for_each_session() -> None:
    text = SMALL.replace(
        "[P1, P2]",
        "{P1: {commissioner: [HILL, COUNTY], start: 09:30}, P2: {school: none, places: {BIKE: 10:00-11:00}}}",
    )
    rows = [(r["Pupil"], r["Commissioner"], r["BIKE"]) for r in read(text).cast.rows["places"]]
    assert rows == [("P1", "HILL", "09:30"), ("P1", "COUNTY", "09:30"), ("P2", "COUNTY", "10:00-11:00")]


def test_a_time_alone_is_a_childs_own_start() -> None:
    text = SMALL.replace("[P1, P2]", "{P1: 09:30, P2: x}")
    assert [row["BIKE"] for row in read(text).cast.rows["places"]] == ["09:30", "x"]


def test_a_register_may_start_from_the_example_and_change_it() -> None:
    text = SMALL.replace(
        "  pupils: [P1, P2]", "  from: example\n  schools: {HILL: {attendance: none}}\n  pupils: [P1, P2]"
    )
    cast = read(text.replace("BIKE", "MON-BIKE")).cast
    assert cast.row("schools", "HILL")["Attendance email"] == ""  # type: ignore[index]
    assert {"P0001", "P1"} <= set(cast.codes("pupils"))
